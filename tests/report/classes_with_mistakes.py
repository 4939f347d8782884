"""A class whose mistakes are known, recorded without kernels: what was graded is made up, in the form that it has."""

import dataclasses

import nbformat
from cells import answer, cell
from courses import bare_course, read
from runs import begun

from examiner.notebook.cells import label
from examiner.notebook.diagnoses import diagnoses
from examiner.notebook.instructor import Took
from examiner.notebook.outputs import new_output
from examiner.submission.messages import Graded, Notebook, Submission

CELLS = [
    answer("double", "def double(x):\n    return 2 * x"),
    cell("assert double(2) == 4", "double_values", points=2),
    cell("assert double(3) == 6", "double_more", points=1),
    answer("triple", "def triple(x):\n    return 3 * x"),
    cell("assert triple(2) == 6", "triple_values", points=2),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]
POINTS = {"double_values": 2.0, "double_more": 1.0, "triple_values": 2.0}
FACTOR = "✗ double(x), for 3 numbers: the factor 2 is missing. 1 of 3 cases are right."
SIGN = "✗ double(x), for 3 numbers: the sign is flipped. 1 of 3 cases are right."
FAR = "✗ triple(x), for x = 4: the result is far too large. The arguments: x = 4."


def course_of(root, config=""):
    """Make a course with the assignment and return it."""
    course = bare_course(root, config)
    course.assign(*CELLS)
    return course


def error(message, name="CheckError"):
    """Return the output of a cell that raised."""
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def graded(course, answers=None, failed=None, essay=None, seconds=1.0):
    """Return what a worker sends. answers: {exercise: code}. failed: {test: the error's message, or an output}."""
    notebook = read(course.root / "release/ps/nb.ipynb")
    scores = POINTS | {"essay": essay}
    for each in notebook.cells:
        name = label(each)
        each.source = (answers or {}).get(name, each.source)
        if name in (failed or {}):
            message = failed[name]
            each.outputs = [error(message) if isinstance(message, str) else message]
            scores[name] = 0.0
    data = nbformat.writes(notebook).encode()
    return Graded({"nb": Notebook(data, scores, diagnoses=diagnoses(notebook), took=Took(notebook=seconds))})


def record_all(course, results):
    """Record {student: what came of their submission}, each as having come from its own folder."""
    with begun(course) as run:
        received = None
        for student, result in results.items():
            if received is None:
                course.submit(student)
                received = run.inbox.read(course.root / "submitted" / student / "ps")
            own = dataclasses.replace(received, submission=Submission(student, received.submission.notebooks, {}))
            run.recorder.write(own, result)
