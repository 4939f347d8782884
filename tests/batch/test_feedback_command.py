"""Pages are made again when what they are made from has changed, whoever's trouble stays that of one student."""

import pytest
from nbgrader.api import Gradebook
from runs import CELLS

from examiner.batch.feedback import feedback
from examiner.errors import ExaminerError

RIGHT = {"double": "def double(x):\n    return 2 * x", "essay": "Words with $\\frac{1}{2}$."}
STUDENTS = ("ada", "bob")


@pytest.fixture(scope="module")
def graded(make_course):
    course = make_course()
    course.assign(*CELLS)
    for student in STUDENTS:
        course.submit(student, RIGHT)
    course.autograde("--jobs", "2")
    return course


@pytest.fixture
def course(graded, tmp_path):
    return graded.copy(tmp_path / "course")


def made(course, *arguments, code=0):
    """Run the command; return what it says of each student."""
    said = course.run("examiner", "feedback", "ps", *arguments, code=code).stdout
    found = dict(reversed(line.rsplit(None, 1)) for line in said.splitlines() if "/ps" in line and ":" not in line)
    return {name.removesuffix("/ps"): status for name, status in found.items()}


def grade_by_hand(course, student, score, comment=None):
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade("essay", "nb", "ps", student)
        grade.manual_score, grade.needs_manual_grade = score, False
        if comment:
            gradebook.find_comment("essay", "nb", "ps", student).manual_comment = comment
        gradebook.db.commit()


@pytest.mark.slow
def test_a_page_is_made_again_when_its_points_its_comments_or_its_notebook_have_changed(course):
    assert made(course, "--jobs", "2") == {"ada": "made", "bob": "made"}
    assert "0 of 6 points" not in course.page("ada")
    assert made(course) == {"ada": "unchanged", "bob": "unchanged"}
    grade_by_hand(course, "ada", 2)
    assert made(course) == {"ada": "made", "bob": "unchanged"}
    assert "<strong>5</strong> of 6 points" in course.page("ada")
    grade_by_hand(course, "ada", 2, "Say why.")
    assert made(course) == {"ada": "made", "bob": "unchanged"}
    assert "Say why." in course.page("ada")
    course.submit("bob", RIGHT | {"double": "def double(x):\n    return x"})
    course.autograde()
    assert made(course) == {"ada": "unchanged", "bob": "made"}
    assert "<strong>0</strong> of 6 points" in course.page("bob")
    (course.root / "feedback/ada/ps/nb.html").unlink()
    assert made(course, "--students", "a*") == {"ada": "made"}
    assert made(course, "--force") == {"ada": "made", "bob": "made"}


@pytest.mark.slow
def test_one_whose_page_cannot_be_made_is_named_and_the_others_have_theirs(course):
    (course.root / "autograded/ada/ps/nb.ipynb").chmod(0o644)
    (course.root / "autograded/ada/ps/nb.ipynb").write_text("{")
    said = course.run("examiner", "feedback", "ps", code=1).stdout
    assert "not made   ada/ps: " in said
    assert "1 made, 0 unchanged, 1 not made." in said
    assert "points" in course.page("bob")


@pytest.mark.slow
def test_nothing_graded_is_said_with_the_command(course):
    with pytest.raises(ExaminerError, match="examiner autograde other"):
        list(feedback(course.api(), "other"))
    with pytest.raises(ExaminerError, match="'z\\*'"):
        list(feedback(course.api(), "ps", "z*"))
