"""The points of a class are read by exercise, in the order of the notebook, and what a person must grade is None."""

import pytest
from cells import answer, cell, notebook
from courses import bare_course
from nbgrader.api import Gradebook
from runs import begun, graded

from examiner.batch.scores import scores

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
CELLS = [
    answer("zeta", "zeta = 1"),
    cell("assert zeta", "zeta_given", points=2),
    cell("assert zeta == 1", "zeta_values", points=1),
    answer("alpha", "alpha = 1"),
    cell("assert alpha == 1", "alpha_values", points=4),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = bare_course(tmp_path_factory.mktemp("scores") / "course")
    course.write("source/ps", "nb", notebook(*CELLS))
    course.generate("ps")
    for student, points in (("zoe", (2, 1, 0, None)), ("ada", (2, 0, 4, 0)), ("bob", (0, 1, 4, None))):
        course.submit(student)
        names = ("zeta_given", "zeta_values", "alpha_values", "essay")
        with begun(course) as run:
            received = run.inbox.read(course.root / "submitted" / student / "ps")
            run.recorder.write(received, graded(dict(zip(names, points, strict=True))))
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade("essay", "nb", "ps", "bob")
        grade.manual_score, grade.needs_manual_grade = 2.5, True  # as when it is graded again afterwards
        gradebook.db.commit()
    return course


@pytest.fixture
def gradebook(course):
    with Gradebook(course.database) as gradebook:
        yield gradebook


def test_points_are_summed_by_exercise_in_the_order_of_the_notebook(gradebook):
    most, table = scores(gradebook, "ps")
    assert list(most.items()) == [("zeta", 3), ("alpha", 4), ("essay", 3)]
    assert table["ada"] == {"zeta": 2, "alpha": 4, "essay": 0}
    assert list(table) == ["ada", "bob", "zoe"]


def test_what_a_person_must_grade_is_none_until_it_has_been(gradebook):
    _, table = scores(gradebook, "ps")
    assert table["zoe"] == {"zeta": 3, "alpha": 0, "essay": None}
    assert table["bob"] == {"zeta": 1, "alpha": 4, "essay": 2.5}


def test_an_assignment_that_is_not_there_has_no_points(gradebook):
    assert scores(gradebook, "unknown") == ({}, {})
