"""A function that never ends costs its time once, not in every cell of the notebook that calls it."""

import re
from collections import Counter
from collections.abc import Iterable

from nbformat import NotebookNode

from ..notebook.cells import bound_and_free

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"\bin (\w+)\(")
# What a cell has of its time for each time that a function which it needs ran out of it.
SHARES = (1, 1 / 4, 1 / 16)


class SlowCells:
    """What is known of the cells of a notebook that ran."""

    def __init__(self) -> None:
        self.reads: dict[str, set[str]] = {}  # name: the names that the cell which bound it last reads
        self.slow: Counter[str] = Counter()  # name of a function: how often it was at work when the time was over

    def share(self, source: str) -> float:
        """Return what a cell, which begins now, may have of the time of a cell."""
        bound, free = _names(source)
        self.reads |= dict.fromkeys(bound, free)
        times = max((self.slow[name] for name in self._needs(source)), default=0)
        return SHARES[min(times, len(SHARES) - 1)]

    def ran_out_of_time(self, source: str, outputs: Iterable[NotebookNode]) -> None:
        """Take note of a cell that was stopped. Of the notebook's functions in its traceback it is the first one that
        did not come back.
        """
        lines = [line for output in outputs for line in output.get("traceback", [])]
        needed = self._needs(source) & self.reads.keys()
        called = [name for name in FRAME.findall(COLOUR.sub("", "\n".join(lines))) if name in needed]
        self.slow.update(called[:1])

    def _needs(self, source):
        """Return the names that a cell reads, and those that these need, as their cells tell."""
        found, new = set(), set(_names(source)[1])
        while new:
            found |= new
            new = set().union(*(self.reads.get(name, ()) for name in new)) - found
        return found


def _names(source):
    """Return (names that code binds, names that it reads), none where it is not Python."""
    try:
        return bound_and_free(source)
    except SyntaxError:
        return set(), set()
