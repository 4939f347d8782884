"""What of a feedback page needs no look is folded: the lab's own cells, and tests with full points."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors.base import NbGraderPreprocessor

from ..notebook.cells import has_points, is_check, is_test, role_of
from ..notebook.instructor import course_of, source_path

HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
MOST_NAMED = 3
NO_HEADING = "What the lab says here"


class Fold(NbGraderPreprocessor):
    """Marks where the page's template folds cells. It wants the scores that nbgrader's GetGrades sets."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with a title in the first cell of each fold, and an end in its last one."""
        own = instructors_texts(source_path(course_of(self), resources))
        mark(nb.cells, [needs_no_look(cell, own) for cell in nb.cells])
        return nb, resources


def mark(cells: Sequence[NotebookNode], folded: Sequence[bool]) -> None:
    """Give the first cell of each run of folded ones a title, and the last one an end, for a page's template."""
    for fold, group in groupby(zip(cells, folded, strict=True), lambda pair: pair[1]):
        if fold:
            run = [cell for cell, _ in group]
            run[0].metadata.examiner_fold = title(run)
            run[-1].metadata.examiner_fold_end = True


def instructors_texts(path: Path) -> frozenset[str]:
    """Return the sources of the cells of the instructor's notebook at a path, none where there is no such file."""
    try:
        status = path.stat()
        return _texts(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError, AttributeError, nbformat.ValidationError):
        return frozenset()


# A process makes the pages of a class, and each of them asks. A file that has changed is another one.
@lru_cache(4)
def _texts(path: Path, changed: int, size: int) -> frozenset[str]:
    return frozenset(cell.source.strip() for cell in nbformat.read(path, 4).cells)


def needs_no_look(cell: NotebookNode, own: Collection[str]) -> bool:
    """Return whether a cell is the instructor's, and no test that lost points or that a person wrote about.

    own: the sources of the instructor's cells, for those that nbgrader knows nothing of.
    """
    if is_test(cell):
        meta = cell.metadata.nbgrader
        return not (has_points(cell) and meta.score < meta.points) and not meta.get("comment")
    return role_of(cell) == "locked" or is_check(cell) or (role_of(cell) == "plain" and cell.source.strip() in own)


def title(cells: Sequence[NotebookNode]) -> str:
    """Return what a fold is called: the headings in it, and how many tests, with full points where all have them.

    Where a cell does not say its score, as on formgrader's page, nothing is said of points.
    """
    headings = [
        h for cell in cells if cell.cell_type == "markdown" for h in HEADING.findall(cell.source.replace("`", ""))
    ]
    of_tests = [cell.metadata.nbgrader for cell in cells if is_test(cell) and has_points(cell)]
    full = all("score" in meta and meta.score >= meta.points for meta in of_tests)
    number = f"{len(of_tests)} test{'s' if len(of_tests) > 1 else ''}"
    tests = [number + " with full points" * full] if of_tests else []
    more = ["…"] if len(headings) > MOST_NAMED else []
    return " · ".join([*headings[:MOST_NAMED], *more, *tests]) or NO_HEADING
