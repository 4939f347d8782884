"""Run a command as an ordinary user: `python ordinary_user.py UID COMMAND...`, started by root.

The interpreter and the repository may lie in root's home, where nobody else can read. So the command runs in a mount
namespace in which the folders above them hold nothing else.
"""

import os
import stat
import sys
import tempfile
from pathlib import Path

from examiner.sandbox import namespaces, syscalls


def closed_folder(path):
    """Return the topmost folder above `path` that others may not enter, None if there is none."""
    return next((p for p in reversed(path.parents) if not p.stat().st_mode & stat.S_IXOTH), None)


def show_python():
    """Let everybody read this interpreter and this repository, in this process and its children only."""
    syscalls.libc("unshare", namespaces.CLONE_NEWNS)
    namespaces.mount("none", "/", None, namespaces.MS_REC | namespaces.MS_PRIVATE)
    hidden = {p: closed_folder(p) for p in (Path(sys.base_prefix).resolve(), Path(__file__).resolve().parents[2])}
    hidden = {path: above for path, above in hidden.items() if above}
    aside = {path: tempfile.mkdtemp() for path in hidden}
    for path, place in aside.items():
        namespaces.bind(str(path), place)
    for above in set(hidden.values()):
        namespaces.mount("tmpfs", str(above), "tmpfs", 0, "size=1m,mode=755")
    for path, place in aside.items():
        namespaces.bind(place, str(path))
        syscalls.libc("umount2", place.encode(), 0)
        Path(place).rmdir()


if __name__ == "__main__":
    show_python()
    uid = int(sys.argv[1])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.execv(sys.argv[2], sys.argv[2:])
