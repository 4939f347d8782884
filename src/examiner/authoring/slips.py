"""What a slip in a right answer gives in each case of its check: a sign flipped, a term forgotten, arguments swapped.

Nobody has to foresee these. Each is the right answer with one place of its code changed, called with one argument
changed, or with its result changed, and has a sentence that shows none of that code. `descent.check` says it of an
answer that gives the same in every case, where no mistake that the instructor foresaw does.
"""

import re
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import FrameType
from typing import Any, Self

import numpy as np

from descent.check.cases import Check, fresh, through_functions, viewed
from descent.check.slips import Slips, apart, mark, slack
from descent.check.values import Raised

from .slips_in_arguments import NotApplicable, changed_arguments, unused_arguments
from .slips_in_code import changed_answers
from .slips_in_results import changed_results

# Lines of the lab's code that all cases of a slip may run: so many, and so many times what the right answer runs. One
# that runs more than SLOW is not called with other arguments, of which there are many. Lines, because time differs from
# run to run, and the file of checks must not.
LINES, TIMES, SLOW = 3_000, 3, 10_000
SECONDS = 10  # of processor time: only against a line that takes for ever
MOST_TOLD = 2  # sentences of one slip
# What nobody does if anything else gives the same.
UNLIKELY = re.compile(r"is (squared|doubled)\b|^a [\d.e-]+ stands where a [\d.e-]+ must|\bfixed\b")
# What a slip gives in the case with this number. It may raise anything.
Tried = Callable[[int], Any]


def slips(check: Check, source: str, namespace: dict[str, Any], functions: Sequence[Callable] = ()) -> Slips:
    """Return the slips that show in some case.

    check: of the exercise. source: of its answer cell. namespace: of the notebook, after that cell. functions: what the
    check's line hands over beside the answer.
    """
    right_answer = _through(check, namespace[check.name], functions)
    with Lines() as ran:
        results = [right_answer(*fresh(case.args)) for case in check.cases]
    slacks = np.array([slack(case.expected, case.tolerance) for case in check.cases])
    right = _marks(check, [viewed(case.view, result) for case, result in zip(check.cases, results, strict=True)])
    found: dict[tuple[int, ...], list[str]] = {}
    for sentence, tried in _candidates(check, source, namespace, functions, results, ran.count < SLOW):
        values = _values(check, tried, LINES + TIMES * ran.count)
        marks = values and _marks(check, values)
        if not marks or (apart(np.array(marks, np.uint32), np.array(right, np.uint32)) <= slacks).all():
            continue
        told = found.setdefault(tuple(marks), [])
        if sentence not in told:
            told.append(sentence)
    likeliest = [sorted(told, key=lambda sentence: bool(UNLIKELY.search(sentence))) for told in found.values()]
    said = [[s for s in told[:MOST_TOLD] if s == told[0] or not UNLIKELY.search(s)] for told in likeliest]
    return Slips(said, np.array(list(found), np.uint32).reshape(-1, len(check.cases)))


def _candidates(
    check: Check,
    source: str,
    namespace: dict[str, Any],
    functions: Sequence[Callable],
    results: list[Any],
    of_arguments: bool,
) -> Iterator[tuple[str, Tried]]:
    """Yield (sentence, what it gives) of all slips, those that say the likeliest cause first."""
    right = _through(check, namespace[check.name], functions)

    def called(answer: Callable, change: Callable, number: int) -> Any:
        return answer(*change(fresh(check.cases[number].args)))

    def returned(change: Callable, number: int) -> Any:
        return change(results[number], check.cases[number].args)

    for sentence, change in unused_arguments(check) if of_arguments else ():
        yield sentence, partial(called, right, change)
    for sentence, changed in changed_answers(check.name, source, namespace):
        yield sentence, partial(called, _through(check, changed, functions), lambda args: args)
    for sentence, change in changed_arguments(check) if of_arguments else ():
        yield sentence, partial(called, right, change)
    for sentence, of_result in changed_results(check):
        yield sentence, partial(returned, of_result)


def _through(check: Check, answer: Callable, functions: Sequence[Callable]) -> Callable:
    return getattr(through_functions, check.through)(answer, *functions) if check.through else answer


def _marks(check: Check, values: list[Any]) -> list[int] | None:
    """Return the mark of the value in each case; None where one has another form than the expected result."""
    marks = [mark(value, case.expected, case.tolerance) for value, case in zip(values, check.cases, strict=True)]
    known = [each for each in marks if each is not None]
    return known if len(known) == len(marks) else None


def _values(check: Check, tried: Tried, lines: int) -> list[Any] | None:
    """Return what a slip gives in each case; None where it runs too many lines, raises in all, or is of no use."""
    values: list[Any] = []
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        with warnings.catch_warnings(), Lines(lines):
            warnings.simplefilter("ignore")
            for number in range(len(check.cases)):
                try:
                    values.append(viewed(check.cases[number].view, tried(number)))
                except NotApplicable:
                    return None
                except Exception as error:
                    values.append(Raised(type(error).__name__))
    except TooLong:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return None if all(isinstance(value, Raised) for value in values) else values


def _stop(*_: object) -> None:
    raise TooLong


class TooLong(BaseException):
    """A slip runs too many lines. No `except Exception` in its code holds it."""


class Lines:
    """Counts the lines of the lab's cells that run in a `with` block. Raises TooLong after so many."""

    def __init__(self, most: float = np.inf) -> None:
        self.most, self.count = most, 0

    def __enter__(self) -> Self:
        self.before = sys.gettrace()
        sys.settrace(self.enter)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def enter(self, frame: FrameType, event: str, _: object) -> Callable | None:
        """Trace a function of a cell, whose file is the cell's name, and no other."""
        return None if frame.f_code.co_filename.startswith(("/", "<")) else self.line

    def line(self, frame: FrameType, event: str, _: object) -> Callable:
        self.count += event == "line"
        if self.count > self.most:
            raise TooLong
        return self.line
