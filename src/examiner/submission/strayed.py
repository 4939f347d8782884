"""Written answers that stand beside their cells, which nbgrader gives 0 points without asking anybody: here a person
is asked, as for those that stand in them.
"""

from nbformat import NotebookNode

from ..notebook.attempts import is_blank
from ..notebook.cells import label, name_of, role_of
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
