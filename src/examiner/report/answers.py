"""The code of answers in graded notebooks: read one notebook at a time, and of each no more than its sources."""

import ast
import difflib
import json
import re
from pathlib import Path

# What a value is called doesn't tell one line from another.
TARGET = re.compile(r"^(?:\w+ = |return )")
MARKERS = ("BEGIN SOLUTION", "END SOLUTION")


def answers_in(path: Path) -> dict[str, str]:
    """Return {grade_id: source} of the answers in code in a notebook's file; {} for one that cannot be read."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


class WithoutDocstrings(ast.NodeTransformer):
    """Takes the texts out of code that stand there by themselves."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Return None for a text."""
        return None if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else node


def bare_code(source: str) -> str:
    """Return code in one form, without comments, docstrings and blank lines: nothing in it names who wrote it."""
    source = "\n".join(line for line in source.splitlines() if not any(marker in line for marker in MARKERS))
    try:
        tree = WithoutDocstrings().visit(ast.parse(source))
        return ast.unparse(ast.fix_missing_locations(tree))
    except (SyntaxError, ValueError, RecursionError):
        lines = [line.partition("#")[0].rstrip() for line in source.splitlines()]
        return "\n".join(line for line in lines if line)


def telling_line(source: str, right: str) -> tuple[float, str]:
    """Return (how close it is, 0 to 1, the line of an answer that differs least from one of the right answer).

    source, right: as `bare_code` gives them. Of an answer without a line of its own, or where there is no right one,
    the first line after the `def`.
    """
    lines = [line.strip() for line in source.splitlines() if not line.lstrip().startswith(("def ", "import ", "from "))]
    known = {TARGET.sub("", line.strip()) for line in right.splitlines()}
    own = [line for line in lines if TARGET.sub("", line) not in known]
    scored = [(max((closeness(TARGET.sub("", line), other) for other in known), default=0), line) for line in own]
    return max(scored, key=lambda one: one[0], default=(0, lines[0] if lines else source.strip().partition("\n")[0]))


def line_named(sentence: str, source: str) -> str:
    """Return the line of code that a sentence names by its number, as a syntax error does, "" if it names none."""
    named, lines = re.search(r"\(line (\d+)\)", sentence), source.splitlines()
    number = int(named[1]) if named else 0
    return lines[number - 1].partition("#")[0].strip() if 0 < number <= len(lines) else ""


def closeness(one: str, other: str) -> float:
    """Return how alike two lines are, from 0 to 1."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
