"""Which folders of submissions there are."""

from fnmatch import fnmatch
from pathlib import Path

from nbgrader.apps import NbGraderAPI

# What archives and version control leave among the folders of students.
NO_STUDENTS = {"__MACOSX"}
MAX_STUDENT = 128  # characters: what the gradebook's column holds


def submissions(api: NbGraderAPI, students: str = "*") -> list[Path]:
    """Return the folders submitted/<student>/<assignment>, sorted; a file in the place of a folder too."""
    root = Path(api.coursedir.root) / api.coursedir.submitted_directory
    left_out = {*(api.coursedir.student_id_exclude or "").split(","), *NO_STUDENTS}
    return sorted(
        path
        for path in root.glob("*/*")
        if fnmatch(path.parent.name, students)
        and path.parent.name not in left_out
        and not path.parent.name.startswith(".")
        and not path.name.startswith(".")
        and path.name not in NO_STUDENTS
    )
