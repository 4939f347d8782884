"""Make the penguins of lab 2 and the warm-up, with `python data/make_penguins.py`.

It needs the package palmerpenguins. The measurements were taken by Kristen Gorman and the Palmer Station LTER and are
under CC0: data/penguins.md. The two penguins without measurements are left out, and the others are put into a random
order, so that the first 228 can be for training and the other 114 held out.
"""

import csv
import importlib.util
from pathlib import Path

import numpy as np

SEED = 0
SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
COLUMNS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def measured(lines):
    """Return what a table has of penguins with all four measurements: X, (N, 4), in mm and g, and the species, (N,)."""
    rows = [row for row in csv.DictReader(lines) if all(row[name] not in ("", "NA") for name in COLUMNS)]
    X = np.array([[float(row[name]) for name in COLUMNS] for row in rows])
    return X, np.array([SPECIES.index(row["species"]) for row in rows])


def make_penguins(lines):
    """Return {file name: array} of the table, its rows in an order drawn with the seed."""
    X, y = measured(lines)
    order = np.random.default_rng(SEED).permutation(len(X))
    return {"penguins_x.npy": X[order], "penguins_y.npy": y[order]}


if __name__ == "__main__":
    package = Path(importlib.util.find_spec("palmerpenguins").origin).parent
    root = Path(__file__).resolve().parent.parent
    for folder in (root / "data", root / "source" / "logistic_classification", root / "source" / "least_squares"):
        for name, array in make_penguins((package / "data" / "penguins.csv").open(encoding="utf-8")).items():
            np.save(folder / name, array)
            print("wrote", (folder / name).relative_to(root))
