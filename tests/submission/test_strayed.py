"""A written answer that stands beside its cell, which is blank and gets 0 points from nbgrader, is named for a person,
and formgrader asks for its points.
"""

from copy import deepcopy

import pytest
from cells import answer, cell, notebook
from nbgrader.api import Gradebook

from examiner.notebook.instructor import truth_from
from examiner.submission.intake import rebuild
from examiner.submission.strayed import strayed

BOOK = notebook(
    cell("A text that has no name.", kind="markdown"),
    cell("Why?", "why_text", kind="markdown"),
    cell("YOUR ANSWER HERE", "why", points=2, answer=True, kind="markdown"),
    cell("A hint without a name.", kind="markdown"),
    cell("How?", "how_text", kind="markdown"),
    cell("YOUR ANSWER HERE", "how", points=2, answer=True, kind="markdown"),
    answer("f", "f = 1"),
    cell("assert f", "f_test", points=1),
)


def found(edit):
    book = deepcopy(BOOK)
    edit(book.cells)
    truth = truth_from(BOOK)
    return strayed(rebuild(book, truth), truth)


def written(text="Because of the chain rule.", **kwargs):
    return cell(text, kind="markdown", **kwargs)


def twice(cells):
    cells.insert(2, written(name="why", points=2, answer=True))


@pytest.mark.parametrize(
    ("edit", "names"),
    [
        (lambda cells: None, []),
        (lambda cells: cells.insert(3, written()), ["why"]),
        (lambda cells: cells.insert(2, written()), ["why"]),
        (lambda cells: cells.append(written()), []),
        (lambda cells: cells.insert(6, written()), ["how"]),
        (lambda cells: cells.insert(3, written("  \n")), []),
        (lambda cells: cells.insert(3, cell("x = 1")), []),
        (twice, ["why"]),
    ],
)
def test_a_text_beside_a_blank_answer_is_found(edit, names):
    assert found(edit) == names


def test_a_text_beside_an_answer_that_is_written_is_none_of_it():
    def edit(cells):
        cells[2].source = "An answer."
        cells.insert(3, written())

    assert found(edit) == []


@pytest.mark.slow
def test_a_run_names_the_submissions_for_a_person(make_course):
    course = make_course()
    course.assign(*BOOK.cells)

    def edit(book):
        book.cells.insert(3, written())

    course.submit("ann", {"f": "f = 1"}, edit=edit)
    course.submit("bob", {"f": "f = 1", "why": "So.", "how": "Thus."})
    said = course.autograde()
    assert "1 of 2 submissions" in said
    assert "ann: why" in said
    assert "bob: " not in said
    assert "why: is blank" in (course.root / "autograde.log").read_text()
    assert to_grade(course, "ann") == {"why": None}
    give_points(course, "ann", "why", 2)

    def edit_it(book):
        book.cells.insert(3, written("Because of the product rule."))

    course.nbgrade("--force", "--student=ann")
    assert to_grade(course, "ann") == {}, "it is the text that was graded"
    course.submit("ann", {"f": "f = 1"}, edit=edit_it)
    course.nbgrade("--force", "--student=ann")
    assert to_grade(course, "ann") == {"why": 2}
    course.autograde("--force")
    assert to_grade(course, "ann") == {"why": 2}


def to_grade(course, student):
    """Return {answer: points that a person gave}, of those that formgrader asks for."""
    with Gradebook(course.database) as gradebook:
        grades = gradebook.find_submission_notebook("nb", "ps", student).grades
        return {grade.name: grade.manual_score for grade in grades if grade.needs_manual_grade}


def give_points(course, student, answer, points):
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade(answer, "nb", "ps", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()
