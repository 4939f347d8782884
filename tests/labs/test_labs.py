"""The labs keep their contract, and the templates give nothing away and are in step."""

import ast
import re
import tomllib

import pytest
from courses import LABS, ROOT, lab_course, read

from examiner.authoring.lint import problems
from examiner.notebook.cells import exercise_of, is_exercise, nbgrader

CONTRACT = tomllib.loads((ROOT / "tests" / "labs" / "contract.toml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.parametrize("lab", LABS)


def source(lab):
    return read(ROOT / "source" / lab / f"{lab}.ipynb")


def template_path(lab):
    return ROOT / "release" / lab / f"{lab}.ipynb"


def test_the_structure_is_sound(lab):
    assert problems(ROOT / "source" / lab / f"{lab}.ipynb") == []


def test_every_exercise_and_question_of_the_contract_is_there_with_its_points(lab):
    contract, points = CONTRACT[lab], {}
    exercises = [nbgrader(c)["grade_id"] for c in source(lab).cells if is_exercise(c)]
    for cell in source(lab).cells:
        if nbgrader(cell).get("grade"):
            exercise = exercise_of(nbgrader(cell)["grade_id"], exercises)
            points[exercise] = points.get(exercise, 0) + nbgrader(cell)["points"]
    questions = {f"answer_{name}": value for name, value in contract["questions"].items()}
    warm_ups = {name: 0 for name in contract["warm_ups"] if name in points}
    assert points == contract["exercises"] | questions | warm_ups
    assert set(exercises) == set(contract["exercises"]) | set(contract["warm_ups"])


def test_every_exercise_takes_the_arguments_of_the_contract(lab):
    found = {}
    for cell in filter(is_exercise, source(lab).cells):
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = ast.unparse(node.args)
    assert CONTRACT[lab]["arguments"].items() <= found.items()


def test_the_table_of_points_in_the_first_cells_adds_up(lab):
    table = next(cell.source for cell in source(lab).cells if "| points | time |" in cell.source)
    rows = [row.split("|")[3] for row in table.splitlines() if row.startswith("| ") and "**" not in row][1:]
    total = sum(CONTRACT[lab]["exercises"].values()) + sum(CONTRACT[lab]["questions"].values())
    assert sum(int(n) for row in rows for n in re.findall(r"\d+", row)) == total
    assert f"**{total}**" in table


def test_every_stub_has_a_docstring(lab):
    for cell in filter(is_exercise, read(template_path(lab)).cells):
        (function,) = ast.parse(cell.source).body
        assert ast.get_docstring(function), function.name
        assert ast.unparse(function.body[-1]) == "raise NotImplementedError"


def test_a_picture_follows_at_least_every_third_exercise(lab):
    without = 0
    for cell in source(lab).cells:
        if is_exercise(cell) and nbgrader(cell)["grade_id"] not in CONTRACT[lab]["warm_ups"]:
            without += 1
        elif "pictures." in cell.source and cell.cell_type == "code":
            without = 0
        assert without <= 3, cell.source


def test_the_template_holds_no_solution_hidden_test_or_marking_scheme(lab):
    text = template_path(lab).read_text(encoding="utf-8")
    kept = {line.strip() for cell in read(template_path(lab)).cells for line in cell.source.splitlines()}
    for cell in source(lab).cells:
        inside = False
        for line in cell.source.splitlines():
            if re.search("BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)", line):
                inside = True
            elif re.search("END (SOLUTION|HIDDEN TESTS|MARK SCHEME)", line):
                inside = False
            elif inside and len(line.strip()) > 30 and not line.strip().startswith(('"', "def ")):
                assert line.strip() not in kept
    assert not re.search("BEGIN|END (SOLUTION|HIDDEN|MARK)|Marking scheme", text)


@pytest.mark.slow
def test_the_template_is_in_step_with_the_source(lab, tmp_path):
    course = lab_course(tmp_path, lab)
    fresh = course.root / "release" / lab
    for kept in course.root.glob(f"*/{lab}/{lab}_checks.json"):
        kept.unlink()
    course.generate(lab)
    names = sorted(path.name for path in fresh.iterdir())
    assert names == sorted(path.name for path in template_path(lab).parent.iterdir())
    for name in names:
        made, committed = ((folder / name).read_bytes() for folder in (fresh, template_path(lab).parent))
        assert made == committed, f"release/{lab}/{name} is old: run make release"
