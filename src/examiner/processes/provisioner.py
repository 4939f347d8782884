"""The kernel provisioner: how nbclient and jupyter_client start the kernel of a student."""

import asyncio
import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool, Dict, List, Unicode, Union

from ..sandbox import confine, doctor, guard
from . import warm
from .warm import PACKAGES

START = """
import sys
packages, order = sys.argv[1:]
if packages not in sys.path:
    sys.path.insert(0, packages)
from examiner.processes.confined import main
main(order)
"""
# The name of a unix socket has at most 107 bytes.
LONGEST_FOLDER = 60
KILL_PATIENCE = 2.0
# The warm parents of this process, by kind; without one, kernels start cold.
parents = {}
# A worker of a cluster grades in several threads.
warming = threading.Lock()


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
    limits = Dict(help="What one submission may use: fields of examiner.sandbox.confine.Limits.").tag(config=True)
    walls = List(
        Unicode(),
        default_value=None,
        allow_none=True,
        help="Which of examiner.sandbox.confine.WALLS to put on; unless given, all that this machine has, "
        "and none of the essential ones may be missing.",
    ).tag(config=True)
    bubblewrap = Bool(False, help="Whether bubblewrap stands around the sandbox.").tag(config=True)
    folder = None
    exit_status = None
    said = ""

    @property
    def warm_parent(self):
        return parents.get("student")

    async def pre_launch(self, **kwargs):
        if self.walls is None:
            refuse_unsafe()
        if self.folder is None:
            self.folder = private_folder(self.warm_parent and self.warm_parent.folder)
            put(self.files, self.folder / "scratch")
            put_fonts(self.folder / "scratch")
        self.parent.transport = "ipc"
        self.parent.ip = str(self.folder / "sockets" / "k")
        self.parent.connection_file = str(self.folder / "connection.json")
        kwargs = await super().pre_launch(**kwargs)
        walls = doctor.available_walls() if self.walls is None else self.walls
        self.order = order = {
            "scratch": str(self.folder / "scratch"),
            "sockets": str(self.folder / "sockets"),
            "connection_file": self.parent.connection_file,
            "limits": dataclasses.asdict(confine.Limits(**self.limits)),
            "readable": [PACKAGES, *self.readable],
            "walls": sorted(walls),
        }
        python = kwargs["cmd"][0]
        kept = confine.KEPT_ENVIRONMENT
        environment = {name: kwargs["env"][name] for name in kept if name in kwargs["env"]}
        command = [python, "-I", "-c", START, PACKAGES, json.dumps(order)]
        if self.bubblewrap:
            command = doctor.bubblewrapped(command, str(self.folder), order["readable"])
        kwargs |= {
            "cmd": command,
            "env": environment | confine.ENVIRONMENT,
            "cwd": "/",
        }
        return kwargs

    async def launch_kernel(self, cmd, **kwargs):
        # The guard ends the kernel when this pipe closes, so also when the examiner is killed.
        with (self.folder / "log").open("wb") as log:
            if self.warm_parent:
                self.process = self.warm_parent.fork(self.order, log.fileno())
                return self.connection_info
            streams = {"stdin": subprocess.PIPE, "stdout": log, "stderr": log}
            return await super().launch_kernel(cmd, **(kwargs | streams))

    async def poll(self):
        status = await super().poll()
        if self.process and status is not None:
            self.exit_status = status
        return status

    async def kill(self, restart=False):
        # SIGTERM is how the guard is told to kill; it is gone only when all that it guards is.
        await self.terminate(restart)
        await self.gone(KILL_PATIENCE)

    async def wait(self):
        await self.gone()
        return await super().wait()

    async def gone(self, patience=None):
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

    async def cleanup(self, restart=False):
        await super().cleanup(restart)
        if self.process:
            self.process.kill()
        if self.folder and not restart:
            self.said = (self.folder / "log").read_text(errors="replace").strip()
            remove(self.folder)
            self.folder = None

    def why_ended(self):
        """Return why the kernel ended, and what it said if it did not start. For after cleanup."""
        reason = guard.ended(self.exit_status, confine.Limits(**self.limits))
        return f"{reason}\n{self.said}".strip()


