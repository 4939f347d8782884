"""An assignment that the gradebook does not know is generated, and one that was edited since is named."""

import pytest
from cells import answer, cell, notebook
from courses import bare_course, read
from nbgrader.api import Gradebook
from runs import CELLS, begun

from examiner.batch.generate import edited, generate, has_gradebook, is_known, source_folder
from examiner.errors import ExaminerError

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries


@pytest.fixture
def course(tmp_path):
    """A course with an assignment in source/ and no gradebook."""
    course = bare_course(tmp_path / "course")
    course.write("source/ps", "nb", notebook(*CELLS))
    return course


def test_where_there_is_no_gradebook_it_is_made_with_the_assignment(course):
    told = []
    assert not has_gradebook(course.api().coursedir)
    generate(course.api(), "ps", told.append)
    assert has_gradebook(course.api().coursedir)
    assert (course.root / "release/ps/nb.ipynb").is_file()
    with Gradebook(course.database) as gradebook:
        assert is_known(gradebook, "ps", told.append)
        assert not is_known(gradebook, "other", told.append)
        gradebook.update_or_create_assignment("other", duedate="2030-02-01 00:00:00 UTC")  # as formgrader's form does
        assert not is_known(gradebook, "other", told.append)
    (line,) = told
    assert line.startswith("Generating ps from ")


def test_an_assignment_that_source_has_not_is_named_with_those_that_it_has(course):
    (course.root / "source/empty").mkdir()
    for name in ("empty", "p"):
        with pytest.raises(ExaminerError, match=f"no assignment '{name}'.*The course has ps.*assignment {name}"):
            generate(course.api(), name, print)


@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
def test_what_cannot_be_generated_is_named_with_the_reason_and_the_template_of_before_stays(course):
    generate(course.api(), "ps", print)
    before = (course.root / "release/ps/nb.ipynb").read_bytes()
    course.write("source/ps", "nb", notebook(cell("### BEGIN SOLUTION\n1", "a", answer=True)))
    with pytest.raises(ExaminerError, match=r"ps cannot be generated: .*generate_assignment ps --force"):
        generate(course.api(), "ps", print)
    assert (course.root / "release/ps/nb.ipynb").read_bytes() == before


def change(course, edit):
    path = course.root / "source/ps/nb.ipynb"
    content = read(path)
    edit(content.cells)
    course.write("source/ps", "nb", content)


def another_test(cells):
    cells[2].source = "assert double(3) == 6"


def other_points(cells):
    cells[4].metadata.nbgrader.points = 5


def another_import(cells):
    cells[0].source = "import cmath as math"


def one_more_test(cells):
    cells.insert(3, cell("assert double(0) == 0", "double_zero", points=1))


def one_less(cells):
    del cells[3]


def a_question_for_a_test(cells):
    cells[2].metadata.nbgrader |= {"solution": True, "locked": False}


def words(cells):
    cells.insert(0, cell("# A title", kind="markdown"))


def another_solution(cells):
    cells[1].source = "### BEGIN SOLUTION\ndouble = lambda x: 2 * x\n### END SOLUTION"


EDITS = {
    another_test: "double_values",
    other_points: "essay",
    another_import: "imports",
    one_more_test: "double_zero",
    one_less: "double_pi",
    a_question_for_a_test: "double_values",
    words: "",
    another_solution: "",
}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_what_grading_goes_by_and_was_edited_after_it_was_generated_is_named(course, edit):
    generate(course.api(), "ps", print)
    with begun(course) as run:
        folder = source_folder(run.api.coursedir, "ps")
        assert edited(run.assignment.truths, folder) == []
        change(course, edit)
        assert edited(run.assignment.truths, folder) == ([f"nb: {EDITS[edit]}"] if EDITS[edit] else [])


def test_the_labs_as_they_are_generated_are_not_edited(tmp_path):
    from courses import lab_course

    course = lab_course(tmp_path / "course", "sigmoid_fit")
    with begun(course, name="sigmoid_fit") as run:
        assert edited(run.assignment.truths, source_folder(run.api.coursedir, "sigmoid_fit")) == []


@pytest.mark.slow
def test_a_class_is_graded_without_generating_and_after_a_test_was_mended_one_command_grades_it_again(course):
    cells = [answer("double", "def double(x):\n    return 2 * x"), cell("assert double(2) > 4", "double_v", points=2)]
    course.write("source/ps", "nb", notebook(*cells))
    for student, factor in (("ada", 2), ("bob", 3)):
        content = notebook(*(c.copy() for c in cells))
        content.cells[0].source = f"def double(x):\n    return {factor} * x"
        course.write(f"submitted/{student}/ps", "nb", content)
    said = course.autograde("--anyway")
    assert "Generating ps" in said
    assert [course.scores(student)["double_v"] for student in ("ada", "bob")] == [0, 2]
    cells[1].source = "assert double(2) == 4"
    course.write("source/ps", "nb", notebook(*cells))
    said = course.autograde("--anyway")
    assert "was edited after it was generated (nb: double_v)" in said
    assert "examiner regrade ps" in said
    assert [course.scores(student)["double_v"] for student in ("ada", "bob")] == [0, 2], said
    said = course.run("python", "-m", "examiner", "regrade", "ps").stdout
    assert "Points changed: 2 of 2.\n  ada: double_v 0 → 2; in all 0 → 2\n  bob: double_v 2 → 0; in all 2 → 0\n" in said
    assert "edited after" not in said
