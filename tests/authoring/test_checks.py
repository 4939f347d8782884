"""Check blocks of the instructor's notebook become numbers beside the template, and bad blocks are told."""

import contextlib
import io
import json

import numpy as np
import pytest
from banks import lab
from courses import LABS, ROOT, lab_course, read
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from descent import check
from examiner.authoring.checks import DropHiddenTests, WorkOutChecks, has_block, worked_out
from examiner.errors import ExaminerError
from examiner.notebook.cells import is_check, is_exercise, is_test, nbgrader
from examiner.notebook.instructor import truth_of
from examiner.submission.intake import parse, rebuild

CONVERTED = [lab for lab in LABS if any(map(has_block, read(ROOT / "source" / lab / f"{lab}.ipynb").cells))]
IMPORTS = "import numpy as np\n\nfrom descent import check"
ANSWER = "def twice(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
PROBES = [0.37, np.array([0.37, 0.61]), np.array([0.2, -0.4, 1.3])]
CHECK = """### BEGIN CHECK
check.twice = check.cases("twice(x)", twice, CASES, mistakes=MISTAKES)
### END CHECK
check.twice(twice)"""


def cell(source, grade_id, **meta):
    meta = {"grade": False, "locked": True, "solution": False, "schema_version": 3, "task": False} | meta
    return new_code_cell(source, metadata={"nbgrader": meta | {"grade_id": grade_id}})


def notebook(cases="{'a': ([1.0, 3.0],), 'b': (5.0,)}", mistakes="{'that is the square': lambda x: x**2}", check=CHECK):
    cells = [
        cell(IMPORTS, "imports"),
        cell(ANSWER, "twice", locked=False, solution=True),
        cell(check.replace("CASES", cases).replace("MISTAKES", mistakes), "twice_check", grade=True, points=0),
        cell("# Hidden test: more numbers.\n", "twice_values", grade=True, points=2),
        cell("# Hidden test: of nobody.\n", "other_values", grade=True, points=1),
    ]
    return new_notebook(cells=cells)


def test_a_block_becomes_numbers_beside_the_template_and_in_source(tmp_path):
    resources = {"unique_key": "lab", "metadata": {"path": str(tmp_path)}}
    made, resources = WorkOutChecks().preprocess(notebook(), resources)
    written = resources["outputs"]["lab_checks.json"]
    assert (tmp_path / "lab_checks.json").read_bytes() == written
    found = json.loads(written)["exercises"]["twice"]
    assert found["points"] == 2
    assert found["mistakes"] == {"that is the square": [{"array": [1.0, 9.0]}, 25.0]}
    assert made.cells[2].source == "check.twice(twice)\n\n# Hidden tests, 2 points:\n# - more numbers."
    assert b"2 * x" not in resources["outputs"]["lab_borrow.txt"]
    made, _ = DropHiddenTests().preprocess(made, resources)
    assert [nbgrader(cell)["grade_id"] for cell in made.cells[3:]] == ["other_values"]


def test_no_borrowing_where_the_course_does_not_lend(tmp_path):
    resources = {"unique_key": "lab", "metadata": {"path": str(tmp_path)}}
    _, resources = WorkOutChecks(lend=False).preprocess(notebook(), resources)
    assert list(resources["outputs"]) == ["lab_checks.json"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mistakes": "{'none': lambda x: 2 * x}"}, "'none' is right in all cases"),
        ({"cases": "{'a': (4.0,)}", "mistakes": "{'s': lambda x: x**2, 'p': lambda x: 12 + x}"}, "cannot tell apart"),
        ({"mistakes": "{'gone': lambda x: y}"}, "NameError"),
        ({"cases": "{'a': (1.0, 2.0)}"}, "twice_check raised TypeError"),
        ({"check": CHECK.replace("check.twice =", "check.thrice =")}, "must assign to check.twice"),
        ({"cases": "{'a': (print,)}"}, "twice_check raised TypeError"),
    ],
)
def test_a_bad_block_is_told(tmp_path, changed, words):
    with pytest.raises(ExaminerError, match=words):
        worked_out(notebook(**changed), tmp_path)


