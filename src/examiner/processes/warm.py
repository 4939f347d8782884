"""Warm kernels: a parent process that has everything imported forks each kernel.

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
import struct
import subprocess
import sys
from pathlib import Path

from ..sandbox import confine, memory, syscalls
from . import confined
from .fonts import fonts

PACKAGES = str(Path(__file__).resolve().parents[2])
START = f"""
import sys
sys.path.insert(0, {PACKAGES!r})
from examiner.processes.warm import serve
serve(*sys.argv[1:])
"""
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
INLINE = "module://matplotlib_inline.backend_inline"
STUDENT = f"{KERNEL} {SHELL} {PICTURES} descent.check descent.pictures"
JUDGE = f"{SHELL} examiner.processes.confined_judge descent.check"
MOST = 200_000
STATUS = struct.Struct("i")
KILLED = -9  # by SIGKILL, whose name Windows does not know


class Parent:
    """A warm parent, from outside, in the process that started it or one that was given its socket.

    control: the socket over which it is asked. folder: where kernels' folders must be, None for anywhere. process: the
    parent itself, in the process that started it.
    """

    def __init__(self, control, folder=None, process=None):
        self.control, self.folder, self.process = control, folder, process

    def __reduce__(self):
        return Parent, (self.control, self.folder)

    def fork(self, order, log):
        """Return the Kernel that the parent forks; `log` is the descriptor for what it says. Raises OSError."""
        line, end = socket.socketpair()
        with end:
            socket.send_fds(self.control, [json.dumps(order).encode()], [end.fileno(), log])
        return Kernel(line)

    def died(self):
        """Return whether nobody can be forked any more. A judge's kernel is gone then, a student's when its line is."""
        if self.control.fileno() < 0:  # another thread found that and stopped it
            return True
        listener = select.poll()
        listener.register(self.control, 0)
        return bool(listener.poll(0))

    def stop(self):
        """End the parent, if it was started here; kernels end with it."""
        self.control.close()
        if self.process:
            self.process.kill()
            self.process.wait()


def start(kind, modules=(), wrap=lambda command: command, folder=None):
    """Return the Parent of a new process. `wrap` may put a command around the one that starts it."""
    control, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {name: os.environ[name] for name in confine.KEPT_ENVIRONMENT if name in os.environ}
    environment |= confine.ENVIRONMENT
    with end:
        process = subprocess.Popen(
            wrap([sys.executable, "-I", "-c", START, kind, fonts(), *modules]),
            stdin=end,
            stdout=subprocess.DEVNULL,
            # The debugger, which is imported with the kernel, would warn that it sees no breakpoints in Python.
            env=environment | {"PATH": os.environ["PATH"], "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
            cwd="/",
            start_new_session=True,
        )
    return Parent(control, folder, process)


class Kernel:
    """A forked kernel as jupyter_client knows a process: what it uses of subprocess.Popen.

    Over `line` go signals, a byte each; back comes the exit status, once. It is also the guard's lifeline.
    """

    stdin = stdout = stderr = None
    pid = 0

    def __init__(self, line):
        self.line = line
        self.returncode = None

    def poll(self):
        """Return the exit status, None while the kernel runs."""
        if self.returncode is None and select.select([self.line], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self):
        """Return the exit status when there is one."""
        if self.returncode is None:
            try:
                told = self.line.recv(STATUS.size)
            except ConnectionError:
                told = b""
            self.returncode = STATUS.unpack(told)[0] if told else KILLED
            self.line.close()
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self.line.send(bytes([number]))

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


# Inside of the parent


def serve(kind, fonts, *modules):
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
        from ..judge import shell

        shell.new()
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    run = {"student": run_student, "judge": run_judge}[kind]
    # The children's collectors would touch, and so copy, every page of what was imported.
    gc.collect()
    gc.freeze()
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
                continue
            if descriptor == line:  # nobody wants it any more
                signal.pidfd_send_signal(ends, signal.SIGTERM if kind == "student" else signal.SIGKILL)
                events.unregister(line)
                continue
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            with contextlib.suppress(OSError):
                os.write(line, STATUS.pack(status))
            for end in (line, ends):
                with contextlib.suppress(KeyError):
                    events.unregister(end)
                del kernels[end]
                os.close(end)


def rehearse():
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


def as_new():
    """Make of what was imported what it is in a process that imports it by itself.

    numpy's global generator gets a state of its own (Python's own does so at a fork); matplotlib takes its backend from
    the environment when it is imported, and the backend looks for its kernel when that is.
    """
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    for name in [name for name in sys.modules if name.startswith("matplotlib_inline")]:
        del sys.modules[name]
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ.get("MPLBACKEND") or INLINE


def run_student(order, line):
    confined.run(order, line)


def run_judge(order, line):
    """Run test cells in the folder and with the environment of the order."""
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != order["parent"]:  # it died before that was asked for
        os._exit(1)
    os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    from . import confined_judge  # with IPython's shell, which a student's kernel does not need

    confined_judge.run(order, order["parent"])
