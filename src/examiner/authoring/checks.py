"""Turn the check blocks of an instructor's notebook into numbers in a file beside the template.

In `nbgrader generate_assignment`, and so behind formgrader's button: `WorkOutChecks` runs the notebook's imports, data,
answers and check blocks in a process of its own. It writes what `descent.check.cases` made of them, as
`<name>_checks.json`, into the template's folder and into the source's, where grading takes a lab's files from. In each
check cell it leaves the line that students run, and in words what the hidden tests try. `DropHiddenTests` takes the
emptied cells of the hidden tests out of the template; grading puts them back.
"""

import base64
import json
import re
import subprocess
import sys
import textwrap
import zlib
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets import Bool

from ..errors import ExaminerError
from ..notebook.cells import exercise_of, is_check, is_exercise, is_test, nbgrader
from .check_blocks import BEGIN, without_block

HIDDEN = "# Hidden test: "
GATHERED = "# Hidden tests"
SECONDS = 6000  # of the clock: only against an instructor's code that would never end
WIDTH = 88


class WorkOutChecks(NbGraderPreprocessor):
    """Puts one line and a file of numbers in place of each check block."""

    lend = Bool(True, help="Whether students may borrow right versions of earlier exercises.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook. Raises ExaminerError for a block that fails or cannot tell its mistakes apart."""
        if not any(has_block(cell) for cell in nb.cells):
            return nb, resources
        name, folder = resources["unique_key"], Path(resources["metadata"]["path"])
        found = worked_out(nb, folder)
        written = readable({"exercises": found}).encode() + b"\n"
        outputs = resources.setdefault("outputs", {})
        outputs[f"{name}_checks.json"] = written
        (folder / f"{name}_checks.json").write_bytes(written)
        if self.lend:
            outputs[f"{name}_borrow.txt"] = lent(nb)
        for cell in filter(has_block, nb.cells):
            exercise = nbgrader(cell)["grade_id"].removesuffix("_check")
            cell.source = "\n\n".join(filter(None, [without_block(cell.source), tests_in_words(nb, exercise)]))
        return nb, resources


class DropHiddenTests(NbGraderPreprocessor):
    """Takes out the cells of hidden tests, emptied by now, whose words stand under a check."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook."""
        exercises = [nbgrader(cell)["grade_id"] for cell in nb.cells if is_exercise(cell)]
        told = {exercise_of(nbgrader(cell)["grade_id"], exercises) for cell in nb.cells if GATHERED in cell.source}
        nb.cells = [c for c in nb.cells if not (emptied(c) and exercise_of(nbgrader(c)["grade_id"], exercises) in told)]
        return nb, resources


def emptied(cell: NotebookNode) -> bool:
    """Return whether a test cell has only comments left."""
    lines = cell.source.splitlines()
    return is_test(cell) and all(line.startswith("#") or not line.strip() for line in lines)


def has_block(cell: NotebookNode) -> bool:
    return is_check(cell) and BEGIN in cell.source


def tests_in_words(nb: NotebookNode, exercise: str) -> str:
    """Return comments that say what the hidden tests of an exercise try, "" if it has none."""
    exercises = [nbgrader(cell)["grade_id"] for cell in nb.cells if is_exercise(cell)]
    tests = [c for c in hidden_tests(nb) if exercise_of(nbgrader(c)["grade_id"], exercises) == exercise]
    points = sum(nbgrader(cell)["points"] for cell in tests)
    if not tests:
        return ""
    lines = [f"{GATHERED}, {points:g} point{'s' if points != 1 else ''}:"]
    for cell in tests:
        words = cell.source.splitlines()[0].removeprefix(HIDDEN)
        lines += textwrap.wrap(words, WIDTH, initial_indent="# - ", subsequent_indent="#   ")
    return "\n".join(lines)


def hidden_tests(nb: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in nb.cells if is_test(cell)]


def worked_out(nb: NotebookNode, folder: Path) -> dict[str, dict[str, Any]]:
    """Return {exercise: what its file says of it}. Raises ExaminerError."""
    order = json.dumps([(kind(cell), nbgrader(cell)["grade_id"], cell.source) for cell in nb.cells if kind(cell)])
    command = [sys.executable, "-c", "from examiner.authoring.work_out import main; main()"]
    done = subprocess.run(command, input=order, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode:
        raise ExaminerError(f"the checks cannot be worked out: {done.stderr.strip()[-2000:]}")
    found = json.loads(done.stdout)
    exercises, heading = [nbgrader(cell)["grade_id"] for cell in nb.cells if is_exercise(cell)], ""
    headings = {}
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (titles := re.findall(r"^## (.*)", cell.source, re.M)):
            heading = titles[-1]
        elif is_exercise(cell):
            headings[nbgrader(cell)["grade_id"]] = heading
    for name, written in found.items():
        written["part"] = headings.get(name, "")
        written["points"] = sum(
            nbgrader(c)["points"] for c in hidden_tests(nb) if exercise_of(nbgrader(c)["grade_id"], exercises) == name
        )
    return found


def kind(cell: NotebookNode) -> str | None:
    """Return what working out does with a cell: it runs "code" and the block of a "check"; None for others."""
    if cell.cell_type != "code" or not nbgrader(cell):
        return None
    if is_check(cell):
        return "check" if BEGIN in cell.source else None
    return None if is_test(cell) else "code"


def readable(value: object, depth: int = 4, indent: int = 0) -> str:
    """Return JSON with a line for each case and each mistake."""
    inner, outer = " " * (indent + 1), " " * indent
    if depth and isinstance(value, dict) and value:
        lines = [
            f"{inner}{json.dumps(k, ensure_ascii=False)}: {readable(v, depth - 1, indent + 1)}"
            for k, v in value.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{outer}}}"
    if depth and isinstance(value, list) and value:
        lines = [f"{inner}{readable(part, 0)}" for part in value]
        return "[\n" + ",\n".join(lines) + f"\n{outer}]"
    return json.dumps(value, ensure_ascii=False)


def lent(nb: NotebookNode) -> bytes:
    """Return the right answers as a text that shows none of them at a glance."""
    cells = [cell for cell in nb.cells if kind(cell) == "code" and (is_exercise(cell) or imports_only(cell.source))]
    sources = [re.sub(r"^.*### (BEGIN|END) SOLUTION.*\n?", "", cell.source, flags=re.M) for cell in cells]
    return base64.b64encode(zlib.compress("\n\n".join(sources).encode(), 9)) + b"\n"


def imports_only(source: str) -> bool:
    return all(line.startswith(("import ", "from ", "#", " ", ")")) for line in source.splitlines() if line.strip())
