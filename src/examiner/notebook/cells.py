"""What a cell is: its role, its exercise, the names that it binds and reads. Said here once.

A cell is one of nbformat's. The role of a cell of nbgrader's gradebook, which has the same fields under other names,
comes from the same function.
"""

import ast
import builtins
import dis
import re
import types
from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

READS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
BINDS = {"STORE_NAME", "STORE_GLOBAL"}
CHECK = "_check"
EVALUATING = {"eval", "exec", "globals", "locals", "run_cell", "run_line_magic", "run_cell_magic"}
NAME = re.compile(r"\b[A-Za-z_]\w*")
OF_THE_NOTEBOOK = re.compile(r"\b__main__\.([A-Za-z_]\w*)")


def nbgrader(cell: NotebookNode) -> Mapping:
    """Return the nbgrader metadata of a cell, {} where it has none."""
    return cell.metadata.get("nbgrader", {})


def name_of(cell: NotebookNode) -> str | None:
    """Return the grade_id of a cell, None where it has none."""
    return nbgrader(cell).get("grade_id")


def label(cell: NotebookNode, index: int | None = None) -> str:
    """Return what a cell is called in messages: its grade_id, its number in the notebook, or how it begins."""
    if name := name_of(cell):
        return name
    if index is not None:
        return f"cell {index + 1}"
    return repr(cell.source.strip().partition("\n")[0][:40])


def role(cell_type: str, fields: Mapping) -> str:
    """Return the role of a cell with these fields of nbgrader's: answer, test, task, locked, or plain for all others.

    A test is code that gives points and is no answer; a locked cell is the instructor's and gives none.
    """
    if fields.get("solution"):
        return "answer"
    if fields.get("grade") and cell_type == "code":
        return "test"
    if fields.get("task"):
        return "task"
    return "locked" if fields.get("locked") else "plain"


def role_of(cell: NotebookNode) -> str:
    """Return the role of a cell of a notebook."""
    return role(cell.cell_type, nbgrader(cell))


def is_test(cell: NotebookNode) -> bool:
    """Return whether a cell is code that gives points by running."""
    return role_of(cell) == "test" and not is_check(cell)


def is_check(cell: NotebookNode) -> bool:
    """Return whether a cell is a visible check: students run it, and it gives no points."""
    fields = nbgrader(cell)
    return (
        cell.cell_type == "code"
        and bool(fields.get("locked") and not fields.get("points"))
        and (label(cell).endswith(CHECK))
    )


def is_exercise(cell: NotebookNode) -> bool:
    """Return whether a cell is an answer in code."""
    return cell.cell_type == "code" and role_of(cell) == "answer"


def has_points(cell: NotebookNode) -> bool:
    """Return whether a cell gives points, by running or by a person."""
    return bool(nbgrader(cell).get("grade") or nbgrader(cell).get("task"))


def exercise_of(grade_id: str, exercises: Iterable[str]) -> str:
    """Return the exercise that a graded cell belongs to: the longest name that its id begins with, or its own id."""
    fits = [name for name in exercises if grade_id == name or grade_id.startswith(name + "_")]
    return max(fits, key=len, default=grade_id)


# ---- names


def without_magics(source: str) -> str:
    """Return code without its lines of IPython's own, %magics and !commands."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))


def statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell, [] for one that is not Python."""
    try:
        _compiled(source)
        return ast.parse(without_magics(source)).body
    except (SyntaxError, ValueError):
        return []


