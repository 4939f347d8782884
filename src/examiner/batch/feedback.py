"""Feedback pages of a class, several at a time; a page that would come out the same is left as it is."""

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.apps.nbgraderapp import NbGrader

from ..errors import ExaminerError
from ..feedback.made_from import is_made_from, made_from
from .gradebook import open_gradebook
from .inbox import Outcome


def feedback(
    api: NbGraderAPI, assignment: str, students: str = "*", jobs: int = 1, force: bool = False
) -> Iterator[Outcome]:
    """Make the feedback pages of the graded submissions of an assignment; yield an Outcome for each student.

    Its status is "made", "unchanged" or "not made", the last with a reason. What one student's page does is no other's
    trouble. Raises ExaminerError if nothing is graded.
    """
    todo: list[str] = []
    unchanged: list[str] = []
    for student, pages in graded(api, assignment, students, force).items():
        (unchanged if pages and all(pages.values()) else todo).append(student)
    if not todo and not unchanged:
        raise ExaminerError(
            f"Nothing of {assignment!r} is graded for {students!r}. First: examiner autograde {assignment}"
        )
    yield from (Outcome(student, assignment, "unchanged", "") for student in unchanged)
    with ProcessPoolExecutor(max(1, min(jobs, len(todo))), get_context("spawn"), initializer=start) as pool:
        running = {pool.submit(make, assignment, student): student for student in todo}
        for done in as_completed(running):
            reason = str(done.exception() or "") or done.result()
            yield Outcome(running[done], assignment, "not made" if reason else "made", reason)


def graded(api: NbGraderAPI, assignment: str, students: str, force: bool) -> dict[str, dict[Path, bool]]:
    """Return for each student whose submission is graded each of their pages, and whether it is up to date.

    With `force` none is.
    """
    course, found = api.coursedir, {}
    with open_gradebook(course) as gradebook:
        for submission in sorted(gradebook.assignment_submissions(assignment), key=lambda s: s.student.id):
            student = submission.student.id
            folder = Path(course.format_path(course.autograded_directory, student, assignment))
            if not fnmatch(student, students) or not folder.is_dir():
                continue
            pages = {}
            for notebook in submission.notebooks:
                names = {"student": student, "assignment": assignment, "notebook": notebook.name}
                page = Path(course.format_path(course.feedback_directory, student, assignment), f"{notebook.name}.html")
                if (folder / f"{notebook.name}.ipynb").is_file():
                    current = not force and page.is_file()
                    pages[page] = current and is_made_from(page, made_from(notebook, course, api.config, names))
            found[student] = pages
    return found


_api: list[NbGraderAPI] = []


def start() -> None:
    """Read the course's settings, once for each process."""
    app = NbGrader()
    app.load_config_file()
    _api[:] = [NbGraderAPI(config=app.config)]
    gc.freeze()


def make(assignment: str, student: str) -> str:
    """Make the pages of one student by nbgrader; return why not, "" if they are made."""
    done = _api[0].generate_feedback(assignment, student, force=True)
    if done["success"]:
        return ""
    lines = [line for line in (done.get("error") or done.get("log") or "").strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "nbgrader could not make the page"
