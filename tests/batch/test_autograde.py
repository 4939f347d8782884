"""A run tells of each submission once, records as it goes, and whatever stops it, the next one goes on from there."""

import errno

import pytest
from courses import bare_course
from nbgrader.api import Gradebook
from runs import CELLS, WRONG, graded

from examiner.batch import autograde as module
from examiner.batch.autograde import LOG, autograde
from examiner.batch.record import Recorder
from examiner.errors import ExaminerError
from examiner.submission.messages import Graded

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    course = bare_course(tmp_path_factory.mktemp("autograde") / "course")
    course.assign(*CELLS)
    for student in ("ada", "bob", "cyd"):
        course.submit(student)
    return course


@pytest.fixture
def course(whole, tmp_path):
    return whole.copy(tmp_path / "course")


@pytest.fixture(autouse=True)
def came(monkeypatch):
    """What comes of a student's submission, {student: Graded}, all points unless it says otherwise."""
    found = {}

    def results(assignment, submissions, jobs, folder):
        for submission in submissions:
            yield submission, found.get(submission.student) or graded()

    monkeypatch.setattr(module.pool, "results", results)
    return found


def told(course, *arguments, **options):
    """Return [(student, assignment, status, reason)] of a run."""
    outcomes = autograde(course.api(), "ps", *arguments, **options)
    return [(o.student, o.assignment, o.status, o.reason) for o in outcomes]


def test_each_is_graded_and_recorded_and_the_next_run_skips_all(course):
    assert told(course) == [(student, "ps", "graded", "") for student in ("ada", "bob", "cyd")]
    assert course.scores("bob") == {"double_values": 2, "double_pi": 1, "essay": None}
    assert told(course) == [(student, "ps", "skipped", "") for student in ("ada", "bob", "cyd")]


def test_only_the_students_that_are_meant(course, came):
    came["bob"] = graded(WRONG)
    assert told(course, "b*") == [("bob", "ps", "graded", "")]
    assert course.scores("bob")["double_values"] == 0
    assert {student: status for student, _, status, _ in told(course)} == {
        "ada": "graded",
        "bob": "skipped",
        "cyd": "graded",
    }


def test_graded_again_when_forced(course, came):
    told(course)
    came["ada"] = graded(WRONG)
    assert told(course, force=True)[0] == ("ada", "ps", "graded", "")
    assert course.scores("ada")["double_values"] == 0


def test_one_that_cannot_be_graded_is_told_with_the_reason_and_costs_the_others_nothing(course, came):
    came["bob"] = Graded(reason="the file is empty")
    (course.root / "submitted/cyd/ps/nb.ipynb").unlink()
    outcomes = {student: (status, reason) for student, _, status, reason in told(course)}
    assert outcomes["ada"] == ("graded", "")
    assert outcomes["bob"] == ("not graded", "the file is empty")
    assert outcomes["cyd"][0] == "not graded"
    assert not (course.root / LOG).exists()
    with Gradebook(course.database) as gradebook:
        assert [s.student_id for s in gradebook.assignment_submissions("ps")] == ["ada"]
    del came["bob"]
    assert ("bob", "ps", "graded", "") in told(course)


def test_the_whole_of_a_failure_is_in_the_log_and_the_reason_names_it(course, came):
    came["bob"] = Graded(reason="LookupError: a fault", log="Traceback\nLookupError: a fault\nof ours")
    reasons = {student: reason for student, _, _, reason in told(course)}
    assert reasons["bob"] == f"LookupError: a fault (All of it: {LOG})"
    assert (course.root / LOG).read_text() == "bob/ps\nTraceback\nLookupError: a fault\nof ours\n"


def test_a_submission_for_an_assignment_that_there_is_not_comes_last_and_names_those_there_are(course):
    path = course.root / "submitted/ada/pz"
    path.mkdir()
    *others, last = told(course)
    assert len(others) == 3
    assert last == ("ada", "pz", "not graded", "unknown assignment 'pz'. The course has ps")


def test_a_run_that_is_left_keeps_what_it_has_told_and_the_next_one_does_the_rest(course):
    run = autograde(course.api(), "ps")
    assert next(run).student == "ada"
    run.close()
    assert {student: status for student, _, status, _ in told(course)} == {
        "ada": "skipped",
        "bob": "graded",
        "cyd": "graded",
    }
    assert set(course.scores("cyd").values()) == {2, 1, None}


def test_a_full_disk_ends_the_run_with_the_place_and_the_next_one_goes_on(course, monkeypatch):
    lay_out = Recorder.lay_out

    def full(self, folder, *arguments):
        if "bob" in folder.parts:
            raise OSError(errno.ENOSPC, "No space left on device", "autograded/bob")
        return lay_out(self, folder, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "lay_out", full)
        with pytest.raises(ExaminerError, match=r"autograded/bob: No space left on device\. .* run it again"):
            told(course)
    assert course.scores("ada")["double_values"] == 2
    outcomes = {student: status for student, _, status, _ in told(course)}
    assert outcomes == {"ada": "skipped", "bob": "graded", "cyd": "graded"}


def test_an_assignment_that_was_not_generated_is_named_with_the_command(course):
    with pytest.raises(ExaminerError, match="nbgrader generate_assignment other"):
        list(autograde(course.api(), "other"))


def test_a_course_that_is_not_configured_is_told_the_lines_that_it_lacks(course):
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(ExaminerError, match=r"import examiner and examiner\.configure\(c\)"):
        told(course)
