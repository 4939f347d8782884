"""The answer bank: every wrong answer loses what it must and is told why, every right one keeps every point.

The tests of the labs are right about answers and mutants, and docs/answers.md says how often. All runs in plain
processes and not in kernels, which takes milliseconds an answer. `batch/test_grading.py` grades for real.
Only the warm-up's are among the fast tests.
"""

import json
import subprocess
import sys

import pytest
from banks import entries, lab, outcomes, rates
from courses import ENVIRONMENT, LABS, ROOT, read

from examiner.authoring.rates import table, why_not
from examiner.notebook.cells import nbgrader
from examiner.notebook.diagnoses import SHOWN, Diagnosis, of_test
from examiner.notebook.outputs import new_output
from examiner.report.book import Remark
from examiner.report.mistakes import counted

SLOW = set(LABS) - {"least_squares"}
SCORES = """
import json, sys
from pathlib import Path
from examiner.authoring.bank import read_bank
from examiner.authoring.rates import try_entries
from examiner.authoring.trial import ready
name = sys.argv[1]
tried = try_entries(ready(f"source/{name}/{name}.ipynb", slips=False), read_bank(f"answers/{name}.py"))
print(json.dumps([sorted(failed) for failed in tried]))
"""
ENTRIES = [
    pytest.param(
        name, i, entry, id=f"{entry.exercise}: {entry.title}", marks=[pytest.mark.slow] if name in SLOW else []
    )
    for name in LABS
    for i, entry in enumerate(entries(name))
]


@pytest.mark.parametrize(("name", "i", "entry"), ENTRIES)
def test_an_answer_of_the_bank_scores_what_it_must(name, i, entry):
    assert not why_not(lab(name), entry, outcomes(name)[i])


@pytest.mark.parametrize(("name", "i", "entry"), ENTRIES)
def test_the_report_counts_a_wrong_answer_whose_mistake_is_named_as_one(name, i, entry):
    failed = outcomes(name)[i].items()
    errors = [(test, new_output("error", ename="CheckError", evalue=said, traceback=[])) for test, said in failed]
    found = [Remark("ada", name, Diagnosis(test, entry.exercise, *of_test(error))) for test, error in errors]
    one = counted(found, {(name, test) for test, _ in failed}, entry.exercise)
    assert (one is None) == entry.right
    if entry.named:
        assert one.diagnosis.kind != SHOWN
        assert any(entry.says in said for _, said in failed)  # it may be in the name of the case


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_mutants_die_and_the_bank_of_each_exercise_is_complete(name):
    assert not [complaint for rate in rates(name).values() for complaint in rate.complaints]


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_each_exercise_of_more_than_a_point_tests_ordinary_values_and_something_else_apart(name):
    cells = map(nbgrader, read(ROOT / "source" / name / f"{name}.ipynb").cells)
    points = {cell["grade_id"]: cell["points"] for cell in cells if cell and cell["grade"]}
    for exercise in rates(name):
        tests = lab(name).tests_of(exercise)
        assert len(tests) > 1 or points[tests[0]] == 1, exercise


@pytest.mark.slow
def test_the_table_of_error_rates_is_in_step():
    page = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    assert table({name: rates(name) for name in LABS}) in page, "docs/answers.md is old: run make answers"


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_the_bank_graded_three_times_gives_the_same_points(name):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SCORES, name],
            cwd=ROOT,
            env=ENVIRONMENT | {"PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE,
        )
        for seed in (1, 2)
    ]
    first = [sorted(failed) for failed in outcomes(name)]
    assert [json.loads(run.communicate()[0]) for run in runs] == [first, first]
    assert any(first)
