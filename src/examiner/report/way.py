"""The figures of a whole course: each student's way through its labs, and the mistakes that come back."""

from collections.abc import Mapping, Sequence

from ..notebook.diagnoses import ENDED, FAILED, NOT_RUN, NOT_WRITTEN, OTHER, SHOWN
from . import Figures
from .book import Book
from .mistakes import mistakes
from .statistics import correlation

# These say nothing of what was misunderstood, so they don't come back.
NO_KIND = {SHOWN, NOT_WRITTEN, NOT_RUN, ENDED, FAILED, OTHER}


def way(books: Sequence[Book]) -> Figures:
    """Return the figures of the labs of a course, in their order."""
    shares = {book.assignment: shares_of(book) for book in books}
    students = sorted(set().union(*(book.points for book in books)))
    return {
        "labs": [
            {"lab": book.assignment, "submissions": len(book.points), "mean": mean(shares[book.assignment])}
            for book in books
        ],
        "students": {s: {lab: shares[lab].get(s) for lab in shares} for s in students},
        "correlations": correlations(shares),
        "returning": returning(books),
    }


def shares_of(book: Book) -> dict[str, float]:
    """Return {student: share of the points that are given}. What waits for a person is left out."""
    found = {}
    for student, points in book.points.items():
        given = [item for item in book.items if points[item.notebook, item.cell] is not None]
        if most := sum(item.points for item in given):
            found[student] = book.got(student, given) / most
    return found


def mean(shares: Mapping[str, float]) -> float | None:
    """Return the mean of the values, None where there are none."""
    return sum(shares.values()) / len(shares) if shares else None


def correlations(shares: Mapping[str, Mapping[str, float]]) -> list[Figures]:
    """Return the correlation of each two labs, over those who did both."""
    labs, found = list(shares), []
    for place, one in enumerate(labs):
        for other in labs[place + 1 :]:
            both = sorted(shares[one].keys() & shares[other].keys())
            r = correlation([shares[one][s] for s in both], [shares[other][s] for s in both])
            found.append({"lab": one, "later": other, "students": len(both), "correlation": r})
    return found


def returning(books: Sequence[Book]) -> list[Figures]:
    """Return the kinds of mistake that somebody made in more than one lab, those that came back most often first.

    who: {student: [lab: exercise, ...]} of those who made it in several.
    """
    made: dict[str, dict[str, dict[str, list[str]]]] = {}
    for book in books:
        for mistake in mistakes(book):
            if mistake.kind not in NO_KIND:
                for student in mistake.who:
                    labs = made.setdefault(mistake.kind, {}).setdefault(student, {})
                    labs.setdefault(book.assignment, []).append(mistake.exercise)
    found = []
    for kind, students in made.items():
        counts = {b.assignment: sum(b.assignment in labs for labs in students.values()) for b in books}
        who = {
            student: [f"{lab}: {exercise}" for lab, exercises in labs.items() for exercise in dict.fromkeys(exercises)]
            for student, labs in sorted(students.items())
            if len(labs) > 1
        }
        if who:
            found.append({"kind": kind, "labs": {lab: n for lab, n in counts.items() if n}, "who": who})
    return sorted(found, key=lambda row: (-len(row["who"]), row["kind"]))
