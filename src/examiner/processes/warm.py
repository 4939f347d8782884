"""A warm parent from outside: it is started, asked to fork, and what it forked is a process that can be signalled.

From inside it is `warm_parent`.
"""

import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..sandbox.environment import ENVIRONMENT, KEPT_ENVIRONMENT

PACKAGES = str(Path(__file__).resolve().parents[2])
START = f"""
import sys
sys.path.insert(0, {PACKAGES!r})
from examiner.processes.warm_parent import run_parent
run_parent(*sys.argv[1:])
"""
INLINE = "module://matplotlib_inline.backend_inline"
STATUS = struct.Struct("i")
KILLED = -9  # by SIGKILL, whose name Windows does not know


class Parent:
    """A warm parent, from outside, in the process that started it or one that was given its socket.

    control: the socket over which it is asked. folder: where kernels' folders must be, None for anywhere. process: the
    parent itself, in the process that started it.
    """

    def __init__(
        self, control: socket.socket, folder: Path | None = None, process: subprocess.Popen | None = None
    ) -> None:
        self.control, self.folder, self.process = control, folder, process

    def __reduce__(self) -> tuple:
        return Parent, (self.control, self.folder)

    def fork(self, order: dict[str, Any], log: int) -> "Kernel":
        """Return the Kernel that the parent forks; `log` is the descriptor for what it says. Raises OSError."""
        line, end = socket.socketpair()
        with end:
            socket.send_fds(self.control, [json.dumps(order).encode()], [end.fileno(), log])
        return Kernel(line)

    def died(self) -> bool:
        """Return whether nobody can be forked any more. A judge's kernel is gone then, a student's when its line is."""
        if self.control.fileno() < 0:  # another thread found that and stopped it
            return True
        listener = select.poll()
        listener.register(self.control, 0)
        return bool(listener.poll(0))

    def stop(self) -> None:
        """End the parent, if it was started here; kernels end with it."""
        self.control.close()
        if self.process:
            self.process.kill()
            self.process.wait()


def start(
    kind: str,
    modules: Iterable[str] = (),
    wrap: Callable[[list[str]], list[str]] = lambda command: command,
    folder: Path | None = None,
    fonts: str = "",
) -> Parent:
    """Return the Parent of a new process. `wrap` may put a command around the one that starts it.

    fonts: the folder with matplotlib's list of fonts.
    """
    control, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    environment |= ENVIRONMENT
    with end:
        process = subprocess.Popen(
            wrap([sys.executable, "-I", "-c", START, kind, fonts, *modules]),
            stdin=end.fileno(),
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

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, None while the kernel runs."""
        if self.returncode is None and select.select([self.line], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Return the exit status when there is one."""
        if self.returncode is None:
            try:
                told = self.line.recv(STATUS.size)
            except ConnectionError:
                told = b""
            self.returncode = int(STATUS.unpack(told)[0]) if told else KILLED
            self.line.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self.line.send(bytes([number]))

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
