"""How long a function of the student's may take: one that never ends costs its time once, not in every test."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import OutOfTime
from .answers import Answer

# What a function has after it ran out of time once, as a share of what it had: other arguments may end sooner.
SECOND = 1 / 4
# A function that ran out of time so often is not called again.
TRIES = 2


class Patience:
    """seconds: of CPU time that a call may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.late: dict[tuple, list[str]] = {}  # {key of a function: what was said each time that it ran out of time}

    def renew(self) -> None:
        """Take note that another cell has run: methods of the old names may be others by now."""
        self.late = {key: told for key, told in self.late.items() if type(key[0]) is int}

    @contextmanager
    def with_(self, function: Any, name: str, given: Iterable[str] = ()) -> Iterator[float]:
        """Yield the seconds that a call of `function`, by this name, may take now, and take note if it needs more.

        given: names swapped into the notebook for the time being, with which it is another function. Raises OutOfTime
        for one that had its tries.
        """
        # A lambda has the name of all others, a method is another object each time.
        named = not issubclass(type(function), Answer) or function._ref.type == "method"
        key = (name if named else function._ref.id, *sorted(given))
        told = self.late.get(key, [])
        if len(told) >= TRIES:
            raise OutOfTime(f"{name} was not called again: {told[0]}, and so it was the next time")
        try:
            yield self.seconds * (SECOND if told else 1)
        except OutOfTime as late:
            self.late[key] = [*told, str(late)]
            raise
