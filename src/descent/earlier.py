"""What earlier labs built, for the labs that go on from there."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike


def sigmoid(z: ArrayLike) -> np.ndarray:
    """Return 1 / (1 + exp(-z)) for each entry of z, without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


def numeric_grad(f: Callable[[np.ndarray], float], w: ArrayLike, h: float = 1e-5) -> np.ndarray:
    """Return the gradient of f at w by central differences. w: any shape. Returns that shape."""
    w = np.asarray(w, dtype=float)
    gradient = np.zeros_like(w)
    for place in np.ndindex(*w.shape):
        step = np.zeros_like(w)
        step[place] = h
        gradient[place] = (f(w + step) - f(w - step)) / (2 * h)
    return gradient


def descend(grad: Callable[[np.ndarray], ArrayLike], w: ArrayLike, learning_rate: float, steps: int) -> np.ndarray:
    """Return the path of gradient descent from w, whose shape is any: (steps + 1, *shape), the start first."""
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * np.asarray(grad(path[-1])))
    return np.array(path)
