"""The answer bank: every wrong answer loses what it must and is told why, every right one keeps every point.

The tests run in a plain process and not in a kernel, which takes milliseconds. `test_grading.py` grades for real.
"""

import pytest
from banks import entries, lab, outcomes
from courses import LABS

from examiner.rates import why_not

ENTRIES = [(name, i, entry) for name in LABS for i, entry in enumerate(entries(name))]


@pytest.mark.parametrize(("name", "i", "entry"), ENTRIES, ids=[f"{e.exercise}: {e.title}" for _, _, e in ENTRIES])
def test_an_answer_of_the_bank_scores_what_it_must(name, i, entry):
    assert not why_not(lab(name), entry, outcomes(name)[i])
