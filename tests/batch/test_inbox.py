"""Submissions are read one by one: what must be graded comes out, what need not or cannot be is told with a reason."""

import os
import shutil
import time

import pytest
from courses import bare_course
from nbgrader.api import Gradebook
from runs import CELLS, RIGHT, begun, graded

from examiner.batch.submitted import submissions

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
CONFIG = 'c.Execute.extra_files = {"ps": ["*.csv", "*.py"]}\nc.SubmissionExporter.max_file_bytes = 50_000'


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A course with the submission of one student."""
    course = bare_course(tmp_path_factory.mktemp("inbox") / "course", CONFIG)
    course.assign(*CELLS)
    course.submit("ada")
    return course


@pytest.fixture
def course(whole, tmp_path):
    return whole.copy(tmp_path / "course")


def look(course, students="*", **options):
    """Return {student: Submission} of those to grade and {student: (status, reason)} of the others."""
    with begun(course, **options) as run:
        folders = [folder for folder in submissions(run.api, students) if folder.name == "ps"]
        todo = {submission.student: submission for submission in run.inbox.to_grade(folders)}
        return todo, {outcome.student: (outcome.status, outcome.reason) for outcome in run.inbox.take_outcomes()}


def record(course, student="ada"):
    """Record the student's submission as graded, as a run does."""
    with begun(course) as run:
        (submission,) = run.inbox.to_grade(f for f in submissions(run.api, student) if f.name == "ps")
        run.recorder.write(run.inbox.received[submission.student], graded(RIGHT))


def of(course, student):
    folder = course.root / "submitted" / student / "ps"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_submission_is_read_as_bytes(course):
    todo, others = look(course)
    path = of(course, "ada") / "nb.ipynb"
    assert todo["ada"].notebooks == {"nb": path.read_bytes()}
    assert (todo["ada"].files, others) == ({}, {})


def a_file(course):
    path = course.root / "submitted/bad/ps"
    path.parent.mkdir()
    path.write_text("")


def nothing(course):
    of(course, "bad")


def another_name(course):
    shutil.copy(of(course, "ada") / "nb.ipynb", of(course, "bad") / "mine.ipynb")


def test_a_notebook_beside_the_one_that_is_graded_is_named_and_one_that_is_newer_is_said_to_be(course):
    later = time.time() + 60
    for name in ("nb (1)", "scratch"):
        shutil.copy(of(course, "ada") / "nb.ipynb", of(course, "ada") / f"{name}.ipynb")
    os.utime(of(course, "ada") / "nb (1).ipynb", (later, later))
    os.utime(of(course, "ada") / "scratch.ipynb", (1, 1))
    with begun(course) as run:
        remark = run.inbox.look_into(of(course, "ada")).remark
        assert remark == "not graded: nb (1).ipynb (newer), scratch.ipynb. Rename what should count"
    record(course)
    assert look(course)[1] == {"ada": ("skipped", remark)}


def a_link(course):
    (of(course, "bad") / "nb.ipynb").symlink_to(of(course, "ada") / "nb.ipynb")


def a_link_to_nothing(course):
    (of(course, "bad") / "nb.ipynb").symlink_to("nowhere")


def a_folder(course):
    (of(course, "bad") / "nb.ipynb").mkdir()


def a_pipe(course):
    os.mkfifo(of(course, "bad") / "nb.ipynb")


