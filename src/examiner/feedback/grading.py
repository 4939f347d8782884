"""The page of formgrader on which a person grades: each question with its scheme and its answer, all else folded."""

from itertools import takewhile
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets import Bool

from ..notebook.attempts import is_blank
from ..notebook.cells import has_points, role_of
from ..notebook.outputs import RAN_INSIDE
from .fold import mark

TEMPLATE = str(Path(__file__).parent / "templates" / "grading" / "grading.html.j2")


class ForGraders(NbGraderPreprocessor):
    """Folds what a grader need not read, numbers the questions, marks the tests that ran in the student's process, and
    takes the student's name out where that is wanted.

    It stays away from all pages but formgrader's.
    """

    blind = Bool(help="Whether formgrader's page of a submission leaves out whose it is.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook and the resources for the page's template."""
        if "submission_id" not in resources:
            return nb, resources
        if self.blind:
            resources |= {"student": "", "first_name": "", "last_name": "", "notebook_path": "", "blind": True}
        for cell in nb.cells:
            if ran_inside(cell):
                cell.metadata.examiner_inside = True
        questions = [n for n, cell in enumerate(nb.cells) if is_question(cell)]
        for number, place in enumerate(questions, 1):
            nb.cells[place].metadata.examiner_question = number
        resources["questions"] = [nb.cells[place].metadata.nbgrader.grade_id for place in questions]
        if questions:
            kept = {place for question in questions for place in range(start_of(nb.cells, question), question + 1)}
            kept |= {place for question in questions for place in beside(nb.cells, question)}
            mark(nb.cells, [place not in kept for place in range(len(nb.cells))])
        return nb, resources


def ran_inside(cell: NotebookNode) -> bool:
    """Return whether a cell is a test that ran in the student's process."""
    texts = [str(output.get("text", "")) for output in cell.get("outputs", ())]
    return role_of(cell) == "test" and "".join(texts[:1]).startswith(RAN_INSIDE)


def is_question(cell: NotebookNode) -> bool:
    """Return whether a person gives a cell its points."""
    return role_of(cell) == "task" or (role_of(cell) == "answer" and has_points(cell))


def start_of(cells: list[NotebookNode], question: int) -> int:
    """Return where a question begins: with the instructor's text and its scheme, which stand directly before."""
    start = question
    while start and role_of(cells[start - 1]) == "locked" and cells[start - 1].cell_type == "markdown":
        start -= 1
    return start


def beside(cells: list[NotebookNode], question: int) -> list[int]:
    """Return the places of the texts around a blank answer, up to the instructor's next cells: it may stand there."""
    if not is_blank(cells[question]):
        return []
    ways = (range(question + 1, len(cells)), range(question - 1, -1, -1))
    around = [place for way in ways for place in takewhile(lambda place: role_of(cells[place]) == "plain", way)]
    return [place for place in around if cells[place].cell_type != "code"]
