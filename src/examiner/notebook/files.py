"""Which files a notebook finds beside it when it runs."""

import importlib.util
import shutil
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets.config import Config

from .folder import MAX_FILE_BYTES, clashes, files_in, is_plain_name
from .places import source_folder

IMPORTED_AT_START = {"sitecustomize", "usercustomize", "conftest"}
MAX_MADE = 200


def instructor_files(coursedir: CourseDirectory, assignment: str) -> dict[Path, Path]:
    """Return the instructor's files of an assignment but for notebooks, by relative path."""
    folder = source_folder(coursedir, assignment)
    if not folder.is_dir():
        return {}
    files = find_all_files(str(folder), [*coursedir.ignore, "*.ipynb"])
    return {Path(file).relative_to(folder): Path(file) for file in files}


def extra_files(folder: Path, patterns: Collection[str], known: Collection[Path]) -> dict[Path, Path]:
    """Return the files in `folder` that match one of `patterns` and that a notebook may find, by relative path."""
    if not patterns:
        return {}
    found = [path for path in files_in(folder) if is_extra(path, patterns, known)]
    return {path: folder / path for path in found if (folder / path).stat().st_size <= MAX_FILE_BYTES}


def is_extra(path: Path, patterns: Collection[str], known: Collection[Path]) -> bool:
    """Return whether a student's file matches one of `patterns` and may be there when the notebook runs.

    One that is hidden, that shadows a module or that stands in the way of one of the instructor's files, `known`, may
    not; one that the instructor has too may be named as a module.
    """
    named = any(fnmatch(path.as_posix(), pattern) for pattern in patterns)
    return named and not hidden(path) and (path in known or not (shadows_module(path) or clashes(path, known)))


def hidden(path: Path | PurePosixPath) -> bool:
    """Return whether a part of a relative path hides a file: it could be a setting that a kernel runs as it starts."""
    return any(part.startswith(".") for part in Path(path).parts)


def shadows_module(path: Path) -> bool:
    """Return whether a file would be found where a module is looked for."""
    name = Path(path).parts[0].partition(".")[0]
    if name in sys.stdlib_module_names or name in IMPORTED_AT_START:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ValueError, ImportError):
        return False


def fill(folder: Path, files: Mapping[Path, bytes | Path]) -> None:
    """Put `files`, {relative path: bytes or a file to copy}, into a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, file in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(file, bytes):
            (folder / path).write_bytes(file)
        else:
            shutil.copyfile(file, folder / path)


def add_made(files: dict[str, bytes], folder: Path) -> None:
    """Write the files that a notebook made, {relative path: bytes}, into `folder`, none over one that is there.

    They come from the student's process: what is not a plain name of a plain file is passed over, and what is more than
    MAX_MADE. No folder gets a name that means something else there, a notebook's for one.
    """
    written = 0
    for name, content in files.items() if type(files) is dict else ():
        if type(name) is not str or type(content) is not bytes or "\0" in name or not is_plain_name(Path(name)):
            continue
        path, target = PurePosixPath(name), folder / name
        inside = path.parts and not path.is_absolute() and not hidden(path)
        meant = any(part.endswith(".ipynb") or part == "timestamp.txt" for part in path.parts)
        if inside and not meant and not target.exists() and written < MAX_MADE:
            with suppress(OSError):  # a name too long, or a file where a folder should be
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                written += 1


def extra_patterns(config: Config, assignment: str) -> list[str]:
    """Return the patterns of the files that students may hand in beside the notebooks."""
    own = config.Execute.get("extra_files", {}).get(assignment, [])
    return [*own, *config.Autograde.get("exclude_overwriting", {}).get(assignment, [])]
