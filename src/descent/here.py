"""Whether all that a notebook needs is here. Its first cell asks, so this file imports nothing that may be missing."""

import importlib
import os
from pathlib import Path

from . import GRADING

MODULES = ("numpy", "matplotlib", "ipywidgets", "anywidget", "traitlets", "PIL")
PACKAGE = {"PIL": "pillow"}  # where it has another name than its module


class Missing(ImportError):
    """Something that the notebook needs is not here; the text says in one sentence what it is and what to do."""

    def _render_traceback_(self):
        # IPython calls this instead of printing frames, which say nothing more.
        return [str(self)]


def needs(lab: str, data: str) -> None:
    """Raise Missing where a package, a file named in `data`, or the checks' numbers of `lab` are not here."""
    if os.environ.get(GRADING):
        return  # the examiner has its own way to see to it
    told = []
    missing = dict.fromkeys(filter(None, map(_missing, MODULES)))
    if packages := [PACKAGE.get(name, name) for name in missing]:
        told.append(
            f"{_listed(packages)} cannot be imported: run %pip install {' '.join(packages)} in a cell of your own and "
            "restart the kernel"
        )
    if files := [name for name in (*data.split(), *_checks(lab)) if not Path(name).is_file()]:
        told.append(
            f"{_listed(files)} must be in the folder {Path.cwd()}, where this notebook runs: unpack the whole archive "
            f"{lab}.zip, or copy all of its files, and open the notebook among them"
        )
    if told:
        raise Missing("; and ".join(told) + ".")


def _missing(module: str) -> str:
    """Return the module for whose lack this one cannot be imported, "" where it can be."""
    try:
        importlib.import_module(module)
    except ImportError as error:
        return (error.name or module).partition(".")[0]
    return ""


def _checks(lab: str) -> list[str]:
    """Return the name of the file that has the checks' numbers; the instructor's own notebook needs none."""
    notebook = Path(f"{lab}.ipynb")
    own = notebook.is_file() and "BEGIN CHECK" in notebook.read_text(encoding="utf-8")
    return [] if own else [f"{lab}_checks.json"]


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