def _compiled(source: str) -> types.CodeType:
    return compile(without_magics(source), "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def imports(source: str) -> list[ast.Import | ast.ImportFrom]:
    """Return the import statements of a cell, without those inside of others."""
    return [s for s in statements(source) if isinstance(s, ast.Import | ast.ImportFrom)]


def only_imports(source: str) -> bool:
    """Return whether a cell imports and does nothing else."""
    found = statements(source)
    return bool(found) and len(imports(source)) == len(found)


def bound_and_free(source: str) -> tuple[set[str], set[str]]:
    """Return (names that a cell's code binds, other names that it reads and that are not builtins).

    Raises SyntaxError.
    """
    code = _compiled(source)
    return names_bound(code), set(names_read(code, {})) - set(dir(builtins))


def names_bound(code: types.CodeType) -> set[str]:
    """Return the global names that `code` binds itself, not by a function that it defines."""
    return {step.argval for step in dis.get_instructions(code) if step.opname in BINDS}


def names_imported(source: str) -> dict[str, list[str]]:
    """Return {name: import statements that bind it} of a cell."""
    found: dict[str, list[str]] = {}
    for statement in imports(source):
        for alias in statement.names:
            found.setdefault(alias.asname or alias.name.partition(".")[0], []).append(ast.unparse(statement))
    return found


def names_read(code: types.CodeType | None, namespace: Mapping) -> list[str]:
    """Return the global names that `code` reads before it binds them.

    Those read by functions that it defines, or that it reads out of `namespace`, are among them.
    """
    found: dict[str, None] = {}
    bound, seen = set(), set()
    todo = [code] if code else []
    while todo:
        code = todo.pop()
        seen.add(code)
        for step in dis.get_instructions(code):
            if step.opname in BINDS:
                bound.add(step.argval)
            elif step.opname in READS and step.argval not in bound:
                found[step.argval] = None
            elif isinstance(step.argval, types.CodeType):
                todo.append(step.argval)
        todo = [code for code in [*todo, *_functions_of(found, namespace)] if code not in seen]
    return [name for name in found if not name.startswith("__")]


def names_in_texts(code: types.CodeType | None) -> list[str]:
    """Return the names in texts that may be of the notebook: `__main__.f`, and all where `code` evaluates texts."""
    if code is None:
        return []
    texts = [text for text in code.co_consts if isinstance(text, str)]
    found = [name for text in texts for name in OF_THE_NOTEBOOK.findall(text)]
    if EVALUATING & set(code.co_names):
        found += [name for text in texts for name in NAME.findall(text)]
    return found + [name for c in code.co_consts if isinstance(c, types.CodeType) for name in names_in_texts(c)]


def _functions_of(names: Iterable[str], namespace: Mapping) -> list[types.CodeType]:
    """Return the code of those of `names` that are functions written in the notebook of `namespace`."""
    values = [namespace.get(name) for name in names]
    return [
        value.__code__ for value in values if isinstance(value, types.FunctionType) and value.__globals__ is namespace
    ]


def names_changed(source: str) -> set[str]:
    """Return the names whose values a cell may change or rebind: `x = …`, `x[0] = …`, `x.append(…)`."""
    found: set[str | None] = set()
    for statement in statements(source):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name | ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                found.add(_base(node))
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                found.add(_base(node.value.func) if isinstance(node.value.func, ast.Attribute) else None)
    return {name for name in found if name}


def _base(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def setup_of(cells: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return what the cells (role, source) of an instructor's notebook set up for its tests, in order.

    The first are locked cells of imports, which must not fail. The second are other locked cells that lean on imports
    and on each other only, that bind a name which a test reads, and whose names no later cell of the student's changes:
    what is defined there is the instructor's, and no answer. The imports of all other locked and plain cells are among
    them.
    """
    cells = [(kind, without_magics(source)) for kind, source in cells if statements(source)]
    changed = [names_changed(source) if kind in ("answer", "plain") else set() for kind, source in cells]
    found: list[tuple[str, set[str], set[str]]] = []
    defined: set[str] = set()
    for place, (kind, source) in enumerate(cells):
        if kind not in ("locked", "plain"):
            continue
        later = changed[place + 1 :]
        bound, free = bound_and_free(source)
        if kind == "plain" or free - defined or bound & set().union(*later):
            source = "\n".join(map(ast.unparse, imports(source)))
            bound, free = bound_and_free(source)
        found.append((source, bound, free))
        defined |= bound
    needed = set().union(*(bound_and_free(source)[1] for kind, source in cells if kind == "test"))
    kept: list[str] = []
    for source, bound, free in reversed(found):
        if bound & needed or only_imports(source):
            kept.insert(0, source)
            needed |= free
    locked = {source for kind, source in cells if kind == "locked" and only_imports(source)}
    return [s for s in kept if s in locked], [s for s in kept if s not in locked]


def setup_names(notebook: NotebookNode) -> set[str]:
    """Return the names that the setup of an instructor's notebook binds: what a test may use besides answers."""
    setup = setup_of((role_of(cell), cell.source) for cell in notebook.cells if cell.cell_type == "code")
    return set().union(*(bound_and_free(source)[0] for sources in setup for source in sources))
