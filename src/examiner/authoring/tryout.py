"""An assignment is tried on nbgrader's own way and on ours, with the instructor's own answers."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cloudpickle
import nbformat
from nbformat import NotebookNode
from nbgrader import preprocessors
from nbgrader.converters import Autograde
from nbgrader.utils import determine_grade
from traitlets.config import Config

from ..errors import ExaminerError
from ..notebook.cells import is_test, label
from ..notebook.files import instructor_files
from ..notebook.instructor import FIGURES, INSIDE, LIVE, imported, truth_from
from ..notebook.places import source_folder
from ..submission.grade import grade
from ..submission.messages import Assignment, Chain
from ..submission.rehearsal import rehearse

HELP = {
    LIVE: "judged outside, with the test's own functions called where they are: nothing to do",
    FIGURES: "judged outside, with the figures that the answers draw on: nothing to do",
    INSIDE: "runs in the student's process. To keep it outside: test what is returned, by plain values",
}


@dataclass
class Tried:
    """What came of a test with the instructor's answers: points of `most` on stock nbgrader, and what we make of it."""

    notebook: str
    test: str
    most: float
    stock: float
    how: str
    passed: bool
    flaky: bool
    why: str

    @property
    def advice(self) -> str:
        """What to do about it."""
        if not self.passed and self.stock == self.most:
            return "passes on stock nbgrader only. Mend it, or grade with --anyway"
        if not self.passed:
            return (
                "passes at one time and fails at another: seed it" if self.flaky else "the instructor's answers fail it"
            )
        return HELP.get(self.how, "")


def try_out(converter: Autograde, name: str) -> tuple[list[Tried], list[str]]:
    """Return the Tried of each test of an assignment in source/, and sentences on what its notebooks use and lack.

    converter: nbgrader's Autograde, for its settings.

    Raises ExaminerError where the assignment has no notebooks.
    """
    folder = source_folder(converter.coursedir, name)
    sources = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.ipynb"))}
    if not sources:
        raise ExaminerError(f"There is no notebook in {folder}.")
    books = {notebook: nbformat.reads(data.decode(), as_version=4) for notebook, data in sources.items()}
    assignment = as_assignment(converter, name, books)
    rehearsed = rehearse(assignment, sources, grade)
    found = []
    for notebook, book in books.items():
        stock = on_stock(book, folder, converter.config)
        for test, of in rehearsed[notebook].tests.items():
            most = assignment.truths[notebook].cells[test].points or 0
            found.append(Tried(notebook, test, most, stock[test], of.how, of.passed, of.flaky, of.why))
    return found, [f"{notebook}: {lack}." for notebook, of in rehearsed.items() for lack in of.lacks]


def rehearsal_problems(converter: Autograde, path: str | Path) -> list[str]:
    """Return a sentence for each test of the instructor's notebook at `path` that its own answers fail, or that must
    run in the student's process, and for each thing that it uses and grading lacks.
    """
    path = Path(path)
    data = path.read_bytes()
    book = nbformat.reads(data.decode(), as_version=4)
    assignment = as_assignment(converter, path.resolve().parent.name, {path.stem: book})
    rehearsed = rehearse(assignment, {path.stem: data}, grade)[path.stem]
    found = rehearsed.tests
    failed = [
        f"test {test} fails with the instructor's own answers: {of.why}" for test, of in found.items() if not of.passed
    ]
    inside = [
        f"test {test} can only run in the student's process, where it can be read and forged: {of.why}"
        for test, of in found.items()
        if of.passed and of.how == INSIDE
    ]
    return rehearsed.lacks + failed + inside


def as_assignment(converter: Autograde, name: str, books: Mapping[str, NotebookNode]) -> Assignment:
    """Return the Assignment that notebooks of the instructor's are, without a gradebook."""
    truths = {notebook: truth_from(book) for notebook, book in books.items()}
    config = converter.config.copy()
    config.pop("CourseDirectory", None)
    chain = Chain(config, converter.exporter_class, converter.sanitize_preprocessors, converter.autograde_preprocessors)
    files = {path: file.read_bytes() for path, file in instructor_files(converter.coursedir, name).items()}
    modules = tuple(sorted({module for truth in truths.values() for module in imported(truth)}))
    return Assignment(name, truths, files, cloudpickle.dumps(chain), modules)


def on_stock(book: NotebookNode, folder: Path, config: Config) -> dict[str, float]:
    """Return {grade_id: points} of an instructor's notebook as stock nbgrader has them: all cells in one kernel."""
    given = {k: v for k, v in config.Execute.items() if k in ("timeout", "startup_timeout")}
    settings = Config({"Execute": {"raise_on_iopub_timeout": False} | given})
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(folder, scratch, dirs_exist_ok=True)
        resources = {"metadata": {"path": scratch}}
        book, _ = preprocessors.Execute(config=settings).preprocess(nbformat.from_dict(book), resources)
    return {label(cell): points_of(cell) for cell in book.cells if is_test(cell)}


def points_of(cell: NotebookNode) -> float:
    """Return the points of a test cell that has run; 0 where its last line says more than it can give."""
    try:
        return determine_grade(cell)[0] or 0
    except ValueError:
        return 0
