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
from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import ExaminerError
from .disk import move_aside


@contextlib.contextmanager
def locked(file: Path, tell: Callable[[str], object] = print) -> Iterator[str]:
    """Hold the lock `file`; yield a new temporary folder.

    Raises ExaminerError, which names who holds it, where another run does, and OSError.
    """
    file = Path(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        move_aside(file, file.parent, "it is a folder", tell)
    with file.open("a+", errors="replace") as held:
        held.seek(0)
        holder = read_holder(held.read())
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


def read_holder(text: str) -> dict[str, str]:
    """Return what a lock file says of who holds it, {} for one that says nothing, or is cut off."""
    try:
        holder = json.loads(text)
        return {key: str(holder[key]) for key in ("pid", "user", "host", "since", "folder")}
    except (ValueError, TypeError, KeyError):
        return {}


def _user():
    with contextlib.suppress(OSError, KeyError):
        return getpass.getuser()
    return f"user {os.getuid()}"


def _remove(folder):
    """Remove the temporary folder of a run, if it is one, of this user."""
    with contextlib.suppress(OSError, TypeError):
        path = Path(folder)
        temporary = path.parent == Path(tempfile.gettempdir()) and path.name.startswith("examiner-")
        if temporary and not path.is_symlink() and path.stat().st_uid == os.geteuid():
            shutil.rmtree(path, ignore_errors=True)
