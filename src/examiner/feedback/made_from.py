"""What a feedback page was made from is marked on it, so that one that would come out the same is not made again."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from nbgrader.api import SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..notebook.folder import files_in
from ..notebook.images import SUFFIXES

# Sections of nbgrader_config.py that change what a page shows.
SETTINGS = ("HideTests", "Summarize", "PageExporter")
MOST_HEAD = 1_000  # characters of a page in which the mark stands


def made_from(found: SubmittedNotebook, course: CourseDirectory, config: Config, names: Mapping[str, str]) -> str:
    """Return a digest of all that a page is made from: the graded notebook, its points, comments, pictures, settings.

    found: the gradebook's. names: of the student, the assignment and the notebook.
    """
    folder = Path(course.format_path(course.autograded_directory, names["student"], names["assignment"]))
    facts = [
        (folder / f"{names['notebook']}.ipynb").read_bytes(),
        pictures_in(folder),
        sorted(
            (g.name, g.auto_score, g.manual_score, g.extra_credit, bool(g.needs_manual_grade)) for g in found.grades
        ),
        sorted((comment.name, comment.comment) for comment in found.comments if comment.comment),
        found.late_submission_penalty,
        [sorted(config.get(section, {}).items()) for section in SETTINGS],
        version("descent-labs"),
    ]
    return sha256(repr(facts).encode()).hexdigest()


def pictures_in(folder: Path) -> list[tuple[str, bytes]]:
    """Return the names and digests of the pictures in a folder and below, which text may show."""
    return sorted(
        (path.as_posix(), sha256((folder / path).read_bytes()).digest())
        for path in files_in(folder)
        if path.suffix.lower() in SUFFIXES
    )


def is_made_from(page: Path, digest: str) -> bool:
    """Return whether a page, a path, is there and was made from just that."""
    try:
        with page.open(encoding="utf-8") as file:
            return digest in file.read(MOST_HEAD)
    except (OSError, ValueError):
        return False
