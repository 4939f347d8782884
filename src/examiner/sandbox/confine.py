"""The sandbox: a process of the machine becomes a student's process, or the judge, which reads what those send.

`confine()` and `confine_judge()` go in. What this machine can give is in `doctor`; each wall has a module of its own.
"""

import contextlib
import os
import shutil
import stat
import struct
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from ..errors import ExaminerError
from . import calls, guard, landlock, memory, namespaces, seccomp, syscalls
from .environment import ENVIRONMENT, HOME_FOLDERS, KEPT_ENVIRONMENT
from .limits import Limits, MiB

# What can be on or off, in the order in which it is put on.
WALLS = ("namespaces", "user", "limits", "landlock", "seccomp")

# What a numerical Python reads of a system, besides its own folders.
SYSTEM_FILES = """
/lib /lib64 /usr/lib /usr/lib64 /usr/local/lib /usr/share/fonts /usr/local/share/fonts
/usr/share/fontconfig /usr/share/zoneinfo /etc/fonts /etc/localtime /etc/ld.so.cache
/etc/alternatives
"""
DEVICES = {
    "/dev/null": landlock.DEVICE,
    "/dev/zero": landlock.READ,
    "/dev/random": landlock.READ,
    "/dev/urandom": landlock.READ,
}

# A user id of its own for each process, far above those that systems give out, and the group of the judges, who may
# connect to a student's process.
JUDGES, FIRST_STUDENT, NOBODY = 1_999_999_999, 2_000_000_000, 65534


class SandboxError(ExaminerError):
    """A protection could not be put on."""


def confine(
    scratch: str | Path,
    walls: Iterable[str],
    limits: Limits | None = None,
    readable: Iterable[str | Path] = (),
    sockets: str | Path | None = None,
    keep: Iterable[int] = (),
    lifeline: int | None = None,
) -> None:
    """Put this process into a sandbox. Returns in the student's process only.

    The caller has one thread. It becomes the student's guard (see `guard.fork()`, also for `lifeline`) and never
    returns: it exits with the student's exit status, 128 + a signal, or a reason of `guard.ended()`.

    `walls`: which of WALLS to put on; `doctor.available_walls()` are those that this machine gives.
    `scratch`: the folder that the student's process starts in. What it holds is there; what the student writes is not
    seen outside where the machine gives namespaces.
    `readable`: paths to read besides Python and the system's libraries.
    `sockets`: a folder in which sockets may be made until `seccomp.seal()`.
    `keep`: descriptors that stay open besides 1 and 2.

    Raises SandboxError, in either process, where a wall cannot be put on, or where the process is larger than `limits`.
    """
    limits, walls = limits or Limits(), frozenset(walls)
    _check(walls, limits)
    own_files = "namespaces" in walls
    scratch, sockets = os.path.realpath(scratch), os.path.realpath(sockets) if sockets else None
    uid = student_uid(own_files) if "user" in walls else None
    system = readable_files(readable)
    rights = system | ({sockets: landlock.SOCKETS} if sockets else {}) | {scratch: landlock.WRITE}
    with _wall("namespaces"):
        if own_files:
            namespaces.enter()
    guard_ends = guard.fork(limits, lifeline, watch=None if own_files else scratch)
    os.setsid()
    with _wall("own view of the files"):
        if uid is not None and sockets:
            _let_judges_connect(sockets, uid)
        if own_files:
            namespaces.enter_own_root(system, [sockets] if sockets else [], scratch, uid, limits)
        os.chdir(scratch)
        _clean_environment(scratch)
        if uid is not None:
            _give(scratch, uid)
    syscalls.close_descriptors({*keep, guard_ends, 1, 2})
    with _wall("limits"):
        if "limits" in walls:
            _set_limits(limits, others=0 if own_files or uid else _threads_of_user())
    groups: list[int] | None = [] if uid is not None else None
    _restrict(walls, rights, uid, groups, partial(guard.die_with, guard_ends), calls.CONNECT + calls.START_UP)


