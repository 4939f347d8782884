"""The examiner's own files in autograded/: brought to the disk before they count, moved aside where they are no use."""

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from ..errors import Refused, printable
from ..notebook.places import state_of

REFUSED = "refused"  # the folder of notes on what was not graded
# What a full or closed disk says, whichever submission is written: it ends the run. All else is of one submission.
OF_THE_DISK = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE),
    *(errno.EFBIG, errno.EINTR, errno.ENODEV, errno.ETIMEDOUT),
}


def refusals(coursedir: CourseDirectory, assignment: str) -> dict[str, str]:
    """Return {student: reason} of those whose last submission was not graded, as a run noted."""
    found = {}
    for note in (state_of(coursedir, assignment) / REFUSED).glob("*"):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            about = json.loads(note.read_text())
            found[str(about["student"])] = str(about["reason"])
    return found


def move_aside(path: Path, state: Path, reason: object, tell: Callable[[str], object]) -> None:
    """Move something that cannot be used into the folder `unusable` of `state`, and say so."""
    (state / "unusable").mkdir(parents=True, exist_ok=True)
    target = path.rename(Path(tempfile.mkdtemp(dir=state / "unusable"), path.name))
    tell(f"{path} of an earlier run cannot be used: {reason}. It was moved to {target}")


@contextlib.contextmanager
def of_one_submission() -> Iterator[None]:
    """Turn an exception inside into Refused, unless it is the disk's."""
    try:
        yield
    except Refused:
        raise
    except OSError as error:
        if error.errno in OF_THE_DISK:
            raise
        raise Refused(f"{printable(error.filename or 'its files')}: {error.strerror or error}") from error
    except Exception as error:
        raise Refused(f"cannot be recorded: {type(error).__name__}: {error}") from error


def flush(path: Path) -> None:
    """Bring a file to the disk, or a folder with all that is in it."""
    if path.is_dir():
        for inside in path.iterdir():
            flush(inside)
    flush_one(path)


def flush_one(path: Path) -> None:
    """Bring a file to the disk, or the names that a folder has."""
    if os.name != "posix" and path.is_dir():  # which cannot be opened there
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or a folder as far as that can be: what stays is in nobody's way, as each has a name of its own."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
