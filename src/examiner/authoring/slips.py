"""What a slip in a right answer gives in each case of its check: a sign flipped, a term forgotten, arguments swapped.

Nobody has to foresee these. Each is the right answer with one place of its code changed, called with one argument
changed, or with its result changed, and has a sentence that shows none of that code. `descent.check` says it of an
answer that gives the same in every case, where no mistake that the instructor foresaw does.
"""

import signal
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from descent.check.cases import Check, fresh, through_functions, viewed
from descent.check.slips import Slips, apart, mark, slack
from descent.check.values import Raised

from .slips_in_arguments import NotApplicable, changed_arguments, unused_arguments
from .slips_in_code import changed_answers
from .slips_in_results import changed_results

# Of processor time that all cases of a slip may take: so many seconds, and so many times what the right answer takes. A
# right answer that takes longer than SLOW is not called with other arguments, of which there are many.
SECONDS, TIMES, SLOW = 0.05, 3, 0.05
MOST_TOLD = 2  # sentences of one slip
# What a slip gives in the case with this number. It may raise anything.
Tried = Callable[[int], Any]


def slips(check: Check, source: str, namespace: dict[str, Any], functions: Sequence[Callable] = ()) -> Slips:
    """Return the slips that show in some case.

    check: of the exercise. source: of its answer cell. namespace: of the notebook, after that cell. functions: what the
    check's line hands over beside the answer.
    """
    began = time.process_time()
    results = [_through(check, namespace[check.name], functions)(*fresh(case.args)) for case in check.cases]
    took = time.process_time() - began
    slacks = np.array([slack(case.expected, case.tolerance) for case in check.cases])
    right = _marks(check, [viewed(case.view, result) for case, result in zip(check.cases, results, strict=True)])
    found: dict[tuple[int, ...], list[str]] = {}
    for sentence, tried in _candidates(check, source, namespace, functions, results, took < SLOW):
        values = _values(check, tried, SECONDS + TIMES * took)
        marks = values and _marks(check, values)
        if not marks or (apart(np.array(marks, np.uint32), np.array(right, np.uint32)) <= slacks).all():
            continue
        told = found.setdefault(tuple(marks), [])
        if sentence not in told and len(told) < MOST_TOLD:
            told.append(sentence)
    return Slips(list(found.values()), np.array(list(found), np.uint32).reshape(-1, len(check.cases)))


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


def _values(check: Check, tried: Tried, seconds: float) -> list[Any] | None:
    """Return what a slip gives in each case; None where it takes too long, raises in all, or is of no use."""
    values: list[Any] = []
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        for number in range(len(check.cases)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    values.append(viewed(check.cases[number].view, tried(number)))
                except (TimeoutError, NotApplicable):
                    return None
                except Exception as error:
                    values.append(Raised(type(error).__name__))
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return None if all(isinstance(value, Raised) for value in values) else values


def _stop(*_: object) -> None:
    raise TimeoutError
