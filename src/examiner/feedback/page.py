"""The exporter that makes a feedback page: in a limited time, and with no more files beside it than were handed in."""

import contextlib
import copy
import signal
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbgrader
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets import Float

from ..notebook.cells import role_of
from ..notebook.files import instructor_files
from ..notebook.folder import files_in
from ..notebook.instructor import course_of
from .pictures import KNOWN

TEMPLATES = [
    str(Path(__file__).parent / "templates"),
    str(Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"),
]
NOT_SHOWN = "This cell is not shown here: to show it takes too long. Your own notebook has it."


class OutOfTime(BaseException):
    """A page took too long. No Exception: libraries catch those."""


class PageExporter(HTMLExporter):
    """HTMLExporter for the pages that students open."""

    max_seconds = Float(
        60,
        help="Seconds of processor time that a feedback page may take. One that takes more is made without the "
        "student's cells.",
    ).tag(config=True)

    def from_notebook_node(  # type: ignore[override]  # for nbconvert every exporter gives a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and its resources."""
        if resources and "nbgrader" in resources:
            with contextlib.suppress(LookupError):  # not for a course
                resources[KNOWN] = remove_made_files(course_of(self), resources["nbgrader"])
        try:
            with time_limit(self.max_seconds):
                page, resources = super().from_notebook_node(nb, resources, **kw)
        except OutOfTime:
            page, resources = super().from_notebook_node(without_students_cells(nb), resources, **kw)
        return page, resources


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime inside when this process has used so much processor time; only the main thread can be stopped."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def without_students_cells(nb: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook with a sentence in place of each of the student's cells, and without outputs."""
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = []
        if role_of(cell) in ("answer", "plain"):
            cell.source = f"# {NOT_SHOWN}" if cell.cell_type == "code" else NOT_SHOWN
    return nb


def remove_made_files(course: CourseDirectory, names: Mapping[str, str]) -> set[Path]:
    """Remove from the feedback folder the files that the notebook made, which nbgrader has copied there. Return the
    relative paths of the others, which are the instructor's or were handed in.

    The student's code wrote them, while hidden tests called it for one, so they may hold what the tests are.
    """
    submitted, graded, feedback = (
        Path(course.format_path(folder, names["student"], names["assignment"]))
        for folder in (course.submitted_directory, course.autograded_directory, course.feedback_directory)
    )
    known = {*instructor_files(course, names["assignment"]), *(files_in(submitted) if submitted.is_dir() else ())}
    for path in list(feedback.rglob("*")):
        page = path.suffix == ".html" and path.parent == feedback and (graded / f"{path.stem}.ipynb").is_file()
        if path.is_file() and path.relative_to(feedback) not in known and not page:
            path.unlink()
    return known
