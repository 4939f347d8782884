"""Make the data of lab 2: run `python data/make_logistic.py` from anywhere.

Seeds are weighed and pressed before they are sown. x0 is the weight and x1 the firmness, both without a unit: 0 is
the mean of a harvest, 1 a typical distance from it. Nobody weighed them.

`data`: 60 seeds; y is 1 for a seed that comes up, drawn with the chance σ(2.6 x0 + 1.6 x1 + .6). The two classes
overlap. With the summed cross-entropy and 30 steps from (0, 0, 0), learning rate .1 arrives, .002 is too slow, .5
bounces; and the line with the smallest loss makes more mistakes than the best line.

`held_out`: 200 more seeds, drawn as the 60 were. The 30 steps' w has more mistakes and a larger loss per seed on them,
and the threshold that is best on the 60 is not the best on these.

`rare`: 800 seeds of another harvest, stored damp; y is 1 for one that is mouldy, drawn with the chance
σ(1.6 x0 − 1.6 x1 − 4.4). About one in twenty is. The first 400 are for training, the others are held out.

`separable`: 16 seeds that a line tells apart. The length of w grows without end.

`three`: three sorts in a row, with 22, 16 and 22 seeds. Least squares on their one-hot rows never chooses the middle
sort, softmax does.

`tests/labs/test_data_logistic_classification.py` checks all of this.
"""

from pathlib import Path

import numpy as np

SEEDS = {"data": 0, "rare": 0, "separable": 7, "three": 2}
W_TRUE = np.array([2.6, 1.6, 0.6])
W_RARE = np.array([1.6, -1.6, -4.4])
CENTRES = np.array([[-2.0, -1.3], [0.0, 0.0], [2.0, 1.3]])


def drawn(n, w, rng):
    """Return n seeds, (n, 2), and their classes, (n,), each 1 with the chance σ(x0 w0 + x1 w1 + w2)."""
    X = np.round(rng.normal(size=(n, 2)), 2)
    return X, (rng.random(n) < 1 / (1 + np.exp(-(X @ w[:2] + w[2])))).astype(int)


def make_logistic():
    """Return {file name: array}: each x of shape (N, 2), each y of shape (N,) with the classes as whole numbers."""
    rng = np.random.default_rng(SEEDS["data"])
    X, y = drawn(60, W_TRUE, rng)
    X_held, y_held = drawn(200, W_TRUE, rng)
    X_rare, y_rare = drawn(800, W_RARE, np.random.default_rng(SEEDS["rare"]))

    rng = np.random.default_rng(SEEDS["separable"])
    side = np.repeat([0, 1], 8)
    apart = rng.normal(scale=0.5, size=(16, 2)) + np.where(side, 1, -1)[:, None] * [0.8, 0.55]

    rng = np.random.default_rng(SEEDS["three"])
    sort = np.repeat([0, 1, 2], [22, 16, 22])
    in_a_row = rng.normal(scale=0.55, size=(60, 2)) + CENTRES[sort]
    return {
        "data_x.npy": X,
        "data_y.npy": y,
        "held_out_x.npy": X_held,
        "held_out_y.npy": y_held,
        "rare_x.npy": X_rare,
        "rare_y.npy": y_rare,
        "separable_x.npy": np.round(apart, 2),
        "separable_y.npy": side,
        "three_x.npy": np.round(in_a_row, 2),
        "three_y.npy": sort,
    }


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "logistic_classification"):
        for name, array in make_logistic().items():
            np.save(folder / name, array)
            print("wrote", (folder / name).relative_to(root))
