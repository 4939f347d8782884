"""Structural rules that an instructor's notebook must keep. `examiner check` and the tests run them."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from ..notebook.cells import (
    bound_and_free,
    exercise_of,
    has_points,
    is_check,
    is_exercise,
    is_test,
    label,
    nbgrader,
    setup_names,
)

READABLE_ID = re.compile(r"[a-z][a-z0-9_]*")
REGIONS = {f"BEGIN {name}": f"END {name}" for name in ("SOLUTION", "HIDDEN", "MARK", "CHECK")}


def problems(path: str | Path) -> list[str]:
    """Return a list of sentences, one for each broken rule of the notebook at path; empty if all is well."""
    notebook = nbformat.reads(Path(path).read_text(encoding="utf-8"), as_version=4)
    try:
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
    except Exception as error:  # jsonschema's and nbgrader's ValidationError
        return [f"the metadata is not valid: {str(error).splitlines()[0]}"]
    return [problem for rule in RULES for problem in rule(notebook)]


def _is_test_or_check(cell):
    return is_test(cell) or is_check(cell)


def _ids_are_readable(notebook):
    for grade_id in (nbgrader(cell)["grade_id"] for cell in notebook.cells if nbgrader(cell)):
        if not READABLE_ID.fullmatch(grade_id):
            yield f"the grade_id {grade_id!r} is not a readable name of small letters, digits and _"


def _no_outputs(notebook):
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"cell {label(cell)} has outputs. Clear them before you save"
        if cell.get("attachments"):
            yield f"cell {label(cell)} has attachments, which templates do not carry"


def _regions_are_closed(notebook):
    for cell in notebook.cells:
        marks = [m for line in cell.source.splitlines() for m in re.findall("(?:BEGIN|END) [A-Z]+", line)]
        marks = [m for m in marks if m in REGIONS or m in REGIONS.values()]
        if any(REGIONS.get(a) != b for a, b in zip(marks[::2], marks[1::2], strict=False)) or len(marks) % 2:
            yield f"cell {label(cell)} has a region that is not closed: {', '.join(marks)}"


def _test_cells_stand_on_their_own(notebook):
    answers = set()
    for cell in filter(is_exercise, notebook.cells):
        answers |= bound_and_free(cell.source)[0]
    allowed = answers | setup_names(notebook)
    for cell in filter(_is_test_or_check, notebook.cells):
        for name in sorted(bound_and_free(cell.source)[1] - allowed):
            yield f"test cell {label(cell)} uses {name}, which is neither an answer, nor set up in a locked cell"


def _test_cells_leave_other_names_alone(notebook):
    """A helper of a test that has the name of a variable of the lab would change the pictures below it."""
    others = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not _is_test_or_check(cell):
            others |= dict.fromkeys(bound_and_free(cell.source)[0], cell)
    for cell in filter(_is_test_or_check, notebook.cells):
        for name in sorted(bound_and_free(cell.source)[0] & others.keys()):
            yield f"test cell {label(cell)} binds {name}, which cell {label(others[name])} binds too"


def _hidden_tests_say_what_they_test(notebook):
    for cell in filter(is_test, notebook.cells):
        if "BEGIN HIDDEN TESTS" in cell.source and not cell.source.startswith("# Hidden test: "):
            yield f"test cell {label(cell)} must begin with a line '# Hidden test: ', which stays in the template"


def _each_exercise_has_a_check(notebook):
    checks = [label(cell) for cell in notebook.cells if is_check(cell)]
    for name in map(label, filter(is_exercise, notebook.cells)):
        if f"{name}_check" not in checks:
            yield f"exercise {name} has no visible check: a locked code cell with the grade_id {name}_check"


def _checks_are_validated(notebook):
    """nbgrader's Validate button looks at graded cells only."""
    for cell in filter(is_check, notebook.cells):
        if "BEGIN CHECK" in cell.source and nbgrader(cell).get("points") != 0:
            yield f"check {label(cell)} must be an autograder test of 0 points: the Validate button tells no other cell"


def _checks_may_fail(notebook):
    for cell in filter(is_check, notebook.cells):
        if "raises-exception" not in cell.metadata.get("tags", []):
            yield f"check {label(cell)} lacks the tag raises-exception: where it fails, Run All would stop"


def _test_cells_are_hidden(notebook):
    for cell in filter(is_test, notebook.cells):
        if "BEGIN HIDDEN TESTS" not in cell.source:
            yield f"test cell {label(cell)} gives points, but stands in the template for all to read"


def _questions_have_a_marking_scheme(notebook):
    for question, answer in zip(notebook.cells, notebook.cells[1:], strict=False):
        if answer.cell_type == "code" or not nbgrader(answer).get("grade"):
            continue
        points = nbgrader(answer)["points"]
        scheme = question.source.partition("BEGIN MARK SCHEME")[2]
        given = sum(int(n) for n in re.findall(r"^- (\d+) point", scheme, re.M))
        if not nbgrader(question).get("locked") or given != points:
            yield f"the locked cell before {label(answer)} needs a marking scheme that adds up to {points} points"
        if f"({points} points)" not in question.source:
            yield f"the title before {label(answer)} does not say ({points} points)"


def _table_of_points_is_right(notebook):
    """Compare what the table below "What counts" says of each exercise, of the questions and in all with the cells."""
    rows = table_below("What counts", notebook)
    if not rows:
        return
    exercises = list(map(label, filter(is_exercise, notebook.cells)))
    points, by_hand, told = dict.fromkeys(exercises, 0.0), 0.0, set()
    for cell in filter(has_points, notebook.cells):
        name = exercise_of(label(cell), exercises)
        if name in points:
            points[name] += nbgrader(cell)["points"]
        else:
            by_hand += nbgrader(cell)["points"]
    for what, given in rows:
        names, numbers = re.findall(r"`(\w+)`", what), [float(n) for n in re.findall(r"[\d.]+", given)]
        known = [points.get(name) for name in names] or [sum(points.values(), by_hand) if "total" in what else by_hand]
        if known != numbers:
            are = " · ".join("no exercise" if p is None else f"{p:g}" for p in known)
            yield f'the table "What counts" says {given} points for {what}, but the cells have {are}'
        told |= {*names, *(["questions"] if not names and "total" not in what else [])}
    for name, most in {**points, "questions": by_hand}.items():
        if most and name not in told:
            yield f'the table "What counts" has no row for {name}, {most:g} points'


def table_below(heading: str, notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return [(exercise, points)], the two columns of these names, of the table below a heading; [] without one."""
    for cell in notebook.cells:
        found = re.search(rf"^#+ {heading}\s*\n+((?:\|.*\n?)+)", cell.source, re.M)
        if cell.cell_type == "markdown" and found:
            header, _, *rows = ([part.strip(" *") for part in line.split("|")[1:-1]] for line in found[1].splitlines())
            if {"exercise", "points"} <= set(header):
                what, given = header.index("exercise"), header.index("points")
                return [(row[what], row[given]) for row in rows if len(row) == len(header)]
    return []


RULES = [
    _ids_are_readable,
    _no_outputs,
    _regions_are_closed,
    _test_cells_stand_on_their_own,
    _test_cells_leave_other_names_alone,
    _hidden_tests_say_what_they_test,
    _each_exercise_has_a_check,
    _checks_are_validated,
    _checks_may_fail,
    _test_cells_are_hidden,
    _questions_have_a_marking_scheme,
    _table_of_points_is_right,
]
