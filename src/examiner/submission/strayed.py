"""Written answers that stand beside their cells, which nbgrader gives 0 points without asking anybody."""

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from ..notebook.cells import has_points, label, name_of, role_of
from ..notebook.instructor import Truth


def strayed(notebook: NotebookNode, truth: Truth) -> list[str]:
    """Return the names of the blank answers of a rebuilt notebook that have a text of the student's own beside them:
    with none of the instructor's named cells between them.
    """
    known = {text.strip() for text in [*truth.texts, *(cell.source for cell in truth.cells.values()), ""]}
    found, beside, before = [], False, None
    for cell in notebook.cells:
        if role_of(cell) == "plain" and cell.cell_type != "code" and cell.source.strip() not in known:
            beside = True
        elif name_of(cell):
            found += [label(each) for each in (before, cell) if each is not None and beside and is_blank(each)]
            before, beside = cell, False
    if before is not None and beside and is_blank(before):
        found.append(label(before))
    return list(dict.fromkeys(found))


def is_blank(cell: NotebookNode) -> bool:
    """Return whether a cell is an answer for a person to grade that is as the template has it."""
    return role_of(cell) == "answer" and has_points(cell) and determine_grade(cell)[0] == 0
