"""The folder that a student handed in, and what of it is read: so many plain files with plain names."""

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from ..errors import Refused

MAX_ENTRIES = 100_000
MAX_PATH, MAX_PART = 500, 255  # bytes
MAX_FILES = 500
MAX_FILE_BYTES = 50 * 2**20
MAX_BYTES = 100 * 2**20
NOTEBOOK = "*.ipynb"


def files_in(folder: Path, ignored: Collection[str] = (), left: Counter | None = None) -> Iterator[Path]:
    """Yield the relative paths of the plain files in a folder and below, but for notebooks and for what is `ignored`.

    ignored: patterns of names of files and folders. Nothing is opened and no link is followed: what is no plain file of
    a plain name is counted in `left`, by what it is. Raises Refused for a folder of more than MAX_ENTRIES, and OSError.
    """
    left = Counter() if left is None else left
    patterns, seen, todo = [NOTEBOOK, *ignored], 0, [Path()]
    while todo:
        above = todo.pop()
        with os.scandir(folder / above) as entries:
            for entry in entries:
                seen += 1
                if seen > MAX_ENTRIES:
                    raise Refused(f"it has more than {MAX_ENTRIES:,} files and folders. Take out what is not needed")
                path = above / entry.name
                if any(fnmatch(entry.name, pattern) for pattern in patterns):
                    continue
                if entry.is_symlink():
                    left["link"] += 1
                elif not is_plain_name(path):
                    left["file with a name that is too long or not UTF-8"] += 1
                elif entry.is_dir(follow_symlinks=False):
                    todo.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    left["pipe, socket or device"] += 1


def is_plain_name(path: Path) -> bool:
    """Return whether a relative path is one that every file system and gradebook can hold."""
    try:
        return len(str(path).encode()) <= MAX_PATH and all(len(part.encode()) <= MAX_PART for part in path.parts)
    except UnicodeEncodeError:
        return False


def read_file(path: Path, most: int) -> bytes:
    """Return the first `most` bytes of a plain file. Raises Refused for what is none, a link for one, and OSError."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise Refused(f"{path.name} is not a file: a link, for one, may lead anywhere")
    # Whatever it has become meanwhile: no link is followed, and nobody waits for who writes into a pipe.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(most)


def clashes(path: Path, known: Iterable[Path]) -> bool:
    """Return whether a file cannot stand beside those in `known`: where one is a folder in the path of the other."""
    return any(path in other.parents or other in path.parents for other in known)
