"""Lab 3's network as a problem for lab 4's optimizers: many networks of 17 parameters in one long vector.

The steps of lab 4 work component by component. So a vector that holds the parameters of S networks, one after the
other, is trained by them as S vectors would be, and a claim about random starts can rest on a hundred of them.

The network has 2 inputs, 4 sigmoid units of slope 10 and one output unit, and the squared loss, as in lab 3. X: (2, N),
Y: (1, N).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from .earlier import phi

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


def _forward(w, x):
    """Return U (S, 1, H), z (S, H, B) and f (S, 1, B) for x (2, B) or (S, 2, B)."""
    w = np.asarray(w, float).reshape(-1, SIZE)
    into, shift = w[:, : 2 * UNITS].reshape(-1, UNITS, 2), w[:, 2 * UNITS : 3 * UNITS, None]
    U, c = w[:, None, 3 * UNITS : 4 * UNITS], w[:, 4 * UNITS :, None]
    z = phi(into @ x + shift, SLOPE)
    return U, z, phi(U @ z + c, SLOPE)


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


def by_layers(phi: Callable, phi_vjp: Callable, linear_vjp: Callable) -> Callable[..., np.ndarray]:
    """Return a function like `gradient` that walks back through lab 3's layers, one network at a time.

    phi(v, alpha), phi_vjp(v, alpha, g), linear_vjp(W, x, g): as in lab 3.
    """

    def one(w, x, y):
        W, b = w[: 2 * UNITS].reshape(UNITS, 2), w[2 * UNITS : 3 * UNITS, None]
        U, c = w[None, 3 * UNITS : 4 * UNITS], w[4 * UNITS :, None]
        into_z = W @ x + b
        z = phi(into_z, SLOPE)
        into_f = U @ z + c
        g = phi_vjp(into_f, SLOPE, 2 * (phi(into_f, SLOPE) - y) / y.size)
        g_U, g_c, g_z = linear_vjp(U, z, g)
        g_W, g_b, _ = linear_vjp(W, x, phi_vjp(into_z, SLOPE, g_z))
        return [np.ravel(part) for part in (g_W, g_b, g_U, g_c)]

    def gradient_of_all(w, X, Y, batches):
        each = zip(np.asarray(w, float).reshape(-1, SIZE), batches, strict=True)
        return np.concatenate([part for w, batch in each for part in one(w, X[:, batch], Y[:, batch])])

    return gradient_of_all


def start_layers(sizes: Sequence[int], rng: np.random.Generator, gain: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return random layers, pairs (W (outputs, inputs), b (outputs, 1)): the weights of spread gain / √inputs, b 0."""
    return [
        (gain / np.sqrt(n_in) * rng.standard_normal((n_out, n_in)), np.zeros((n_out, 1)))
        for n_in, n_out in pairwise(sizes)
    ]
