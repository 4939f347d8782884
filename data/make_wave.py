"""Make `wave.npy`, the data of lab 4: run `python data/make_wave.py` from anywhere.

A photograph of a rope with one pulse on it. x is the place along the rope in decimetres from the middle of the picture,
y the height of the rope in centimetres: the Gabor curve sin(u) exp(-u²/8), u = w0 + .06 w1 x, plus Gaussian noise, both
rounded. Nobody shook a rope.

The seed is chosen so that the sum of squares over (w0, w1) has one pit near (0, 16) and traps around it that hold plain
descent from about three quarters of a grid of starts, and so that from (-2, 17.5) plain descent, momentum and Adam are
caught and noisy minibatches are not. `tests/labs/test_data_optimizer_comparison.py` checks each of them.
"""

from pathlib import Path

import numpy as np

SEED = 3
SAMPLES = 30
W_TRUE = np.array([0.0, 16.6])
NOISE = 0.1


def make_wave():
    """Return the data, shape (30, 2): columns x (dm, -15 to 15, ascending) and y (cm, -1 to 1)."""
    rng = np.random.default_rng(SEED)
    x = np.round(np.sort(rng.uniform(-15, 15, SAMPLES)), 1)
    u = W_TRUE[0] + 0.06 * W_TRUE[1] * x
    y = np.sin(u) * np.exp(-(u**2) / 8) + rng.normal(0, NOISE, SAMPLES)
    return np.column_stack([x, np.round(y, 2)])


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "optimizer_comparison"):
        np.save(folder / "wave.npy", make_wave())
        print("wrote", (folder / "wave.npy").relative_to(root))
