"""What one wrong result looks like: every explanation that fits it, each with a key that is the same in all cases.

An explanation says nothing that a single case could show by chance without saying "perhaps". No message contains an
expected value.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from .errors import private


class Tolerance(NamedTuple):
    """Relative and absolute tolerance of each number."""

    rtol: float = 1e-6
    atol: float = 1e-9


class Said(str):
    """A word in place of a result that says, in words for the student, what is wrong with it."""

    __slots__ = ()


class Finding(NamedTuple):
    """An explanation, or, where `key` is None, the description of a symptom.

    where: the part of the result, in words. rank: the lower, the likelier. weak: shown by one number only.
    """

    key: tuple | None
    said: str
    rank: int = 0
    weak: bool = False
    where: str = ""


def matches(got: Any, value: Any, tolerance: Tolerance) -> bool:
    """Return whether a result is `value`, in which `...` stands for anything."""
    if value is ...:
        return True
    if isinstance(value, str) or isinstance(got, str):
        return isinstance(value, str) and isinstance(got, str) and got == value
    if isinstance(value, dict):
        return isinstance(got, dict) and got.keys() == value.keys() and _all_match(got, value, value, tolerance)
    if isinstance(value, tuple):
        listed = isinstance(got, (tuple, list)) or (isinstance(got, np.ndarray) and got.ndim > 0)
        return listed and len(got) == len(value) and _all_match(got, value, range(len(value)), tolerance)
    return close(got, value, tolerance)


def _all_match(got, value, keys, tolerance):
    return all(matches(got[key], value[key], tolerance) for key in keys)


def close(got: Any, expected: Any, tolerance: Tolerance) -> bool:
    """Return whether two arrays or numbers are the same, within the tolerance."""
    try:
        got, expected = np.asarray(got), np.asarray(expected)
    except ValueError:
        return False
    if got.dtype.kind not in "biufc" or expected.dtype.kind not in "biufc" or got.shape != expected.shape:
        return False
    if got.size:  # most of what is tried is far off at once, and numpy takes long to say so
        first, other = got.item(0), expected.item(0)
        if abs(first - other) > tolerance.atol + tolerance.rtol * abs(other):
            return False
    return bool(np.allclose(got, expected, tolerance.rtol, tolerance.atol, equal_nan=True))


def part_of(value: Any, path: tuple) -> Any:
    """Return the part of a value at a path of keys; `...` where the value leaves it open."""
    for key in path:
        if value is ... or not isinstance(value, (tuple, dict)):
            return ...
        value = value[key]
    return value


def examine(
    got: Any, expected: Any, tolerance: Tolerance, warned: str = "", samples: Sequence[int] = (), path: tuple = ()
) -> tuple[list[Finding], tuple]:
    """Return (findings, path): what fits the first part of a result that is wrong, a symptom last, and where that part
    is; ([], ()) if all is right.

    warned: numpy's first warning. samples: the numbers of samples that a mean may have divided by.
    """
    if got is None or got is Ellipsis:
        return [Finding(("none",), "returns None. Is the `return` missing, or the work not done yet")], path
    if expected is ...:
        return [], ()
    if isinstance(got, Said) and not (isinstance(expected, str) and got == expected):
        return [Finding(("said", got), got)], path
    if isinstance(expected, str):
        return _word(got, expected), path
    if isinstance(expected, (tuple, dict)):
        if problem := _other_parts(got, expected):
            return [problem], path
        for key in expected if isinstance(expected, dict) else range(len(expected)):
            found, where = examine(got[key], expected[key], tolerance, warned, samples, (*path, key))
            if found:
                return found, where
        return [], ()
    return _numbers(got, np.asarray(expected), tolerance, warned, samples), path


def place(path: tuple, parts: Sequence[str] = ()) -> str:
    """Return in words which part of a result a path leads to, "" for the whole. parts: the parts' own names."""
    if path and parts:
        return ", ".join(filter(None, (parts[path[0]], place(path[1:]))))
    return ", ".join(f"entry {key!r}" if isinstance(key, str) else f"returned value number {key + 1}" for key in path)


