"""Time that belongs to a process: how long it ran, and how long it waited of its own accord.

Neither grows while others have the processor, while the process is stopped, or while this one is: so a limit in such
time says the same whatever else the machine does.
"""

import os
import sys
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic

from ..errors import Disturbed, OutOfTime

# How often somebody who waits for a process looks at its clock, in seconds.
TICK = 0.1
# So long a process may neither run nor wait: then the machine is to blame.
STALLED = 600
# The waits of one process in all, in those that it may have at a time.
WAITS = 10
# A thread that is found at work so often within a TICK is.
LOOKS = 5
PROCESS_CLOCK = 2


class Clock:
    """The clock of a process.

    pid: as this process sees it. own: the threads, by id, that it has before code of others runs in it. left: those
    that were left behind by what ran before, which cost what runs now nothing.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.own = set(self.threads())
        self.left: list[int] = []
        self.last = self.waited = 0.0

    def used(self) -> float:
        """Return the seconds of CPU time that the process used, all its threads; the last known when it is gone."""
        with suppress(OSError):
            self.last = _used(self.pid)
        return self.last

    def threads(self) -> list[int]:
        """Return the ids of its threads, nothing where that cannot be known or when it is gone."""
        with suppress(OSError):
            return [int(name) for name in os.listdir(f"/proc/{self.pid}/task")]  # noqa: PTH208  ten times as fast
        return []

    def settle(self) -> None:
        """Take all threads that are there now, when nothing has begun to run, for left behind."""
        self.left = [thread for thread in self.threads() if thread not in self.own]

    def ran(self, thread: int) -> float | None:
        """Return the seconds that one thread ran, None when it is gone."""
        told = self._told(thread, "schedstat")
        return int(told.split()[0]) / 1e9 if told else None

    def kept_waiting(self, threads: Iterable[int]) -> float:
        """Return the seconds in which these threads would have run, had others not."""
        told = [self._told(thread, "schedstat").split() for thread in threads]
        return sum(int(times[1]) / 1e9 for times in told if times)

    def patience(self, wait: float) -> float:
        """Return the seconds that it may wait next, of `wait` at a time and WAITS times as many in all."""
        return max(1.0, min(wait, WAITS * wait - self.waited))

    def states(self, threads: Iterable[int]) -> set[str]:
        """Return the letters of what these threads do: R runs or would, S sleeps, T is stopped, D waits for a disk."""
        told = [self._told(thread, "stat") for thread in threads]
        return {text.rpartition(b")")[2].split()[0].decode() for text in told if text}

    def busy(self) -> int:
        """Return how many threads, new since this was settled, are at work while nothing is to be done."""
        threads = [thread for thread in self.threads() if thread not in self.own and thread not in self.left]
        for _ in range(LOOKS * bool(threads)):
            threads = [thread for thread in threads if self.states([thread]) == {"R"}]
            if threads:
                time.sleep(TICK / LOOKS)
        return len(threads)

    def most_memory(self) -> int:
        """Return the most bytes of address space that the process has had, 0 where that cannot be known."""
        with suppress(OSError, ValueError):
            text = Path(f"/proc/{self.pid}/status").read_text()
            return 1024 * int(text.partition("VmPeak:")[2].split(maxsplit=1)[0])
        return 0

    def _told(self, thread: int, what: str) -> bytes:
        with suppress(OSError), open(f"/proc/{self.pid}/task/{thread}/{what}", "rb") as file:  # noqa: PTH123
            return file.read()
        return b""


def _used(pid: int) -> float:
    """Return the CPU time of a process. Raises OSError when it is gone."""
    if sys.platform == "linux":
        # What clock_getcpuclockid gives, which Python does not have. /proc counts in hundredths.
        return time.clock_gettime(~pid << 3 | PROCESS_CLOCK)
    import psutil

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error as error:
        raise ProcessLookupError(*error.args) from error
    return times.user + times.system


class Limit:
    """What some processes may use from now on, together: seconds of CPU time, and seconds in which all of them wait.

    clocks: theirs.
    """

    def __init__(self, clocks: Collection[Clock], cpu: float, wait: float) -> None:
        self.clocks, self.cpu, self.wait = clocks, cpu, wait
        # {clock: {thread: seconds}}: what each thread left behind has run.
        self.left = {clock: {thread: clock.ran(thread) or 0.0 for thread in clock.left} for clock in clocks}
        self.at = monotonic()
        self.begin = self.last = 0.0
        self.waited = self.stalled = self.delay = 0.0
        self.begin = self.last = self.used()

    def used(self) -> float:
        """Return the seconds of CPU time, without those of threads left behind."""
        total = 0.0
        for clock in self.clocks:
            left = self.left[clock]
            for thread in left:
                left[thread] = clock.ran(thread) or left[thread]
            total += clock.used() - sum(left.values())
        return total

    def check(self) -> None:
        """Take note of the time since this was last called. Raises OutOfTime, and Disturbed where the machine gives the
        processes no time at all.
        """
        now = monotonic()
        if now - self.at < TICK:
            return
        # A pause of this process, or of the whole machine, is nobody's waiting.
        step, self.at = min(now - self.at, 2 * TICK), now
        before = {clock: dict(threads) for clock, threads in self.left.items()}
        used, waited = self.spent(), self._wait(step, before)
        self.waited += waited
        for clock in self.clocks:
            clock.waited += waited
        self.stalled = 0.0 if waited or used > self.last else self.stalled + step
        self.last = used
        if self.waited > self.wait:
            raise OutOfTime(f"waited for more than {self.wait:g} s, for a sleep, an input or a lock")
        if self.stalled > STALLED:
            raise Disturbed(f"a process got no time from this machine for {STALLED} s")

    def spent(self) -> float:
        """Return what `used` does. Raises OutOfTime if that is too much."""
        used = self.used()
        if used - self.begin > self.cpu:
            raise OutOfTime(f"took more than {self.cpu:g} s of CPU time")
        return used

    def excuse(self, used: float) -> None:
        """Let the CPU time that was used since `used`, an earlier number of `used()`, cost nothing."""
        self.begin += self.used() - used

    def _wait(self, step: float, before: dict[Clock, dict[int, float]]) -> float:
        """Return for how many of the last `step` seconds all threads slept, but for those left behind: 0 if any does
        something else by now.

        before: what each thread left behind had run by then. While one of them wants the processor, it counts only for
        as long as it has it: it may have the interpreter, too, for which the others wait.
        """
        waiting = {clock: [t for t in clock.threads() if t not in self.left[clock]] for clock in self.clocks}
        states = set().union(*(clock.states(threads) for clock, threads in waiting.items()))
        if states != {"S"} and sys.platform == "linux":
            return 0.0
        for clock, left in self.left.items():
            if clock.states(left) - {"S"}:
                step = min(step, max(left[thread] - before[clock][thread] for thread in left))
        delay, earlier = sum(clock.kept_waiting(threads) for clock, threads in waiting.items()), self.delay
        self.delay = delay
        return max(0.0, step - (self.used() - self.last) - (delay - earlier))


class Deadline:
    """What a process may take that has no clock yet, or that nobody's code runs in: seconds as a person has them."""

    def __init__(self, seconds: float, what: str) -> None:
        self.end, self.what = monotonic() + seconds, f"{what} in {seconds:g} s"

    def check(self) -> None:
        """Raise Disturbed when they are over."""
        if monotonic() > self.end:
            raise Disturbed(self.what)
