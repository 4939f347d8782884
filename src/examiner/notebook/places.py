"""Where in a course's folder things are."""

from pathlib import Path

from nbgrader.coursedir import CourseDirectory


def source_folder(coursedir: CourseDirectory, assignment: str) -> Path:
    """Return the folder source/<assignment>."""
    return Path(coursedir.format_path(coursedir.source_directory, ".", assignment))


def state_folder(coursedir: CourseDirectory) -> Path:
    """Return the folder in autograded/ in which the examiner keeps what it knows of its runs."""
    return Path(coursedir.root, coursedir.autograded_directory, ".examiner")


def state_of(coursedir: CourseDirectory, assignment: str) -> Path:
    """Return the folder in it that is about one assignment."""
    return state_folder(coursedir) / f"{assignment}.state"
