"""Make the data of lab 2: run `python data/make_logistic.py` from anywhere.

Seeds are weighed and pressed before they are sown. x0 is the weight and x1 the firmness, both without a unit: 0 is
the mean of a harvest, 1 a typical distance from it. Nobody weighed them.

`data`: 60 seeds; y is 1 for a seed that comes up, drawn with the chance σ(2.6 x0 + 1.6 x1 + .6). The two classes
overlap. With the summed cross-entropy and 30 steps from (0, 0, 0), learning rate .1 arrives, .002 is too slow, .5
bounces; and the line with the smallest loss makes more mistakes than the best line.

`separable`: 16 seeds that a line tells apart. The length of w grows without end.

`three`: three sorts in a row, with 22, 16 and 22 seeds. Least squares on their one-hot rows never chooses the middle
sort, softmax does.

`tests/labs/test_data_logistic_classification.py` checks all of this.
"""

from pathlib import Path

import numpy as np

SEEDS = {"data": 0, "separable": 7, "three": 2}
W_TRUE = np.array([2.6, 1.6, 0.6])
CENTRES = np.array([[-2.0, -1.3], [0.0, 0.0], [2.0, 1.3]])


def make_logistic():
    """Return {file name: array}: each x of shape (N, 2), each y of shape (N,) with the classes as whole numbers."""
    rng = np.random.default_rng(SEEDS["data"])
    X = np.round(rng.normal(size=(60, 2)), 2)
    comes_up = rng.random(60) < 1 / (1 + np.exp(-(X @ W_TRUE[:2] + W_TRUE[2])))

    rng = np.random.default_rng(SEEDS["separable"])
    side = np.repeat([0, 1], 8)
    apart = rng.normal(scale=0.5, size=(16, 2)) + np.where(side, 1, -1)[:, None] * [0.8, 0.55]

    rng = np.random.default_rng(SEEDS["three"])
    sort = np.repeat([0, 1, 2], [22, 16, 22])
    in_a_row = rng.normal(scale=0.55, size=(60, 2)) + CENTRES[sort]
    return {
        "data_x.npy": X,
        "data_y.npy": comes_up.astype(int),
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
