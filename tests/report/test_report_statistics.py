"""The figures of a report are those that scipy and numpy give, and none where there is nothing to compare."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr

from examiner.report.statistics import best_and_worst, correlation, discrimination, quartiles

POINTS = st.lists(st.integers(0, 3), min_size=4, max_size=4)


@given(st.lists(POINTS, min_size=3, max_size=40))
def test_the_discrimination_of_each_test_is_scipys_correlation_with_the_total_of_the_others(rows):
    scores = np.array(rows, float)
    for i, r in enumerate(discrimination(scores)):
        own, rest = scores[:, i], np.delete(scores, i, axis=1).sum(axis=1)
        if np.ptp(own) == 0 or np.ptp(rest) == 0:
            assert r is None
        else:
            assert r == pytest.approx(pearsonr(own, rest).statistic, abs=1e-9)


def test_a_test_that_the_good_fail_has_a_negative_discrimination():
    ability = np.arange(20) / 19
    scores = np.column_stack([ability > 0.3, ability > 0.5, ability > 0.7, ability < 0.4]).astype(float)
    *others, bad = discrimination(scores)
    assert bad < -0.5
    assert min(others) > 0


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([], []),
        ([1, 2], [2, 4]),
        ([1, 1, 1], [1, 2, 3]),
        ([1, 2, 3], [2, 2, 2]),
        ([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]),
    ],
    ids=["none", "two", "all equal", "the others all equal", "equal but for rounding"],
)
def test_where_nothing_differs_there_is_no_correlation(x, y):
    assert correlation(x, y) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_quartiles_are_numpys(values):
    assert quartiles(values) == tuple(np.quantile(values, [0.25, 0.5, 0.75]))


def test_the_best_and_the_worst_of_a_class_are_compared_with_those_who_are_level():
    assert best_and_worst([1, 1, 0, 0], [9, 8, 2, 1]) == (1, 0)
    assert best_and_worst([1, 0, 1, 0], [5, 5, 5, 5]) == (0.5, 0.5)
    assert best_and_worst([0.5], [3]) == (0.5, 0.5)