def _word(got, expected):
    if not isinstance(got, str):
        return [Finding(("no word",), f"returns {_kind(got)}, but a word is expected")]
    return [] if got == expected else [Finding(None, f"{private(repr(got))} is not it")]


def _kind(value):
    return "a function" if callable(value) else f"a value of type {private(type(value).__name__)}"


def _other_parts(got, expected):
    """A dict for a dict with its keys; for a tuple one of its length, a list, or, of numbers only, an array."""
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            keys = ", ".join(map(str, expected))
            return Finding(("no dict",), f"returns {_kind(got)}, but a dict with the keys {keys} is expected")
        if got.keys() != expected.keys():
            has, wants = private(", ".join(map(str, got))), ", ".join(map(str, expected))
            return Finding(("keys",), f"the keys are {has}, but {wants} are expected")
        return None
    numbers = all(not isinstance(part, (tuple, dict)) and np.ndim(part) == 0 for part in expected)
    if not (isinstance(got, (tuple, list)) or (np.ndim(got) == 1 and numbers)) or len(got) != len(expected):
        kind = f"{private(len(got))} values" if isinstance(got, (tuple, list)) else _kind(got)
        return Finding(("parts",), f"returns {kind}, but {len(expected)} values, separated by a comma, are expected")
    return None


def _numbers(got, expected, tolerance, warned, samples):
    wanted = "one number" if expected.shape == () else f"an array of shape {expected.shape}"
    try:
        values = np.asarray(got)
    except ValueError:
        return [Finding(("ragged",), f"returns a list with rows of different lengths, but {wanted} is expected")]
    if values.dtype.kind not in "biuf":
        has = "complex numbers" if values.dtype.kind == "c" else _kind(values.flat[0] if values.size else got)
        return [Finding(("type",), f"returns {has}, but {wanted} is expected")]
    if close(values, expected, tolerance):
        return []
    if values.shape != expected.shape:
        return _shapes(values, expected, samples)
    if not_finite := _not_finite(values, expected, warned):
        return not_finite
    if expected.dtype.kind == values.dtype.kind == "b" and expected.ndim == 0:
        return [Finding(None, f"the result is {values}, but {expected} is expected", 9)]
    if expected.dtype.kind == "b":
        return [Finding(None, _how_far(values.astype(float), expected.astype(float), tolerance), 9)]
    values = values.astype(float) if values.dtype.kind == "b" else values
    found = [*_factors(values, expected, tolerance, samples), *_slips(values, expected, tolerance)]
    found += _components(values, expected, tolerance, samples)
    return [*sorted(found, key=lambda f: f.rank), Finding(None, _how_far(values, expected, tolerance), 9)]


# ---- shape


def _shapes(got, expected, samples):
    """Return what a wrong shape may come from, and that it is wrong, which holds in any case."""
    wanted = "but one number is expected" if expected.shape == () else f"but shape {expected.shape} is expected"
    has = f"the shape is {_shape_of(got, expected, samples)}, {wanted}"
    if got.ndim == 0:
        return [Finding(("one number",), f"returns one number, {wanted}")]
    if got.size == expected.size:
        has += ". The number of values is right: look at what has a shape with a 1 in it"
    plain = Finding(("shape", got.size == expected.size), has, 1)
    return [*_shape(got, expected, samples, f"the shape is {_shape_of(got, expected, samples)}, {wanted}"), plain]


