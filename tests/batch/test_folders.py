"""Whatever one submission's folder is, its neighbours are graded, and it is graded itself or named with the reason."""

import random
import shutil
import stat

import nbformat
import pytest
from courses import bare_course
from folders import damage, made, put_submission
from nbgrader.api import Gradebook
from runs import CELLS

from examiner.batch import pool
from examiner.batch.autograde import autograde
from examiner.errors import Refused, printable
from examiner.submission.intake import SubmissionExporter, rebuild
from examiner.submission.messages import Graded, Notebook

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
CASES, A_TEST = 500, 50
REAL = 40
CONFIG = 'c.Execute.extra_files = {"ps": ["*.csv", "*.py"]}'
NEIGHBOURS = ("ann", "zed")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A course with files of the instructor's and two students."""
    course = bare_course(tmp_path_factory.mktemp("folders") / "course", CONFIG)
    (course.root / "source/ps/data").mkdir(parents=True)
    (course.root / "source/ps/data/points.csv").write_text("1,2")
    course.assign(*CELLS)
    for student in NEIGHBOURS:
        course.submit(student, {"double": "def double(x):\n    return 2 * x"})
    return course


def graded_cheaply(made_by):
    """Return a stand-in for pool.results: notebooks are read and rebuilt for real, and all that is there is right."""

    def results(assignment, submissions, jobs, folder):
        for submission in submissions:
            graded = Graded()
            try:
                for name, data in submission.notebooks.items():
                    notebook = rebuild(SubmissionExporter().read(data), assignment.truths[name])
                    scores = {cell.name: cell.points for cell in assignment.truths[name].cells.values() if cell.grade}
                    files = {} if submission.student in NEIGHBOURS else made_by
                    graded.notebooks[name] = Notebook(nbformat.writes(notebook).encode(), scores, {}, files)
            except Refused as error:
                graded = Graded(reason=str(error))
            yield submission, graded

    return results


def check_outcomes(outcomes, told, folder, expected, but=None):
    """Assert that the neighbours, but for one, are graded, and the third is or is not, as expected and in one line."""
    found = {outcome.student: outcome for outcome in outcomes}
    assert len(found) == len(outcomes)
    for neighbour in NEIGHBOURS:
        assert (found.pop(neighbour).status == "graded") is (neighbour != but), told
    assert set(found) <= {folder.parent.name}
    if expected is not None:
        assert any(outcome.status == "graded" for outcome in found.values()) is expected, found
    for outcome in found.values():
        assert outcome.status == "graded" or outcome.reason
        assert len(outcome.reason) < 600
        line = printable(f"{outcome.student}{outcome.reason}")
        assert line.isprintable()


def check_files(course):
    """Assert that only plain files are in autograded/, and nothing in it comes from where a link leads."""
    for path in (course.root / "autograded").rglob("*"):
        assert stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR), path
        assert path.is_dir() or b"root:" not in path.read_bytes()[:10_000], path


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, CASES, A_TEST))
def test_whatever_a_folder_holds_its_neighbours_are_graded(whole, tmp_path, monkeypatch, first):
    course = whole.copy(tmp_path / "course")
    right = (course.root / "submitted/ann/ps/nb.ipynb").read_bytes()
    shutil.copy(course.root / "gradebook.db", tmp_path / "gradebook.db")
    for seed in range(first, first + A_TEST):
        chance = random.Random(seed)
        shutil.copy(tmp_path / "gradebook.db", course.root / "gradebook.db")
        but = damage(chance, course.root / "autograded") if chance.random() < 0.5 else None
        folder, expected = put_submission(chance, course.root / "submitted", right)
        monkeypatch.setattr(pool, "results", graded_cheaply(made(chance)))
        told = []
        outcomes = list(autograde(course.api(), "ps", tell=told.append))
        check_outcomes(outcomes, (seed, told), folder, expected, but)
        remove(course.root / "autograded/ann") if but else check_files(course)
        if seed % 5 == 0:
            again = list(autograde(course.api(), "ps", tell=told.append))
            assert {o.status for o in again if o.student in NEIGHBOURS and o.student != but} == {"skipped"}, seed
        remove(folder.parent)
        remove(course.root / "autograded")


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.slow
def test_a_class_of_such_folders_is_graded_for_real(whole, tmp_path):
    course = whole.copy(tmp_path / "course")
    right = (course.root / "submitted/ann/ps/nb.ipynb").read_bytes()
    chance, expected = random.Random(1), {}
    while len(expected) < REAL:
        folder, graded = put_submission(chance, tmp_path / "one", right)
        folder.parent.rename(course.root / "submitted" / f"{len(expected):02d}{folder.parent.name}"[:128])
        expected[f"{len(expected):02d}"] = graded
    said = course.autograde(code=1)
    assert "Traceback" not in said
    for neighbour in NEIGHBOURS:
        assert f"graded     {neighbour}/ps\n" in said
        assert course.scores(neighbour)["double_values"] == 2
    check_files(course)
    with Gradebook(course.database) as gradebook:
        found = {s.student.id[:2] for s in gradebook.assignment_submissions("ps")}
    assert {key for key, graded in expected.items() if graded} - found == set(), said
    assert {key for key, graded in expected.items() if graded is False} & found == set(), said
