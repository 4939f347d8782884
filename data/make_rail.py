"""Make `rail.npy` and `rail_new.npy`, data of the warm-up: run `python data/make_rail.py` from anywhere.

A metal rail of two metres is heated in places. x is a position on it, in metres from the middle, and y the temperature
there, in degrees Celsius: a smooth curve that is no polynomial, plus Gaussian noise of 1 degree. Nobody heated it.

The seed of the generator is chosen so that a polynomial of degree 12 through the 20 samples overfits in the eye of
whoever looks, that degree 6 does best on the 200 new ones, and that cross-validation finds a good λ for degree 12.
`tests/labs/test_data_least_squares.py` checks each of them.
"""

from pathlib import Path

import numpy as np

SEED = 22
SAMPLES, NEW_SAMPLES = 20, 200


def temperature(x):
    """Return the true temperature at the positions x, each shape (N,)."""
    return 11 + 6 * np.sin(np.pi * x - 0.6) + 1.5 * np.cos(2 * np.pi * x)


def make_rail():
    """Return (samples (20, 2), new samples (200, 2)): columns x (m, -1 to 1) and y (°C), sorted by x."""
    rng = np.random.default_rng(SEED)

    def measure(n):
        x = np.sort(rng.uniform(-1, 1, n)).round(2)
        return np.column_stack([x, (temperature(x) + rng.standard_normal(n)).round(1)])

    return measure(SAMPLES), measure(NEW_SAMPLES)


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "least_squares"):
        for name, array in zip(("rail.npy", "rail_new.npy"), make_rail(), strict=True):
            np.save(folder / name, array)
            print("wrote", (folder / name).relative_to(root))
