"""Check a number that the student found with a slider, by what it must do."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import properties
from .calling import call as called
from .errors import CheckError
from .values import decoded, encoded


class Found:
    """Checks an answer that takes nothing and returns a number, when called with it and with the student's functions.

    has: the name of a function of `properties`. numbers: what it gets by name. count: how many numbers the answer
    returns; where that is more than one, the property gets them as an array.
    """

    def __init__(self, call: str, has: str, numbers: dict[str, Any], count: int = 1) -> None:
        self.call, self.has, self.numbers, self.count = call, has, numbers, count

    def __call__(self, answer: Callable, *functions: Callable) -> None:
        """Print that the number is right, or raise CheckError, which says what is wrong."""
        outcome = called(self.call, answer, ())
        if outcome.error is not None:
            raise CheckError(f"✗ {self.call}: {outcome.raised}")
        number = self.number(outcome.got)
        asked = called(self.call, getattr(properties, self.has), (number, *functions), numbers=self.numbers)
        if asked.error is not None:
            raise CheckError(f"✗ {self.call}: it cannot be tried, since one of your earlier functions {asked.raised}")
        if asked.got:
            raise CheckError(f"✗ {self.call}: {asked.got}.")
        # A hidden test asks right functions.
        print(f"✓ {self.call}: right{', by your functions' if functions else ''}")

    def number(self, got: Any) -> float | np.ndarray:
        """Return the answer as a float, or as an array of floats, (count,). Raises CheckError where it is none."""
        if got is None or got is ...:
            raise CheckError(f"✗ {self.call}: returns None. Is the `return` missing, or the work not done yet?")
        expected = "one number is" if self.count == 1 else f"{self.count} numbers are"
        values = got
        if self.count > 1 and isinstance(got, list | tuple):
            values = np.array(got) if all(np.ndim(part) == 0 for part in got) else None
        if isinstance(values, bool | np.bool_) or not isinstance(values, int | float | np.number | np.ndarray):
            raise CheckError(f"✗ {self.call}: {expected} expected, but it returns a {type(got).__name__}.")
        if np.size(values) != self.count or np.asarray(values).dtype.kind not in "iuf":
            raise CheckError(f"✗ {self.call}: {expected} expected, but it returns {np.size(values)}.")
        if not np.all(np.isfinite(values)):
            raise CheckError(f"✗ {self.call}: the number is not finite.")
        return float(np.ravel(values)[0]) if self.count == 1 else np.ravel(values).astype(float)

    def complaints(self) -> Iterator[str]:
        """Yield nothing: there are no foreseen mistakes."""
        yield from ()

    def encoded(self) -> dict[str, Any]:
        """Return the check as what json.dumps takes."""
        written = {"call": self.call, "has": self.has, "numbers": {k: encoded(v) for k, v in self.numbers.items()}}
        return written | ({"count": self.count} if self.count > 1 else {})


def found(call: str, has: str, count: int = 1, **numbers: Any) -> Found:
    """Return the check of a number found with a slider.

    call: as the lab writes it, such as "smallest_rate()". has: the name of a function in `descent.check.properties`,
    which gets the number, the functions that the check's line hands over, and these numbers; a list becomes an array.
    count: how many numbers the answer returns.
    """
    if not callable(getattr(properties, has, None)):
        raise ValueError(f"descent.check.properties has no function {has}")
    return Found(call, has, {k: np.array(v) if isinstance(v, list) else v for k, v in numbers.items()}, count)


def from_file(written: dict[str, Any]) -> Found:
    """Return the Found that `Found.encoded` made this of."""
    return Found(
        written["call"], written["has"], {k: decoded(v) for k, v in written["numbers"].items()}, written.get("count", 1)
    )
