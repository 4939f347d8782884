"""What the instructor's notebook says: from the gradebook, and from source/ where it is on disk."""

import ast
import itertools
import json
import symtable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_locked, is_solution


@dataclass
class Cell:
    """A cell of the instructor's that nbgrader knows by name."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None


class Code(NamedTuple):
    """A code cell as far as tests may lean on it; role is test, answer, locked or plain."""

    name: str | None
    role: str
    source: str


@dataclass
class Truth:
    """The instructor's notebook: its named cells in order, its kernel, and what its tests lean on.

    `setup` is code that the judge runs before any test and that must not fail: locked cells of imports. `helpers` is
    other code that it runs, if it can. `imports` holds, by name, the imports of answer cells; `answers` holds, by cell,
    the names that an answer cell defines.
    """

    cells: dict[str, Cell]
    kernelspec: dict
    setup: list[str] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    imports: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Material:
    """All that it takes to run one submitted notebook, without a course and without a gradebook.

    `own` are the instructor's files and `extra` the student's, {relative path: bytes or a file to copy}; `made` becomes
    the files that the notebook made, {relative path: bytes}.
    """

    truth: Truth
    own: dict
    extra: dict
    made: dict = field(default_factory=dict)

    def __deepcopy__(self, memo):
        """Return the same object: nbconvert copies its resources for each preprocessor."""
        return self


def truth(resources, source_path=None):
    """Return the Truth about the notebook that `resources` name.

    Raises nbgrader's MissingEntry if the gradebook does not have it.
    """
    names = resources["nbgrader"]
    with Gradebook(names["db_url"]) as gradebook:
        return truth_of(gradebook.find_notebook(names["notebook"], names["assignment"]), source_path)


def truth_of(notebook, source_path=None):
    """Return the Truth about a notebook of the gradebook."""
    cells = named_cells(notebook)
    kernelspec = json.loads(notebook.kernelspec or "{}")
    codes = codes_on_disk(source_path)
    if codes:
        order = {name: place for place, name in enumerate(codes) if name}
        cells.sort(key=lambda cell: order.get(cell.name, len(order)))
    result = Truth({cell.name: cell for cell in cells}, kernelspec)
    for code in codes.values() if codes else [known_code(cell) for cell in cells]:
        lean(result, code)
    return result


def named_cells(notebook):
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


def known_code(cell):
    role = "answer" if cell.solution else "test" if cell.grade else "locked"
    return Code(cell.name, role, cell.source if cell.cell_type == "code" else "")


def codes_on_disk(path):
    """Return the cells of the instructor's file, by name or place; none if it is not there."""
    if path is None or not Path(path).is_file():
        return {}
    result = {}
    for place, cell in enumerate(nbformat.read(path, as_version=4).cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        role = "plain"
        if is_solution(cell):
            role = "answer"
        elif is_grade(cell):
            role = "test"
        elif is_locked(cell):
            role = "locked"
        source = cell.source if cell.cell_type == "code" else ""
        result[name or place] = Code(name, role, source)
    return result


def lean(result, code):
    """Add to `result` what tests may lean on in one of the instructor's cells."""
    lines = [line for line in code.source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    source = "\n".join(lines)
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return
    imports = [s for s in statements if isinstance(s, ast.Import | ast.ImportFrom)]
    if code.role == "locked" and imports and len(imports) == len(statements):
        result.setup.append(source)
    elif code.role == "locked" and all(only_defines(statement) for statement in statements):
        result.helpers.append(source)
    elif code.role in ("locked", "plain"):
        result.helpers += [ast.unparse(statement) for statement in imports]
    elif code.role == "answer":
        for statement in imports:
            for alias in statement.names:
                name = alias.asname or alias.name.partition(".")[0]
                result.imports.setdefault(name, []).append(ast.unparse(statement))
        symbols = symtable.symtable(source, "<cell>", "exec").get_symbols()
        result.answers[code.name] = [s.get_name() for s in symbols if s.is_assigned() and not s.is_imported()]


def imported(truth):
    """Return the names of the modules that the notebook imports outside of its tests, sorted."""
    found = set()
    for source in [*truth.setup, *truth.helpers, *itertools.chain(*truth.imports.values())]:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return sorted(found)


def only_defines(statement):
    """Return whether `statement` does no work: an import, a function, a constant, a remark."""
    if isinstance(statement, ast.FunctionDef):
        return not statement.decorator_list
    if isinstance(statement, ast.Assign):
        return is_literal(statement.value)
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Import | ast.ImportFrom)


def is_literal(node):
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def course_of(configurable):
    """Return the CourseDirectory of the nbgrader application that `configurable` works for."""
    while configurable is not None:
        if getattr(configurable, "coursedir", None) is not None:
            return configurable.coursedir
        configurable = configurable.parent
    raise LookupError("the examiner works inside nbgrader only: there is no course directory here")


def source_path(coursedir, resources):
    """Return where the instructor's notebook is, if it is on disk."""
    names = resources["nbgrader"]
    folder = coursedir.format_path(coursedir.source_directory, ".", names["assignment"])
    return Path(folder, f"{names['notebook']}.ipynb")
