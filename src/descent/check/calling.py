"""Call an answer and keep what came of it: a result, an exception, warnings, changed arguments."""

import builtins
import copy
import linecache
import re
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .errors import CheckError, private
from .values import Seeded

HERE = str(Path(__file__).parent)


@dataclass
class Outcome:
    """What came of a call: its result, or the exception and that in words; numpy's first warning, and which arguments
    the call changed, both in words, "" for none.
    """

    got: Any = None
    error: Exception | None = None
    raised: str = ""
    warned: str = ""
    changed: str = ""


def call(
    what: str, answer: Callable, args: tuple, view: Callable | None = None, numbers: dict[str, Any] | None = None
) -> Outcome:
    """Return the Outcome of `answer(*args, **numbers)`. Raises CheckError where the answer is not written yet.

    what: the call in words. view: a function of the result, whose value counts instead of the result.
    """
    args = tuple(np.random.default_rng(a.seed) if isinstance(a, Seeded) else a for a in args)
    before = copy.deepcopy([None if _may_change(a) else a for a in args])
    outcome = Outcome()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            outcome.got = answer(*args, **(numbers or {}))
        except NotImplementedError as error:
            raise not_written(what, error) from None
        except TimeoutError as error:  # the other cases would take as long
            raise CheckError(f"✗ {what}: raised {describe(error)}") from None
        except Exception as error:
            outcome.error, outcome.raised = error, f"raised {describe(error)}"
    runtime = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
    outcome.warned = runtime[0] if runtime else ""
    outcome.changed = _changed(what, before, args)
    if view is not None and outcome.got is not None:
        try:
            outcome.got = view(outcome.got)
        except CheckError:
            raise
        except Exception as error:
            problem = named(error)
            outcome.error = error
            outcome.raised = f"the result does not have the required form. Reading it raised {problem}."
    return outcome


def not_written(what: str, error: BaseException) -> CheckError:
    """Return the CheckError for an answer that is not written, or that calls one which is not."""
    # Where the student's code runs in a process of its own, its traceback comes along as text.
    frames = [name for note in getattr(error, "__notes__", []) for name in re.findall(r", in (\S+)$", note, re.M)]
    if not getattr(error, "__notes__", None):
        frames = [f.name for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(HERE)]
    earlier = frames[-1] if len(frames) > 1 and frames[-1].isidentifier() else ""
    said = f"it calls {earlier}, which is not implemented yet" if earlier else "not implemented yet"
    told = CheckError(f"✗ {what}: {said}.")
    told.not_written = True
    return told


def describe(error: BaseException) -> str:
    """Name the exception and the line of the student's cell that raised it."""
    text = named(error)
    if isinstance(error, NameError):
        text += " (is the cell that defines it run, and does it stand above?)"
    if "Cannot cast ufunc" in text:
        text += " (`-=` and the like cannot put decimals into an array of whole numbers: write `w = w - …`)"
    # The last line of the cell that was called, not of what it called: that may be numpy's, or the test's own.
    steps = _steps(error)
    lines = [line for file, line in steps if file == steps[0][0]]
    return text + (f", in the line `{private(lines[-1])}`." if lines and lines[-1] else ".")


def named(error: BaseException) -> str:
    """Return an exception's name and text, without a full stop."""
    kind, text = type(error).__name__, str(error).rstrip(".")
    if not hasattr(builtins, kind):  # of the student's own: its name may say anything
        kind = private(kind)
    return f"{kind}: {private(text)}" if text else kind


def _steps(error):
    """The (file, line of code) pairs that an exception came through, from the student's function on."""
    # Where the student's code runs in a process of its own, its traceback comes along as text.
    for note in getattr(error, "__notes__", []):
        if steps := re.findall(r'^  File "(.*)", line .*\n    (.*)$', note, re.M):
            return steps
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(HERE)]
    return [(f.filename, linecache.getline(f.filename, f.lineno).strip()) for f in frames]


def names_of_arguments(what: str) -> list[str]:
    """Return the names in a call such as "sse(x, y, w)"."""
    inside = what.partition("(")[2].partition(")")[0]
    return [name.partition("=")[0].strip() for name in inside.split(",") if name.strip()]


def _may_change(argument):
    """Functions hold nothing to compare, and a random generator goes on with every draw."""
    return callable(argument) or isinstance(argument, np.random.Generator)


def _changed(what, before, args):
    """Return a clause that names the arguments which the call changed, or ""."""
    names = names_of_arguments(what)
    changed = [
        names[i] if i < len(names) else f"number {i + 1}"
        for i, (old, new) in enumerate(zip(before, args, strict=True))
        if not _may_change(new) and not same(old, new)
    ]
    if not changed:
        return ""
    several = len(changed) > 1
    return (
        f"the call changed its argument{'s' if several else ''} {' and '.join(changed)}. "
        "Work on a copy: `-=` and `[...] =` change an array in place"
    )


def same(old: object, new: object) -> bool:
    """Return whether two arguments are equal, exactly."""
    if isinstance(old, dict):
        return isinstance(new, dict) and old.keys() == new.keys() and all(same(old[k], new[k]) for k in old)
    if isinstance(old, np.ndarray):
        return isinstance(new, np.ndarray) and np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    if isinstance(old, (list, tuple)):
        return type(old) is type(new) and len(old) == len(new) and all(map(same, old, new))
    return old is new or (type(old) is type(new) and bool(old == new))
