"""What this machine can give a sandbox: each protection is tried for real, in a process of its own."""

import contextlib
import functools
import mmap
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .bubblewrap import bubblewrapped
from .confine import WALLS, SandboxError, confine, python_folders
from .limits import Limits, MiB


@dataclass(frozen=True)
class Protection:
    """What the machine was found to give: `available`, and if not, `why` and what to do."""

    name: str
    available: bool
    guards: str
    remedy: str
    why: str = ""
    essential: bool = True


@functools.cache
def protections() -> list[Protection]:
    """Return a list of Protection, each tried for real in a process of its own."""
    if sys.platform != "linux":
        return [
            Protection(
                "sandbox",
                False,
                "everything outside of the student's process",
                "Grade on Linux or in a Linux container or virtual machine. Here the tests stay "
                "out of the student's reach, and the files of this machine do not.",
                f"there is none for {sys.platform}",
            )
        ]
    found: list[Protection] = []
    walls: set[str] = set()
    for row in PROBES:
        name = row[0]
        if name == "user" and os.geteuid():
            continue
        # Each wall alone, but for the user, who may need the view that namespaces give.
        alone = name in WALLS and name != "user"
        found.append(_probed(*row, walls={name} if alone else (walls | {name}) & set(WALLS)))
        if found[-1].available:
            walls |= {name}
    return [*found, _bubblewrap()]


def available_walls() -> frozenset[str]:
    """Return those of WALLS that this machine gives."""
    return frozenset(p.name for p in protections() if p.available) & frozenset(WALLS)


def sandbox_walls(unsafe: bool = False) -> frozenset[str]:
    """Return the walls that students' code runs behind here. Raises SandboxError if an essential one is missing,
    unless `unsafe`.
    """
    missing = missing_essential()
    if missing and not unsafe:
        todo = "".join(f"\n{p.name}: {p.remedy}" for p in missing)
        raise SandboxError(
            f"This machine has no safe sandbox: {', '.join(p.name for p in missing)} missing. `examiner doctor` says "
            f"what to do. To grade all the same: --unsafe (examiner), or --Execute.unsafe=True (nbgrader).{todo}"
        )
    return available_walls()


def missing_essential() -> list[Protection]:
    """Return the protections without which students' code must not run: empty is good."""
    return [p for p in protections() if p.essential and not p.available]


def report() -> str:
    """Return a text that says what this machine protects and what to do about the rest."""
    lines = []
    for p in protections():
        mark = "yes" if p.available else ("NO " if p.essential else "no ")
        lines.append(f"{mark} {p.name:<13} {p.guards}")
        if not p.available:
            lines += [f"    {'':<13} why: {p.why}", f"    {'':<13} do:  {p.remedy}"]
    missing = missing_essential()
    lines.append("")
    if missing:
        names = ", ".join(p.name for p in missing)
        lines.append(f"Students' code cannot be run safely here: {names} missing.")
    else:
        lines.append("Students' code can be run here.")
    return "\n".join(lines)


def _probed(name, essential, test, guards, remedy, walls):
    why = _try_in_sandbox(walls, test)
    return Protection(name, not why, guards, remedy, why, essential)


