"""Compare an answer with what is expected, and say what is wrong with it.

The same functions serve the visible checks in JupyterLab and the hidden tests. A diagnosis is the first that fits of:

1. not implemented yet
2. raised
3. wrong type
4. a mistake that the test foresaw (`mistakes`), of whatever shape, finite or not
5. wrong shape, not finite
6. off by a constant factor: sign, 2, the number of samples
7. components swapped, transposed, shifted, or only some of them wrong
8. arguments changed
9. the largest difference, and where

No message contains an expected value.
"""

import copy
import linecache
import re
import sys
import textwrap
import traceback
import warnings
from contextlib import contextmanager
from itertools import product

import numpy as np


class CheckError(AssertionError):
    """An answer is not right; the text says why, in one or two sentences."""

    not_written = False

    def _render_traceback_(self):
        # IPython calls this instead of printing the frames of this module under the student's cell.
        return textwrap.wrap(str(self), 100)


def returns(call, answer, args, expected, *, about="", mistakes=None, view=None, rtol=1e-6, atol=1e-9, quiet=False):
    """Check that `answer(*args)` gives `expected`, and print a line that says so.

    call: the call as the lab writes it, such as "sse(x, y, w)": names the function and its arguments in messages.
    answer: the student's function. args: a tuple of its arguments, which the call must leave unchanged.
    expected: a number, a string, an array, or a tuple or dict of those; `...` in it stands for any value.
    about: the case in words, such as "for 3 samples".
    mistakes: {sentence: the value that this mistake gives}; `...` in it stands for a part that it leaves open.
    view: a function of the result, whose value is compared instead: for a shuffle, say, of which many are right.
    rtol, atol: relative and absolute tolerance of each number.
    quiet: whether a RuntimeWarning (overflow, log of 0) is a mistake too.

    Raises CheckError with the first diagnosis of the module's list that fits.
    """
    what = f"{call}, {about}" if about else call
    before = copy.deepcopy([None if _may_change(a) else a for a in args])
    got, warned = _run(what, answer, args)
    if view is not None and got is not None:
        got = _view(what, view, got)
    changed = _changed_arguments(call, before, args)
    _compare(what, got, expected, mistakes or {}, rtol, atol, changed, warned, _sample_counts(before))
    if changed:
        raise CheckError(f"✗ {what}: the result is right, but {changed}.")
    if quiet and warned:
        raise CheckError(f"✗ {what}: the result is right, but numpy warned: {warned}. {_avoid(warned)}".rstrip())
    print(f"✓ {what}: right")


def run(call, answer, args):
    """Return `answer(*args)`; raise CheckError where it is not implemented yet or raised."""
    return _run(call, answer, args)[0]


def that(condition, message):
    """Raise CheckError(message) unless the condition holds. For what `returns` cannot say."""
    if not condition:
        raise CheckError(f"✗ {message}")


@contextmanager
def given(**answers):
    """Put right versions of earlier answers in place of the student's while a test runs.

    `with given(predict=...)` around a test of `sse` lets a right `sse` that calls a wrong `predict` keep its points.
    """
    namespace = sys._getframe(2).f_globals
    missing = object()
    students = {name: namespace.get(name, missing) for name in answers}
    namespace.update(answers)
    try:
        yield
    except CheckError as error:
        if error.not_written:
            raise
        names = " and ".join(answers)
        raise CheckError(f"{error} (Tested with a right {names}, so the mistake is in this exercise.)") from None
    finally:
        for name, value in students.items():
            if value is missing:
                del namespace[name]
            else:
                namespace[name] = value


# ---- 1 and 2: not implemented yet, raised


def _run(what, answer, args):
    """Return (result, text of the first RuntimeWarning or "")."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            got = answer(*args)
        except NotImplementedError:
            error = CheckError(f"✗ {what}: not implemented yet.")
            error.not_written = True
            raise error from None
        except Exception as error:
            raise CheckError(f"✗ {what}: raised {_describe(error)}") from None
    runtime = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
    return got, runtime[0] if runtime else ""


def _view(what, view, got):
    try:
        return view(got)
    except CheckError:
        raise
    except Exception as error:
        problem = f"{type(error).__name__}: {error}".rstrip(": ").rstrip(".")
        raise CheckError(f"✗ {what}: the result has not the form that is asked. Reading it raised {problem}.") from None


def _describe(error):
    """Name the exception and the line of the student's cell that raised it."""
    text = f"{type(error).__name__}: {error}".rstrip(": ").rstrip(".")
    if isinstance(error, NameError):
        text += " (is the cell that defines it run, and does it stand above?)"
    # The last line of the cell that was called, not of what it called: that may be numpy's, or the test's own.
    steps = _steps(error)
    lines = [line for file, line in steps if file == steps[0][0]]
    return text + (f", in the line `{lines[-1]}`." if lines and lines[-1] else ".")


