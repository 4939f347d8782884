"""matplotlib's list of fonts, made once for all kernels."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..sandbox.environment import HOME_FOLDERS


def put_fonts(scratch: Path) -> None:
    """Give a student's matplotlib its list of fonts, which it would look for each time."""
    target = scratch / HOME_FOLDERS["MPLCONFIGDIR"]
    # It works without, only more slowly.
    with contextlib.suppress(OSError, PackageNotFoundError):
        for file in fonts_folder().glob("fontlist-*.json"):
            target.mkdir(mode=0o700, exist_ok=True)
            shutil.copy(file, target)


def fonts_folder() -> Path:
    """Return the folder with matplotlib's list of fonts, which is made where it is not there.

    Raises OSError, and PackageNotFoundError where there is no matplotlib.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "examiner" / f"matplotlib-{version('matplotlib')}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = tempfile.mkdtemp(dir=folder.parent)
        subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"],
            env={**os.environ, "MPLCONFIGDIR": making},
            capture_output=True,
            check=False,
        )
        # Another process may have been faster.
        with contextlib.suppress(OSError):
            Path(making).rename(folder)
    return folder


def fonts() -> str:
    """Return the folder with matplotlib's list of fonts, "" where there is none."""
    try:
        return str(fonts_folder())
    except (OSError, PackageNotFoundError):
        return ""