def _try_in_sandbox(walls, test):
    """Return "" if `test(outside)` holds inside of these walls, else what went wrong.

    `outside` is a file that may be read and must not be changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch, outside = Path(folder, "scratch"), Path(folder, "outside")
        scratch.mkdir()
        outside.write_text("as it was")
        outside.chmod(0o644)
        if os.geteuid() == 0:
            Path(folder).chmod(0o711)
        read, write = os.pipe()
        child = os.fork()
        if not child:
            answer = "it ended without a word"
            try:
                os.close(read)
                confine(scratch, walls, PROBE_LIMITS, [outside], keep=[write])
                answer = test(outside) or "good"
            except BaseException as error:
                answer = f"{type(error).__name__}: {error.__cause__ or error}"
            finally:
                os.write(write, answer.encode())
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as answers:
            answer = answers.read()
        os.waitpid(child, 0)
    return "" if answer == "good" else answer or "it was killed"


def _refused(action, *args):
    """Return a complaint if the action is done, None if the kernel refuses it."""
    try:
        action(*args)
    except OSError:
        return None
    return f"{action.__name__} was possible"


def _test_namespaces(_):
    if os.getpid() != 1:
        return "no process ids of its own"
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        return "the machine's network can be seen"
    return _refused(os.stat, "/proc/1") or _refused(os.stat, "/etc/passwd")


def _test_user(_):
    return None if os.getuid() else "no user id is free, or that user cannot read this Python"


def _test_limits(_):
    too_much = bytes(PROBE_LIMITS.file + 1)
    return _refused(Path("mine").write_bytes, too_much) or _refused(mmap.mmap, -1, PROBE_LIMITS.memory)


def _test_landlock(_):
    Path("mine").write_text("scratch can be written")
    return _refused(os.open, "/etc/passwd", os.O_RDONLY)


def _test_seccomp(_):
    return _refused(os.fork) or _refused(socket.socket)


def _test_files(outside):
    with contextlib.suppress(OSError):
        outside.chmod(0)
    if not outside.read_text() or not outside.stat().st_mode & stat.S_IROTH:
        return "a file that can be read can be changed"
    return _refused(os.open, outside, os.O_RDONLY | os.O_TRUNC) or _refused(os.rename, outside, "mine")


def _test_python(_):
    for folder in filter(Path.exists, map(Path, python_folders())):
        next(folder.iterdir(), None)
    Path(os.__file__).read_bytes()
    return None


PROBE_LIMITS = Limits(memory=4096 * MiB, cpu=20, wall=20, file=4096)
# Name, essential, how to try it, what it guards, what to do where it is missing.
PROBES = [
    (
        "namespaces",
        True,
        _test_namespaces,
        "own processes, network, files and a scratch folder with a size, apart from the machine's",
        "Ubuntu 24.04: sysctl kernel.apparmor_restrict_unprivileged_userns=0. Debian: sysctl "
        "kernel.unprivileged_userns_clone=1. Others: sysctl user.max_user_namespaces=10000. Docker: "
        "--security-opt seccomp=unconfined or --cap-add SYS_ADMIN. Without it the other walls stand, but "
        "students' code can tell which files there are, and can fill the disk for a moment.",
    ),
    (
        "user",
        False,
        _test_user,
        "a user id that owns no file, instead of root's",
        "Install Python where every user can read it (a home folder of mode 0700 is not such a "
        "place), or grade as an ordinary user.",
    ),
    (
        "limits",
        True,
        _test_limits,
        "memory, CPU time, threads, open files, size of a file",
        "The kernel refuses setrlimit: leave the container or profile that forbids it.",
    ),
    (
        "landlock",
        True,
        _test_landlock,
        "the files of the machine: only Python can be read, only the scratch folder written",
        "Needs Linux 5.13 (6.2 without namespaces) with `landlock` in /sys/kernel/security/lsm: "
        "start Linux with lsm=landlock,... or use a newer one. Docker: version 23 or newer.",
    ),
    (
        "seccomp",
        True,
        _test_seccomp,
        "the kernel: no new process, program, socket, or privileged call",
        "Needs Linux with CONFIG_SECCOMP_FILTER on x86_64 or aarch64.",
    ),
    (
        "read-only",
        True,
        _test_files,
        "files that a student can read cannot be changed, moved or emptied",
        "Needs namespaces (see there) or Linux 6.2.",
    ),
    (
        "python",
        True,
        _test_python,
        "the student's process can read this Python",
        "Install Python and the environment where the student's user can read them, not below a "
        "home folder of mode 0700 that belongs to somebody else.",
    ),
]


def _bubblewrap():
    with tempfile.TemporaryDirectory() as folder:
        command = bubblewrapped([sys.executable, "-c", ""], folder)
        why = "it is not installed"
        if shutil.which("bwrap"):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            why = done.stderr.strip() or ("" if done.returncode == 0 else "it does not start")
    return Protection(
        "bubblewrap",
        not why,
        "a second wall, of another make, around the first",
        "apt install bubblewrap, dnf install bubblewrap. Grading is safe without it.",
        why,
        essential=False,
    )
