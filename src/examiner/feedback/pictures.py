"""The pictures that text shows, pasted into its cell or lying beside the notebook: they become part of the page."""

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jinja2 import pass_context
from jinja2.runtime import Context

from ..errors import Refused
from ..notebook.folder import is_plain_name, read_file
from ..notebook.images import MAX_PICTURE, MAX_PICTURES, SUFFIXES, kind_of
from . import clean

PASTED = "attachment:"
BUDGET, KNOWN = "examiner_pictures", "examiner_files"


@dataclass
class Budget:
    """Characters that are left on a page for pictures."""

    left: int = MAX_PICTURES


@dataclass
class Pictures:
    """The pictures that a cell may show.

    attachments: of the cell. folder: of the notebook, "" where there is none. known: the relative paths of the files
    that may be shown, None for all.
    """

    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    folder: str = ""
    known: Collection[Path] | None = None
    budget: Budget = field(default_factory=Budget)

    def url(self, src: str) -> str | None:
        """Return a picture as a URL that holds it, None if it is not there or may not be shown."""
        data = self.pasted(src.removeprefix(PASTED)) if src.startswith(PASTED) else self.beside(src)
        kind = kind_of(data)
        if kind is None:
            return None
        found = f"data:{kind};base64,{base64.b64encode(data).decode()}"
        if len(found) > self.budget.left:
            return None
        self.budget.left -= len(found)
        return found

    def pasted(self, name: str) -> bytes:
        """Return a picture that was pasted into the cell, nothing if it is not there."""
        item = self.attachments.get(name) or self.attachments.get(unquote(name)) or {}
        for text in item.values():
            try:
                return base64.b64decode(text)
            except (TypeError, ValueError):  # no base64
                continue
        return b""

    def beside(self, src: str) -> bytes:
        """Return a picture in a file beside the notebook, nothing if there is none. No link is followed."""
        path = Path(unquote(src.partition("?")[0]))
        if not self.folder or "\0" in src or path.suffix.lower() not in SUFFIXES or not is_plain_name(path):
            return b""
        folder = Path(self.folder).resolve()
        full = folder / path
        try:
            inside = full.is_relative_to(folder) and full.resolve() == full
            if not inside or (self.known is not None and path not in self.known):
                return b""
            return read_file(full, MAX_PICTURE + 1)
        except (OSError, Refused):
            return b""


@pass_context
def markdown(context: Context, source: str) -> str:
    """Return markdown of a cell, which nbconvert's templates render, as harmless HTML with its pictures."""
    cell, resources = context.get("cell") or {}, context.get("resources")
    page: dict[str, Any] = {} if resources is None else resources
    budget = page.setdefault(BUDGET, Budget())
    folder = page.get("metadata", {}).get("path", "")
    pictures = Pictures(cell.get("attachments") or {}, folder, page.get(KNOWN), budget)
    return clean.markdown(source, pictures.url)
