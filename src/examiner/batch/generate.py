"""An assignment that the gradebook doesn't know yet is generated; one that was edited since then is named."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbgrader.api import Assignment, Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url

from ..errors import ExaminerError
from ..notebook.instructor import Cell, Truth, truth_from
from ..notebook.places import source_folder
from .gradebook import reading

Tell = Callable[[str], object]

# What nbgrader or the examiner puts in the place of what the instructor wrote, when they generate an assignment.
REPLACED = ("### BEGIN CHECK", "### AUTOTEST", "### HASHED AUTOTEST")


def has_gradebook(coursedir: CourseDirectory) -> bool:
    """Return whether the gradebook is there: a file of SQLite's that is not is made by generating an assignment."""
    url = make_url(coursedir.db_url)
    return url.get_backend_name() != "sqlite" or not url.database or Path(url.database).is_file()


def is_known(gradebook: Gradebook, assignment: str, tell: Tell) -> bool:
    """Return whether the gradebook has the assignment with its notebooks: formgrader adds some without."""

    def found() -> bool:
        return any(a.notebooks for a in gradebook.db.query(Assignment).filter(Assignment.name == assignment))

    return reading(gradebook, found, tell=tell)


def generate(api: NbGraderAPI, assignment: str, tell: Tell, why: str = "the gradebook does not know it yet") -> None:
    """Generate an assignment, as `nbgrader generate_assignment --force` does, which makes a gradebook where none is.

    Raises ExaminerError where there is nothing in source/ to generate it from, and where nbgrader cannot; then the
    template that was there stays as it was.
    """
    folder = source_folder(api.coursedir, assignment)
    if not any(folder.glob("*.ipynb")):
        has = ", ".join(sorted(path.name for path in folder.parent.glob("*/") if any(path.glob("*.ipynb"))))
        raise ExaminerError(
            f"There is no assignment {assignment!r}: {folder} has no notebook. The course has {has or 'none'}. "
            f"Put it there, and then: nbgrader generate_assignment {assignment}"
        )
    tell(f"Generating {assignment} from {folder}, as {why} ...")
    release = Path(api.coursedir.format_path(api.coursedir.release_directory, ".", assignment))
    with tempfile.TemporaryDirectory() as aside:
        if release.is_dir():
            shutil.copytree(release, Path(aside, "release"))
        done = api.generate_assignment(assignment)
        if not done["success"] and Path(aside, "release").is_dir():  # nbgrader removes what it was about to replace
            shutil.copytree(Path(aside, "release"), release, dirs_exist_ok=True)
    if not done["success"]:
        raise ExaminerError(
            f"{assignment} cannot be generated: {why_not(done.get('log', ''))}. Mend what is in {folder}. "
            f"nbgrader says more with: nbgrader generate_assignment {assignment} --force"
        )


def why_not(log: str) -> str:
    """Return what nbgrader's log says of the first exception in it: nbgrader's own error points to it only."""
    found = re.search(r"^Traceback .*\n(?:[ \t].*\n|\n)*(\S.*)", log, re.M)
    return found[1].strip()[:500] if found else "nbgrader doesn't say why"


def edited(truths: dict[str, Truth], folder: Path) -> list[str]:
    """Return "notebook: cell, cell" for each notebook that was edited in `folder` after it was generated.

    truths: what was generated, {name: Truth}. Only what grading goes by counts: tests, locked cells, points.
    """
    found = []
    for name, truth in truths.items():
        path = folder / f"{name}.ipynb"
        if path.is_file():
            now = truth_from(nbformat.read(path, as_version=4)).cells
            cells = [cell for cell in {**truth.cells, **now} if differs(truth.cells.get(cell), now.get(cell))]
            found += [f"{name}: {', '.join(cells)}"] if cells else []
    return found


def differs(generated: Cell | None, now: Cell | None) -> bool:
    """Return whether a cell is graded in another way than its source says now. It may be new, or gone."""
    if generated is None or now is None:
        known = generated or now
        return bool(known and (known.grade or known.task or (known.solution and known.cell_type == "code")))
    if (generated.role, generated.points) != (now.role, now.points):
        return True
    written = generated.role in ("test", "locked", "task") and not any(mark in now.source for mark in REPLACED)
    return written and generated.source.strip() != now.source.strip()