BAD = {
    a_file: "a file stands where the folder",
    nothing: "nb.ipynb is missing; there is no notebook",
    another_name: "nb.ipynb is missing; there is mine.ipynb",
    a_link: "nb.ipynb is not a file",
    a_link_to_nothing: "nb.ipynb is not a file",
    a_folder: "nb.ipynb is not a file",
    a_pipe: "nb.ipynb is not a file",
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_what_cannot_be_graded_is_named_with_the_reason_and_the_others_are_read(course, make):
    make(course)
    course.submit("zoe")
    todo, others = look(course)
    assert set(todo) == {"ada", "zoe"}
    ((student, (status, reason)),) = others.items()
    assert (student, status) == ("bad", "not graded")
    assert BAD[make] in reason


def test_a_file_that_cannot_be_read_is_named_with_what_the_system_says(course, monkeypatch):
    course.submit("bad")
    course.submit("zoe")
    with begun(course) as run:
        read = run.inbox.read

        def broken(folder):
            if folder.parent.name == "bad":
                raise OSError(5, "Input/output error")
            return read(folder)

        monkeypatch.setattr(run.inbox, "read", broken)
        assert [s.student for s in run.inbox.to_grade(submissions(run.api))] == ["ada", "zoe"]
        (outcome,) = run.inbox.take_outcomes()
        assert (outcome.student, outcome.reason) == ("bad", "cannot be read: Input/output error")
        assert run.inbox.take_outcomes() == []


def test_no_more_of_a_huge_file_is_read_than_shows_that_it_is_too_large(course):
    (of(course, "big") / "nb.ipynb").write_bytes(b" " * 1_000_000)
    todo, _ = look(course)
    assert len(todo["big"].notebooks["nb"]) == 50_001


def test_of_other_files_those_are_read_that_the_course_allows_and_that_lead_nowhere(course):
    folder = of(course, "ada")
    for name in ("own.csv", "notes.txt", "helper_of_mine.py", "random.py", "numpy.py", "sitecustomize.py"):
        (folder / name).write_text(name)
    (folder / "link.csv").symlink_to("/etc/passwd")
    todo, _ = look(course)
    assert {path.as_posix() for path in todo["ada"].files} == {"own.csv", "helper_of_mine.py"}


def test_what_is_graded_and_unchanged_is_skipped_unless_told_otherwise(course):
    record(course)
    assert look(course) == ({}, {"ada": ("skipped", "")})
    assert set(look(course, force=True)[0]) == {"ada"}


def another_answer(course):
    course.submit("ada", {"double": "def double(x):\n    return x + x"})


def another_file(course):
    (of(course, "ada") / "more.txt").write_text("more")


def a_file_renamed(course):
    (of(course, "ada") / "notes.txt").rename(of(course, "ada") / "renamed.txt")


def another_test(course):
    path = course.root / "source/ps/nb.ipynb"
    path.write_text(path.read_text().replace("double(2) == 4", "double(3) == 6"))
    course.generate("ps")


def another_file_of_the_instructor(course):
    (course.root / "source/ps/data.txt").write_text("other data")


def no_graded_notebook(course):
    (course.root / "autograded/ada/ps/nb.ipynb").unlink()


def no_row_in_the_gradebook(course):
    with Gradebook(course.database) as gradebook:
        gradebook.remove_student("ada")


CHANGES = [
    another_answer,
    another_file,
    a_file_renamed,
    another_test,
    another_file_of_the_instructor,
    no_graded_notebook,
    no_row_in_the_gradebook,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changed_it_is_graded_again(course, change):
    (of(course, "ada") / "notes.txt").write_text("notes")
    (course.root / "source/ps/data.txt").write_text("data")
    record(course)
    assert look(course)[1] == {"ada": ("skipped", "")}
    change(course)
    assert set(look(course)[0]) == {"ada"}


@pytest.fixture
def by_nbgrader(course):
    """The course when nbgrader itself, which leaves no note, has graded the submission."""
    record(course)
    shutil.rmtree(course.root / "autograded/.examiner/ps.state/graded")
    return course


def test_what_nbgrader_itself_graded_is_skipped_until_a_file_is_newer(by_nbgrader):
    assert look(by_nbgrader)[1] == {"ada": ("skipped", "")}
    later = time.time() + 60
    os.utime(of(by_nbgrader, "ada") / "nb.ipynb", (later, later))
    assert set(look(by_nbgrader)[0]) == {"ada"}


@pytest.mark.parametrize(("again", "read"), [("2030-01-01", {}), ("2030-01-03", {"ada"})])
def test_what_nbgrader_itself_graded_is_graded_again_if_submitted_after_what_was_graded(by_nbgrader, again, read):
    long_ago = 1_000_000_000
    for folder, when in (("autograded", "2030-01-02"), ("submitted", again)):
        stamp = by_nbgrader.root / folder / "ada/ps/timestamp.txt"
        stamp.write_text(f"{when} 00:00:00 UTC")
        os.utime(stamp, (long_ago, long_ago))
    assert set(look(by_nbgrader)[0]) == set(read)


def test_folders_are_found_by_pattern_in_order_and_hidden_or_excluded_ones_are_not(course):
    (course.root / "nbgrader_config.py").open("a").write('c.CourseDirectory.student_id_exclude = "zoe,test"\n')
    for student in ("zoe", "bob", "abe"):
        course.submit(student)
    (course.root / "submitted/bob/.ipynb_checkpoints").mkdir()
    with begun(course) as run:
        names = [f"{path.parent.name}/{path.name}" for path in submissions(run.api)]
        assert names == ["abe/ps", "ada/ps", "bob/ps"]
        assert [path.parent.name for path in submissions(run.api, "a*")] == ["abe", "ada"]


def many_files(course, student, ending, number):
    for n in range(number):
        (of(course, student) / f"{n}{ending}").touch()


@pytest.mark.slow
def test_of_a_crowd_of_files_some_come_along_and_the_rest_is_counted(course):
    many_files(course, "ada", ".txt", 20_000)
    (of(course, "ada") / "loop").symlink_to("loop")
    with begun(course) as run:
        received = run.inbox.look_into(of(course, "ada"))
        assert len(received.files) == 500
        assert received.remark == "left behind: 1 link, 19,500 files, as there is too much"


def test_a_crowd_of_files_for_the_notebook_to_use_is_the_reason_why_it_is_not_graded(course):
    many_files(course, "ada", ".csv", 600)
    assert "more than 500 files" in look(course)[1]["ada"][1]


def test_a_file_in_the_way_of_the_instructors_stays_behind(course):
    (course.root / "source/ps/data").mkdir()
    (course.root / "source/ps/data/points.csv").write_text("1")
    (course.root / "source/ps/one.csv").write_text("1")
    (of(course, "ada") / "data").write_text("a file where the instructor has a folder")
    (of(course, "ada") / "one.csv").mkdir()
    (of(course, "ada") / "one.csv/own.csv").write_text("a folder where the instructor has a file")
    with begun(course) as run:
        received = run.inbox.look_into(of(course, "ada"))
        assert (received.files, received.submission.files) == ({}, {})
        assert received.remark.startswith("left behind: 2 files")
        run.recorder.write(received, graded(RIGHT))
    assert (course.root / "autograded/ada/ps/data/points.csv").read_text() == "1"


@pytest.mark.parametrize(
    "data",
    [
        *(b"yesterday evening", b"\xff\xfe", b"0001-01-01 00:00:00 +9999", b"2024-01-01 10:00:00 /etc/passwd"),
        *(b"9" * 100_000, b"2024-01-01\n2025-01-01", b"2024-01-01 10:00:00 :/dev/zero", b"2024-13-45"),
    ],
)
def test_a_timestamp_that_is_none_is_the_reason_why_one_is_not_graded(course, data):
    course.submit("zoe")
    (of(course, "ada") / "timestamp.txt").write_bytes(data)
    todo, others = look(course)
    assert set(todo) == {"zoe"}
    assert "timestamp.txt holds no date" in others["ada"][1]


def test_folders_of_archives_and_version_control_are_no_students(course):
    for folder in (".git/ps", "__MACOSX/ps", "ada/__MACOSX", ".git/hooks"):
        (course.root / "submitted" / folder).mkdir(parents=True)
    with begun(course) as run:
        assert [path.parent.name for path in submissions(run.api)] == ["ada"]


def test_a_folder_that_is_a_link_is_not_followed(course):
    (course.root / "submitted/eve").symlink_to("ada")
    (course.root / "submitted/mia").mkdir()
    (course.root / "submitted/mia/ps").symlink_to("../ada/ps")
    todo, others = look(course)
    assert set(todo) == {"ada"}
    assert all("a link stands where the folder" in reason for _, reason in others.values())
