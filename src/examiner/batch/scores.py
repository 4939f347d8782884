"""The points of a class, by student and exercise: read from the gradebook, with all whom the course knows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from ..notebook.cells import exercise_of
from ..notebook.instructor import in_order
from .disk import refusals
from .submitted import submissions

Points = dict[str, float | None]
NOTHING = "nothing was handed in"
NOT_YET = "handed in, not graded yet"


@dataclass
class Standing:
    """What a student has in an assignment.

    points: of each exercise, None where a person must grade it. again: the exercises whose answer changed after a
    person graded it. total: as nbgrader counts, without `penalty`, what is taken for being late. graded: whether there
    are points at all. status: why there are none, or none of what was handed in last.
    """

    student: str
    last_name: str = ""
    first_name: str = ""
    points: Points = field(default_factory=dict)
    again: list[str] = field(default_factory=list)
    total: float = 0
    penalty: float = 0
    graded: bool = False
    status: str = ""

    @property
    def waiting(self) -> list[str]:
        """The exercises that a person has yet to grade."""
        return [exercise for exercise, points in self.points.items() if points is None]


def standings(api: NbGraderAPI, gradebook: Gradebook, assignment: str) -> tuple[dict[str, float], list[Standing]]:
    """Return (most, standings): the points of each exercise, and where each student of the course stands, by id.

    The students are those of the gradebook and those who handed something in; none for an unknown assignment.
    """
    most, table, again = _scores(gradebook, assignment, api.coursedir)
    if not most:
        return {}, []
    given = {folder.parent.name for folder in submissions(api, assignment=assignment)}
    refused = refusals(api.coursedir, assignment)
    people, found = {student.id: student for student in gradebook.students}, []
    by_student = {s.student_id: s for s in gradebook.assignment_submissions(assignment)}
    for student in sorted({*people, *given, *by_student}):
        person, submission = people.get(student), by_student.get(student)
        standing = Standing(student, getattr(person, "last_name", "") or "", getattr(person, "first_name", "") or "")
        standing.status = refused.get(student, "") if student in given else ""
        if submission is None:
            standing.status = standing.status or (NOT_YET if student in given else NOTHING)
        else:
            standing.points, standing.again, standing.graded = table[student], again.get(student, []), True
            standing.penalty = submission.late_submission_penalty or 0
            standing.total = max(0, submission.score - standing.penalty)
            standing.status = standing.status and f"the last attempt counts no points: {standing.status}"
        found.append(standing)
    return most, found


def scores(
    gradebook: Gradebook, assignment: str, coursedir: CourseDirectory | None = None
) -> tuple[dict[str, float], dict[str, Points]]:
    """Return (most, table): the points of each exercise, {exercise: points}, and what each student has of them,
    {student: {exercise: points, or None where a person must grade it}}.

    They stand in the order of the notebook: as the instructor's file has it where `coursedir` says where it is, else as
    the gradebook, which an SQL server may give in any order.
    """
    return _scores(gradebook, assignment, coursedir)[:2]


def _scores(
    gradebook: Gradebook, assignment: str, coursedir: CourseDirectory | None
) -> tuple[dict[str, float], dict[str, Points], dict[str, list[str]]]:
    """Return what `scores` does, and {student: exercises that somebody must look at again}."""
    try:
        notebooks = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        return {}, {}, {}
    most: dict[str, float] = {}
    owner: dict[tuple[str, str], str] = {}
    for notebook in sorted(notebooks, key=lambda notebook: notebook.name):
        exercises = [cell.name for cell in notebook.solution_cells]
        order = in_order(notebook, assignment, coursedir)
        for cell in sorted([*notebook.grade_cells, *notebook.task_cells], key=lambda cell: order.index(cell.name)):
            owner[notebook.name, cell.name] = exercise = exercise_of(cell.name, exercises)
            most[exercise] = most.get(exercise, 0) + cell.max_score
    most = {exercise: points for exercise, points in most.items() if points}  # without warm-ups
    table, again = {}, {}
    for submission in sorted(gradebook.assignment_submissions(assignment), key=lambda s: s.student_id):
        table[submission.student_id], again[submission.student_id] = _row(submission, most, owner)
    return most, table, again


def _row(
    submission: SubmittedAssignment, most: Iterable[str], owner: dict[tuple[str, str], str]
) -> tuple[Points, list[str]]:
    """Return the points of a submission by exercise, and the exercises to look at again."""
    row: Points = dict.fromkeys(most, 0)
    again = {}
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            exercise = owner.get((notebook.name, grade.name))
            if exercise not in row:
                continue
            if grade.needs_manual_grade and grade.manual_score is not None:
                again[exercise] = None
            if grade.needs_manual_grade and grade.manual_score is None:
                row[exercise] = None
            elif row[exercise] is not None:
                row[exercise] += grade.score
    return row, [exercise for exercise in row if exercise in again]
