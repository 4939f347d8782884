"""Grade the submissions of an assignment, one after the other, and tell of each."""

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.api import MissingEntry

from . import intake
from .errors import ExaminerError, Refused

# Where nbgrader's own words about a failure are kept.
LOG = "autograde.log"


@dataclass
class Outcome:
    """What became of one submission. status: "graded", "skipped" (graded before, unchanged) or "not graded"."""

    student: str
    assignment: str
    status: str
    reason: str = ""


def autograde(api, assignment, students="*", force=False):
    """Grade submitted/*/assignment and yield an Outcome for each submission.

    api: nbgrader's NbGraderAPI. students: a pattern of student ids, as in a shell. force: grade again what is graded.
    Submissions for an assignment that the course does not have come last, as not graded.
    Raises ExaminerError where the assignment has not been generated.
    """
    try:
        notebooks = {
            notebook.name: {cell.name for cell in notebook.source_cells}
            for notebook in api.gradebook.find_assignment(assignment).notebooks
        }
    except MissingEntry:
        raise ExaminerError(
            f"The gradebook has no assignment {assignment!r}. Generate it: nbgrader generate_assignment {assignment}"
        ) from None
    for folder in submissions(api, students):
        if folder.name == assignment:
            yield _grade(api, folder, notebooks, force)
    known = api.get_source_assignments() | {assignment}
    for folder in submissions(api, students):
        if folder.name not in known:
            reason = f"unknown assignment {folder.name!r}. The course has {', '.join(sorted(known))}"
            yield Outcome(folder.parent.name, folder.name, "not graded", reason)


def submissions(api, students="*"):
    """Return the folders submitted/<student>/<assignment>, sorted; a file in the place of a folder too."""
    root = Path(api.coursedir.root) / api.coursedir.submitted_directory
    return sorted(p for p in root.glob("*/*") if fnmatch(p.parent.name, students) and not p.name.startswith("."))


def _grade(api, folder, notebooks, force):
    student, assignment = folder.parent.name, folder.name
    try:
        if not folder.is_dir():
            raise Refused("a file stands where the folder of the submission should be")
        for name, ids in notebooks.items():
            path = folder / f"{name}.ipynb"
            if path.is_file():
                notebook = intake.parse(path.read_bytes())
                if not notebook.cells:
                    raise Refused("the notebook is empty: it has no cells")
                intake.belongs(notebook, ids)
            elif len(notebooks) == 1:
                others = ", ".join(p.name for p in folder.glob("*.ipynb")) or "no notebook"
                raise Refused(f"{path.name} is missing; there is {others}")
    except Refused as error:
        return Outcome(student, assignment, "not graded", str(error))
    except OSError as error:
        return Outcome(student, assignment, "not graded", f"cannot be read: {error.strerror}")
    result = api.autograde(assignment, student, force=force)
    if result["success"]:
        skipped = "skipping" in result.get("log", "").lower()
        return Outcome(student, assignment, "skipped" if skipped else "graded")
    log = Path(api.coursedir.root) / LOG
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{student}/{assignment}\n{result['log']}\n{result['error']}\n")
    return Outcome(student, assignment, "not graded", f"{_reason(result['log'])} (All of it: {LOG})")


def _reason(log):
    """The last line of the last traceback in nbgrader's log, or its first error where there is none."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    traceback = [line for line in lines if not line.startswith("[")]
    errors = [line.removeprefix("[ERROR] ") for line in lines if line.startswith("[ERROR]")]
    return (traceback[-1:] or errors or ["nbgrader does not say why"])[0]
