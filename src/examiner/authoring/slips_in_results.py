"""Changes of what a right answer returns, each with a sentence that says it."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from descent.check.cases import Check
from descent.check.findings import part_of

from .slips_in_arguments import NotApplicable, many, swapped, table

# What becomes of a result; the arguments are the second.
Change = Callable[[Any, tuple], Any]


def changed_results(check: Check) -> Iterator[tuple[str, Change]]:
    """Yield (sentence, change) for each change of the result, or of a part of it.

    A change raises NotApplicable where a result has no numbers, and leaves one as it is where it has not the rows or
    entries that the sentence speaks of.
    """
    expected = check.cases[0].expected
    parts: list[tuple] = [()]
    if len({_form(case.expected) for case in check.cases}) == 1 and not any(case.view for case in check.cases):
        if isinstance(expected, dict):
            parts = [(key,) for key in expected]
        elif isinstance(expected, tuple):
            parts = [(i,) for i in range(len(expected))]
    if isinstance(expected, tuple):
        yield from _exchanged(len(expected))
        yield "in each pair the two are swapped", _pairs_swapped
    if isinstance(expected, dict):
        yield from _entries_exchanged(list(expected))
    for path in parts:
        part = ""
        if path:
            part = f"entry {path[0]!r}: " if isinstance(path[0], str) else f"returned value number {path[0] + 1}: "
        for sentence, change in RESULTS.items():
            yield part + sentence, _in_part(path, _whole(change))
        few = _entries(check, path)
        ends = [(0, "the first entry or row"), (-1, "the last entry or row")]
        for j, name in [(j, f"entry {j}") for j in range(few)] or ends:
            for sentence, entry in ENTRY.items():
                yield part + sentence.format(name), _in_part(path, _of_entry(j, _alone(entry)))
            for sentence, by in COUNTED.items():
                for axis in (0, -1):
                    yield part + sentence.format(name), _in_part(path, _of_entry(j, _counted(by, axis)))


def _form(expected: Any) -> tuple:
    """Return what is the same where results have the same parts."""
    return tuple(expected) if isinstance(expected, dict) else (len(expected),) if isinstance(expected, tuple) else ()


def _exchanged(count: int) -> Iterator[tuple[str, Change]]:
    def put(i: int, j: int, parts: Sequence[Any], _: tuple) -> Any:
        return (*parts[:i], parts[j], *parts[i + 1 :])

    def swap(i: int, j: int, parts: Sequence[Any], _: tuple) -> Any:
        return tuple(swapped(i, j, parts))

    for i, j in itertools.combinations(range(count), 2):
        yield f"returned values number {i + 1} and {j + 1} are swapped", partial(swap, i, j)
        for one, other in ((i, j), (j, i)):
            yield f"returned value number {one + 1} is what number {other + 1} must be", partial(put, one, other)


def _pairs_swapped(parts: Any, _: tuple) -> Any:
    if not all(isinstance(part, tuple) and len(part) == 2 for part in parts):
        raise NotApplicable
    return tuple(part[::-1] for part in parts)


def _entries_exchanged(keys: list[str]) -> Iterator[tuple[str, Change]]:
    def swap(one: str, other: str, parts: dict[str, Any], _: tuple) -> dict[str, Any]:
        if not {one, other} <= parts.keys():
            raise NotApplicable
        return {**parts, one: parts[other], other: parts[one]}

    for one, other in itertools.combinations(keys, 2):
        yield f"the entries {one!r} and {other!r} are swapped", partial(swap, one, other)


def _in_part(path: tuple, change: Change) -> Change:
    def changed(result: Any, args: tuple) -> Any:
        if not path:
            return _changed_numbers(change, result, args)
        (key,) = path
        if isinstance(result, dict):
            return {**result, key: _changed_numbers(change, result[key], args)}
        return tuple(_changed_numbers(change, part, args) if i == key else part for i, part in enumerate(result))

    return changed


def _changed_numbers(change: Change, value: Any, args: tuple) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_changed_numbers(change, part, args) for part in value)
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise NotApplicable
    try:
        return change(array, args)
    except NotApplicable:
        return value


def _entries(check: Check, path: tuple) -> int:
    """Return how many entries a part of the result has, where these are few and as many in each case; 0 elsewhere."""
    expected = [part_of(case.expected, path) for case in check.cases if not case.view]
    if any(isinstance(part, tuple | dict | str) or part is ... for part in expected):
        return 0
    shapes = set(map(np.shape, expected))
    (shape, *others) = shapes or {()}
    return shape[0] if len(shape) == 1 and shape[0] in (2, 3, 4) and not others else 0


def _whole(change: Callable[[np.ndarray], Any]) -> Change:
    return lambda value, _: change(value)


def _alone(change: Callable[[Any, np.ndarray], Any]) -> Callable[[Any, np.ndarray, tuple], Any]:
    return lambda entry, value, _: change(entry, value)


def _of_entry(j: int, change: Callable[[Any, np.ndarray, tuple], Any]) -> Change:
    def changed(value: np.ndarray, args: tuple) -> np.ndarray:
        value = many(value).astype(float)
        value[j] = change(value[j], value, args)
        return value

    return changed


def _counted(by: int, axis: int) -> Callable[[Any, np.ndarray, tuple], Any]:
    """Return what an entry becomes by the number of samples, which lie along an axis of the first array."""

    def changed(entry: Any, value: np.ndarray, args: tuple) -> Any:
        counts = [a.shape[axis] for a in args if isinstance(a, np.ndarray) and a.ndim]
        if not counts:
            raise NotApplicable
        return entry * float(counts[0]) ** by

    return changed


RESULTS: dict[str, Callable[[np.ndarray], Any]] = {
    **{f"values are rounded to {d} decimal{'s' * (d > 1)}": partial(np.round, decimals=d) for d in (1, 2, 3, 4, 5, 6)},
    "values are rounded to whole numbers": np.round,
    "decimals are cut off": np.trunc,
    "values are divided by their sum": lambda v: v / v.sum(),
    "values are divided by the largest": lambda v: v / v.max(),
    "values are divided by their length": lambda v: v / np.linalg.norm(v),
    "values are added up from the first on": lambda v: np.cumsum(many(v), axis=0),
    "values below 0 are cut to 0": lambda v: np.maximum(v, 0),
    "values above 1 are cut to 1": lambda v: np.minimum(v, 1),
    "−1 stands where 0 must": lambda v: np.where(v == 0, -1, v),
    "values are divided by their mean": lambda v: v / v.mean(),
    "1 is added": lambda v: v + 1,
    "1 is subtracted": lambda v: v - 1,
    "it is squared": lambda v: v**2,
    "a square root is taken": lambda v: np.sqrt(v),
    "the logarithm is taken": lambda v: np.log(v),
    "the exponential is taken": lambda v: np.exp(v),
    "the absolute value is taken": lambda v: np.abs(v),
    "the sign is flipped": lambda v: -v,
    "it is half of what is expected": lambda v: v / 2,
    "it is twice what is expected": lambda v: v * 2,
    "that is 1 minus what is expected": lambda v: 1 - v,
    "that is 1 divided by what is expected": lambda v: 1 / v,
    "the mean is subtracted": lambda v: many(v) - v.mean(axis=0),
    "all values are the first one": lambda v: np.broadcast_to(many(v)[:1], v.shape),
    "all values are the last one": lambda v: np.broadcast_to(many(v)[-1:], v.shape),
    "only the first value is worked out, the others are 0. Does a return stand inside of a loop": lambda v: np.where(
        (np.arange(len(many(v))) == 0).reshape(-1, *[1] * (v.ndim - 1)), v, 0
    ),
    "the last value stays 0: a loop ends one step too early": lambda v: np.concatenate(
        [many(v)[:-1], np.zeros_like(v[-1:])]
    ),
    "the first value stays 0: a loop starts one step too late": lambda v: np.concatenate(
        [np.zeros_like(many(v)[:1]), v[1:]]
    ),
    "the order is turned round": lambda v: many(v)[::-1],
    "the columns are in reverse order": lambda v: table(v)[:, ::-1],
    "values are sorted": lambda v: np.sort(many(v), axis=0),
    "all is moved one place down, and the last stands first": lambda v: np.roll(many(v), 1, axis=0),
    "all is moved one place up, and the first stands last": lambda v: np.roll(many(v), -1, axis=0),
    "the columns are moved one to the right, and the last stands first": lambda v: np.roll(table(v), 1, axis=1),
    "the columns are moved one to the left, and the first stands last": lambda v: np.roll(table(v), -1, axis=1),
    "only the diagonal is filled": lambda v: np.where(np.eye(*table(v).shape) > 0, v, 0),
    "the diagonal is left 0": lambda v: np.where(np.eye(*table(v).shape) > 0, 0, v),
    "only the lower half is filled: entry (j, i) must be as (i, j)": lambda v: np.tril(table(v)),
    "only the upper half is filled: entry (j, i) must be as (i, j)": lambda v: np.triu(table(v)),
    "the sum of the values stands there": lambda v: many(v).sum(),
    "the mean of the values stands there": lambda v: many(v).mean(),
    "only the first of the values comes back": lambda v: many(v)[0],
    "only the last of the values comes back": lambda v: many(v)[-1],
    "the first of the values is missing": lambda v: many(v)[1:],
    "the last of the values is missing": lambda v: many(v)[:-1],
    "the largest of the values stands there": lambda v: many(v).max(),
    "that is the place of the largest value": lambda v: np.argmax(many(v)),
    "all values lie in one row": lambda v: table(v).ravel(),
    "the values stand in a column of a table, (N, 1), but shape (N,) is expected": lambda v: many(v)[:, None],
}
ENTRY: dict[str, Callable[[Any, np.ndarray], Any]] = {
    "{} is half of what is expected": lambda e, v: e / 2,
    "{} is twice what is expected": lambda e, v: e * 2,
    "the sign of {} is flipped": lambda e, v: -e,
    "{} is left 0": lambda e, v: 0 * e,
    "{} holds what the first must": lambda e, v: v[0],
    "{} holds what the last must": lambda e, v: v[-1],
    "{} is squared": lambda e, v: e**2,
    "the absolute value of {} is taken": lambda e, v: np.abs(e),
}
COUNTED = {
    "{} is divided by the number of samples": -1,
    "{} is multiplied by the number of samples": 1,
}
