"""Points that a person gave stand when it is graded again, and are asked for again where the answer changed."""

import datetime

import pytest
from cells import answer, cell
from courses import bare_course
from nbgrader.api import Gradebook

from examiner.notebook.attempts import LOOK_AGAIN

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]
CELLS = [
    answer("double", "def double(x):\n    return 2 * x"),
    cell("assert double(2) == 4", "double_v", points=2),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]
RIGHT = {"double": "def double(x):\n    return 2 * x", "essay": "Mine."}
CHANGED = "the answer changed after a person graded it, and somebody will look again"


def by_nbgrader(course):
    course.nbgrade("--force")


def by_the_examiner(course):
    course.autograde("--force")


def grade_of_essay(course):
    """Return (points, whether a person must look, comment), as formgrader has them."""
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade("essay", "nb", "ps", "ada")
        return grade.score, grade.needs_manual_grade, gradebook.find_comment("essay", "nb", "ps", "ada").comment


def grade_by_hand(course, points):
    """Give points, as formgrader does."""
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade("essay", "nb", "ps", "ada")
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


@pytest.mark.parametrize("first", [by_nbgrader, by_the_examiner], ids=lambda way: way.__name__)
@pytest.mark.parametrize("then", [by_nbgrader, by_the_examiner], ids=lambda way: way.__name__)
def test_an_answer_is_looked_at_again_only_where_it_changed_whoever_grades(tmp_path, first, then):
    course = bare_course(tmp_path / "course")
    course.assign(*CELLS)
    course.submit("ada", RIGHT)
    first(course)
    assert grade_of_essay(course) == (0, True, None)
    grade_by_hand(course, 2)
    course.submit("ada", RIGHT | {"double": "def double(x):\n    return x + x"})
    then(course)
    assert grade_of_essay(course) == (2, False, None)
    course.submit("ada", {"double": RIGHT["double"]})  # the essay is the stub again
    then(course)
    points, needed, comment = grade_of_essay(course)
    assert (points, needed) == (2, True)
    assert LOOK_AGAIN in comment
    with course.api().gradebook as gradebook:
        assert gradebook.find_submission("ps", "ada").needs_manual_grade
    assert "2? " in course.run("python", "-m", "examiner", "scores", "ps").stdout
    course.run("python", "-m", "examiner", "feedback", "ps")
    assert CHANGED in course.page("ada")
    assert LOOK_AGAIN in course.page("ada")
    grade_by_hand(course, 1)
    course.run("python", "-m", "examiner", "feedback", "ps")
    assert CHANGED not in course.page("ada")
    assert LOOK_AGAIN not in course.page("ada")
    assert "1 of 3" in course.page("ada")


@pytest.mark.parametrize("way", [by_nbgrader, by_the_examiner], ids=lambda way: way.__name__)
def test_a_timestamp_is_read_with_its_zone_whoever_grades(tmp_path, way):
    course = bare_course(tmp_path / "course", 'c.LateSubmissionPlugin.penalty_method = "zero"')
    course.assign(*CELLS)
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_assignment("ps", duedate="2030-02-01 00:00:00 UTC")
    course.submit("ada", RIGHT)
    for zone, late in (("+0200", 0), ("CEST", 0), ("-0200", 2)):
        (course.root / "submitted/ada/ps/timestamp.txt").write_text(f"2030-02-01 01:00:00 {zone}")
        way(course)
        with Gradebook(course.database) as gradebook:
            submission = gradebook.find_submission("ps", "ada")
            hour = {0: 23, 2: 3}[late]
            assert submission.timestamp.hour == hour, zone
            assert (submission.late_submission_penalty or 0) == late, zone
            assert submission.timestamp.date() == datetime.date(2030, 1, 31) or late
