"""Which folders of submissions there are."""

from fnmatch import fnmatch
from pathlib import Path

from nbgrader.apps import NbGraderAPI

# What archives and version control leave among the folders of students.
NO_STUDENTS = {"__MACOSX"}
MAX_STUDENT = 128  # characters: what the gradebook's column holds


def submissions(api: NbGraderAPI, students: str = "*", assignment: str | None = None) -> list[Path]:
    """Return the folders submitted/<student>/<assignment>, sorted; a file in the place of a folder too.

    students: a pattern, as in a shell. assignment: the one asked for, without it all.
    """
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
        and assignment in (None, path.name)
    )


def unknown(api: NbGraderAPI, students: str, assignment: str) -> tuple[list[Path], set[str]]:
    """Return the folders of submissions for assignments that the course does not have, and the names of those it has.

    assignment: one that it has, whatever is in source/.
    """
    known = api.get_source_assignments() | {assignment}
    return [folder for folder in submissions(api, students) if folder.name not in known], known
