"""The kit of a lab: what students get, in one archive that works wherever it is unpacked.

It holds what `release/` has, the package `descent` beside the notebook, so that it wins over anything installed, a
README, and a list of what must be installed. It holds no solution, no hidden test and no marking scheme: templates
have none.
"""

import re
import zipfile
from importlib.metadata import requires
from pathlib import Path

import descent

from ..errors import ExaminerError

# The archive of the same files is the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)

README = """# {title}

This folder is a lab. Its notebook is `{lab}.ipynb`. Keep all files together: the notebook reads those beside it.

**On your own computer.** With Python 3.11 or newer, in this folder:

    python -m pip install -r requirements.txt jupyterlab
    jupyter lab {lab}.ipynb

**On a JupyterHub.** Upload the archive, open a terminal, `unzip {lab}.zip`, and open the notebook in JupyterLab. If
its first cell names a package that is missing, run `python -m pip install --user -r requirements.txt` and restart the
kernel.

**In Visual Studio Code.** Install the extensions Python and Jupyter, open this folder (not the notebook alone), and
choose a Python in which you ran `pip install -r requirements.txt`.

**On Google Colab.** Upload the archive in the file browser on the left. In a new cell above the first:

    !unzip -q -o {lab}.zip
    %cd {lab}

Submit the notebook under its own name, `{lab}.ipynb`. Nothing else in this folder needs to be submitted.
"""


def write_kit(release: Path, out: Path) -> Path:
    """Write `out`/<lab>.zip, the kit of the lab whose template is in the folder `release`, and return its path.

    Raises ExaminerError where there is no template.
    """
    lab = release.name
    template = release / f"{lab}.ipynb"
    if not template.is_file():
        raise ExaminerError(f"{template} is not there. Generate it: nbgrader generate_assignment {lab}")
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{lab}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents(release).items()):
            archive.writestr(zipfile.ZipInfo(f"{lab}/{name}", LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return path


def contents(release: Path) -> dict[str, bytes]:
    """Return the files of a kit, {relative path: bytes}."""
    package = Path(descent.__file__).parent
    found = {path.relative_to(release).as_posix(): path.read_bytes() for path in _files(release)}
    found |= {f"descent/{path.relative_to(package).as_posix()}": path.read_bytes() for path in _files(package)}
    readme = README.format(lab=release.name, title=title_of(release / f"{release.name}.ipynb"))
    return found | {"README.md": readme.encode(), "requirements.txt": requirements().encode()}


def _files(folder: Path) -> list[Path]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [p for p in paths if not any(part.startswith((".", "__pycache__")) for part in p.relative_to(folder).parts)]


def title_of(notebook: Path) -> str:
    """Return the first heading of a notebook, its name without one."""
    found = re.search(r'"# (.*?)(?:\\n)?"', notebook.read_text(encoding="utf-8"))
    return found[1] if found else notebook.stem


def requirements() -> str:
    """Return what the package `descent` needs, a line each, as this project's own metadata say."""
    wanted = [line for line in requires("descent-labs") or [] if "extra ==" not in line]
    return "\n".join([*wanted, ""])
