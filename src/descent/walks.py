"""A walk: a step taken again and again, from each place to the next."""

import numpy as np


def walk(step, start, steps):
    """Return the places of a walk, shape (steps + 1, D): the start, and `step(place)` after each step."""
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(step(path[-1]))
    return np.array(path)
