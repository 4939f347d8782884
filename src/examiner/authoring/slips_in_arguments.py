"""Changes of the arguments with which a right answer is called, each with a sentence that says it."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from descent.check.calling import names_of_arguments
from descent.check.cases import Check

# What becomes of the arguments.
Change = Callable[[Sequence[Any]], Sequence[Any]]


class NotApplicable(Exception):
    """A value has nothing that this change is of."""


def changed_arguments(check: Check) -> Iterator[tuple[str, Change]]:
    """Yield (sentence, change) for each change of the arguments; it raises NotApplicable where it is none of theirs."""
    names = _names(check)
    for i, j in itertools.combinations(range(len(names)), 2):
        yield f"{names[i]} and {names[j]} are swapped", partial(swapped, i, j)
    for i, name in enumerate(names):
        for sentence, change in ONE.items():
            yield sentence.format(name), _at(i, change)
    for sentence, change in SAMPLES.items():
        yield sentence, _of_samples(change)


def _names(check: Check) -> list[str]:
    """Return the names of the arguments that some case has."""
    return names_of_arguments(check.call)[: max(len(case.args) for case in check.cases)]


def unused_arguments(check: Check) -> Iterator[tuple[str, Change]]:
    """Yield (sentence, change) for what stands in place of an argument; it raises NotApplicable as others do."""
    for i, name in enumerate(_names(check)):
        for sentence, change in UNUSED.items():
            yield f"{name} is not used: {sentence}", _at(i, change)


def swapped(i: int, j: int, values: Sequence[Any]) -> list[Any]:
    """Return the values with two of them swapped; as they are, where one is not there."""
    found = list(values)
    if max(i, j) >= len(found):
        return found
    found[i], found[j] = found[j], found[i]
    return found


def _at(i: int, change: Callable[[Any], Any]) -> Change:
    def changed(args: Sequence[Any]) -> Sequence[Any]:
        if i >= len(args):  # it has its default here
            return args
        try:
            if np.asarray(args[i]).dtype.kind not in "biuf":
                raise NotApplicable
        except ValueError:  # arrays of different shapes
            raise NotApplicable from None
        try:
            return [*args[:i], change(args[i]), *args[i + 1 :]]
        except NotApplicable:  # it stays in this case, and is another in others
            return args

    return changed


def many(value: Any) -> np.ndarray:
    """Return an array of one axis or more. Raises NotApplicable."""
    value = np.asarray(value)
    if value.ndim == 0:
        raise NotApplicable
    return value


def table(value: Any) -> np.ndarray:
    """Return an array of two axes. Raises NotApplicable."""
    value = np.asarray(value)
    if value.ndim != 2:
        raise NotApplicable
    return value


def _number(value: Any) -> Any:
    """Return an array for an array, and a number for a number."""
    return np.asarray(value) if np.ndim(value) else value


def _with_entry(value: Any, index: int, new: Callable[[np.ndarray], Any]) -> np.ndarray:
    value = np.array(value)
    if value.ndim != 1 or value.size < 2:
        raise NotApplicable
    value[index] = new(value)
    return value


def _fraction(value: Any) -> Any:
    if np.asarray(value).dtype.kind != "f":
        raise NotApplicable
    return value


def _fixed(number: float) -> Callable[[Any], Any]:
    """Return a change that puts a fixed number in place of another one."""

    def change(value: Any) -> Any:
        if np.ndim(value):
            raise NotApplicable
        return type(value)(number) if isinstance(value, int) else number

    return change


def _of_samples(change: Callable[[np.ndarray], np.ndarray]) -> Change:
    """Return a change of the first two arguments, arrays of as many samples."""

    def changed(args: Sequence[Any]) -> Sequence[Any]:
        if len(args) < 2 or not all(isinstance(a, np.ndarray) and a.ndim for a in args[:2]):
            raise NotApplicable
        if len(args[0]) != len(args[1]):
            raise NotApplicable
        return [change(args[0]), change(args[1]), *args[2:]]

    return changed


ONE: dict[str, Callable[[Any], Any]] = {
    "the sign of {} is flipped": lambda v: -_number(v),
    "{} is squared": lambda v: _number(v) ** 2,
    "a square root of {} is taken": lambda v: np.sqrt(v),
    "absolute values of {} are taken": lambda v: np.abs(v),
    "{} is doubled": lambda v: 2 * _number(v),
    "half of {} is taken": lambda v: _number(v) / 2,
    "a tenth of {} is taken": lambda v: _number(v) / 10,
    "1 − {0} stands where {0} must": lambda v: 1 - _number(v),
    "1 divided by {0} stands where {0} must": lambda v: 1 / _number(v),
    "1 is added to {}": lambda v: _number(v) + 1,
    "1 is subtracted from {}": lambda v: _number(v) - 1,
    "decimals of {} are cut off": lambda v: np.trunc(_fraction(v)),
    "{} is rounded": lambda v: np.round(_fraction(v)),
    "{} is centred: its mean is subtracted": lambda v: many(v) - np.mean(v, axis=0),
    "{} is divided by its length": lambda v: many(v) / np.linalg.norm(v),
    "{} is divided by its largest entry": lambda v: many(v) / np.max(v),
    "{} is taken in reverse order": lambda v: many(v)[::-1],
    "{} is sorted": lambda v: np.sort(many(v), axis=0),
    "{} is transposed": lambda v: many(v).T,
    "the first entry of {} is not used: it is as if it were 0": lambda v: _with_entry(v, 0, lambda _: 0),
    "the last entry of {} is not used: it is as if it were 0": lambda v: _with_entry(v, -1, lambda _: 0),
    "the sign of the first entry of {} is flipped": lambda v: _with_entry(v, 0, lambda a: -a[0]),
    "the sign of the last entry of {} is flipped": lambda v: _with_entry(v, -1, lambda a: -a[-1]),
    "the first entry of {} stands for all": lambda v: np.full_like(many(v), np.ravel(v)[0]),
    "the last entry of {} stands for all": lambda v: np.full_like(many(v), np.ravel(v)[-1]),
    "only the diagonal of {} is used": lambda v: np.diag(np.diag(table(v))),
}


FIXED = (0.9, 0.99, 0.999, 0.1, 0.5, 0.01, 0.001, 1e-8, 10, 100)
UNUSED: dict[str, Callable[[Any], Any]] = {
    "it is as if it were 0": lambda v: np.zeros_like(v) if np.ndim(v) else 0 * v,
    "it is as if it were 1": lambda v: np.ones_like(v) if np.ndim(v) else 0 * v + 1,
    "it is as if it were very large": _fixed(300),
} | {f"a fixed {number:g} stands in its place": _fixed(number) for number in FIXED}

SAMPLES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "the first sample is left out": lambda v: v[1:],
    "the last sample is left out": lambda v: v[:-1],
    "only the first sample is counted. Does a return stand inside of a loop": lambda v: v[:1],
    "only the last sample is counted. Is the sum kept from one to the next": lambda v: v[-1:],
    "every second sample is left out": lambda v: v[::2],
}
