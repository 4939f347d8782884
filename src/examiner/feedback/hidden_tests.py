"""Feedback pages without the code of hidden tests: they say in words what was tested, and what was wrong.

nbgrader's own pages show the whole test, so that whoever reads them knows it before handing in again.
"""

import ast
import re
import textwrap

from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets import Bool

from ..notebook.cells import label, role_of

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LINE_NUMBER = re.compile(r"^\s*(-+>)?\s*\d+ ")
STUDENTS_TRACEBACK = "In the student's notebook:"
NO_WORDS = "Hidden test"
WIDTH = 100


class HideTests(NbGraderPreprocessor):
    """Puts words in place of hidden tests, and takes marking schemes out. The autograded notebook keeps both."""

    show_tests = Bool(help="Whether feedback pages show the code of hidden tests.").tag(config=True)
    show_marking_schemes = Bool(help="Whether feedback pages show marking schemes.").tag(config=True)

    def preprocess(self, nb, resources):
        """Return the notebook as students may read it."""
        if not self.show_marking_schemes:
            marks = ClearMarkScheme(parent=self)
            for cell in filter(is_instructors, nb.cells):
                begin, end = marks.begin_mark_scheme_delimeter, marks.end_mark_scheme_delimeter
                cell.source = without_regions(cell.source, begin, end)[0].rstrip()
        if not self.show_tests:
            marks = ClearHiddenTests(parent=self)
            hide(nb, marks.begin_test_delimeter, marks.end_test_delimeter)
        return nb, resources


def is_instructors(cell):
    """Return whether the cell's source is the instructor's."""
    return role_of(cell) in ("test", "task", "locked")


def hide(nb, begin, end):
    """Put words in place of what stands between lines with `begin` and `end`, and keep its lines out of outputs."""
    cells = [cell for cell in nb.cells if cell.cell_type == "code" and is_instructors(cell)]
    hidden = {}
    for cell in cells:
        kept, regions = without_regions(cell.source, begin, end)
        if regions:
            hidden[label(cell)] = [line.strip() for region in regions for line in region]
            cell.source = said(kept, regions)
    lines = {line for found in hidden.values() for line in found if re.search(r"\w", line)}
    for cell in cells:
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text = "".join(t for t in output.text.splitlines(True) if t.strip() not in lines)
            elif output.output_type == "error" and (label(cell) in hidden or shows(output.traceback, lines)):
                output.traceback = diagnosis(output)


def without_regions(source, begin, end):
    """Return (source without what stands between lines with `begin` and `end`, a list of lines for each region).

    A region that is not closed goes on to the end.
    """
    kept, regions, inside = [], [], False
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


def said(kept, regions):
    """Return the source to show: what the template shows, or else the words that each region begins with."""
    if kept.lstrip().startswith("#"):
        return kept.rstrip()
    words = [f"# {NO_WORDS}: {first}" if (first := first_words(region)) else f"# {NO_WORDS}." for region in regions]
    return "\n".join([*([kept.strip("\n"), ""] if kept.strip() else []), *dict.fromkeys(words)])


def first_words(region):
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


def docstring(source):
    try:
        return ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError):
        return ""


def is_code(words):
    """Return whether `words` are a statement of Python, and more than a lone word."""
    try:
        statements = ast.parse(words).body
    except (SyntaxError, ValueError):
        return False
    return any(not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Name | ast.Constant)) for s in statements)


def shows(traceback, lines):
    """Return whether a traceback quotes one of `lines`."""
    text = COLOUR.sub("", "\n".join(traceback))
    return any(LINE_NUMBER.sub("", line).strip() in lines for line in text.split("\n"))


def diagnosis(output):
    """Return an error's traceback without the test's code: its name, its text, and where the student's code raised."""
    name = "" if output.ename == "CheckError" else f"{output.ename}: "
    text = COLOUR.sub("", "\n".join(output.traceback))
    _, found, students = text.partition(STUDENTS_TRACEBACK)
    lines = f"{name}{output.evalue}".split("\n") + (found + students).split("\n")
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, replace_whitespace=False)]
