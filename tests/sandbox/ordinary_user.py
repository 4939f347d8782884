"""Run a command as an ordinary user: `python ordinary_user.py UID COMMAND...`, started by root.

The interpreter may lie in root's home, where nobody else can read. So the command runs in a mount
namespace in which the folders above the interpreter hold nothing but the interpreter.
"""

import os
import stat
import sys
import tempfile
from pathlib import Path

from examiner.sandbox import namespaces, syscalls


def show_python():
    """Let everybody read this interpreter, in this process and its children only."""
    prefix = Path(sys.base_prefix).resolve()
    closed = [p for p in reversed(prefix.parents) if not p.stat().st_mode & stat.S_IXOTH]
    syscalls.libc("unshare", namespaces.CLONE_NEWNS)
    namespaces.mount("none", "/", None, namespaces.MS_REC | namespaces.MS_PRIVATE)
    if closed:
        aside = tempfile.mkdtemp()
        namespaces.bind(str(prefix), aside)
        namespaces.mount("tmpfs", str(closed[0]), "tmpfs", 0, "size=1m,mode=755")
        namespaces.bind(aside, str(prefix))
        syscalls.libc("umount2", aside.encode(), 0)
        Path(aside).rmdir()


if __name__ == "__main__":
    show_python()
    uid = int(sys.argv[1])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.execv(sys.argv[2], sys.argv[2:])