def _steps(error):
    """The (file, line of code) pairs that an exception came through, from the student's function on."""
    # Where the student's code runs in a process of its own, its traceback comes along as text.
    for note in getattr(error, "__notes__", []):
        if steps := re.findall(r'^  File "(.*)", line .*\n    (.*)$', note, re.M):
            return steps
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    return [(f.filename, linecache.getline(f.filename, f.lineno).strip()) for f in frames]


# ---- 3 to 9: the result


def _compare(what, got, expected, mistakes, rtol, atol, changed, warned, counts):
    def wrong(sentence):
        raise CheckError(f"✗ {what}: {sentence}.")

    if got is None or got is Ellipsis:
        wrong("returns None. Is the `return` missing, or the work not done yet")
    if expected is ...:
        return
    if isinstance(expected, str):
        if not isinstance(got, str):
            wrong(f"returns {_kind(got)}, but a word is asked")
        if got == expected:
            return
        for sentence, value in mistakes.items():
            if got == value:
                wrong(sentence)
        wrong(f"{got!r} is not it")
    if isinstance(expected, (tuple, dict)):
        keys = list(expected) if isinstance(expected, dict) else range(len(expected))
        _same_keys(got, expected, wrong)
        for key in keys:
            part = {s: v[key] for s, v in mistakes.items() if not _same_part(v[key], expected[key], rtol, atol)}
            where = f"{what}, {_part_name(key)}"
            _compare(where, got[key], expected[key], part, rtol, atol, changed, warned, counts)
            # This part is right: mistakes that do not show in it come first.
            shows = {s: not _same_part(v[key], expected[key], rtol, atol) for s, v in mistakes.items()}
            mistakes = {s: mistakes[s] for s in sorted(mistakes, key=shows.get)}
        return

    expected = np.asarray(expected)
    values = _as_numbers(got, expected.shape, wrong)
    if _close(values, expected, rtol, atol):
        return
    for sentence, value in mistakes.items():
        if _close(values, value, rtol, atol):
            wrong(sentence)
    _same_shape(values, expected, counts, wrong)
    _finite(values, expected, warned, wrong)
    _factor(values, expected, rtol, atol, counts, wrong)
    _components(values, expected, rtol, atol, wrong)
    if changed:
        wrong(f"the result is wrong, and {changed}")
    _largest_difference(values, expected, rtol, atol, wrong)


def _close(got, expected, rtol, atol):
    got, expected = np.asarray(got), np.asarray(expected)
    if got.dtype.kind not in "biufc" or expected.dtype.kind not in "biufc" or got.shape != expected.shape:
        return False
    return bool(np.allclose(got, expected, rtol, atol, equal_nan=True))


def _same_part(part, expected, rtol, atol):
    """Whether a part of a foreseen mistake names none: it is right, or left open."""
    if isinstance(expected, tuple) and isinstance(part, tuple):
        same = (_same_part(a, b, rtol, atol) for a, b in zip(part, expected, strict=False))
        return len(part) == len(expected) and all(same)
    return part is ... or _close(part, expected, rtol, atol)


def _kind(value):
    return "a function" if callable(value) else f"a value of type {type(value).__name__}"


def _part_name(key):
    return f"entry {key!r}" if isinstance(key, str) else f"returned value number {key + 1}"


def _same_keys(got, expected, wrong):
    """A dict for a dict with its keys; for a tuple one of its length, a list, or, of numbers only, an array."""
    numbers = all(not isinstance(part, (tuple, dict)) and np.ndim(part) == 0 for part in expected)
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            wrong(f"returns {_kind(got)}, but a dict with the keys {', '.join(expected)} is asked")
        if got.keys() != expected.keys():
            wrong(f"the keys are {', '.join(map(str, got))}, but {', '.join(expected)} are asked")
    elif not (isinstance(got, (tuple, list)) or (np.ndim(got) == 1 and numbers)) or len(got) != len(expected):
        kind = f"{len(got)} values" if isinstance(got, (tuple, list)) else _kind(got)
        wrong(f"returns {kind}, but {len(expected)} values, separated by a comma, are asked")


