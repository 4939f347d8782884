"""Check a number that the student found with a slider, by what it must do."""

import numpy as np

from . import properties
from .calling import call as called
from .errors import CheckError
from .values import decoded, encoded


class Found:
    """Checks an answer that takes nothing and returns a number, when called with it and with the student's functions.

    has: the name of a function of `properties`. numbers: what it gets by name.
    """

    def __init__(self, call, has, numbers):
        self.call, self.has, self.numbers = call, has, numbers

    def __call__(self, answer, *functions):
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
        print(f"✓ {self.call}: right")

    def number(self, got):
        """Return the answer as a float. Raises CheckError where it is none."""
        if got is None or got is ...:
            raise CheckError(f"✗ {self.call}: returns None. Is the `return` missing, or the work not done yet?")
        if isinstance(got, bool | np.bool_) or not isinstance(got, int | float | np.number | np.ndarray):
            raise CheckError(f"✗ {self.call}: one number is expected, but it returns a {type(got).__name__}.")
        if np.size(got) != 1 or np.asarray(got).dtype.kind not in "iuf":
            raise CheckError(f"✗ {self.call}: one number is expected, but it returns {np.size(got)}.")
        if not np.all(np.isfinite(got)):
            raise CheckError(f"✗ {self.call}: the number is not finite.")
        return float(np.ravel(got)[0])

    def complaints(self):
        """Yield nothing: there are no foreseen mistakes."""
        yield from ()

    def encoded(self):
        """Return the check as what json.dumps takes."""
        return {"call": self.call, "has": self.has, "numbers": {k: encoded(v) for k, v in self.numbers.items()}}


def found(call, has, **numbers):
    """Return the check of a number found with a slider.

    call: as the lab writes it, such as "smallest_rate()". has: the name of a function in `descent.check.properties`,
    which gets the number, the functions that the check's line hands over, and these numbers; a list becomes an array.
    """
    if not callable(getattr(properties, has, None)):
        raise ValueError(f"descent.check.properties has no function {has}")
    return Found(call, has, {k: np.array(v) if isinstance(v, list) else v for k, v in numbers.items()})


def from_file(written):
    """Return the Found that `Found.encoded` made this of."""
    return Found(written["call"], written["has"], {k: decoded(v) for k, v in written["numbers"].items()})
