"""The kernel provisioner: how nbclient and jupyter_client start the kernel of a student."""

import asyncio
import contextlib
import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any, cast

from jupyter_client import KernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool, Dict, List, Unicode, Union

from ..sandbox import doctor, guard
from ..sandbox.bubblewrap import bubblewrapped
from ..sandbox.environment import ENVIRONMENT, KEPT_ENVIRONMENT
from ..sandbox.limits import Limits
from . import warm
from .folders import private_folder, remove, write_files
from .fonts import put_fonts
from .parents import parents
from .warm import PACKAGES

START = """
import sys
packages, order = sys.argv[1:]
if packages not in sys.path:
    sys.path.insert(0, packages)
from examiner.processes.confined import main
main(order)
"""
KILL_PATIENCE = 2.0


class SandboxProvisioner(LocalProvisioner):
    """Starts the kernel of one submission in a sandbox and takes everything away at its end.

    The kernel talks over IPC sockets: the manager's `transport` and `ip` are set accordingly.
    Raises SandboxError where this machine lacks a protection that grading needs.
    """

    files = Union(
        [Dict(), Unicode()],
        help="What lies in the student's folder at the start: {name: bytes}, or a folder to copy.",
    ).tag(config=True)
    readable = List(Unicode(), help="Files and folders that students' code may read, besides Python's own.").tag(
        config=True
    )
    limits = Dict(help="What one submission may use: fields of examiner.sandbox.limits.Limits.").tag(config=True)
    needed = Dict(help="What one submission may use where `limits` do not say, as the rehearsal showed.").tag(
        config=True
    )
    walls = List(
        Unicode(),
        default_value=None,
        allow_none=True,
        help="Which of examiner.sandbox.confine.WALLS to put on; unless given, all that this machine has, "
        "and none of the essential ones may be missing.",
    ).tag(config=True)
    made_folder = Unicode(
        help="The folder of the submission, if it is there already: by `folders.private_folder`, and the kernel's now."
    ).tag(config=True)
    bubblewrap = Bool(False, help="Whether bubblewrap stands around the sandbox.").tag(config=True)
    folder: Path | None = None  # while there is one
    process: Any = None
    exit_status: int | None = None
    said = ""

    @property
    def warm_parent(self) -> warm.Parent | None:
        return parents.get("student")

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        walls = doctor.sandbox_walls() if self.walls is None else self.walls
        if self.folder is None:
            inside = self.warm_parent.folder if self.warm_parent else None
            self.folder = Path(self.made_folder) if self.made_folder else private_folder(inside)
            write_files(self.files, self.folder / "scratch")
            put_fonts(self.folder / "scratch")
        folder, manager = self.folder, cast(KernelManager, self.parent)
        manager.transport = "ipc"
        manager.ip = str(folder / "sockets" / "k")
        manager.connection_file = str(folder / "connection.json")
        kwargs = await super().pre_launch(**kwargs)
        self.order: dict[str, Any] = {
            "scratch": str(folder / "scratch"),
            "sockets": str(folder / "sockets"),
            "connection_file": manager.connection_file,
            "limits": dataclasses.asdict(self.all_limits()),
            "readable": [PACKAGES, *self.readable],
            "walls": sorted(walls),
        }
        python = kwargs["cmd"][0]
        kept = KEPT_ENVIRONMENT
        environment = {name: kwargs["env"][name] for name in kept if name in kwargs["env"]}
        command = [python, "-I", "-c", START, PACKAGES, json.dumps(self.order)]
        if self.bubblewrap:
            command = bubblewrapped(command, str(folder), self.order["readable"])
        kwargs |= {
            "cmd": command,
            "env": environment | ENVIRONMENT,
            "cwd": "/",
        }
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        # The guard ends the kernel when this pipe closes, so also when the examiner is killed.
        with Path(self.order["scratch"]).with_name("log").open("wb") as log:
            if self.warm_parent:
                self.process = self.warm_parent.fork(self.order, log.fileno())
                return self.connection_info
            streams = {"stdin": subprocess.PIPE, "stdout": log, "stderr": log}
            return await super().launch_kernel(cmd, **(kwargs | streams))

    async def poll(self) -> int | None:
        status = await super().poll()
        if self.process and status is not None:
            self.exit_status = status
        return status

    async def kill(self, restart: bool = False) -> None:
        # SIGTERM is how the guard is told to kill; it is gone only when all that it guards is.
        await self.terminate(restart)
        await self.gone(KILL_PATIENCE)

    async def wait(self) -> int | None:
        await self.gone()
        return await super().wait()

    async def gone(self, patience: float | None = None) -> None:
        """Return when the process that was forked has ended, which jupyter_client asks only each 100 ms, or after
        `patience` seconds.
        """
        if isinstance(self.process, warm.Kernel) and self.process.returncode is None:
            loop, ended = asyncio.get_running_loop(), asyncio.Event()
            line = self.process.line.fileno()
            loop.add_reader(line, ended.set)
            try:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), patience)
            finally:
                loop.remove_reader(line)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self.process:
            self.process.kill()
        if self.folder and not restart:
            self.said = (self.folder / "log").read_text(errors="replace").strip()
            remove(self.folder)
            self.folder = None

    def all_limits(self) -> Limits:
        """Return the Limits of the submission."""
        return Limits(**{**self.needed, **self.limits})

    def why_ended(self) -> str:
        """Return why the kernel ended, and what it said if it did not start. For after cleanup."""
        reason = guard.ended(self.exit_status, self.all_limits())
        return f"{reason}\n{self.said}".strip()