def _as_numbers(got, shape, wrong):
    asked = "one number" if shape == () else f"an array of shape {shape}"
    try:
        values = np.asarray(got)
    except ValueError:
        wrong(f"returns a list with rows of different lengths, but {asked} is asked")
    if values.dtype.kind not in "biuf":
        has = "complex numbers" if values.dtype.kind == "c" else _kind(values.flat[0] if values.size else got)
        wrong(f"returns {has}, but {asked} is asked")
    return values


def _same_shape(got, expected, counts, wrong):
    if got.shape == expected.shape:
        return
    if expected.shape == ():
        asked = "but one number is asked"
        if got.size > 1 and got.shape[0] in counts and got.ndim == 1:
            wrong(f"returns {got.size} numbers, one a sample, {asked}. Is the sum over the samples missing")
    else:
        asked = f"but shape {expected.shape} is asked"
    has = f"the shape is {got.shape}, {asked}"
    if got.ndim == 0:
        wrong(f"returns one number, {asked}")
    n = got.shape[0] if got.ndim else 0
    if got.ndim == 2 and expected.ndim < 2 and got.shape == (n, n) and n > 1:
        wrong(f"{has}. Did ({n},) meet ({n}, 1)? Their sum or difference has {n} rows and {n} columns")
    if got.ndim == expected.ndim == 2 and got.shape == expected.shape[::-1]:
        wrong(f"{has}. Rows and columns are transposed")
    if got.ndim == expected.ndim and got.shape[1:] == expected.shape[1:] and expected.ndim:
        rows = "rows" if got.ndim > 1 else "entries"
        by = n - expected.shape[0]
        if abs(by) == 1:
            wrong(f"{has}: one of the {rows} too {'many' if by > 0 else 'few'}")
    for n in counts:
        if got.shape.count(n) > max(1, expected.shape.count(n)):
            wrong(f"{has}. Did ({n},) meet ({n}, 1)? Their sum or difference has {n} rows and {n} columns")
    dropped = [got.shape[:j] + got.shape[j + 1 :] for j in range(got.ndim) if got.shape[j] in counts]
    if expected.shape in dropped:
        wrong(f"{has}. Is the sum over the samples missing")
    if got.size == expected.size:
        wrong(f"{has}. The number of values is right: look at what has a shape with a 1 in it")
    wrong(has)


def _avoid(warned):
    if "overflow" in warned:
        return "A number became too large to hold; exp of a large argument does that, so keep exponents below 0."
    if "divide by zero" in warned and "log" in warned:
        return "The log of 0 was taken."
    return ""


def _finite(got, expected, warned, wrong):
    bad = ~np.isfinite(got) & np.isfinite(expected)
    if not bad.any():
        return
    kind = "nan" if np.isnan(got[bad]).any() else "infinite"
    reason = f" numpy says: {warned}. {_avoid(warned)}".rstrip(". ") if warned else ""
    wrong(f"the result is {kind}{_where(bad)}.{reason}".rstrip("."))


def _where(mask):
    """Say where the first True of a mask stands; nothing for a single number."""
    if mask.ndim == 0:
        return ""
    index = tuple(int(i) for i in np.argwhere(mask)[0])
    return f" at index {index[0] if len(index) == 1 else index}"


SIGNS = {1: "", -1: "the sign is flipped"}
TWOS = {1: "", 0.5: "the factor 2 is missing", 2: "there is a factor 2 too many"}


def _factor(got, expected, rtol, atol, counts, wrong):
    """Name a constant factor between the two: of the sign, 2 and N, or, for arrays, any."""
    if not np.any(np.abs(expected) > atol):
        return
    means = {1.0: ""}
    for n in counts:
        means[1 / n] = f"it is {n} times too small, as if a mean over {n} samples stood where the sum is asked"
        means[n] = f"it is {n} times too large, as if a sum over {n} samples stood where the mean is asked"
    # The likeliest first: few mistakes before many.
    tables = product(SIGNS.items(), TWOS.items(), means.items())
    for choice in sorted(tables, key=lambda c: sum(bool(sentence) for _, sentence in c)):
        factor = np.prod([f for f, _ in choice])
        if factor != 1 and _close(got, factor * expected, rtol, atol * abs(factor)):
            wrong(", and ".join(s for _, s in choice if s))
    if np.count_nonzero(np.abs(expected) > atol) > 1:
        factor = float(np.vdot(got, expected) / np.vdot(expected, expected))
        if abs(factor) > 1e-6 and _close(got, factor * expected, rtol, atol):
            wrong(f"all entries are {factor:.4g} times what they should be. Look for a constant factor")


