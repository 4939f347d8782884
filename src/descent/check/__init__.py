"""Compare an answer with what is expected, and say what is wrong with it.

`check.<exercise>(answer)` in a notebook tries the cases that a file beside the notebook holds. An instructor writes
them with `cases`; hidden tests use `cases` and `returns`. The same engine, `descent.check.cases`, judges all of them.

No message contains an expected value.
"""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .. import GRADING
from . import beside
from .beside import Beside
from .calling import call as _call
from .cases import Case, Check, case
from .cases import cases as _cases
from .errors import CheckError, private
from .findings import Tolerance
from .formula import Formula as formula
from .found import found
from .progress import Progress
from .values import Seeded as seed

__all__ = ["CheckError", "case", "cases", "formula", "found", "given", "returns", "run", "seed", "that"]


def __getattr__(name: str) -> Beside:
    """Return the check of an exercise, which is read from the file beside the notebook when it is called."""
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return Beside(name)


@functools.wraps(_cases)
def cases(*args: Any, **options: Any) -> Check:
    made = _cases(*args, **options)

    def explained(error: CheckError, space: dict[str, Any]) -> CheckError:
        told = str(error).removeprefix("✗ ").partition(": ")[0]
        return error if _own(made) is made else beside.explained(_own(made), told, error, space)

    made.explained = explained
    return made


def _own(check: Check) -> Beside | Check:
    """Return the check that stands under the exercise of a check in a hidden test."""
    return globals().get(check.name, Beside(check.name))


def returns(
    call: str,
    answer: Callable,
    args: tuple,
    expected: object,
    *,
    about: str = "",
    mistakes: dict[str, Any] | None = None,
    view: Callable | None = None,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    quiet: bool = False,
) -> None:
    """Check that `answer(*args)` gives `expected`, and print a line that says so.

    call: the call as the lab writes it, such as "sse(x, y, w)": names the function and its arguments in messages.
    answer: the student's function. args: a tuple of its arguments, which the call must leave unchanged.
    expected: a number, a string, an array, or a tuple or dict of those; `...` in it stands for any value.
    about: the case in words, such as "for 3 samples".
    mistakes: {sentence: the value that this mistake gives}; `...` in it stands for a part that it leaves open.
    view: a function of the result, whose value is compared instead: for a shuffle, say, of which many are right.
    rtol, atol: relative and absolute tolerance of each number.
    quiet: whether a RuntimeWarning (overflow, log of 0) is a mistake too.

    Raises CheckError, which says what is wrong. Where it could only show it, and the exercise's own check names the
    mistake, that is said. For several cases at once, see `cases`.
    """
    one = Case(args, about, expected, Tolerance(rtol, atol), quiet)
    told = f"{call}, {about}" if about else call
    check = Check(call, [one], {sentence: [value] for sentence, value in (mistakes or {}).items()})
    try:
        check.verdict([_call(told, answer, args, view)])
    except CheckError as error:
        raise beside.explained(_own(check), told, error, sys._getframe(1).f_globals) from None
    print(f"✓ {told}: right")


def run(call: str, answer: Callable, args: tuple) -> Any:
    """Return `answer(*args)`; raise CheckError where it is not implemented yet or raised."""
    outcome = _call(call, answer, args)
    if outcome.error is not None:
        raise CheckError(f"✗ {call}: {outcome.raised}") from None
    return outcome.got


def that(condition: object, message: str) -> None:
    """Raise CheckError(message) unless the condition holds. For what `returns` cannot say."""
    if not condition:
        raise CheckError(f"✗ {private(message)}")


def progress() -> Progress | None:
    """Return a table of the notebook's exercises, which the notebook shows: the points that each check stands for,
    whether it passes now, and what to look at first. Nothing while a notebook is graded.
    """
    return None if os.environ.get(GRADING) else Progress(sys._getframe(1).f_globals)


def borrow(*names: str) -> None:
    """Put right versions of these exercises in place of the notebook's own, for what stands below; they earn nothing.

    Raises CheckError where the notebook's folder does not lend one.
    """
    for name in names:
        beside.borrow(name, sys._getframe(1).f_globals)


@contextmanager
def given(**answers: object) -> Iterator[None]:
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
        told = f"{error.signed()} (Tested with a right {names}, so the mistake is in this exercise.)"
        raise CheckError(told, error.why, error.symptom, error.known) from None
    finally:
        for name, value in students.items():
            if value is missing:
                del namespace[name]
            else:
                namespace[name] = value
