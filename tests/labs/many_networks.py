"""Lab 3's network trained from many seeds at once, by arrays with one more axis: what single runs cannot show."""

import numpy as np


def phi(v):
    return (1 + np.tanh(v / 2)) / 2


def outputs(params, X, alpha):
    """Return (z (S, H, N), f (S, 1, N)) of S networks at X (D, N); params: W (S, H, D), b (S, H, 1), U, c."""
    W, b, U, c = params
    z = phi(alpha * (W @ X + b))
    return z, phi(alpha * (U @ z + c))


def train_many(X, Y, seeds, alpha=10, sigma=0.1, batch_size=5, learning_rate=0.1, epochs=100, n_hidden=4):
    """Train as the lab's `run` does from each of S seeds; return (params, risks (S, epochs))."""
    rngs = [np.random.default_rng(seed) for seed in seeds]
    shapes = (n_hidden, len(X)), (n_hidden, 1), (1, n_hidden), (1, 1)
    drawn = [[sigma * rng.standard_normal(shape) for shape in shapes] for rng in rngs]
    W, b, U, c = (np.array(arrays) for arrays in zip(*drawn, strict=True))
    rates, risks = np.full((len(rngs), 1, 1), float(learning_rate)), []
    for _ in range(epochs):
        orders = np.array([rng.permutation(Y.size) for rng in rngs])
        for first in range(0, Y.size, batch_size):
            batch = orders[:, first : first + batch_size]
            x, y = np.moveaxis(X[:, batch], 0, 1), Y[0][batch][:, None]
            z, f = outputs((W, b, U, c), x, alpha)
            delta_f = 2 * (f - y) / y.shape[2] * alpha * f * (1 - f)
            delta_z = np.swapaxes(U, 1, 2) * delta_f * alpha * z * (1 - z)
            U, c = U - rates * (delta_f @ np.swapaxes(z, 1, 2)), c - rates * delta_f.sum(2, keepdims=True)
            W, b = W - rates * (delta_z @ np.swapaxes(x, 1, 2)), b - rates * delta_z.sum(2, keepdims=True)
        risks.append(np.mean((Y - outputs((W, b, U, c), X, alpha)[1]) ** 2, axis=(1, 2)))
        if len(risks) > 1:
            rates = np.where((risks[-1] > risks[-2])[:, None, None], 0.9 * rates, rates)
    return (W, b, U, c), np.array(risks).T
