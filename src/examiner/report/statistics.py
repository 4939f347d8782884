"""Figures of a class: where half of it stands, how hard a test is, and whether it tells good students from others."""

from collections.abc import Sequence

import numpy as np

FEWEST = 3  # submissions, below which nothing goes together with anything
ROUNDING = 1e-9  # of points: values so close are equal
GROUP = 0.27  # of a class: the share at each end of which difficulty is compared, after Kelley (1939)


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the first quartile, the median and the third quartile of at least one value, as numpy's percentiles."""
    first, median, third = np.percentile(np.asarray(values, float), [25, 50, 75])
    return float(first), float(median), float(third)


def correlation(x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> float | None:
    """Return Pearson's correlation of two sequences of the same length, None where one of them is all equal or there
    are fewer than three values.
    """
    if len(x) < FEWEST:
        return None
    if min(np.ptp(x), np.ptp(y)) < ROUNDING:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def discrimination(scores: np.ndarray) -> list[float | None]:
    """Return for each item its correlation with the total of all others: the corrected item-total correlation.

    scores: points, (students, items).
    """
    totals = scores.sum(axis=1)
    return [correlation(scores[:, i], totals - scores[:, i]) for i in range(scores.shape[1])]


def best_and_worst(shares: Sequence[float] | np.ndarray, totals: Sequence[float] | np.ndarray) -> tuple[float, float]:
    """Return the mean of `shares` over the students with the highest and with the lowest `totals`, GROUP of them each.

    Those who are level with the last of a group belong to it.
    """
    shares, totals = np.asarray(shares, float), np.asarray(totals, float)
    last = max(1, round(GROUP * len(totals))) - 1
    ordered = np.sort(totals)
    return float(shares[totals >= ordered[::-1][last]].mean()), float(shares[totals <= ordered[last]].mean())
