"""What a person would read of each graded answer, from one attempt to the next: where it changed, somebody looks again.

Points that a person gave stay when a submission is graded again. Nobody is asked for them again where the answer is the
same; where it is another one, they stand until somebody has looked. Of each answer a digest is kept beside the results.
"""

import hashlib
import json
import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade

from .cells import exercise_of, has_points, label, role_of
from .places import state_of

LOOK_AGAIN = "This answer changed after a person graded it. The points are those of before, until somebody looks again."
MAX_KEY = 100

Answers = dict[str, str]


def key_of(student: str) -> str:
    """Return the name of the student's folder among the examiner's own: a short one that every file system takes."""
    whole = student.encode("utf-8", "surrogatepass")  # a folder's name may be of any bytes
    name = quote(whole, safe="")
    return name if len(name) <= MAX_KEY else f"{name[:MAX_KEY]}-{hashlib.sha256(whole).hexdigest()[:32]}"


def answers_file(coursedir: CourseDirectory, assignment: str, student: str) -> Path:
    """Return the file that holds the digests of a student's answers."""
    return state_of(coursedir, assignment) / "graded_answers" / key_of(student)


def is_blank(cell: NotebookNode) -> bool:
    """Return whether a cell is an answer for a person to grade that is as the template has it."""
    return role_of(cell) == "answer" and has_points(cell) and determine_grade(cell)[0] == 0


def answers_in(notebook: NotebookNode, beside: Collection[str] = ()) -> Answers:
    """Return {grade_id: digest of what the points are for} of a graded notebook.

    Of an answer that a person grades that is its own text, of a test the answers to its exercise, of a task all that
    the student wrote; so it is of answers that stand `beside` their cells, by grade_id.
    """
    answers = [cell for cell in notebook.cells if role_of(cell) == "answer"]
    own = [cell for cell in notebook.cells if role_of(cell) in ("answer", "plain")]
    exercises, found = list(map(label, answers)), {}
    for cell in filter(has_points, notebook.cells):
        about = [cell]
        if role_of(cell) == "task" or label(cell) in beside:
            about = own
        elif role_of(cell) == "test":
            exercise = exercise_of(label(cell), exercises)
            about = [answer for answer in answers if label(answer) == exercise] or answers
        found[label(cell)] = digest(about)
    return found


def digest(cells: list[NotebookNode]) -> str:
    """Return a text that changes when the source of one of the cells does; blanks around it don't count."""
    return hashlib.sha256(json.dumps([cell.source.strip() for cell in cells]).encode()).hexdigest()[:32]


def kept_answers(file: Path) -> dict[str, Answers]:
    """Return {notebook: Answers} of the attempt that was graded last, none where there is no use in the file."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {name: dict(answers) for name, answers in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_answers(file: Path, answers: dict[str, Answers]) -> None:
    """Write the Answers of a student's notebooks, as a whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{os.getpid()}")
    partial.write_text(json.dumps(answers), encoding="utf-8")
    partial.replace(file)


def must_look(manual: float | None, needed: bool, auto: tuple[float | None, float | None], changed: bool) -> bool:
    """Return whether a person must look at a grade.

    manual: the points that a person gave, None for none. needed: whether somebody had to look already. auto: the points
    by tests, before and now. changed: whether the answer did.
    """
    before, now = auto
    return now is None if manual is None else needed or changed or before != now


def remark(comment: str | None, look_again: bool) -> str | None:
    """Return the automatic comment on an answer, which says if a person must look at it again."""
    return " ".join(filter(None, (comment, LOOK_AGAIN))) if look_again else comment
