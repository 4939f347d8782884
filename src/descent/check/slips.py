"""Slips in a right answer that nobody foresaw: in words, and what each gives in every case of a check.

What it gives is kept as one number for each case, a mark: it tells results apart, and shows none of them.
"""

import base64
import functools
import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .findings import Tolerance
from .values import Raised

# How the sentence of a slip begins that speaks of one case's arguments, which the message shows then.
THIS_INPUT = "this input "
STEP = 1e-5  # of marks: what lies below differs from machine to machine
SLACK = 2  # steps that two marks of one result may lie apart
SMALLEST, LARGEST = 1e-12, 1e280
GOLDEN = (5**0.5 - 1) / 2


class Slips:
    """Slips, each with the sentences that say it.

    said: [[sentence, ...], ...]. marks: of each slip in each case, (slips, cases).
    """

    def __init__(self, said: list[list[str]], marks: np.ndarray) -> None:
        self.said, self.marks = said, marks

    def fitting(self, marks: Mapping[int, int | None], slacks: Mapping[int, int]) -> list[str]:
        """Return the sentences of the slips that have these marks, within these slacks, in these cases."""
        found = np.ones(len(self.said), bool)
        for case, mark in marks.items():
            found &= mark is not None and apart(self.marks[:, case], mark) <= slacks[case]
        return [sentence for i in np.flatnonzero(found) for sentence in self.said[i]]

    def text(self) -> str:
        """Return all of it as a short text."""
        told = json.dumps([len(self.said), self.said], ensure_ascii=False).encode()
        columns = np.ascontiguousarray(self.marks.T).astype("<u4").tobytes()
        return base64.b64encode(zlib.compress(told + b"\n" + columns, 9)).decode()


@functools.lru_cache(4)
def from_text(text: str) -> Slips:
    """Return the Slips that `Slips.text` made this of."""
    told, _, columns = zlib.decompress(base64.b64decode(text)).partition(b"\n")
    count, said = json.loads(told)
    return Slips(said, np.frombuffer(columns, "<u4").reshape(-1, count).T)


def apart(marks: np.ndarray, others: ArrayLike) -> np.ndarray:
    """Return how many steps marks lie apart from others; they are whole numbers that go round."""
    return np.abs((marks - np.asarray(others, np.uint32)).astype(np.int32).astype(np.int64))


def slack(expected: Any, tolerance: Tolerance) -> int:
    """Return how many steps the marks of one result may lie apart in a case."""
    return SLACK + int(tolerance.rtol / STEP * _size(expected) ** 0.5)


def mark(value: Any, expected: Any, tolerance: Tolerance) -> int | None:
    """Return the mark of a result or a Raised; None for a result of another form than the expected one.

    It is a mean of the logarithms of the numbers' sizes with their signs, each with a weight of its own; words and
    shapes move it far away.
    """
    words: list[str] = []
    numbers = [np.zeros(0)]
    if isinstance(value, Raised):
        words = [f"raised {value.name}"]
    else:
        try:
            _take(value, expected, words, numbers)
        except (TypeError, ValueError, OverflowError):
            return None
    flat = np.concatenate(numbers)
    finite = np.isfinite(flat)
    if not finite.all():
        words.append(str([(int(i), str(flat[i])) for i in np.flatnonzero(~finite)]))
    weights = 1 + np.arange(flat.size) * GOLDEN % 1
    sizes = np.arcsinh(np.clip(np.where(finite, flat, 0), -LARGEST, LARGEST) / max(tolerance.atol, SMALLEST))
    steps = round(float(weights @ sizes) / max(flat.size, 1) ** 0.5 / STEP)
    return (steps + zlib.crc32(" ".join(words).encode())) % 2**32


def _take(value: Any, expected: Any, words: list[str], numbers: list[np.ndarray]) -> None:
    """Add the words and the numbers of a result to these lists. Raises TypeError where its form is another one."""
    if expected is ...:
        return
    if isinstance(expected, dict):
        if not isinstance(value, dict) or value.keys() != expected.keys():
            raise TypeError
        for key in expected:
            _take(value[key], expected[key], words, numbers)
    elif isinstance(expected, tuple):
        if not isinstance(value, tuple | list | np.ndarray) or len(value) != len(expected):
            raise TypeError
        for part, like in zip(value, expected, strict=True):
            _take(part, like, words, numbers)
    elif isinstance(value, str):
        words.append(str(value))
    else:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        if array.shape != np.shape(expected):
            words.append(str(array.shape))
        numbers.append(array.astype(float).ravel())


def _size(expected: Any) -> int:
    if isinstance(expected, dict):
        return sum(map(_size, expected.values()))
    if isinstance(expected, tuple):
        return sum(map(_size, expected))
    return 1 if expected is ... or isinstance(expected, str) else int(np.size(expected))