def confine_judge(
    folder: str | Path,
    home: str | Path,
    walls: Iterable[str],
    more_memory: int,
    readable: Iterable[str] = (),
    sockets: str | Path | None = None,
    keep: Iterable[int] = (),
    parent: int | None = None,
) -> None:
    """Put this process, which has one thread and runs tests in `folder`, behind walls: what it reads may be hostile.

    It has no network, no files but these, and starts no program; it can connect to sockets that are in `sockets`, a
    folder, and keeps the descriptors in `keep`. It keeps its environment, but for `home`, a folder that is its home.
    `walls`, `readable`: as for `confine()`; what is imported from can be read too, where courses have their packages.
    `more_memory`: bytes that it may take beyond what it has. `parent`: a process id; the process ends with its parent,
    which had that one.

    Raises SandboxError where a wall cannot be put on.
    """
    walls = frozenset(walls)
    own = [os.path.realpath(path) for path in (folder, home)]
    own_files = "namespaces" in walls
    uid = student_uid(own_files) if "user" in walls else None
    # A user who may not choose groups needs none: the students' processes are that user's own.
    group = judges() if syscalls.has_capabilities(syscalls.CAP_SETGID) else None
    system = readable_files([*readable, *import_folders()])
    memory.limit(more_memory)
    with _wall("namespaces"):
        if own_files:
            namespaces.enter(namespaces.FOR_ITSELF)
    with _wall("own view of the files"):
        if own_files:
            namespaces.enter_own_root(system, [*own, *([os.path.realpath(sockets)] if sockets else [])])
        os.chdir(own[0])
        _make_home(own[1])
        if uid is not None:
            for path in own:
                _give(path, uid)
    syscalls.close_descriptors({*keep})
    rights = system | dict.fromkeys(own, landlock.WRITE)
    end_with = partial(guard.die_with_parent, parent) if parent is not None else None
    _restrict(walls, rights, uid, None if group is None else [group], end_with, calls.CONNECT)


def import_folders() -> list[str]:
    """Return the folders that this process imports from, those of packages that are installed where they are edited
    too.
    """
    finders = {sys.modules.get(getattr(finder, "__module__", "")) for finder in sys.meta_path}
    edited = [path for finder in finders for path in getattr(finder, "MAPPING", {}).values()]
    return [*filter(os.path.isabs, sys.path), *edited]


def readable_files(more: Iterable[str | Path] = ()) -> dict[str, int]:
    """Return {path: rights}: what a student's process can read of the machine, and devices."""
    paths = {*SYSTEM_FILES.split(), *python_folders(), *map(os.path.abspath, more)}
    # A path through symbolic links and the one that it stands for: programs use both.
    paths |= {os.path.realpath(path) for path in paths}
    return {path: landlock.READ for path in paths if Path(path).exists()} | DEVICES


def python_folders() -> list[str]:
    """Return the folders of this interpreter: its library, what is installed, shared libraries."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    # Not the whole prefix: its etc/jupyter may hold tokens, and a course may lie beside its lib.
    parts = {f"{prefix}/{part}" for prefix in prefixes for part in ("lib", "lib64", "etc/fonts")}
    packages = {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    return sorted(parts | packages | {sysconfig.get_path("stdlib")})


def student_uid(own_root: bool = True) -> int | None:
    """Return a user id for one student's process that no user of the machine has.

    None where this process may not give it one (only root may), where the machine has none, or
    where that user could not read this Python; with `own_root` the folders above do not matter.
    """
    needed = [syscalls.CAP_CHOWN, syscalls.CAP_SETUID, syscalls.CAP_SETGID]
    # Without the capability it takes a user namespace, in which there is only one user.
    if not syscalls.has_capabilities(*needed, *[syscalls.CAP_SYS_ADMIN] * own_root):
        return None
    library = Path(sysconfig.get_path("stdlib"))
    way = [library] if own_root else [library, *library.parents]
    if not all(folder.stat().st_mode & stat.S_IXOTH for folder in way):
        return None
    return _first_known("uid_map", FIRST_STUDENT + os.getpid(), NOBODY)


def judges() -> int | None:
    """Return the group id of the judges, who may connect to students' processes; None where no id is free."""
    return _first_known("gid_map", JUDGES, NOBODY)


def _first_known(table: str, *wanted: int) -> int | None:
    """Return the first of these ids that this process's user namespace has, None if it has none."""
    lines = Path("/proc/self", table).read_text().splitlines()
    ids = [range(int(first), int(first) + int(count)) for first, _, count in map(str.split, lines)]
    return next((one for one in wanted if any(one in known for known in ids)), None)


# Going in


