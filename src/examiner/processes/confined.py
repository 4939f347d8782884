"""The launcher of a student's kernel: get into the sandbox, then run ipykernel in this process."""

import json
import os
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from ..sandbox import memory, seccomp
from ..sandbox.confine import confine
from ..sandbox.limits import Limits
from ..wire import line

# A student's kernel has no history to keep, and nobody reads what it would log.
KERNEL_OPTIONS = ["--HistoryManager.enabled=False", "--log-level=50"]
PATIENCE = 600.0


def main(order: str) -> None:
    """Run a student's kernel as `order`, JSON text by SandboxProvisioner, says. Does not return."""
    memory.lift()
    # Whoever wraps this process may ignore it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.argv = ["ipykernel_launcher.py"]
    run(json.loads(order), lifeline=0)


def run(order: dict[str, Any], lifeline: int) -> None:
    """Run a student's kernel in this process; `lifeline` as in `confine()`. Does not return."""
    connection = Path(order["connection_file"]).read_text()
    confine(
        order["scratch"],
        order["walls"],
        Limits(**order["limits"]),
        order["readable"],
        sockets=order["sockets"],
        lifeline=lifeline,
    )
    run_kernel(connection, sealed="seccomp" in order["walls"])


def run_kernel(connection: str, sealed: bool = True) -> None:
    """Run an ipykernel in this confined process; `connection` is the text of a connection file.

    The kernel's sockets are bound, then what only this needed is taken away (`sealed`), then it
    serves. What goes wrong before is told on descriptor 2, nothing after. Does not return.
    """
    told = os.dup(2)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.close(null)
    # Nothing that lies in the student's folder is imported before the kernel is sealed.
    scratch = Path.cwd()
    os.chdir("/")
    try:
        app = _kernel(connection)
        _wait_for_sockets(json.loads(connection))
        # The student's side of the line finds it there. Whose group the folder is may connect: the judges.
        before = os.umask(0o007)
        os.environ["EXAMINER_LINE"] = str(line.listen(line_of(json.loads(connection))).detach())
        os.umask(before)
        if sealed:
            seccomp.seal()
    except BaseException:
        os.write(told, traceback.format_exc().encode())
        os._exit(1)
    os.close(told)
    os.chdir(scratch)
    app.start()
    # What a student left behind, threads or exit handlers, is not waited for.
    os._exit(0)


def _kernel(connection):
    from ipykernel.kernelapp import IPKernelApp

    file = Path(os.environ["JUPYTER_RUNTIME_DIR"], "kernel.json")
    file.write_text(connection)
    app = IPKernelApp.instance()
    with warnings.catch_warnings():
        # Its TCP port is for the output of processes forked from the kernel, which there are none.
        warnings.filterwarnings("ignore", "Couldn't bind IOPub Pipe")
        app.initialize(["-f", str(file), *KERNEL_OPTIONS])
    return app


def line_of(connection: dict[str, Any]) -> str:
    """Return the path of the socket at which the judge asks, beside the kernel's own."""
    return f"{connection['ip']}-line"


def _wait_for_sockets(connection):
    """Wait for the heartbeat, which is bound in a thread. Raises TimeoutError."""
    heartbeat = Path(f"{connection['ip']}-{connection['hb_port']}")
    deadline = time.monotonic() + PATIENCE
    while not heartbeat.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"the kernel did not bind its heartbeat socket in {PATIENCE:g} s")
        time.sleep(0.001)
