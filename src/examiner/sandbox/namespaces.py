"""Namespaces: a process gets process ids, a network, a host name and files of its own."""

import contextlib
import os
import shutil
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

from . import syscalls
from .limits import Limits

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
# Whose next child has process ids of its own can start no thread.
FOR_ITSELF = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET
ALL_BUT_USER = FOR_ITSELF | CLONE_NEWPID
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x1000, 0x4000, 0x40000, 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000


def enter(kinds: int = ALL_BUT_USER) -> None:
    """Give this process namespaces of its own, with process ids for its next child. Raises OSError.

    Root stays root of the machine in them, whose user the caller changes; any other user gets a
    user namespace too.
    """
    if syscalls.has_capabilities(syscalls.CAP_SYS_ADMIN):
        syscalls.libc("unshare", kinds)
    else:
        uid, gid = os.geteuid(), os.getegid()
        syscalls.libc("unshare", kinds | CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    mount("none", "/", None, MS_REC | MS_PRIVATE)


def enter_own_root(
    readable: Iterable[str],
    kept: Collection[str],
    scratch: str | None = None,
    uid: int | None = None,
    limits: Limits | None = None,
) -> None:
    """Make a file system that holds only these paths the root of this process. Raises OSError.

    `kept` are folders that stay what they are; one that is gone is left out. `scratch`, if any, becomes a file system
    in memory with a size, of `limits`, holds what it held, and belongs to `uid` (None: who runs this). There is no
    /proc: what is not there cannot tell of other processes.
    """
    # Built over /proc, which is there on every machine and is not needed any more.
    root = "/proc"
    mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=4k,mode=755")
    last = None
    for path in sorted(map(Path, readable)):
        if not last or not path.is_relative_to(last):
            bind(path, root + str(path))
            last = path
    for path in filter(None, (*kept, scratch)):
        Path(root + path).mkdir(parents=True, exist_ok=True)
    read_only = (MS_RDONLY | MS_NOSUID).to_bytes(8, sys.byteorder) + bytes(24)
    syscalls.syscall("mount_setattr", AT_FDCWD, root.encode(), AT_RECURSIVE, read_only, 32)
    for path in filter(os.path.isdir, kept):
        with contextlib.suppress(FileNotFoundError):  # gone meanwhile
            bind(path, root + path)
    if scratch and limits:
        options = f"size={limits.scratch},nr_inodes={limits.files},mode=700"
        options += "" if uid is None else f",uid={uid},gid={uid}"
        mount("tmpfs", root + scratch, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
        shutil.copytree(scratch, root + scratch, symlinks=True, dirs_exist_ok=True)
    os.chdir(root)
    syscalls.libc("pivot_root", b".", b".")
    syscalls.libc("umount2", b".", MNT_DETACH)
    os.chdir("/")
    syscalls.libc("sethostname", b"sandbox", 7)


def bind(source: str | Path, target: str | Path) -> None:
    """Show the file or folder `source` at `target` too. Raises OSError."""
    target = Path(target)
    if Path(source).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(str(source), str(target), None, MS_BIND | MS_REC)


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Call mount(2). Raises OSError."""
    source, target, kind, options = (text and text.encode() for text in (source, target, kind, options))
    syscalls.libc("mount", source, target, kind, flags, options)
