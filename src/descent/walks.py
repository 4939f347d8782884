"""A walk: a step taken again and again, from each place to the next."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike


def walk(step: Callable[[np.ndarray], np.ndarray], start: ArrayLike, steps: int) -> np.ndarray:
    """Return the places of a walk, shape (steps + 1, D): the start, and `step(place)` after each step."""
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(step(path[-1]))
    return np.array(path)
