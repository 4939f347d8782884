"""What earlier labs built, for the labs that go on from there."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Pairs = list[tuple[np.ndarray, np.ndarray]]  # of each layer (W, b), their derivatives, or what goes in and comes out


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


def minibatches(n: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return a shuffle of 0 ... n - 1 in batches, a list of index arrays; the last one may be short."""
    order = rng.permutation(n)
    return [order[first : first + batch_size] for first in range(0, n, batch_size)]


def relu(v: ArrayLike) -> np.ndarray:
    """Return v where it is positive and 0 elsewhere, entry by entry."""
    return np.maximum(v, 0)


def relu_vjp(v: ArrayLike, g: np.ndarray) -> np.ndarray:
    """Take the derivatives g with respect to relu(v) back to v; both have the same shape."""
    return g * (np.asarray(v) > 0)


def phi(v: ArrayLike, alpha: float) -> np.ndarray:
    """Return 1 / (1 + exp(-alpha v)) for each entry of v, without overflow."""
    return (1 + np.tanh(alpha * np.asarray(v) / 2)) / 2


def phi_vjp(v: ArrayLike, alpha: float, g: np.ndarray) -> np.ndarray:
    """Take the derivatives g with respect to phi(v, alpha) back to v; both have the same shape."""
    f = phi(v, alpha)
    return g * alpha * f * (1 - f)


def softmax(V: ArrayLike) -> np.ndarray:
    """Return the softmax of each column of the logits V, (C, N), without overflow."""
    E = np.exp(V - np.max(V, axis=0))
    return E / E.sum(axis=0)


def linear_vjp(W: ArrayLike, x: ArrayLike, g: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take the derivatives g (H, N) with respect to W x + b back to W (H, D), b (H, 1) and x (D, N)."""
    return g @ np.asarray(x).T, np.sum(g, axis=1, keepdims=True), np.asarray(W).T @ g


def forward_layers(X: np.ndarray, layers: Pairs, unit: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, Pairs]:
    """Take N samples, (D, N), through pairs (W, b), with a unit between any two.

    Returns (v of the last layer; the cache: a pair (x, v) per layer, in order).
    """
    x = X
    cache: Pairs = []
    for W, b in layers:
        cache.append((x, np.asarray(W) @ x + b))
        x = unit(cache[-1][1])
    return cache[-1][1], cache


def backward_layers(
    g: np.ndarray, layers: Pairs, cache: Pairs, unit_vjp: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> Pairs:
    """Take the derivatives g with respect to the last v back to all layers: pairs (g_W, g_b), in their order."""
    grads: Pairs = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
        g = unit_vjp(cache[k - 1][1], g_x) if k else g
    return grads


def momentum_step(
    w: np.ndarray, m: np.ndarray, grad: np.ndarray, learning_rate: float, beta: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return (w, m) after a step with momentum: m <- beta m + (1 - beta) g, and w against m. All: shape (D,)."""
    m = beta * m + (1 - beta) * grad
    return w - learning_rate * m, m


def adam_step(
    w: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    t: int,
    grad: np.ndarray,
    learning_rate: float,
    beta: float,
    gamma: float,
    eps: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (w, m, v) after step t = 0, 1, ... of Adam. All but the numbers: shape (D,)."""
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    step = m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps)
    return w - learning_rate * step, m, v


def compare(*functions: Callable) -> None:
    """Print of each of these functions of labs 3 and 4 whether it is the course's own, and if not whether it agrees."""
    for own in functions:
        name = own.__name__
        course = globals()[name]
        if own is course:
            print(f"{name}: the course's")
            continue
        try:
            same = all(_alike(own(*args), course(*args)) for args in _arguments(name))
        except Exception as error:
            print(f"✗ {name}: yours raised {type(error).__name__}: {error}. Mend it, or take your version out again.")
            continue
        print(f"✓ {name}: yours" if same else f"✗ {name}: yours gives other numbers than the course's.")


def _arguments(name: str) -> list[tuple]:
    """Return tuples of arguments for a function of labs 3 and 4."""
    rng = np.random.default_rng(0)
    layers = [(rng.normal(size=(o, i)), rng.normal(size=(o, 1))) for i, o in ((3, 5), (5, 4))]
    X, g, w = rng.normal(size=(3, 6)), rng.normal(size=(4, 6)), rng.normal(size=(4, 7))
    known: dict[str, list[tuple]] = {
        "forward_layers": [(X, layers, relu)],
        "backward_layers": [(g, layers, forward_layers(X, layers, relu)[1], relu_vjp)],
        "relu_vjp": [(X, X[::-1])],
        "phi": [(X, 1.0), (X, 10.0)],
        "phi_vjp": [(X, 1.0, X[::-1]), (X, 10.0, X[::-1])],
        "linear_vjp": [(layers[0][0], X, rng.normal(size=(5, 6)))],
        "momentum_step": [(w[0], w[1], w[2], 0.1, 0.9)],
        "adam_step": [(w[0], w[1], w[2] ** 2, t, w[3], 0.1, 0.9, 0.99, 1e-8) for t in (0, 3)],
    }
    return known[name]


def _alike(one: Any, other: Any) -> bool:
    if isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return np.shape(one) == np.shape(other) and bool(np.allclose(one, other))
