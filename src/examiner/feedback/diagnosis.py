"""What a feedback page says of an error: a sentence, and the lines of the student's own cells that it came through.

Of the error's own text nothing is shown that could hold a value: see `words`.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from ..notebook.cells import is_test, label, role_of, without_magics
from .words import HELD_BACK, identifiers, in_our_words, kind_of, public

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
STUDENTS_TRACEBACK = "In the student's notebook:"
OF_NOTEBOOK = re.compile(r'File "Cell In\[(\d{1,6})\]", line (\d{1,6})')
OF_CELL = re.compile(r"^\s*(?:Cell |File .*?)In ?\[(\d{1,6})\], line (\d{1,6})", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")
MOST_FRAMES = 8
ENDED = {
    "KernelDied": "The notebook's process ended before this test, or during it.",
    "JudgeDied": "The test came to no end.",
    "PartialCreditError": "The test gave points that it cannot give.",
    "KeyboardInterrupt": "The test took too long and was stopped.",
    "TimeoutError": "It took too long and was stopped.",
    "CellTimeoutError": "It took too long and was stopped.",
}


class Students:
    """The student's cells, by their number in the kernel, with the lines and the names in them."""

    def __init__(self, cells: Sequence[NotebookNode]) -> None:
        code = [cell for cell in cells if cell.cell_type == "code" and not is_test(cell)]
        self.cells = {cell.execution_count: cell for cell in code if type(cell.execution_count) is int}
        own = [cell.source for cell in code]
        self.lines = {line.strip() for source in own for line in source.split("\n") if line.strip()}
        self.names = identifiers(own)

    def frames(self, text: str, pattern: re.Pattern) -> list[str]:
        """Return the lines of the cells that a traceback names, which itself is not believed: they are looked up."""
        found: dict[str, None] = {}
        for number, line in pattern.findall(text):
            cell = self.cells.get(int(number))
            lines = cell.source.split("\n") if cell is not None else []
            if cell is not None and 0 < int(line) <= len(lines) and (code := lines[int(line) - 1].strip()):
                name = label(cell) if role_of(cell) != "plain" else f"In [{number}]"
                found[f"{name}, line {line}: {code}"] = None
        return list(found)[-MOST_FRAMES:]


def diagnosis(output: NotebookNode, source: str, students: Students) -> tuple[str, list[str]]:
    """Return (what a test's error says, lines of the student's cells) without any line, literal or value of the test.

    source: of the test cell.
    """
    text = COLOUR.sub("", "\n".join(output.traceback))
    _, marker, traceback = text.partition(STUDENTS_TRACEBACK)
    frames = students.frames(traceback, OF_NOTEBOOK)
    lines = ["Where in your notebook:", *(f"    {frame}" for frame in frames)] if frames else []
    if output.ename == "CheckError":
        return of_check(text, output.evalue, source, students), lines
    if output.ename == "AssertionError":
        return written_for_students(output.evalue, source) or "An assertion of this test does not hold.", lines
    if output.ename in ENDED:
        return ENDED[output.ename], lines
    kind, words = kind_of(output.ename), in_our_words(output.evalue, students.names)
    who = "Your code raised" if marker else "The test stopped at"
    return f"{who} {kind}{f': {words}' if words else ''}.", lines


def of_students_cell(output: NotebookNode, students: Students) -> tuple[str, list[str]]:
    """Return (what an error of one of the student's cells says, lines of their cells)."""
    text = COLOUR.sub("", "\n".join(output.traceback))
    frames = students.frames(text, OF_CELL)
    words = in_our_words(output.evalue, students.names)
    sentence = ENDED.get(output.ename) or f"This cell raised {kind_of(output.ename)}{f': {words}' if words else ''}."
    return sentence, [f"    {frame}" for frame in frames]


def of_check(text: str, evalue: str, source: str, students: Students) -> str:
    """Return what a CheckError says, without what is private in it.

    One of `check.that` is all the test's own: it is shown as far as it stands in the test as text.
    """
    shown = public(" ".join(text.split()), students.names, students.lines)
    if shown.strip("✗ .") == HELD_BACK:
        return written_for_students(evalue, source, numbers=True) or "✗ This test found a mistake."
    return shown


def written_for_students(evalue: str, source: str, numbers: bool = False) -> str:
    """Return the message in the test's source that an error's text is made of, "" if there is none.

    Values in it are left out. A message of which a number, or a text in quotes, is a literal of the test is not shown,
    unless its `numbers` are for students.
    """
    for message, tree in messages_in(source):
        parts = message.values if isinstance(message, ast.JoinedStr) else [message]
        texts = [str(part.value) if isinstance(part, ast.Constant) else None for part in parts]
        pattern = "".join(".*" if text is None else re.escape(text) for text in texts)
        if re.fullmatch(f"(?:✗ )?{pattern}", evalue, re.DOTALL):
            shown = "".join(HELD_BACK if text is None else text for text in texts)
            if any(c.isalpha() for c in shown) and (numbers or not gives_away(shown, message, tree)):
                return f"✗ {shown}" if evalue.startswith("✗ ") else shown
    return ""


def messages_in(source: str) -> Iterator[tuple[ast.Constant | ast.JoinedStr, ast.Module]]:
    """Yield the texts that a test's assertions, `check.that` and exceptions may say, and the tree that they are in."""
    try:
        tree = ast.parse(without_magics(source))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        found: list[ast.expr | None] = []
        if isinstance(node, ast.Assert):
            found = [node.msg]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("that", "fail"):
            found = [*node.args[:2], *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            found = [*node.exc.args[:1]]
        for each in found:
            if isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str)):
                yield each, tree


def gives_away(shown: str, message: ast.expr, tree: ast.Module) -> bool:
    """Return whether a text has a number or a text that stands in the test elsewhere."""
    inside = set(ast.walk(message))
    values = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and n not in inside]
    numbers = {float(number) for number in NUMBER.findall(shown)}
    literals = {abs(value) for value in values if isinstance(value, int | float) and type(value) is not bool}
    texts = [value for value in values if isinstance(value, str) and value.strip() and len(value) < len(shown)]
    return bool(numbers & literals) or any(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", shown) for text in texts)
