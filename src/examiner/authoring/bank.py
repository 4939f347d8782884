"""The answer bank: right and wrong answers to a lab's exercises, and what each must score."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from ..errors import ExaminerError
from ..notebook.cells import is_exercise, nbgrader


@dataclass
class Entry:
    """One answer.

    loses: the test cells that must fail, without the exercise's name, or ["all"].
    says: words that one of their messages must contain.
    named: whether these words name the mistake, and not only a symptom of it.
    """

    exercise: str
    right: bool
    title: str
    loses: list
    says: str
    named: bool
    code: str


def read_bank(path: str | Path) -> list[Entry]:
    """Return the entries of a bank file; `answers/sigmoid_fit.py` begins with its format.

    Raises ExaminerError that names the line of an entry whose header is not of that format.
    """
    entries, text = [], Path(path).read_text(encoding="utf-8")
    for block in text.split("\n# %% ")[1:]:
        header, _, code = block.partition("\n")
        parts = [part.strip() for part in header.split("|")]
        try:
            exercise, verdict, title, *rest = parts
            said = dict(part.split(" ", 1) for part in rest)
            loses, named = said.pop("loses", "").split(), "says" in said
            says = said.pop("says" if named else "shows", "")
            entry = Entry(exercise, verdict == "right", title, loses, says, named, code.strip())
            well_formed = verdict in ("right", "wrong") and not said and entry.right == (not loses) == (not says)
        except ValueError:
            well_formed = False
        if not well_formed:
            raise ExaminerError(f"{path}: this header is not of the bank's format: # %% {header}")
        entries.append(entry)
    return entries


def filled(notebook: NotebookNode, entries: Iterable[Entry]) -> NotebookNode:
    """Return a copy of the notebook with the answer cells of these entries' exercises replaced by their code."""
    notebook = deepcopy(notebook)
    code = {entry.exercise: entry.code for entry in entries}
    for cell in notebook.cells:
        if is_exercise(cell) and nbgrader(cell)["grade_id"] in code:
            cell.source = code[nbgrader(cell)["grade_id"]]
    return notebook


def with_solutions(template: NotebookNode, instructors: NotebookNode) -> NotebookNode:
    """Return a copy of a template with the answers of the instructor's notebook in its answer cells."""
    answers = {nbgrader(cell)["grade_id"]: cell.source for cell in instructors.cells if nbgrader(cell).get("solution")}
    notebook = deepcopy(template)
    for cell in notebook.cells:
        if nbgrader(cell).get("solution"):
            cell.source = re.sub(r"^.*(BEGIN|END) SOLUTION.*\n?", "", answers[nbgrader(cell)["grade_id"]], flags=re.M)
    return notebook
