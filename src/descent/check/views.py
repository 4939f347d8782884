"""What a check looks at where many results are right: named, so that a file can say it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .findings import Said

NOT_WHOLE = Said("indices are whole numbers, but decimals are returned")


def up_to_signs(result: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return (eigenvalues, vectors) with each column turned so that its entry of largest size is positive."""
    eigenvalues, vectors = result
    vectors = np.asarray(vectors, float)
    largest = np.abs(vectors).argmax(axis=0)
    return np.asarray(eigenvalues), vectors * np.sign(vectors[largest, np.arange(vectors.shape[1])])


def folds(result: Any) -> dict[str, Any]:
    """Return how many index arrays there are, their sizes and indices, sorted, and whether they lie in a pattern."""
    parts = [np.asarray(part) for part in result]
    found = np.concatenate([part.ravel() for part in parts])
    neighbours = [np.all(np.isin(np.diff(np.sort(part)), [1, found.size - part.size + 1])) for part in parts]
    strides = [np.unique(np.diff(np.sort(part))).size == 1 for part in parts if part.size > 2]
    return {
        "number": len(parts),
        "sizes": np.sort([part.size for part in parts]),
        "indices": np.sort(found),
        "kind": "whole numbers" if found.dtype.kind in "iu" else NOT_WHOLE,
        "blocks of neighbours": int(all(neighbours) and found.size > 12),
        "every so many": int(bool(strides) and all(strides) and found.size > 12 and not all(neighbours)),
    }


def all_equal(result: Any) -> dict[str, Any]:
    """Return how many numbers there are, and whether they are one and the same."""
    numbers = np.asarray(result, float)
    return {"number": numbers.size, "equal": int(np.allclose(numbers, numbers.flat[0], rtol=1e-9))}


def whole(result: Any) -> Any:
    """Return the result if it holds whole numbers; a word that says what it holds otherwise."""
    kind = np.asarray(result).dtype.kind
    if kind not in "biuf":
        return Said("whole numbers are expected, but words or other objects are returned")
    return result if kind in "iu" else "True and False" if kind == "b" else "no whole numbers"


VIEWS: dict[str, Callable[[Any], Any]] = {
    "whole numbers": whole,
    "sorted": lambda result: np.sort(result, axis=None),
    "shape": np.shape,
    "up to signs": up_to_signs,
    "folds": folds,
    "all equal": all_equal,
}
