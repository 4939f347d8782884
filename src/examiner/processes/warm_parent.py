"""A warm parent from inside: a process that has everything imported forks each kernel and each judge.

The parent has one thread and an environment of its own. It is started before any submission and is told of one no more
than where its folder is; tests, the gradebook and other submissions never come near it. What it forks for a student
goes into the sandbox before it does anything else.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..sandbox import memory, syscalls
from . import confined, warm

# What a kernel imports while it starts, runs its first cell and shows its first picture and its first error.
KERNEL = "ipykernel.kernelapp ipykernel.debugger tornado.platform.asyncio psutil IPython.extensions.storemagic"
SHELL = """
IPython.core.pylabtools IPython.core.completer IPython.core.completerlib IPython.core.debugger IPython.core.logger
IPython.core.ultratb stack_data pygments.formatters.terminal256 pygments.styles.default
cloudpickle msgpack numpy numpy.random
"""
PICTURES = """
matplotlib.pyplot matplotlib.backends.backend_agg matplotlib_inline.backend_inline contourpy
PIL.BmpImagePlugin PIL.GifImagePlugin PIL.JpegImagePlugin PIL.PpmImagePlugin
"""
STUDENT = f"{KERNEL} {SHELL} {PICTURES} descent.check descent.pictures"
JUDGE_SHELL, CONFINED_JUDGE = "examiner.judge.shell", "examiner.processes.confined_judge"
JUDGE = f"{SHELL} {CONFINED_JUDGE} descent.check"
MOST = 200_000


def run_parent(kind: str, fonts: str, *modules: str) -> None:
    """Import all that kernels of this kind (`student` or `judge`) need, then fork until nobody asks any more."""
    memory.lift()
    os.environ["MPLCONFIGDIR"] = fonts
    sys.argv = ["ipykernel_launcher.py"]
    for name in [*{"student": STUDENT, "judge": JUDGE}[kind].split(), *modules]:
        with contextlib.suppress(Exception):  # what is not there is not needed, or the notebook will say so
            importlib.import_module(name)
    if modules and len(list(Path("/proc/self/task").iterdir())) > 1:
        # A fork copies no threads, so a module that starts some is imported by each kernel for itself.
        os.execv(sys.executable, sys.orig_argv[: -len(modules)])
    rehearse()
    if kind == "judge":
        importlib.import_module(JUDGE_SHELL).new()
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    # The children's collectors would touch, and so copy, every page of what was imported.
    gc.collect()
    gc.freeze()
    fork_on_request(control, {"student": run_student, "judge": run_judge}[kind])


def fork_on_request(control: socket.socket, run: Callable[[dict[str, Any], int], None]) -> None:
    """Fork a process for each order that comes over `control`, hand on its signals and say how it ended."""
    events, kernels = select.poll(), {}
    events.register(control, select.POLLIN)
    while True:
        # One at a time: what the first one closes may be the number of a later one.
        descriptor, _ = events.poll()[0]
        if descriptor == control.fileno():
            order, received, *_ = socket.recv_fds(control, MOST, 2)
            if not order:
                os._exit(0)
            line, log = received
            parent, child = os.getpid(), os.fork()
            if not child:
                _become(run, {**json.loads(order), "parent": parent}, line, log)
            os.close(log)
            ends = os.pidfd_open(child)
            kernels[line] = kernels[ends] = line, ends, child
            events.register(line, select.POLLIN)
            events.register(ends, select.POLLIN)
        elif descriptor in kernels:
            line, ends, child = kernels[descriptor]
            number = b"" if descriptor == ends else os.read(line, 1)
            if number:
                signal.pidfd_send_signal(ends, number[0])
            elif descriptor == line:  # nobody wants it any more
                signal.pidfd_send_signal(ends, signal.SIGTERM if run is run_student else signal.SIGKILL)
                events.unregister(line)
            else:
                _bury(events, kernels, child, line, ends)


def _bury(events, kernels, child, line, ends):
    """Say how a process ended, and forget it."""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with contextlib.suppress(OSError):
        os.write(line, warm.STATUS.pack(status))
    for end in (line, ends):
        with contextlib.suppress(KeyError):
            events.unregister(end)
        del kernels[end]
        os.close(end)


def rehearse() -> None:
    """Show an error to nobody: the first traceback of a process looks for the file of each module, and builds tables
    of colours.
    """
    with contextlib.suppress(Exception):  # kernels start without it too
        from IPython.core.ultratb import FormattedTB

        try:
            raise LookupError
        except LookupError:
            FormattedTB(mode="Context").structured_traceback(*sys.exc_info())


def _become(run, order, line, log):
    """Be the kernel of one submission. Does not return."""
    try:
        os.dup2(log, 1)
        os.dup2(log, 2)
        as_new()
        run(order, line)
    except BaseException:
        import traceback

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(1)


def as_new() -> None:
    """Make of what was imported what it is in a process that imports it by itself.

    numpy's global generator gets a state of its own (Python's own does so at a fork); matplotlib takes its backend from
    the environment when it is imported, and the backend looks for its kernel when that is.
    """
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    for name in [name for name in sys.modules if name.startswith("matplotlib_inline")]:
        del sys.modules[name]
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ.get("MPLBACKEND") or warm.INLINE


def run_student(order: dict[str, Any], line: int) -> None:
    confined.run(order, line)


def run_judge(order: dict[str, Any], line: int) -> None:
    """Run test cells in the folder and with the environment of the order."""
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != order["parent"]:  # it died before that was asked for
        os._exit(1)
    os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    # With IPython's shell, which a student's kernel does not need.
    importlib.import_module(CONFINED_JUDGE).run(order, order["parent"])
