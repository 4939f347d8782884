"""Make the digits of lab 5: run `python data/make_digits.py` with the package scikit-learn installed.

The digits were collected by Ethem Alpaydin and Cenk Kaynak; their licence: data/digits.md. Their order is kept,
because the lab compares a shuffled split with one in the order of the file.
"""

import gzip
import importlib.util
from pathlib import Path

import numpy as np


def make_digits(lines):
    """Return {file name: array} of lines of 64 pixels and a label: the pixels, (N, 64), 0 to 16, and the labels."""
    table = np.loadtxt(lines, delimiter=",")
    return {"digits_x.npy": table[:, :-1].astype(np.uint8), "digits_y.npy": table[:, -1].astype(np.uint8)}


if __name__ == "__main__":
    package = Path(importlib.util.find_spec("sklearn").origin).parent
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "digits"):
        with gzip.open(package / "datasets" / "data" / "digits.csv.gz", "rt") as lines:
            for name, array in make_digits(lines).items():
                np.save(folder / name, array)
                print("wrote", (folder / name).relative_to(root))
