"""Make `leaves.npy`, data of the warm-up: run `python data/make_leaves.py` from anywhere.

Lengths and widths of 60 leaves, in cm. Longer leaves are wider, with scatter, so that the cloud has one long axis; the
scatter is large enough that this axis and the least-squares line can be told apart. Nobody picked them.
`tests/labs/test_data_least_squares.py` checks that.
"""

from pathlib import Path

import numpy as np

SEED = 7
LEAVES = 60


def make_leaves():
    """Return the data, shape (60, 2): columns length and width, in cm."""
    rng = np.random.default_rng(SEED)
    length = rng.normal(7, 1.2, LEAVES)
    width = 4 + 0.6 * (length - 7) + rng.normal(0, 0.8, LEAVES)
    return np.column_stack([length, width]).round(1)


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "least_squares"):
        np.save(folder / "leaves.npy", make_leaves())
        print("wrote", (folder / "leaves.npy").relative_to(root))
