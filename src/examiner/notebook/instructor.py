"""What the instructor's notebook says: from the gradebook, and from source/ where it is on disk."""

import ast
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.api import Notebook as GradebookNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum

from .cells import (
    bound_and_free,
    has_points,
    name_of,
    names_imported,
    nbgrader,
    role,
    role_of,
    setup_of,
    statements,
)
from .places import source_folder


@dataclass
class Cell:
    """A cell of the instructor's that nbgrader knows by name. pictures: that were pasted into it, as nbformat's
    attachments; the gradebook has none.
    """

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None
    pictures: dict[str, Any] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """As of a cell of a notebook."""
        return role(self.cell_type, vars(self))


class Code(NamedTuple):
    """A cell as far as tests may lean on it: its name, its role, and its source if it is code; its pictures; its text
    if it is not.
    """

    name: str | None
    role: str
    source: str
    pictures: Mapping[str, Any] = MappingProxyType({})
    text: str = ""


OUTSIDE, LIVE, FIGURES, INSIDE = "outside", "live", "figures", "inside"


@dataclass
class Rehearsed:
    """What the rehearsal with the instructor's own answers showed of a test.

    how: judged outside of the student's process; live, which is that with functions of the test's called where they
    are; figures, which is live with the pyplot of the student's process; or inside of it. why: it is not outside.
    passed: whether the instructor's answers pass. kinds, changes: as in wire.messages.Known. before, after: code of
    tests that runs in the student's process too, since later cells lean on it. lent: names that the test binds and the
    instructor's answers read. noting: whether this is the rehearsal itself.
    """

    how: str = OUTSIDE
    why: str = ""
    passed: bool = True
    flaky: bool = False
    seconds: float = 0
    kinds: dict[str, list[str]] | None = None
    changes: list[str] | None = None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    lent: list[str] = field(default_factory=list)
    noting: bool = False

    def known(self) -> dict[str, Any]:
        """Return the fields of the Known that the judge is told."""
        return {
            "kinds": self.kinds,
            "changes": self.changes,
            "noting": self.noting,
            "live": self.how in (LIVE, FIGURES),
            "figures": self.how == FIGURES,
            "lent": self.lent,
        }


@dataclass
class Took:
    """What a notebook took at most: seconds of CPU time of a cell, of a call, and of the whole; seconds that a cell or
    a call waited; bytes of address space of the student's process, and those of the judge's beyond what it starts with.
    """

    cell: float = 0
    call: float = 0
    notebook: float = 0
    wait: float = 0
    memory: int = 0
    test_memory: int = 0

    def most(self, other: "Took") -> "Took":
        """Return the Took of both."""
        return Took(**{name: max(value, vars(other)[name]) for name, value in vars(self).items()})


@dataclass
class Rehearsal:
    """What came of an instructor's notebook in its rehearsal: tests by grade_id, what it took, and sentences on what
    its cells use and grading lacks.
    """

    tests: dict[str, Rehearsed]
    took: Took = field(default_factory=Took)
    lacks: list[str] = field(default_factory=list)


@dataclass
class Truth:
    """The instructor's notebook: its named cells in order, its kernel, and what its tests lean on.

    `setup` and `helpers`, as `cells.setup_of` returns them, are what the judge runs before any test. `imports` holds,
    by name, the imports of answer cells; `answers` holds, by cell, the names that an answer cell defines; `tests`, by
    cell, what was Rehearsed; `took`, what the instructor's answers took there; `texts`, what cells of text
    without a name say.
    """

    cells: dict[str, Cell]
    kernelspec: dict
    setup: list[str] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    imports: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    tests: dict[str, Rehearsed] = field(default_factory=dict)
    took: Took = field(default_factory=Took)
    texts: list[str] = field(default_factory=list)


@dataclass
class Material:
    """All that it takes to run one submitted notebook, without a course and without a gradebook.

    `own` are the instructor's files and `extra` the student's, {relative path: bytes or a file to copy}; `made` becomes
    the files that the notebook made, {relative path: bytes}; `took`, what it took; `learned`, in a rehearsal, what was
    met in each test.
    """

    truth: Truth
    own: Mapping[Path, bytes | Path]
    extra: Mapping[Path, bytes | Path]
    made: dict[str, bytes] = field(default_factory=dict)
    learned: dict = field(default_factory=dict)
    took: Took = field(default_factory=Took)

    def __deepcopy__(self, memo: dict) -> "Material":
        """Return the same object: nbconvert copies its resources for each preprocessor."""
        return self


def truth(resources: dict[str, Any], source_path: Path | None = None) -> Truth:
    """Return the Truth about the notebook that `resources` name.

    Raises nbgrader's MissingEntry if the gradebook does not have it.
    """
    names = resources["nbgrader"]
    with Gradebook(names["db_url"]) as gradebook:
        return truth_of(gradebook.find_notebook(names["notebook"], names["assignment"]), source_path)