def _components(got, expected, rtol, atol, wrong):
    if expected.ndim == 0:
        if got.dtype.kind in "iu" and expected.dtype.kind in "iu" and abs(int(got) - int(expected)) == 1:
            wrong(f"the count is one too {'high' if got > expected else 'low'}")
        return
    if got.dtype.kind in "iu" and expected.dtype.kind == "f" and _close(got, np.trunc(expected), rtol, atol):
        wrong("decimals are cut off. An array of whole numbers stays one when a float is written into it")
    if expected.ndim == 2 and _close(got, expected.T, rtol, atol):
        wrong("rows and columns are transposed")
    if expected.ndim == 2 and len(expected) > 2:
        if _close(got, np.broadcast_to(got[-1], got.shape), rtol, atol):
            wrong("all rows are the same. Does every row point to one array that changes later? Store a copy")
        if _close(got[:-1], expected[1:], rtol, atol):
            wrong("all rows come one too early: the first row must be the start")
        if _close(got[1:], expected[:-1], rtol, atol):
            wrong("all rows come one too late: is the start there twice")
    if expected.ndim == 1 and expected.size > 1 and _close(np.sort(got), np.sort(expected), rtol, atol):
        wrong("the numbers are right, but in the wrong order: components are swapped")
    if got.dtype.kind in "iu" and expected.dtype.kind == "f":
        wrong("the result holds whole numbers only. Is something stored in an array of integers")
    right = np.isclose(got, expected, rtol, atol)
    if expected.ndim == 1 and 1 < expected.size <= 10 and right.any():
        rest = np.flatnonzero(~right)
        wrong(
            f"component {rest[0]} is wrong, the other{'s are' if expected.size > 2 else ' is'} right"
            if len(rest) == 1
            else f"components {', '.join(map(str, rest))} are wrong, the others are right"
        )


def _largest_difference(got, expected, rtol, atol, wrong):
    difference = np.abs(got.astype(float) - expected)
    largest = np.unravel_index(np.argmax(difference), difference.shape)
    size = abs(float(expected[largest]))
    relative = f" ({difference[largest] / size:.1%} of its size)" if size > atol else ""
    # An answer of 0, or twice too large, is off by the expected value itself, which is not told.
    much = "as large as the number itself" if abs(difference[largest] - size) < 0.05 * size else None
    first, right = "", np.isclose(got, expected, rtol, atol)
    if expected.ndim and right.ravel()[0]:
        first = f". It is right up to the first wrong entry{_where(~right)}"
    elif expected.ndim and len(expected) > 2:
        first = ". It is wrong from the first entry on"
    mask = np.zeros(expected.shape, bool)
    mask[largest] = True
    wrong(f"the largest difference is {much or f'{difference[largest]:.2g}{relative}'}{_where(mask)}{first}")


# ---- arguments


def _may_change(argument):
    """Functions hold nothing to compare, and a random generator goes on with every draw."""
    return callable(argument) or isinstance(argument, np.random.Generator)


def _changed_arguments(call, before, args):
    """Return a clause that names the arguments which the call changed, or ""."""
    names = [name.strip() for name in call.partition("(")[2].partition(")")[0].split(",")]
    changed = [
        names[i] if i < len(names) else f"number {i + 1}"
        for i, (old, new) in enumerate(zip(before, args, strict=True))
        if not _may_change(new) and not _same(old, new)
    ]
    if not changed:
        return ""
    several = len(changed) > 1
    return (
        f"the call changed its argument{'s' if several else ''} {' and '.join(changed)}. "
        "Work on a copy: `-=` and `[...] =` change an array in place"
    )


def _same(old, new):
    if isinstance(old, dict):
        return isinstance(new, dict) and old.keys() == new.keys() and all(_same(old[k], new[k]) for k in old)
    if isinstance(old, np.ndarray):
        return isinstance(new, np.ndarray) and np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    if isinstance(old, (list, tuple)):
        return type(old) is type(new) and len(old) == len(new) and all(map(_same, old, new))
    return old is new or old == new


def _sample_counts(args):
    """The lengths above 2 of the array arguments: what a mean may have divided by."""
    shapes = [_shape(a) for a in args if isinstance(a, (np.ndarray, list, tuple))]
    return sorted({int(n) for shape in shapes for n in shape if n > 2})


def _shape(argument):
    try:
        return np.shape(argument)
    except ValueError:  # arrays of different shapes in a list, such as the layers of a network
        return ()
