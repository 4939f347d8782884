"""A run of `examiner autograde ps` in the test's own process, without kernels: what is graded is made up."""

from contextlib import contextmanager
from types import SimpleNamespace

import nbformat
from cells import answer, cell, notebook
from nbgrader.converters import Autograde

from examiner.batch.autograde import load
from examiner.batch.gradebook import open_gradebook, reading
from examiner.batch.inbox import Inbox, in_gradebook
from examiner.batch.record import Recorder
from examiner.submission.messages import Graded, Notebook

CELLS = [
    cell("import math", "imports"),
    answer("double", "def double(x):\n    return 2 * x"),
    cell("assert double(2) == 4", "double_values", points=2),
    cell("assert double(math.pi) == 2 * math.pi", "double_pi", points=1),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]
RIGHT = {"double_values": 2.0, "double_pi": 1.0, "essay": None}
WRONG = {"double_values": 0.0, "double_pi": 0.0, "essay": None}


@contextmanager
def begun(course, force=False, told=None, name="ps"):
    """Yield what a run has once it has begun: gradebook, converter, recorder, assignment, inbox."""
    api, told = course.api(), [] if told is None else told
    with open_gradebook(api.coursedir, told.append) as gradebook:
        converter = Autograde(coursedir=api.coursedir, parent=api)
        assignment = reading(gradebook, load, converter, gradebook, name)
        recorder = Recorder(gradebook, converter, assignment, told.append)
        recorder.finish()
        inbox = Inbox(converter, recorder, assignment, reading(gradebook, in_gradebook, gradebook, name), force)
        yield SimpleNamespace(
            api=api, gradebook=gradebook, converter=converter, recorder=recorder, assignment=assignment, inbox=inbox
        )


def graded(scores=RIGHT, comments=(), made=(), name="nb"):
    """Return what a worker sends when it has graded a notebook."""
    data = nbformat.writes(notebook(*CELLS, scores=str(scores))).encode()
    return Graded({name: Notebook(data, dict(scores), dict(comments), dict(made))})
