"""The tests of the labs are right about answers and mutants, and docs/answers.md says how often."""

import json
import subprocess
import sys

import pytest
from banks import lab, rates
from courses import ENVIRONMENT, LABS, ROOT

from examiner.rates import table

pytestmark = pytest.mark.slow
SCORES = """
import json, sys
from pathlib import Path
from examiner.bank import read_bank
from examiner.rates import try_entries
from examiner.trial import ready
name = sys.argv[1]
tried = try_entries(ready(f"source/{name}/{name}.ipynb"), read_bank(f"answers/{name}.py"))
print(json.dumps([sorted(failed) for failed in tried]))
"""


@pytest.mark.parametrize("name", LABS)
def test_mutants_die_and_the_bank_of_each_exercise_is_complete(name):
    assert not [complaint for rate in rates(name).values() for complaint in rate.complaints]


@pytest.mark.parametrize("name", LABS)
def test_each_exercise_tests_ordinary_values_and_something_else_apart(name):
    for exercise in rates(name):
        assert len(lab(name).tests_of(exercise)) > 1, exercise


def test_the_table_of_error_rates_is_in_step():
    page = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    assert table({name: rates(name) for name in LABS}) in page, "docs/answers.md is old: run make answers"


@pytest.mark.parametrize("name", LABS)
def test_the_bank_graded_three_times_gives_the_same_points(name):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SCORES, name],
            cwd=ROOT,
            env=ENVIRONMENT | {"PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE,
        )
        for seed in (1, 2, 3)
    ]
    first, second, third = (json.loads(run.communicate()[0]) for run in runs)
    assert first == second == third
    assert any(first)
