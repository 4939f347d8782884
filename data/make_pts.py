"""Make `pts.npy`, the data of lab 1: run `python data/make_pts.py` from anywhere.

Five trays of 20 seeds are watered differently. x is the moisture of the soil, from -1 (dry) to 1 (wet), and y the share
of the seeds that came up: a binomial draw around a sigmoid, divided by 20. Nobody planted them.

The seed of the generator is chosen so that the lecture's four observations can be made on the data, with the summed
squared loss and 30 steps of gradient descent from (-5, .3): learning rate 6 fits, .1 stalls in w0, 60 bounces in w1,
and a start at (-20, 10) is stuck. `tests/labs/test_data.py` checks each of them.
"""

from pathlib import Path

import numpy as np

SEED = 1560
SEEDS_PER_TRAY = 20
MOISTURE = np.array([-0.9, -0.55, -0.1, 0.35, 0.8])
W_TRUE = np.array([3.5, 0.3])


def make_pts():
    """Return the data, shape (5, 2): columns x (no unit, -1 to 1) and y (a share, 0 to 1)."""
    rng = np.random.default_rng(SEED)
    chance = 1 / (1 + np.exp(-(W_TRUE[0] * MOISTURE + W_TRUE[1])))
    return np.column_stack([MOISTURE, rng.binomial(SEEDS_PER_TRAY, chance) / SEEDS_PER_TRAY])


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "sigmoid_fit"):
        np.save(folder / "pts.npy", make_pts())
        print("wrote", (folder / "pts.npy").relative_to(root))
