"""The first lines of a feedback page: the points of each exercise, and the first thing that was wrong with it.

nbgrader's own list has a line "Test cell" for each test, and 0 points for what a person has not read yet.
"""

import contextlib
import html
import textwrap
from collections.abc import Collection, Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors.base import NbGraderPreprocessor

from ..notebook.attempts import LOOK_AGAIN
from ..notebook.cells import exercise_of, has_points, label, role_of
from ..notebook.instructor import course_of
from .made_from import made_from

MARKDOWN = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`*_[]|$~"})
LENGTH = 240


class Summarize(NbGraderPreprocessor):
    """Puts a table of points, with links, before the first cell, and says for the page's mark what it is made from.

    It wants the scores that nbgrader's GetGrades sets.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook with one cell more."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            found = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
            waiting = {g.name for g in found.grades if g.needs_manual_grade and g.manual_score is None}
            again = {g.name for g in found.grades if g.needs_manual_grade and g.manual_score is not None}
            with contextlib.suppress(LookupError):  # not for a course
                names["made_from"] = made_from(found, course_of(self), self.config, names)
        for cell in nb.cells:
            if label(cell) not in again and cell.metadata.get("nbgrader", {}).get("comment"):
                cell.metadata.nbgrader.comment = cell.metadata.nbgrader.comment.replace(LOOK_AGAIN, "").strip() or None
        nb.cells.insert(0, new_markdown_cell("\n".join(table(nb, waiting, again))))
        return nb, resources


def table(nb: NotebookNode, waiting: Collection[str], again: Collection[str] = ()) -> Iterator[str]:
    """Return the lines of a markdown table, a row an exercise.

    waiting: the ids of cells that a person must grade. again: of those whose answer changed after a person graded it.
    """
    exercises = [label(cell) for cell in nb.cells if role_of(cell) == "answer"]
    rows: dict[str, list[NotebookNode]] = {}
    for cell in nb.cells:
        if has_points(cell):
            rows.setdefault(exercise_of(label(cell), exercises), []).append(cell)
    yield from ["### Points", "", "| exercise | points | what to look at |", "|---|---:|---|"]
    for name, cells in rows.items():
        if not sum(cell.metadata.nbgrader.points for cell in cells):
            continue  # a warm-up
        grades = [cell.metadata.nbgrader for cell in cells]
        points = f"{sum(g.score for g in grades):g} of {sum(g.points for g in grades):g}"
        lost = next((cell for cell in cells if cell.metadata.nbgrader.score < cell.metadata.nbgrader.points), None)
        remark = first_error(lost) if lost else ""
        if any(g.grade_id in again for g in grades):
            remark = "the answer changed after a person graded it, and somebody will look again"
        if any(g.grade_id in waiting for g in grades):
            points, remark = f"· of {sum(g.points for g in grades):g}", "a person has not graded this yet"
        yield f"| [{escaped(name)}](#{label(lost or cells[0])}) | {points} | {remark} |"


def first_error(cell: NotebookNode) -> str:
    """Return the text of a cell's first error as markdown, cut to a few lines."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            name = "" if output.ename in ("", "CheckError") else f"{output.ename}: "
            return escaped(textwrap.shorten(f"{name}{output.evalue}", LENGTH, placeholder=" …"))
    return ""


def escaped(text: str) -> str:
    """Return markdown that shows `text` as it is."""
    return html.escape(text).translate(MARKDOWN)
