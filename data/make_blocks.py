"""Make `blocks.npz`, the data of lab 3: run `python data/make_blocks.py` from anywhere.

Under a square field lies an old floor with the shape of a triangle. 400 blocks of earth are dug up at random places.
X, shape (2, 400), says where, from -1 to 1 east and north; Y, shape (1, 400), is 1.0 where the block holds stone, that
is, inside the triangle, and 0.0 elsewhere. Nobody dug.

Triangle and seed are chosen so that the two recipes of the course document part on the data, with 4 hidden units: with
slope 1, learning rate .01 and batches of 1 the risk stalls near the variance of Y; with slope 10, an adaptive learning
rate from .1 on and batches of 5 it falls to .015 and below. `tests/labs/test_data_mlp_backprop.py` checks both.
"""

from pathlib import Path

import numpy as np

SEED = 3
N = 400
CORNERS = np.array([[-0.6, -0.6], [0.7, -0.3], [-0.2, 0.7]])  # counterclockwise


def make_blocks():
    """Return {"X": (2, N), places from -1 to 1; "Y": (1, N), 0.0 or 1.0}, one sample a column."""
    X = np.random.default_rng(SEED).uniform(-1, 1, (2, N))
    inside = np.ones(N, bool)
    for p, q in zip(CORNERS, np.roll(CORNERS, -1, axis=0), strict=True):
        inside &= (q[0] - p[0]) * (X[1] - p[1]) - (q[1] - p[1]) * (X[0] - p[0]) > 0  # left of the edge from p to q
    return {"X": X, "Y": inside[None].astype(float)}


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "mlp_backprop", root / "source" / "optimizer_comparison"):
        np.savez(folder / "blocks.npz", **make_blocks())
        print("wrote", (folder / "blocks.npz").relative_to(root))
