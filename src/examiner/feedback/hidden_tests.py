"""Feedback pages without the code of hidden tests: they say in words what was tested, and what was wrong.

nbgrader's own pages show the whole test, so that whoever reads them knows it before handing in again. Here a page shows
what is meant to be shown, and nothing that is left when something was taken out: of a hidden test a sentence of what it
tests, what `diagnosis` says came of it, and the lines of the student's own cells that it came through. What student's
code prints or displays once it has been called by a hidden test may hold what it was called with, so it is counted.
"""

import ast
import re
import textwrap
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets import Bool

from ..notebook.cells import is_test, role_of
from ..notebook.outputs import new_output
from .diagnosis import Students, diagnosis, of_students_cell

NO_WORDS = "Hidden test"
WIDTH = 100
PICTURES = ("image/png", "image/jpeg")
DESCRIPTION = "a picture that this cell drew"


class HideTests(NbGraderPreprocessor):
    """Puts words in place of hidden tests, and takes marking schemes out. The autograded notebook keeps both."""

    show_tests = Bool(help="Whether feedback pages show the code of hidden tests.").tag(config=True)
    show_marking_schemes = Bool(help="Whether feedback pages show marking schemes.").tag(config=True)
    show_pictures = Bool(
        True,
        help="Whether feedback pages show what cells draw after a hidden test. A student can draw what the test called "
        "a function with: False is for courses where students read their feedback and then submit again.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as students may read it."""
        if not self.show_marking_schemes:
            marks = ClearMarkScheme(parent=self)
            for cell in filter(is_instructors, nb.cells):
                begin, end = marks.begin_mark_scheme_delimeter, marks.end_mark_scheme_delimeter
                cell.source = without_regions(cell.source, begin, end)[0].rstrip()
        if not self.show_tests:
            marks = ClearHiddenTests(parent=self)
            hide(nb, marks.begin_test_delimeter, marks.end_test_delimeter, self.show_pictures)
        return nb, resources


def is_instructors(cell: NotebookNode) -> bool:
    """Return whether the cell's source is the instructor's."""
    return role_of(cell) in ("test", "task", "locked")


def hide(nb: NotebookNode, begin: str, end: str, pictures: bool = True) -> None:
    """Put words in place of what stands between lines with `begin` and `end`, and what may be told in place of outputs.

    Outputs stay as they are up to the first cell with such a region.
    """
    students, begun = Students(nb.cells), False
    for cell in nb.cells:
        source: str = cell.source
        regions: list[list[str]] = []
        if cell.cell_type == "code" and is_instructors(cell):
            kept, regions = without_regions(source, begin, end)
            if regions:
                cell.source, begun = said(kept, regions), True
        if begun and cell.cell_type == "code":
            cell.outputs = shown_outputs(cell, source, students, pictures and not regions)


def shown_outputs(cell: NotebookNode, source: str, students: Students, pictures: bool) -> list[NotebookNode]:
    """Return the outputs to show of a cell that ran after a hidden test, or is one: no text of theirs is among them."""
    shown = []
    for output in cell.outputs:
        if output.output_type == "error":
            sentence, lines = (
                diagnosis(output, source, students) if is_test(cell) else of_students_cell(output, students)
            )
            traceback = [part for text in (sentence, *lines) for part in textwrap.wrap(text, WIDTH) or [""]]
            shown.append(new_output("error", ename="", evalue=sentence, traceback=traceback))
        elif pictures and (data := {k: v for k, v in output.get("data", {}).items() if k in PICTURES}):
            metadata = {kind: {"alt": DESCRIPTION} for kind in data}
            shown.append(new_output("display_data", data=data, metadata=metadata))
    if note := held_back(cell):
        shown.insert(0, new_output("stream", name="stdout", text=f"{note}\n"))
    return [NotebookNode(output) for output in shown]


def held_back(cell: NotebookNode) -> str:
    """Return how many lines a cell printed that are not shown, in words; "" for none.

    What descent.check prints of a right answer is not counted in a test: it is no line of the student's.
    """
    printed = "".join(o.text for o in cell.outputs if o.output_type == "stream").splitlines()
    lines = [line for line in printed if line.strip() and not (is_test(cell) and line.startswith("✓ "))]
    if not lines:
        return ""
    where = "" if is_test(cell) else ": your own notebook shows what this cell prints"
    return f"{len(lines):,} printed line{'s' if len(lines) > 1 else ''} held back{where}"


def without_regions(source: str, begin: str, end: str) -> tuple[str, list[list[str]]]:
    """Return (source without what stands between lines with `begin` and `end`, a list of lines for each region).

    A region that is not closed goes on to the end.
    """
    kept: list[str] = []
    regions: list[list[str]] = []
    inside = False
    for line in source.split("\n"):
        if begin in line:
            inside = True
            regions.append([])
        elif end in line:
            inside = False
        elif inside:
            regions[-1].append(line)
        else:
            kept.append(line)
    return "\n".join(kept), regions


def said(kept: str, regions: list[list[str]]) -> str:
    """Return the source to show: what the template shows, or else the words that each region begins with."""
    if kept.lstrip().startswith("#"):
        return kept.rstrip()
    words = [f"# {NO_WORDS}: {first}" if (first := first_words(region)) else f"# {NO_WORDS}." for region in regions]
    return "\n".join([*([kept.strip("\n"), ""] if kept.strip() else []), *dict.fromkeys(words)])


def first_words(region: list[str]) -> str:
    """Return the comment or the docstring that a region begins with, in one line; "" if there is none.

    A comment that is itself code says how and not what, so it does not count.
    """
    text = "\n".join(region).strip()
    words = []
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        words.append(line.lstrip("# "))
    if not words:
        words = docstring(text).split("\n")
    found = " ".join(" ".join(words).split())
    return "" if is_code("\n".join(words)) else re.sub(rf"^{NO_WORDS}:\s*", "", found, flags=re.IGNORECASE)


def docstring(source: str) -> str:
    try:
        return ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError):
        return ""


def is_code(words: str) -> bool:
    """Return whether `words` are a statement of Python, and more than a lone word."""
    try:
        statements = ast.parse(words).body
    except (SyntaxError, ValueError):
        return False
    return any(not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Name | ast.Constant)) for s in statements)
