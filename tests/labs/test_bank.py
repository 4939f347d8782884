"""The answer bank: every wrong answer loses what it must and is told why, every right one keeps every point.

The tests run in a plain process and not in a kernel, which takes milliseconds. `test_grading.py` grades for real.
The two labs that compute most are not among the fast tests.
"""

import pytest
from banks import entries, lab, outcomes
from courses import LABS

from examiner.authoring.rates import why_not

SLOW = {"mlp_backprop", "optimizer_comparison"}
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
