"""One run at a time on one course, and a temporary folder for it that the next run removes if it was killed."""

import contextlib
import fcntl
import getpass
import json
import os
import shutil
import socket
import tempfile
import time
from pathlib import Path

from ..errors import ExaminerError


@contextlib.contextmanager
def locked(file):
    """Hold the lock `file`; yield a new temporary folder.

    Raises ExaminerError, which names who holds it, where another run does, and OSError.
    """
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    with Path(file).open("a+") as held:
        held.seek(0)
        holder = {}
        with contextlib.suppress(ValueError):  # nobody has held it, or one whose disk was full
            holder = json.loads(held.read())
        try:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = "process {pid} of {user} on {host}, since {since}".format_map(holder) if holder else "another process"
            raise ExaminerError(f"This course is being graded already, by {who}. Wait for it, or end it.") from None
        _remove(holder.get("folder"))
        folder = tempfile.mkdtemp(prefix="examiner-")
        if os.geteuid() == 0:
            # The student's process has a user id of its own, which must get to its folder below.
            Path(folder).chmod(0o711)
        held.truncate(0)
        holder = {
            "pid": os.getpid(),
            "user": _user(),
            "host": socket.gethostname(),
            "since": time.strftime("%Y-%m-%d %H:%M:%S"),
            "folder": folder,
        }
        held.write(json.dumps(holder))
        held.flush()
        try:
            yield folder
        finally:
            _remove(folder)
            held.truncate(0)


def _user():
    with contextlib.suppress(OSError, KeyError):
        return getpass.getuser()
    return f"user {os.getuid()}"


def _remove(folder):
    """Remove the temporary folder of a run, if it is one, of this user."""
    with contextlib.suppress(OSError, TypeError):
        path = Path(folder)
        if path.name.startswith("examiner-") and not path.is_symlink() and path.stat().st_uid == os.geteuid():
            shutil.rmtree(path, ignore_errors=True)