def _check(walls: frozenset[str], limits: Limits) -> None:
    """Raise SandboxError where there is no sandbox or no room in it, ValueError for a wall that there is not."""
    if sys.platform != "linux":
        raise SandboxError(f"There is no sandbox for {sys.platform}; grade on Linux.")
    if unknown := walls - set(WALLS):
        raise ValueError(f"There is no wall {', '.join(unknown)}; there are {', '.join(WALLS)}.")
    held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
    if "limits" in walls and held > limits.memory:
        raise SandboxError(f"{limits.memory // MiB} MiB of memory are too few: Python takes {held // MiB} MiB here.")


def _let_judges_connect(sockets: str, uid: int) -> None:
    """Give a folder of sockets to the student's user and to the group of the judges."""
    os.chown(sockets, uid, judges() or uid)
    # What is made in it belongs to the group, too.
    Path(sockets).chmod(0o2710)


def _restrict(
    walls: frozenset[str],
    rights: Mapping[str, int],
    uid: int | None,
    groups: list[int] | None,
    end_with: Callable[[], None] | None,
    allowed: str,
) -> None:
    """Put on what comes last: the list of files, the user and what it ends with, and the list of system calls."""
    with _wall("landlock"):
        if "landlock" in walls:
            landlock.restrict(rights)
    with _wall("user"):
        _drop_privileges(uid, groups)
        if end_with is not None:
            end_with()
    with _wall("seccomp"):
        if "seccomp" in walls:
            seccomp.enter(attributes="namespaces" in walls, more=allowed)


def _give(folder: str | Path, uid: int) -> None:
    for at, _, names in os.walk(folder):
        for path in [Path(at), *(Path(at, name) for name in names)]:
            os.chown(path, uid, uid, follow_symlinks=False)


def _clean_environment(scratch: str | Path) -> None:
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept | ENVIRONMENT)
    _make_home(scratch)


def _make_home(folder: str | Path) -> None:
    """Let `folder` be the home, with folders for settings and for temporary files in it."""
    for sub in {*HOME_FOLDERS.values()} - {"", HOME_FOLDERS["MPLCONFIGDIR"]}:
        # What lies there, of a kernel before this one, could be run before this one is sealed.
        shutil.rmtree(Path(folder, sub), ignore_errors=True)
        Path(folder, sub).mkdir(mode=0o700)
    Path(folder, HOME_FOLDERS["MPLCONFIGDIR"]).mkdir(mode=0o700, exist_ok=True)
    os.environ.update({name: str(Path(folder, sub)) for name, sub in HOME_FOLDERS.items()})
    # It remembers the folder that it was first asked for.
    tempfile.tempdir = None


def _set_limits(limits: Limits, others: int) -> None:
    import resource as r

    most = {
        r.RLIMIT_AS: limits.memory,
        r.RLIMIT_DATA: limits.memory,
        r.RLIMIT_CPU: limits.cpu,
        r.RLIMIT_NPROC: limits.threads + others,
        r.RLIMIT_NOFILE: limits.open_files,
        r.RLIMIT_FSIZE: limits.file,
        r.RLIMIT_CORE: 0,
        r.RLIMIT_MEMLOCK: 0,
        r.RLIMIT_MSGQUEUE: 0,
        r.RLIMIT_SIGPENDING: 1000,
    }
    for which, value in most.items():
        hard = r.getrlimit(which)[1]
        value = value if hard == r.RLIM_INFINITY else min(value, hard)
        r.setrlimit(which, (value, value))


def _threads_of_user() -> int:
    """Return how many threads this user has: without a user of its own a limit counts them too."""
    number = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == os.getuid():
                number += sum(1 for _ in (process / "task").iterdir())
    return number


def _drop_privileges(uid: int | None, groups: list[int] | None = None) -> None:
    with contextlib.suppress(OSError):
        for capability in range(64):
            syscalls.prctl(syscalls.PR_CAPBSET_DROP, capability)
    if groups is not None:
        os.setgroups(groups)
    if uid is not None:
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    syscalls.syscall("capset", struct.pack("II", syscalls.CAPABILITIES_V3, 0), bytes(24))
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    # No core file, whatever handler the machine has for them, and no tracing by the same user.
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)


@contextlib.contextmanager
def _wall(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SandboxError(f"{name}: {error}. `examiner doctor` says what to do.") from error
