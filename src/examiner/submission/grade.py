"""Grade one submission: bytes in, result out. No gradebook, no disk that anybody shares.

So it runs in a local process (`pool`) as on another machine (`cluster`). It is nbgrader's chain of preprocessors as
configured. Where one reads the gradebook it is given what it would find there; where one writes to it, what it would
write is collected, and `record` writes it.
"""

import os
import traceback
from dataclasses import dataclass, field
from types import SimpleNamespace

import cloudpickle
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, OverwriteCells, SaveAutoGrades
from traitlets.utils.importstring import import_item

from ..errors import Refused
from ..notebook.instructor import Material, Truth
from ..processes import parents as warm_parents

TWICE = "a process that it needed died, twice. The others are not affected."


@dataclass(frozen=True)
class Assignment:
    """What grading needs to know of an assignment.

    `truths`: by the name of the notebook. `files`: the instructor's, {relative path: bytes}. `settings`: the Chain, by
    cloudpickle. `modules`: what warm kernels import because the notebooks do. `bubblewrap`: whether it stands around
    the students' warm parent.
    """

    name: str
    truths: dict[str, Truth]
    files: dict[str, bytes]
    settings: bytes
    modules: tuple[str, ...] = ()
    bubblewrap: bool = False


@dataclass(frozen=True)
class Chain:
    """nbgrader's settings: its configuration object, the exporter's class, the two lists of preprocessors."""

    config: object
    exporter: type
    sanitize: list
    autograde: list


@dataclass(frozen=True)
class Submission:
    """What a student handed in: notebooks, {name: bytes}, and the other files that they may use, {path: bytes}."""

    student: str
    notebooks: dict[str, bytes]
    files: dict[str, bytes]


@dataclass
class Notebook:
    """A graded notebook: its file, the points and the remarks by cell, the files that it made, {path: bytes}."""

    data: bytes = b""
    scores: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)

    def __deepcopy__(self, memo):
        """Return the same object: nbconvert copies its resources for each preprocessor."""
        return self


@dataclass
class Graded:
    """What came of a submission: its notebooks by name, or the reason why there are none, and the log of a failure."""

    notebooks: dict[str, Notebook] = field(default_factory=dict)
    reason: str = ""
    log: str = ""


def grade(assignment, submission):
    """Return the Graded of a submission. Raises nothing that a submission can cause.

    Where a warm parent died, kernels ended for no fault of the student's: then it is graded again, once.
    """
    for _ in range(2):
        graded, parents = _graded(assignment, submission)
        if not any(parent.died() for parent in parents):
            return graded
    return Graded(reason=TWICE)


def _graded(assignment, submission):
    """Return the Graded and the warm parents that its kernels came from."""
    parents = []
    try:
        parents = warm_parents.warm_up(assignment.modules, assignment.bubblewrap)
        chain = cloudpickle.loads(assignment.settings)
        notebooks = {name: _grade(assignment, submission, chain, name) for name in sorted(submission.notebooks)}
        return Graded(notebooks), parents
    except Refused as error:
        return Graded(reason=str(error)), parents
    except Exception as error:
        last = traceback.format_exception_only(error)[-1].strip()
        return Graded(reason=last.splitlines()[0], log=traceback.format_exc()), parents


def _grade(assignment, submission, chain, name):
    material = Material(assignment.truths[name], assignment.files, submission.files)
    names = {"student": submission.student, "assignment": assignment.name, "notebook": name}
    result = Notebook()
    exporter = chain.exporter(config=chain.config)
    notebook = exporter.read(submission.notebooks[name])
    if not notebook.cells:
        raise Refused("the notebook is empty: it has no cells")
    for steps in (chain.sanitize, chain.autograde):
        resources = {"unique_key": name, "nbgrader": names, "examiner": material, "collected": result}
        result.data = _convert(exporter, notebook, steps, resources)
        if steps is chain.sanitize:
            notebook = exporter.read(result.data)
    result.made = material.made
    return result


def _convert(exporter, notebook, steps, resources):
    """Return the file of the notebook after these preprocessors."""
    exporter._preprocessors = []
    for step in steps:
        kind = import_item(step) if isinstance(step, str) else step
        if issubclass(kind, AssignLatePenalties):
            continue
        for nbgraders, instead in ((OverwriteCells, _Overwrite), (SaveAutoGrades, _Collect)):
            if issubclass(kind, nbgraders):
                # The same name, so that it has the same settings.
                kind = type(kind.__name__, (instead, kind), {})
        exporter.register_preprocessor(kind)
    # For kernels, as nbgrader does. It stays: a worker of a cluster grades in several threads, which share it.
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    return exporter.from_notebook_node(notebook, resources=resources)[0].encode()


class _Overwrite:
    """In front of OverwriteCells: the gradebook that it asks is made of the Truth."""

    def preprocess(self, nb, resources):
        self.notebook_id, self.assignment_id = resources["nbgrader"]["notebook"], resources["nbgrader"]["assignment"]
        self.gradebook = _KnownGradebook(resources["examiner"].truth)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _KnownGradebook:
    def __init__(self, truth):
        self.cells = {cell.name: SimpleNamespace(**vars(cell), max_score=cell.points) for cell in truth.cells.values()}

    def find_notebook(self, *_):
        cells = list(self.cells.values())
        return SimpleNamespace(
            source_cells=cells,
            grade_cells=[cell for cell in cells if cell.grade],
            solution_cells=[cell for cell in cells if cell.solution],
            task_cells=[cell for cell in cells if cell.task],
        )

    def find_source_cell(self, name, *_):
        if name not in self.cells:
            raise MissingEntry(name)
        return self.cells[name]

    find_graded_cell = find_source_cell


class _Collect:
    """In front of SaveAutoGrades: what it would write into the gradebook is collected."""

    def preprocess(self, nb, resources):
        self.notebook_id = self.assignment_id = self.student_id = None
        grades, comments = {}, {}
        self.gradebook = SimpleNamespace(
            find_grade=lambda cell, *_: grades.setdefault(cell, SimpleNamespace(manual_score=None)),
            find_comment=lambda cell, *_: comments.setdefault(cell, SimpleNamespace()),
            db=SimpleNamespace(commit=lambda: None),
        )
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        result = resources["collected"]
        result.scores = {cell: grade.auto_score for cell, grade in grades.items()}
        result.comments = {cell: comment.auto_comment for cell, comment in comments.items()}
        return nb, resources
