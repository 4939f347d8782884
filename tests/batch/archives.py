"""Archives of submissions, with the names that Canvas, Moodle and Gradescope give to what is in them."""

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import nbformat
import yaml
from cells import notebook


def notebook_bytes(cells, *answers):
    """Return a notebook of these cells; `answers`: what stands in the first ones that are answers."""
    content = notebook(*(cell.copy() for cell in cells))
    editable = [cell for cell in content.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell, text in zip(editable, answers, strict=False):
        cell.source = text
    return nbformat.writes(content).encode()


class Undeclared(zipfile.ZipInfo):
    """An entry whose name is in UTF-8, but that does not say so."""

    def _encodeFilenameFlags(self):
        return self.filename.encode(), self.flag_bits


def zipped(files, links=(), encoded=True):
    """Return a zip file of {name: bytes}; `links`: those that are links. encoded: whether it says that it is UTF-8."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = (zipfile.ZipInfo if encoded else Undeclared)(name, (2026, 5, 4, 3, 2, 0))
            mode = stat.S_IFLNK | 0o777 if name in links else stat.S_IFREG | 0o644
            info.external_attr = mode << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tarred(files, links=()):
    """Return a tar.gz file of {name: bytes}; a link leads to what its bytes say."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.mtime = 1_770_000_000
            if name in links:
                info.type, info.linkname = tarfile.SYMTYPE, data.decode()
                archive.addfile(info)
            else:
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def gradescope_export(submissions):
    """Return Gradescope's export of [(number, [(name, sid, email)], time, {path: bytes})]."""
    metadata, files = {}, {}
    for number, people, when, content in submissions:
        metadata[f"submission_{number}"] = {
            ":submitters": [{":name": name, ":sid": sid, ":email": email} for name, sid, email in people],
            ":created_at": when,
            ":score": 0.0,
            ":status": "unprocessed",
        }
        files |= {f"assignment_77_export/submission_{number}/{path}": data for path, data in content.items()}
    text = yaml.safe_dump(metadata, allow_unicode=True)
    return zipped({"assignment_77_export/submission_metadata.yml": text.encode(), **files})


def saved(folder, name, data):
    """Write bytes as a file of a folder, and return its path."""
    path = Path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
