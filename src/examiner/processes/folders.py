"""The folder of one submission, in which its kernel runs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

# The name of a unix socket has at most 107 bytes.
LONGEST_FOLDER = 60


def new_folder(inside: str | Path | None = None) -> Path:
    """Return a new temporary folder, by default where the name is short enough for sockets."""
    place = inside or tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="ex-", dir=place if len(str(place)) < LONGEST_FOLDER else "/tmp"))
    if os.geteuid() == 0:
        # The student's process has a user id of its own, which must get to what it owns below.
        folder.chmod(0o711)
    return folder


def private_folder(inside: str | Path | None = None) -> Path:
    """Return a new folder for one submission, with `scratch` and `sockets` in it."""
    folder = new_folder(inside)
    for name in ("scratch", "sockets"):
        (folder / name).mkdir(mode=0o700)
    (folder / "log").touch()
    return folder


def remove(folder: str | Path) -> None:
    """Remove a submission's folder, whatever a student made of it."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # A mode that forbids to look, or a depth that Python cannot go.
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], capture_output=True, check=False)


def write_files(files: Mapping[str, bytes] | str | Path, scratch: Path) -> None:
    """Write files, {name: bytes} or a folder to copy, into `scratch`.

    Raises OSError, and ValueError for a name that leads out of the folder or is hidden, in any part of it: a hidden
    one could be a setting that the kernel runs before it is sealed.
    """
    if isinstance(files, str | Path):
        if files:
            for path in Path(files).rglob("*"):
                check_name(path.relative_to(files))
            shutil.copytree(files, scratch, symlinks=True, dirs_exist_ok=True)
        return
    for name, content in files.items():
        check_name(name)
        path = Path(scratch, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def check_name(name: str | Path) -> None:
    """Raise ValueError if a file's name, a relative path, is hidden or leads elsewhere."""
    path = Path(name)
    if not path.parts or path.is_absolute() or any(part.startswith(".") for part in path.parts):
        raise ValueError(f"The file name {str(name)!r} is hidden or leads elsewhere; rename it.")
