"""Which files a notebook finds beside it when it runs."""

import importlib.util
import shutil
import sys
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from nbgrader.utils import find_all_files

IMPORTED_AT_START = {"sitecustomize", "usercustomize", "conftest"}
MAX_FILE_BYTES = 50 * 2**20


def instructor_files(coursedir, assignment):
    """Return the instructor's files of an assignment but for notebooks, by relative path."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    if not folder.is_dir():
        return {}
    files = find_all_files(str(folder), [*coursedir.ignore, "*.ipynb"])
    return {Path(file).relative_to(folder): Path(file) for file in files}


def extra_files(folder, patterns, known):
    """Return the files in `folder` that match one of `patterns` and are safe, by relative path.

    A link, a file too large, a hidden one and one that shadows a module are not; one that the instructor also
    has, in `known`, may be named as a module.
    """
    found = {}
    for file in find_all_files(str(folder), ["*.ipynb"]) if patterns else []:
        path = Path(file).relative_to(folder)
        safe = not Path(file).is_symlink() and Path(file).stat().st_size <= MAX_FILE_BYTES
        named = any(fnmatch(path.as_posix(), pattern) for pattern in patterns)
        if named and safe and not hidden(path) and (path in known or not shadows_module(path)):
            found[path] = Path(file)
    return found


def hidden(path):
    """Return whether a part of a relative path hides a file: it could be a setting that a kernel runs as it starts."""
    return any(part.startswith(".") for part in Path(path).parts)


def shadows_module(path):
    """Return whether a file would be found where a module is looked for."""
    name = Path(path).parts[0].partition(".")[0]
    if name in sys.stdlib_module_names or name in IMPORTED_AT_START:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ValueError, ImportError):
        return False


def fill(folder, files):
    """Put `files`, {relative path: bytes or a file to copy}, into a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, file in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(file, bytes):
            (folder / path).write_bytes(file)
        else:
            shutil.copyfile(file, folder / path)


def keep(files, folder):
    """Write the files that a notebook made, {relative path: bytes}, into `folder`, none over one that is there.

    They come from the student's process: what is not a plain name of a plain file is passed over.
    """
    for name, content in files.items() if type(files) is dict else ():
        if type(name) is not str or type(content) is not bytes or "\0" in name:
            continue
        path, target = PurePosixPath(name), folder / name
        inside = path.parts and not path.is_absolute() and not any(part.startswith(".") for part in path.parts)
        if inside and path.suffix != ".ipynb" and path.name != "timestamp.txt" and not target.exists():
            with suppress(OSError):  # a name too long, or a file where a folder should be
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


def extra_patterns(config, assignment):
    """Return the patterns of the files that students may hand in beside the notebooks."""
    own = config.Execute.get("extra_files", {}).get(assignment, [])
    return [*own, *config.Autograde.get("exclude_overwriting", {}).get(assignment, [])]
