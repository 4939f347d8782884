"""What the gradebook says of a class in one assignment, read at once: a class of 1,000 has 50,000 grades."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nbgrader.api import BaseCell, Grade, Gradebook, MissingEntry, Notebook, Student, SubmittedNotebook
from nbgrader.api import SubmittedAssignment as Submission
from nbgrader.coursedir import CourseDirectory

from ..errors import ExaminerError
from ..notebook.cells import exercise_of
from ..notebook.diagnoses import Diagnosis
from ..notebook.instructor import in_order
from ..submission.noted import noted


class Item(NamedTuple):
    """A cell that gives points."""

    notebook: str
    cell: str
    exercise: str
    points: float


class Remark(NamedTuple):
    """A Diagnosis of a student's notebook."""

    student: str
    notebook: str
    diagnosis: Diagnosis


@dataclass
class Book:
    """A class in one assignment.

    items: in the order of the notebooks. students: all of the course. points: {student: {(notebook, cell): points, None
    where a person must still give them}} of those who submitted. again: {student: cells that a person graded before the
    submission was graded anew}. late: {student: seconds}. seconds: {student: CPU time of their code}. refused:
    {student: why their last submission was not graded, for who reads the book to fill in}.
    """

    assignment: str
    items: list[Item]
    students: list[str]
    points: dict[str, dict[tuple[str, str], float | None]] = field(default_factory=dict)
    again: dict[str, list[str]] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def exercises(self) -> list[str]:
        """Return the exercises that give points, in order."""
        return list(dict.fromkeys(item.exercise for item in self.items))

    def items_of(self, exercise: str) -> list[Item]:
        """Return the items of an exercise."""
        return [item for item in self.items if item.exercise == exercise]

    def got(self, student: str, items: list[Item]) -> float:
        """Return the points that a student has in these items so far."""
        return sum(self.points[student][item.notebook, item.cell] or 0 for item in items)


def assignments(gradebook: Gradebook) -> list[str]:
    """Return the names of the assignments of the course that have notebooks, in the order of their due dates."""
    found = [a for a in gradebook.assignments if a.notebooks]
    return [a.name for a in sorted(found, key=lambda a: (a.duedate is None, a.duedate, a.name))]


def read_book(gradebook: Gradebook, name: str, coursedir: CourseDirectory | None = None) -> Book:
    """Return the Book of an assignment. Raises ExaminerError where the gradebook has none of the name.

    coursedir: where the instructor's files are, whose order is that of the items.
    """
    try:
        assignment = gradebook.find_assignment(name)
    except MissingEntry:
        known = ", ".join(assignments(gradebook)) or "none"
        raise ExaminerError(f"The gradebook has no assignment {name!r}. It has: {known}.") from None
    students = [student for (student,) in gradebook.db.query(Student.id).order_by(Student.id)]
    notebooks = sorted(assignment.notebooks, key=lambda notebook: notebook.name)
    items = [item for notebook in notebooks for item in items_of(notebook, in_order(notebook, name, coursedir))]
    book = Book(name, items, students)
    known = {(item.notebook, item.cell) for item in book.items}
    columns = (Submission.student_id, Notebook.name, BaseCell.name, Grade.score, Grade.manual_score)
    query = gradebook.db.query(*columns, Grade.needs_manual_grade).select_from(Grade)
    query = query.join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
    query = query.join(Submission, Submission.id == SubmittedNotebook.assignment_id)
    query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    query = query.join(BaseCell, BaseCell.id == Grade.cell_id).filter(Submission.assignment_id == assignment.id)
    for student, notebook, cell, score, manual, waits in query:
        if (notebook, cell) in known:
            points = book.points.setdefault(student, dict.fromkeys(known, 0.0))
            points[notebook, cell] = None if waits and manual is None else score
            if waits and manual is not None:
                book.again.setdefault(student, []).append(cell)
    book.points = dict(sorted(book.points.items()))
    times = gradebook.db.query(Submission.student_id, Submission.timestamp, Submission.extension)
    for student, when, extension in times.filter(Submission.assignment_id == assignment.id):
        due = assignment.duedate and (assignment.duedate + extension if extension else assignment.duedate)
        if due and when and when > due:
            book.late[student] = (when - due).total_seconds()
    read_notes(gradebook, book)
    return book


def read_notes(gradebook: Gradebook, book: Book) -> None:
    """Add to a Book what the examiner noted of its submissions."""
    submissions, remarks = noted(gradebook.db.connection(), book.assignment)
    book.seconds = {student: s for student, s in submissions.items() if s is not None and student in book.points}
    book.remarks = [
        Remark(student, notebook, Diagnosis(*about)) for student, notebook, *about in remarks if student in book.points
    ]


def items_of(notebook: Notebook, order: Sequence[str]) -> list[Item]:
    """Return the cells of a notebook of the gradebook that give points, in the order of these names."""
    exercises = [cell.name for cell in notebook.solution_cells]
    cells = [cell for cell in [*notebook.grade_cells, *notebook.task_cells] if cell.max_score]
    return [
        Item(notebook.name, cell.name, exercise_of(cell.name, exercises), cell.max_score)
        for cell in sorted(cells, key=lambda cell: order.index(cell.name))
    ]