def refuse_unsafe():
    """Raise SandboxError, with what `examiner doctor` says, where students' code must not be run."""
    if doctor.missing_essential():
        raise confine.SandboxError(f"This machine has no safe sandbox.\n{doctor.report()}")


def warm_up(modules=(), bubblewrap=False):
    """Give this process warm parents, which import `modules` too, in the place of those that it lacks or that died.

    With `bubblewrap` it stands around the students' parent, which sees no more of temporary files than its own.
    Returns the warm parents.
    """
    if sys.platform != "linux":
        return []
    with warming:
        for kind in ("student", "judge"):
            if kind in parents and not parents[kind].died():
                continue
            cool_down(kind)
            wrap = {}
            if bubblewrap and kind == "student":
                folder = new_folder()
                command = partial(doctor.bubblewrapped, folder=str(folder), readable=[PACKAGES])
                wrap = {"folder": folder, "wrap": command}
            parents[kind] = warm.start(kind, modules, **wrap)
        return list(parents.values())


def cool_down(*kinds):
    """End the warm parents of this process, of these kinds or all."""
    for kind in kinds or list(parents):
        if parent := parents.pop(kind, None):
            parent.stop()
            if parent.folder:
                remove(parent.folder)


def new_folder(inside=None):
    """Return a new temporary folder, by default where the name is short enough for sockets."""
    place = inside or tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="ex-", dir=place if len(str(place)) < LONGEST_FOLDER else "/tmp"))
    if os.geteuid() == 0:
        # The student's process has a user id of its own, which must get to what it owns below.
        folder.chmod(0o711)
    return folder


def private_folder(inside=None):
    """Return a new folder for one submission, with `scratch` and `sockets` in it."""
    folder = new_folder(inside)
    for name in ("scratch", "sockets"):
        (folder / name).mkdir(mode=0o700)
    (folder / "log").touch()
    return folder


def remove(folder):
    """Remove a submission's folder, whatever a student made of it."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # A mode that forbids to look, or a depth that Python cannot go.
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], capture_output=True, check=False)


def put(files, scratch):
    """Put files, {name: bytes} or a folder to copy, into `scratch`.

    Raises OSError, and ValueError for a name that leads out of the folder or is hidden: a hidden
    one could be a setting that the kernel runs before it is sealed.
    """
    if isinstance(files, str | Path):
        if files:
            shutil.copytree(files, scratch, dirs_exist_ok=True)
        return
    for name, content in files.items():
        path = Path(name)
        hidden = not path.parts or any(part.startswith(".") for part in path.parts)
        if hidden or path.is_absolute():
            raise ValueError(f"The file name {name!r} is hidden or leads elsewhere; rename it.")
        path = Path(scratch, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def put_fonts(scratch):
    """Give a student's matplotlib its list of fonts, which it would look for each time."""
    target = scratch / confine.HOME_FOLDERS["MPLCONFIGDIR"]
    # It works without, only more slowly.
    with contextlib.suppress(OSError, PackageNotFoundError):
        for file in fonts_folder().glob("fontlist-*.json"):
            target.mkdir(mode=0o700, exist_ok=True)
            shutil.copy(file, target)


def fonts_folder():
    """Return the folder with matplotlib's list of fonts, which is made where it is not there.

    Raises OSError, and PackageNotFoundError where there is no matplotlib.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "examiner" / f"matplotlib-{version('matplotlib')}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = tempfile.mkdtemp(dir=folder.parent)
        subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"],
            env={**os.environ, "MPLCONFIGDIR": making},
            capture_output=True,
            check=False,
        )
        # Another process may have been faster.
        with contextlib.suppress(OSError):
            Path(making).rename(folder)
    return folder