def truth_of(notebook: GradebookNotebook, source_path: Path | None = None) -> Truth:
    """Return the Truth about a notebook of the gradebook."""
    cells = named_cells(notebook)
    kernelspec = json.loads(notebook.kernelspec or "{}")
    codes = codes_on_disk(source_path)
    if codes:
        order = {code.name: place for place, code in enumerate(codes) if code.name}
        cells.sort(key=lambda cell: order.get(cell.name, len(codes)))
        pictures = {code.name: dict(code.pictures) for code in codes}
        for cell in cells:
            cell.pictures = pictures.get(cell.name, {})
    codes = codes or [Code(cell.name, cell.role, cell.source if cell.cell_type == "code" else "") for cell in cells]
    return Truth({cell.name: cell for cell in cells}, kernelspec, *leaned_on(codes), texts=texts_of(codes))


def truth_from(notebook: NotebookNode) -> Truth:
    """Return the Truth about an instructor's notebook that is in no gradebook: as if it had just been generated."""
    cells = [
        Cell(
            cell_type=cell.cell_type,
            source=cell.source,
            checksum=compute_checksum(cell),
            points=fields.get("points") if has_points(cell) else None,
            name=name,
            pictures=cell.get("attachments", {}),
            **{key: bool(fields.get(key)) for key in ("locked", "grade", "solution", "task")},
        )
        for cell in notebook.cells
        if (name := name_of(cell)) and (fields := nbgrader(cell))
    ]
    kernelspec = dict(notebook.metadata.get("kernelspec", {}))
    codes = codes_of(notebook)
    return Truth({cell.name: cell for cell in cells}, kernelspec, *leaned_on(codes), texts=texts_of(codes))


def texts_of(codes: list[Code]) -> list[str]:
    """Return the texts of cells that nbgrader does not know by name."""
    return [code.text for code in codes if not code.name and code.text]


def leaned_on(codes: list[Code]) -> tuple[list[str], list[str], dict[str, list[str]], dict[str, list[str]]]:
    """Return what tests lean on in these code cells of an instructor's: `setup` to `answers` of a Truth."""
    setup, helpers = setup_of((code.role, code.source) for code in codes)
    imports: dict[str, list[str]] = {}
    answers: dict[str, list[str]] = {}
    for code in codes:
        if code.name and code.role == "answer" and statements(code.source):
            imported = names_imported(code.source)
            for name, found in imported.items():
                imports.setdefault(name, []).extend(found)
            answers[code.name] = sorted(bound_and_free(code.source)[0] - imported.keys())
    return setup, helpers, imports, answers


def named_cells(notebook: GradebookNotebook) -> list[Cell]:
    """Return the cells of a notebook of the gradebook."""
    graded = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    return [
        Cell(
            name=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum,
            locked=cell.locked,
            grade=cell.name in graded,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points={**tasks, **graded}.get(cell.name),
        )
        for cell in notebook.source_cells
    ]


def codes_on_disk(path: Path | None) -> list[Code]:
    """Return the cells of the instructor's file; none if it is not there."""
    if path is None or not Path(path).is_file():
        return []
    return codes_of(nbformat.read(path, as_version=4))


def codes_of(notebook: NotebookNode) -> list[Code]:
    """Return the cells of an instructor's notebook."""
    return [
        Code(
            name_of(cell),
            role_of(cell),
            cell.source if cell.cell_type == "code" else "",
            cell.get("attachments", {}),
            cell.source if cell.cell_type != "code" else "",
        )
        for cell in notebook.cells
    ]


def imported(truth: Truth) -> list[str]:
    """Return the names of the modules that the notebook imports outside of its tests, sorted."""
    found = set()
    for source in [*truth.setup, *truth.helpers, *itertools.chain(*truth.imports.values())]:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return sorted(found)


def course_of(configurable: Any) -> CourseDirectory:
    """Return the CourseDirectory of the nbgrader application that `configurable` works for."""
    while configurable is not None:
        if getattr(configurable, "coursedir", None) is not None:
            return configurable.coursedir
        configurable = configurable.parent
    raise LookupError("the examiner works inside nbgrader only: there is no course directory here")


def source_path(coursedir: CourseDirectory, resources: dict[str, Any]) -> Path:
    """Return where the instructor's notebook is, if it is on disk."""
    names = resources["nbgrader"]
    return source_folder(coursedir, names["assignment"]) / f"{names['notebook']}.ipynb"


def in_order(notebook: GradebookNotebook, assignment: str, coursedir: CourseDirectory | None) -> list[str]:
    """Return the names of the cells of a notebook of the gradebook, in its order."""
    names = [cell.name for cell in notebook.source_cells]
    if coursedir is None:
        return names
    source = source_folder(coursedir, assignment) / f"{notebook.name}.ipynb"
    places = {code.name: place for place, code in enumerate(codes_on_disk(source))}
    return sorted(names, key=lambda name: places.get(name, len(places)))
