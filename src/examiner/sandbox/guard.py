"""The guard: the process in front of a student's process that the examiner knows and signals."""

import contextlib
import os
import select
import signal
import time
import traceback
from pathlib import Path

from . import syscalls
from .limits import Limits

FAILED, TOO_LONG, TOO_MUCH_DISK, TOO_MANY_THREADS = 123, 124, 125, 126
BY_SIGNAL = 128
WATCH_EVERY = 0.2


def ended(status: int | None, limits: Limits) -> str:
    """Return one sentence that says why a student's process ended with this exit status."""
    reasons = {
        None: "The kernel has not ended.",
        0: "The kernel ended by itself.",
        FAILED: "The kernel's guard failed.",
        TOO_LONG: f"The kernel was stopped after {limits.wall:g} s.",
        TOO_MUCH_DISK: "The kernel was stopped: it filled its scratch folder "
        f"({limits.scratch >> 20} MiB, {limits.files} files).",
        TOO_MANY_THREADS: f"The kernel was stopped: it started over {limits.threads} threads.",
        BY_SIGNAL + signal.SIGXCPU: f"The kernel was stopped: it used {limits.cpu} s of CPU time.",
    }
    if status is None or status in reasons:
        return reasons[status]
    if status > BY_SIGNAL:
        return f"The kernel was ended by signal {signal.Signals(status - BY_SIGNAL).name}."
    return f"The kernel ended with exit status {status}."


def by_the_machine(status: int | None) -> bool:
    """Return whether this exit status of a student's process, or of its guard, is no doing of the student's.

    Of all that may end it, nobody but the machine sends SIGKILL: process 1 of its own cannot send it to itself.
    """
    return status in (-signal.SIGKILL, BY_SIGNAL + signal.SIGKILL, FAILED, TOO_LONG)


def fork(limits: Limits, lifeline: int | None = None, watch: str | None = None) -> int:
    """Fork, return in the child; this process becomes the child's guard and ends with it.

    The guard hands SIGINT on and kills the child on SIGTERM, after `limits.wall`, and when
    `lifeline`, a descriptor, loses its other end. `watch`, a folder: also when the folder or the
    child's threads get over the limits, where the kernel does not see to that.

    Returns a descriptor that can be read once the guard is dead, for `die_with()`.
    """
    guard_ends, guard_lives = os.pipe()
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    child = os.fork()
    if child:
        status = FAILED
        try:
            syscalls.close_descriptors({1, 2, guard_lives, *([] if lifeline is None else [lifeline])})
            signal.signal(signal.SIGINT, lambda *_: os.kill(child, signal.SIGINT))
            signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
            status = _guard(child, limits, lifeline, watch)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(guard_lives)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    return guard_ends


def die_with(guard_ends: int) -> None:
    """Let the kernel kill this process when its guard dies. After that no change of user."""
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have died before that was asked for.
    if select.select([guard_ends], [], [], 0)[0]:
        os._exit(1)
    os.close(guard_ends)


def die_with_parent(parent: int) -> None:
    """Let the kernel kill this process when its parent, whose process id was `parent`, dies. After that no change of
    user.
    """
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before that was asked for
        os._exit(1)


def _guard(child, limits, lifeline, watch):
    """Return the exit status to give when the child has ended."""
    events = select.poll()
    events.register(os.pidfd_open(child), select.POLLIN)
    if lifeline is not None:
        events.register(lifeline, 0)
    deadline = time.monotonic() + limits.wall
    reason = None
    while (left := deadline - time.monotonic()) > 0:
        if events.poll(1000 * (min(left, WATCH_EVERY) if watch else left)):
            break
        if watch and (reason := _excess(child, watch, limits)):
            break
    else:
        reason = TOO_LONG
    os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    # The limit counts ticks and this the time between them: on a busy machine they differ by 6 %.
    if code == -signal.SIGKILL and used.ru_utime + used.ru_stime > 0.8 * limits.cpu:
        code = -signal.SIGXCPU
    # A student's own exit status does not pass for one of the guard's.
    return reason or (BY_SIGNAL - code if code < 0 else min(code, FAILED - 1))


def _excess(child, folder, limits):
    """Return the exit status to give if the child uses too much, else None."""
    # The kernel counts no threads of a root that has no user id of its own.
    with contextlib.suppress(OSError):
        if sum(1 for _ in Path(f"/proc/{child}/task").iterdir()) > limits.threads:
            return TOO_MANY_THREADS
    size = number = 0
    closed = []
    for at, _, names in os.walk(folder, onerror=closed.append):
        for name in names:
            with contextlib.suppress(OSError):
                size += 512 * Path(at, name).lstat().st_blocks
        number += 1 + len(names)
        if size > limits.scratch or number > limits.files:
            return TOO_MUCH_DISK
    # What cannot be looked into, by its mode or its depth, may hide any size. Not what just went.
    if any(not isinstance(error, FileNotFoundError) for error in closed):
        return TOO_MUCH_DISK
    return None
