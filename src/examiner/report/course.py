"""The report of a course: from what its gradebook says and the notebooks in its folders."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from . import Figures, answers
from .book import Book
from .figures import figures
from .similar import Alike, similar


def of_assignment(book: Book, coursedir: Any, compare: bool = False) -> tuple[Figures, list[Alike] | None]:
    """Return the figures of an assignment, and the pairs of similar answers if they are to be compared."""
    read = answers_of(coursedir, book)
    sources_of = cache(lambda student: read(coursedir.autograded_directory, student))
    right = read(coursedir.source_directory, ".")
    made = figures(book, sources_of, right)
    if not compare:
        return made, None
    template = read(coursedir.release_directory, ".")
    return made, similar({student: sources_of(student) for student in book.points}, [right, template])


def answers_of(coursedir: Any, book: Book) -> Callable[[str, str], dict[str, str]]:
    """Return a function of a folder of the course and a student that returns {exercise: source} of their answers."""
    notebooks = list(dict.fromkeys(item.notebook for item in book.items))

    def read_answers(step: str, student: str) -> dict[str, str]:
        folder = Path(coursedir.format_path(step, student, book.assignment))
        found: dict[str, str] = {}
        for name in notebooks:
            found |= answers.answers_in(folder / f"{name}.ipynb")
        return found

    return read_answers