def _shape(got, expected, samples, has):
    """Find what a wrong shape comes from."""
    n = got.shape[0]
    if expected.shape == () and got.ndim == 1 and got.size > 1 and n in samples:
        said = f"returns {n} numbers, one a sample, but one number is expected. Is the sum over the samples missing"
        yield Finding(("no sum",), said)
    elif got.ndim == 2 and expected.ndim < 2 and got.shape == (n, n) and n in samples:
        yield Finding(("pairs",), f"{has}. {_pairs(n)}")
    elif got.ndim == expected.ndim == 2 and got.shape == expected.shape[::-1]:
        yield Finding(("transposed",), f"{has}. Rows and columns are transposed")
    elif got.ndim == expected.ndim and got.shape[1:] == expected.shape[1:] and abs(n - len(expected)) == 1:
        rows, by = "rows" if got.ndim > 1 else "entries", n - len(expected)
        yield Finding(("rows", by), f"{has}: one of the {rows} too {'many' if by > 0 else 'few'}")
    elif pairs := [n for n in samples if n > 2 and got.shape.count(n) > 1 and n not in expected.shape]:
        yield Finding(("pairs",), f"{has}. {_pairs(pairs[0])}")
    elif expected.shape in [got.shape[:j] + got.shape[j + 1 :] for j in range(got.ndim) if got.shape[j] in samples]:
        yield Finding(("no sum",), f"{has}. Is the sum over the samples missing")


def _shape_of(got, expected, samples):
    """Return the shape of a result in words; one that the case's own shapes don't explain may say anything."""
    explained = {0, 1, 2, 3, *samples, *expected.shape, *(n + by for n in expected.shape for by in (-1, 1))}
    return str(got.shape) if got.ndim <= 3 and explained.issuperset(got.shape) else private(got.shape)


def _pairs(n):
    return f"Did ({n},) meet ({n}, 1)? Their sum or difference has {n} rows and {n} columns"


# ---- not finite


def avoid(warned: str) -> str:
    """Return what to do about a warning of numpy's, "" where there is nothing to say."""
    if "overflow" in warned:
        return "A number became too large to hold; exp of a large argument does that, so keep exponents below 0."
    if "divide by zero" in warned and "log" in warned:
        return "The log of 0 was taken."
    return ""


def _not_finite(got, expected, warned):
    bad = ~np.isfinite(got) & np.isfinite(expected)
    if not bad.any():
        return []
    kind = "nan" if np.isnan(got[bad]).any() else "infinite"
    reason = f" numpy says: {private(warned)}. {avoid(warned)}".rstrip(". ") if warned else ""
    return [Finding(("not finite",), f"the result is {kind}{_at(bad)}.{reason}".rstrip("."))]


def _at(mask):
    """Say where the first True of a mask stands; nothing for a single number."""
    if mask.ndim == 0:
        return ""
    index = tuple(int(i) for i in np.argwhere(mask)[0])
    return f" at index {index[0] if len(index) == 1 else index}"


# ---- values

SIGNS = [(1, ""), (-1, "the sign is flipped")]
TWOS = [(1, ""), (0.5, "the factor 2 is missing"), (2, "there is a factor 2 too many")]


def _factors(got, expected, tolerance, samples):
    """Find a constant factor between the two: of the sign, 2 and the number of samples, or, for arrays, any."""
    visible = np.abs(expected) > tolerance.atol
    if not visible.any():
        return
    alone = np.unique(expected[visible]).size == 1
    least = 9
    for key, factor, told in _known_factors(samples):
        if len(told) <= least and _times(got, expected, factor, tolerance):
            least = len(told)
            half_or_twice = alone and len(told) == 1 and abs(factor) in (0.5, 2)
            perhaps = f"it is {'half' if abs(factor) < 1 else 'twice'} as large as expected: perhaps "
            said = perhaps * half_or_twice + ", and ".join(told)
            yield Finding(("factor", *key), said, len(told), half_or_twice or (alone and "n - 1" in str(key)))
    if np.vdot(got, expected) != np.vdot(expected, expected):
        factor = float(np.vdot(got, expected) / np.vdot(expected, expected))
        if abs(factor) > 1e-6 and _times(got, expected, factor, tolerance):
            said = f"all entries are about {private(_about(factor))} times what they should be"
            if abs(factor - 1) < 0.1:
                said = "all entries are a little too large or too small, by one and the same factor"
            said += ". Look for a constant factor"
            if alone:
                said = "the result is wrong by the same factor in all cases. Look for a constant factor"
            yield Finding(("constant", f"{factor:.5g}"), said, 3, np.unique(expected[visible]).size < 3)


