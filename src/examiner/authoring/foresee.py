"""What is seen of an instructor's notebook without a run, said in the log of `nbgrader generate_assignment`, and so in
formgrader.

The rehearsal runs the notebook, which takes as long as some submissions: it comes before a class is graded, or by
`examiner try`, and not whenever a template is made.
"""

import ast
import importlib.util
import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors.base import NbGraderPreprocessor

from ..notebook.cells import bound_and_free, imports, is_test, label, statements
from ..submission.lacks import missing

# What binds names that nobody can see.
UNSEEN = re.compile(r"^\s*%(?:pylab|run|load\w*|%\w+)|import \*|\b(?:exec|globals|run_cell\w*)\(", re.M)
OF_IPYTHON = {"get_ipython", "display", "exit", "quit", "In", "Out", "_"}


class Foresee(NbGraderPreprocessor):
    """Warns of what the rehearsal would find missing."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as it is."""
        found = foreseen(nb, Path(resources["metadata"]["path"]))
        for told in found:
            self.log.warning("%s: %s", resources["unique_key"], told)
        if found:
            self.log.warning(
                "examiner try %s tries each test with your own answers", resources["nbgrader"]["assignment"]
            )
        return nb, resources


def foreseen(nb: NotebookNode, folder: Path) -> list[str]:
    """Return a sentence for each module that is not there, nor in the folder, and for each name that a test reads and
    no cell before it defines; none for a notebook that is not in Python.
    """
    if nb.metadata.get("kernelspec", {}).get("language", "python") != "python":
        return []
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    return [*modules_missing(cells, folder), *names_missing(cells)]


def modules_missing(cells: list[NotebookNode], folder: Path) -> list[str]:
    modules: dict[str, None] = {}
    for statement in (statement for cell in cells for statement in imports(cell.source)):
        names = [alias.name for alias in statement.names]
        modules |= dict.fromkeys([statement.module or ""] if isinstance(statement, ast.ImportFrom) else names)
    tops = dict.fromkeys(module.partition(".")[0] for module in modules)
    found = [
        top
        for top in tops
        if top
        and not (folder / top).is_dir()
        and not (folder / f"{top}.py").is_file()
        and not any(f"{top}.py" in cell.source for cell in cells)  # a cell writes it
        and importlib.util.find_spec(top) is None
    ]
    return [str(missing("ModuleNotFoundError", f"No module named '{top}'")) for top in found]


def names_missing(cells: list[NotebookNode]) -> list[str]:
    if any(UNSEEN.search(cell.source) or (cell.source.strip() and not statements(cell.source)) for cell in cells):
        return []
    defined, found = set(OF_IPYTHON), []
    for cell in cells:
        bound, free = bound_and_free(cell.source)
        if is_test(cell):
            found += [
                f"test {label(cell)} reads {name}, which no cell before it defines" for name in sorted(free - defined)
            ]
        everywhere = (node for statement in statements(cell.source) for node in ast.walk(statement))
        defined |= bound.union(*(node.names for node in everywhere if isinstance(node, ast.Global)))
    return found