@pytest.mark.parametrize("name", CONVERTED)
def test_a_converted_lab_has_one_line_a_check_and_no_code_of_its_block(name):
    template = read(ROOT / "release" / name / f"{name}.ipynb")
    source = {nbgrader(c)["grade_id"]: c for c in read(ROOT / "source" / name / f"{name}.ipynb").cells if nbgrader(c)}
    for each in filter(is_check, template.cells):
        if has_block(source[nbgrader(each)["grade_id"]]):
            lines = [line for line in each.source.splitlines() if line and not line.startswith("#")]
            assert len(lines) == 1
            assert lines[0].startswith("check.")
            assert nbgrader(each)["points"] == 0
    assert not any(map(is_test, template.cells)) or not all(has_block(c) for c in source.values() if is_check(c))
    numbers = json.loads((ROOT / "release" / name / f"{name}_checks.json").read_text(encoding="utf-8"))["exercises"]
    for each in numbers.values():
        each["mistakes"] = list(each.get("mistakes", {}).values())  # their sentences may name a function of numpy
    assert "lambda" not in json.dumps(numbers)
    assert "np." not in json.dumps(numbers)


@pytest.mark.slow
def test_all_hidden_tests_come_back_into_a_template_that_has_none(tmp_path):

    course = lab_course(tmp_path / "course", "sigmoid_fit").root
    path = course / "source" / "sigmoid_fit" / "sigmoid_fit.ipynb"
    data = (course / "release" / "sigmoid_fit" / "sigmoid_fit.ipynb").read_bytes()
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        truth = truth_of(gradebook.find_notebook("sigmoid_fit", "sigmoid_fit"), path)
    order = [nbgrader(cell)["grade_id"] for cell in read(path).cells if is_test(cell) or is_exercise(cell)]
    rebuilt = [nbgrader(cell).get("grade_id") for cell in rebuild(parse(data), truth).cells]
    assert [name for name in rebuilt if name in order] == order


def seen_by(tests, lab, exercise):
    """Return what the hidden tests of an exercise call a right answer with, each as text without its functions."""
    seen, right = [], lab.namespace[exercise]

    def recorded(*args, **kwargs):
        seen.append(numbers_of((*args, *kwargs.values())))
        return right(*args, **kwargs)

    space = lab.namespace | {exercise: recorded}
    with contextlib.redirect_stdout(io.StringIO()):
        for code in tests:
            exec(code, space)
    return seen


def numbers_of(value):
    """Return arguments as text: arrays and numbers as floats, generators by their state, functions by a few values."""
    match value:
        case dict():
            return str({key: numbers_of(part) for key, part in value.items()})
        case check.seed():
            return numbers_of(np.random.default_rng(value.seed))
        case np.random.Generator():
            return str(value.bit_generator.state["state"])
        case str() | None:
            return repr(value)
        case list() | tuple() if not all(isinstance(part, (int, float)) for part in value):
            return str([numbers_of(part) for part in value])
    if callable(value):
        return str([value_at(value, point) for point in PROBES])
    return str(np.asarray(value, dtype=float).tolist())


def value_at(function, point):
    """Return what a case's function is at a point, as text; only its kind where that is no place for it."""
    with np.errstate(all="ignore"), contextlib.suppress(Exception):
        return numbers_of(function(point))
    return "a function"


@pytest.mark.parametrize("name", CONVERTED)
def test_no_case_of_a_check_is_in_a_hidden_test(name):
    this = lab(name)
    for exercise, cases in this.cases.items():
        visible = {numbers_of(case.args) for case in getattr(cases, "cases", []) if case.args}
        hidden = seen_by([this.tests[grade_id] for grade_id in this.tests_of(exercise)], this, exercise)
        assert not visible & set(hidden), exercise
