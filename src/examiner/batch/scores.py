"""The points of a class, by student and exercise, read from the gradebook."""

from nbgrader.api import MissingEntry

from ..notebook.cells import exercise_of


def scores(gradebook, assignment, students="*"):
    """Return (most, table): the points of each exercise, {exercise: points}, and what each student has of them,
    {student: {exercise: points, or None where a person must grade it}}, in the order of the notebook.
    """
    try:
        notebooks = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        return {}, {}
    most, owner = {}, {}
    for notebook in notebooks:
        exercises = [cell.name for cell in notebook.solution_cells]
        order = [cell.name for cell in notebook.source_cells]
        for cell in sorted(notebook.grade_cells, key=lambda cell: order.index(cell.name)):
            owner[notebook.name, cell.name] = exercise = exercise_of(cell.name, exercises)
            most[exercise] = most.get(exercise, 0) + cell.max_score
    most = {exercise: points for exercise, points in most.items() if points}  # without warm-ups
    table = {}
    for submission in sorted(gradebook.assignment_submissions(assignment), key=lambda s: s.student.id):
        row = dict.fromkeys(most, 0)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                exercise = owner[notebook.name, grade.name]
                if exercise not in row:
                    continue
                if grade.needs_manual_grade and grade.manual_score is None:
                    row[exercise] = None
                elif row[exercise] is not None:
                    row[exercise] += grade.score
        table[submission.student.id] = row
    return most, table