def _about(factor):
    """A number on a coarse scale, without an exponent where one can do without."""
    coarsely = float(f"{factor:.1g}")
    return f"{coarsely:g}" if abs(coarsely) >= 10 else f"{coarsely:.4g}"


def _known_factors(samples):
    """Yield (key, factor, what it is in words, a list), few mistakes before many."""
    counts = [(None, 1.0, "")]
    of = "samples" if len(samples) == 1 else "numbers"
    for place, n in enumerate(samples):
        mean = f"it is {n} times too small, as if a mean over {n} {of} stood where the sum is expected"
        total = f"it is {n} times too large, as if a sum over {n} {of} stood where the mean is expected"
        counts += [(("mean", place), 1 / n, mean), (("sum", place), n, total)]
        if n > 3 and len(samples) == 1:
            less = f"divided by {n - 1}, one less than the number of samples"
            counts += [("n - 1", 1 / (n - 1), f"it is {less}"), ("mean of n - 1", n / (n - 1), f"the mean is {less}")]
    for sign, two, count in sorted(product(SIGNS, TWOS, counts), key=lambda c: sum(bool(part[-1]) for part in c)):
        told = [part[-1] for part in (sign, two, count) if part[-1]]
        factor = sign[0] * two[0] * count[1]
        if told and factor != 1:
            yield (sign[0], two[0], count[0]), factor, told


def _times(got, expected, factor, tolerance):
    return close(got, factor * expected, Tolerance(tolerance.rtol, tolerance.atol * abs(factor)))


def _slips(got, expected, tolerance):
    """Find what a slip makes of the right values: a swap, a shift, a missing or an extra function of each."""

    def is_(value):
        return close(got, value, tolerance)

    # Where the entry is right, nothing speaks for a slip.
    alone = np.unique(expected[~np.isclose(got, expected, *tolerance)]).size < 2
    with np.errstate(all="ignore"):
        changed = [
            ("abs", np.abs(expected), "the sign is lost: absolute values stand there"),
            ("square", expected * expected, "it is squared once too often"),
            ("root", np.sqrt(expected), "the square root is too much"),
            ("upside down", 1 / expected.astype(float), "it is upside down: 1 divided by what is expected"),
            ("complement", 1 - expected.astype(float), "it is 1 minus what is expected"),
            ("log", np.log(expected), "it is the logarithm of what is expected"),
            ("exp", np.exp(expected), "it is the exponential of what is expected"),
        ]
    for key, value, said in changed:
        if np.isfinite(value).all() and is_(value):
            yield Finding((key,), said, 1, alone)
    if not np.any(got) and np.count_nonzero(expected) > 1:
        yield Finding(("zeros",), "the result is 0 everywhere", 2, alone)
    if got.dtype.kind in "iu" and expected.dtype.kind == "f":
        cut = "decimals are cut off. An array of whole numbers stays one when a float is written into it"
        if is_(np.trunc(expected)):
            yield Finding(("cut off",), cut, 1)
        elif expected.ndim:
            whole = "the result holds whole numbers only. Is something stored in an array of integers"
            yield Finding(("whole",), whole, 5)
    if expected.ndim == 0:
        if got.dtype.kind in "iu" and expected.dtype.kind in "iu" and abs(int(got) - int(expected)) == 1:
            yield Finding(("count", got > expected), f"the count is one too {'high' if got > expected else 'low'}", 0)
        return
    if expected.ndim == 2:
        if is_(expected.T):
            yield Finding(("transposed",), "rows and columns are transposed", 1)
        yield from _rows(got, expected, tolerance)
    if expected.ndim == 1 and expected.size > 1 and close(np.sort(got), np.sort(expected), tolerance):
        yield Finding(("order",), "the numbers are right, but in the wrong order: components are swapped", 1)
    if expected.size > 2 and not alone and is_(expected + (got - expected).mean()):
        yield Finding(("offset",), "all entries are off by the same amount. Look for a constant added, or missing", 3)


