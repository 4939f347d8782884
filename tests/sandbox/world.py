"""A small machine around one attack: `python world.py ORDER` prints what came of it, JSON.

Gradebook, neighbours, listeners and a victim process are made by the user who then runs the
attack, so that only the sandbox stands between. Afterwards all of them are looked at.
"""

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import hostile
import psutil

from examiner.processes import provisioner
from examiner.sandbox import confine, doctor, seccomp
from examiner.sandbox.limits import Limits

SECRET = "as it was"
OUTSIDE = ["gradebook.db", "source/lab.ipynb", "submitted/other/lab.ipynb", "readable/data.txt"]
EVERYWHERE = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/etc", "/home"]


class World:
    """What is outside of the sandbox; `facts` is what an attacker may know of it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="ex-world-"))
        self.folder.chmod(0o755)
        for name in OUTSIDE:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(SECRET)
        for name in ("scratch", "sockets", "home"):
            (self.folder / name).mkdir(mode=0o700)
        (self.folder / "scratch" / "given.txt").write_text("given")
        self.victim = subprocess.Popen(["sleep", "100"], env={"SECRET": SECRET}, start_new_session=True)
        self.listeners = {
            "tcp": _listener(socket.AF_INET, ("127.0.0.1", 0)),
            "unix": _listener(socket.AF_UNIX, str(self.folder / "listener")),
            "abstract": _listener(socket.AF_UNIX, f"\0{self.folder}"),
            "udp": _listener(socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM),
            "datagrams": _listener(socket.AF_UNIX, str(self.folder / "datagrams"), socket.SOCK_DGRAM),
        }
        self.inherited = os.open(self.folder / "gradebook.db", os.O_RDWR)
        os.set_inheritable(self.inherited, True)
        self.terminal, self.line = pty.openpty()
        self.before = self.marks()
        self.facts = {
            "folder": str(self.folder),
            "outside": [str(self.folder / name) for name in OUTSIDE],
            "readable": str(self.folder / "readable" / "data.txt"),
            "pids": {"victim": self.victim.pid, "parent": os.getpid()},
            "addresses": {name: s.getsockname() for name, s in self.listeners.items()},
            "inherited": self.inherited,
            "terminal": self.line,
        }
        self.facts["addresses"]["abstract"] = f"\0{self.folder}"

    def marks(self):
        """Return all about the files outside that an attack could change."""
        marks = {
            str(p): (p.stat().st_mode, p.stat().st_mtime_ns, p.is_file() and p.read_text())
            for p in self.folder.rglob("*")
            if p.relative_to(self.folder).parts[0] not in ("scratch", "home")
            and p.name != "sockets"
            and not p.is_socket()
        }
        for folder in EVERYWHERE:
            for name in ("attacked", "attacked.link"):
                marks[f"{folder}/{name}"] = os.path.lexists(f"{folder}/{name}")
        return marks

    def harm(self):
        """Return a list of what is not as it was."""
        after = self.marks()
        harm = [p for p in {*after, *self.before} if after.get(p) != self.before.get(p)]
        harm += [name for name, s in self.listeners.items() if _heard(s)]
        if self.victim.poll() is not None:
            return [*harm, "the victim is dead"]
        if os.sched_getaffinity(self.victim.pid) != os.sched_getaffinity(0):
            harm.append("the victim was moved")
        os.set_blocking(self.terminal, False)
        with contextlib.suppress(OSError):
            harm += [f"typed {typed}" for typed in [os.read(self.terminal, 10)] if typed]
        return harm + [f"process {pid} lives" for pid in self.survivors()]

    def survivors(self):
        """Return the processes that were started by this one, but for the victim."""
        return [
            process.pid
            for process in psutil.process_iter(["cmdline"])
            if sys.argv[1] in (process.info["cmdline"] or ()) and process.pid not in (os.getpid(), self.victim.pid)
        ]

    def close(self):
        self.victim.kill()
        self.victim.wait()
        for path in (Path(p) for p, was in self.before.items() if was is False):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
        provisioner.remove(self.folder)


def _listener(family, address, kind=socket.SOCK_STREAM):
    listener = socket.socket(family, kind)
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    listener.setblocking(False)
    return listener


def _heard(listener):
    try:
        listener.accept() if listener.type == socket.SOCK_STREAM else listener.recv(10)
    except BlockingIOError:
        return False
    return True


def confine_as(role, world, limits, walls, keep, lifeline):
    """Put this process where a student's is, or the judge's."""
    readable, sockets = [str(world.folder / "readable")], world.folder / "sockets"
    if role == "judge":
        folders = [world.folder / "scratch", world.folder / "home"]
        confine.confine_judge(*folders, walls, 512 << 20, readable, sockets, {1, 2, *keep}, os.getppid())
        return
    limits = Limits(**limits)
    confine.confine(world.folder / "scratch", walls, limits, readable, sockets, keep, lifeline)
    if "seccomp" in walls:
        seccomp.seal()


def attack(world, name, limits, walls, end, role):
    """Run the attack; return what it got, the guard's exit status and the harm that was done."""
    read, write = os.pipe()
    lifeline, held = os.pipe()
    guard = os.fork()
    if not guard:
        os.close(held)
        try:
            confine_as(role, world, limits, walls, [write, world.line], lifeline)
            got = getattr(hostile, name)(world.facts)
        except BaseException as error:
            got = f"{type(error).__name__}: {error}"
        os.write(write, json.dumps(got).encode())
        os._exit(0)
    os.close(write)
    os.close(lifeline)
    if end:
        time.sleep(0.5)
        if end == "lifeline":
            os.close(held)
        else:
            os.kill(guard, getattr(signal, end))
    with os.fdopen(read) as answers:
        answer = answers.read()
    status = os.waitstatus_to_exitcode(os.waitpid(guard, 0)[1])
    if end == "SIGKILL":
        # Nobody waits for the student's process then; the kernel ends it after its guard.
        time.sleep(0.2)
    return {"got": json.loads(answer) if answer else None, "status": status, "harm": world.harm()}


if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    os.environ["SECRET"] = SECRET
    walls = doctor.available_walls() - set(order["without"])
    world = World()
    try:
        result = attack(world, order["attack"], order["limits"], walls, order["end"], order["role"])
        print(json.dumps(result | {"walls": sorted(walls)}))
    finally:
        world.close()
