"""Lab 3's network as a problem for lab 4's optimizers: many networks of 17 parameters in one long vector.

The steps of lab 4 work component by component. So a vector that holds the parameters of S networks, one after the
other, is trained by them as S vectors would be, and a claim about random starts can rest on a hundred of them.

The network has 2 inputs, 4 sigmoid units of slope 10 and one output unit, and the squared loss, as in lab 3. X: (2, N),
Y: (1, N).
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike

SLOPE, SIGMA, UNITS = 10, 0.1, 4
SIZE = 4 * UNITS + 1


def starts(seeds: Iterable[int]) -> np.ndarray:
    """Return the parameters of one network per seed, drawn as in lab 3: shape (S * 17,)."""
    return np.concatenate([SIGMA * np.random.default_rng(seed).standard_normal(SIZE) for seed in seeds])


def minibatches(seeds: Iterable[int], epoch: int, n: int, batch_size: int) -> Iterator[np.ndarray]:
    """Yield the minibatches of an epoch: for each seed its own shuffle of 0 ... n - 1, (S, batch_size) at a time."""
    orders = np.array([np.random.default_rng([seed, epoch]).permutation(n) for seed in seeds])
    for first in range(0, n, batch_size):
        yield orders[:, first : first + batch_size]


def _unit(v):
    return (1 + np.tanh(SLOPE * v / 2)) / 2


def _forward(w, x):
    """Return U (S, 1, H), z (S, H, B) and f (S, 1, B) for x (2, B) or (S, 2, B)."""
    w = np.asarray(w, float).reshape(-1, SIZE)
    into, shift = w[:, : 2 * UNITS].reshape(-1, UNITS, 2), w[:, 2 * UNITS : 3 * UNITS, None]
    U, c = w[:, None, 3 * UNITS : 4 * UNITS], w[:, 4 * UNITS :, None]
    z = _unit(into @ x + shift)
    return U, z, _unit(U @ z + c)


def risks(w: ArrayLike, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return the mean squared loss of each network over all samples: shape (S,)."""
    return np.mean((Y - _forward(w, X)[2]) ** 2, axis=(1, 2))


def gradient(w: ArrayLike, X: np.ndarray, Y: np.ndarray, batches: np.ndarray) -> np.ndarray:
    """Return the gradient of each network's mean squared loss over its own minibatch: shape (S * 17,).

    batches: indices, (S, B), a row for each network.
    """
    x, y = np.moveaxis(X[:, batches], 0, 1), Y[0][batches][:, None]
    U, z, f = _forward(w, x)
    into_f = 2 * (f - y) / y.shape[2] * SLOPE * f * (1 - f)
    into_z = np.swapaxes(U, 1, 2) * into_f * SLOPE * z * (1 - z)
    parts = [
        (into_z @ np.swapaxes(x, 1, 2)).reshape(len(U), -1),
        into_z.sum(2),
        np.sum(into_f * z, axis=2),
        into_f.sum(2),
    ]
    return np.concatenate(parts, axis=1).ravel()