def _rows(got, expected, tolerance):
    if len(expected) < 3:
        return
    if close(got, np.broadcast_to(expected[-1], got.shape), tolerance):
        same = "all rows are the same. Does every row point to one array that changes later? Store a copy"
        yield Finding(("rows same",), same, 1)
    if close(got[:-1], expected[1:], tolerance):
        yield Finding(("rows early",), "all rows come one too early: the first row must be the start", 1)
    if close(got[1:], expected[:-1], tolerance):
        yield Finding(("rows late",), "all rows come one too late: is the start there twice", 1)


def _components(got, expected, tolerance, samples):
    """Find which entries are wrong, where not all of them are, and how."""
    right = np.isclose(got, expected, *tolerance)
    if expected.ndim not in (1, 2) or not 1 < expected.size <= 10 or not right.any():
        return
    rest = [tuple(int(i) for i in index) for index in np.argwhere(~right)]
    names = [str(index[0] if expected.ndim == 1 else index) for index in rest]
    which = f"component{'s' if len(rest) > 1 else ''} {', '.join(names)}"
    got_there, expected_there = got[~right], expected[~right]
    if np.any(np.abs(expected_there) > tolerance.atol):
        if not got_there.any():
            yield Finding(("component", "zero", *rest), f"{which} {'stay' if len(rest) > 1 else 'stays'} 0", 4)
        for key, factor, told in _known_factors(samples):
            if _times(got_there, expected_there, factor, tolerance):
                said = f"in {which} {', and '.join(told)}; all else is right"
                yield Finding(("component", *key, *rest), said, 1 + len(told), factor != -1)
                break
    if len(rest) == 1:
        yield Finding(
            ("components", *rest), f"{which} is wrong, the other{' is' if expected.size == 2 else 's are'} right", 6
        )
    else:
        yield Finding(("components", *rest), f"{which} are wrong, the others are right", 6)


# ---- how far off


def _how_far(got, expected, tolerance):
    """Say where the largest difference is, and how large on a coarse scale."""
    difference = np.abs(got.astype(float) - expected)
    largest = np.unravel_index(np.argmax(np.nan_to_num(difference)), difference.shape)
    size = coarse(float(got[largest]), float(expected[largest]), tolerance.atol)
    if expected.ndim == 0:
        return f"the result is {size}"
    first, right = "", np.isclose(got, expected, *tolerance)
    if right.ravel()[0]:
        first = f". It is right up to the first wrong entry{_at(~right)}"
    elif len(expected) > 2:
        first = ". It is wrong from the first entry on"
    mask = np.zeros(expected.shape, bool)
    mask[largest] = True
    return f"the largest difference is{_at(mask)}, where the number is {size}{first}"


def coarse(got: float, expected: float, atol: float = 1e-9) -> str:
    """Return in words how far a number is from the expected one, without giving that away."""
    if abs(expected) <= atol:
        return "not as small as expected"
    ratio = got / expected
    if ratio < 0:
        return "of the wrong sign"
    off = abs(ratio - 1)
    for share, said in ((0.01, "1 %"), (0.1, "10 %"), (0.5, "half")):
        if off < share:
            return f"a little too {'large' if abs(got) > abs(expected) else 'small'}, by less than {said}"
    if ratio == 0:
        return "0, which is not expected"
    times = ratio if ratio > 1 else 1 / ratio
    if times > 1000:
        return f"far too {'large' if ratio > 1 else 'small'}"
    about = float(f"{times:.1g}")
    if ratio > 1:
        return "about twice as large as expected" if about <= 2 else f"about {about:g} times as large as expected"
    return "about half as large as expected" if about <= 2 else f"about {about:g} times too small"
