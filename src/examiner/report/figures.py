"""All figures of the report on an assignment, as plain values: what the page shows and `--json` and `--csv` write."""

from collections.abc import Callable
from dataclasses import asdict
from statistics import median

import numpy as np

from ..notebook.diagnoses import NOT_RUN, NOT_WRITTEN
from . import Figures, answers
from .book import Book, Item
from .mistakes import Mistake, blocks, ended, mistakes, not_written, stopped
from .statistics import best_and_worst, discrimination, quartiles

LOOKED_AT = 3  # answers, of which the clearest shows a mistake
WEAK = 0.2  # a discrimination below it tells hardly anything, by Ebel's rule
HARDLY_ANY = 0.05  # of a class: so few who fail, or pass, a test say nothing about it
WRONG_WAY, TELLS_LITTLE = "good students fail it", "tells little"
HOUR = 3600
Sources = Callable[[str], dict[str, str]]


def figures(book: Book, sources_of: Sources, right: dict[str, str]) -> Figures:
    """Return the figures of a class in an assignment.

    sources_of: returns {exercise: source} of a student's answers. right: the same of the instructor's.
    """
    made = mistakes(book)
    show(made, sources_of, right)
    return {
        "assignment": book.assignment,
        "students": len(book.students),
        "submissions": len(book.points),
        "most": sum(item.points for item in book.items),
        "totals": {student: book.got(student, book.items) for student in book.points},
        "summary": summary(book),
        "exercises": [of_exercise(book, exercise) for exercise in book.exercises()],
        "tests": of_tests(book),
        "mistakes": [asdict(m) for m in made if m.named and m.kind != NOT_WRITTEN],
        "unnamed": [asdict(m) | {"stub": stub(book, m)} for m in made if not m.named],
        "not_written": [{"exercise": name, "who": who} for name, who in not_written(book).items() if who],
        "stopped": stopped(book),
        "blocks": [asdict(block) for block in blocks(book)],
        **people(book),
    }


def summary(book: Book) -> Figures | None:
    """Return the mean, the quartiles and the extremes of the totals, None without submissions."""
    totals = [book.got(student, book.items) for student in book.points]
    if not totals:
        return None
    first, middle, third = quartiles(totals)
    return {
        "mean": sum(totals) / len(totals),
        "median": middle,
        "quartiles": [first, third],
        "least": min(totals),
        "highest": max(totals),
        "equal": min(totals) == max(totals),
    }


def of_exercise(book: Book, exercise: str) -> Figures:
    """Return how many have all, some and none of the points of an exercise."""
    items = book.items_of(exercise)
    most = sum(item.points for item in items)
    waits = [s for s in book.points if any(book.points[s][item.notebook, item.cell] is None for item in items)]
    got = [book.got(student, items) for student in book.points if student not in set(waits)]
    return {
        "exercise": exercise,
        "points": most,
        "mean": sum(got) / len(got) if got else None,
        "full": sum(points >= most for points in got),
        "some": sum(0 < points < most for points in got),
        "none": sum(points <= 0 for points in got),
        "waiting": len(waits),
    }


def of_tests(book: Book) -> list[Figures]:
    """Return the difficulty and the discrimination of each cell that gives points.

    Cells for which somebody still waits for points have neither, and count for no other's.
    """
    known = [i for i in book.items if all(p[i.notebook, i.cell] is not None for p in book.points.values())]
    scores = np.array([[p[i.notebook, i.cell] for i in known] for p in book.points.values()], float)
    rows = {}
    if book.points and known:
        for item, column, r in zip(known, scores.T, discrimination(scores), strict=True):
            share = column / item.points
            best, worst = best_and_worst(share, scores.sum(axis=1) - column)
            row = {"difficulty": float(share.mean()), "discrimination": r, "best": best, "worst": worst}
            rows[item] = row | {"nobody": bool((column <= 0).all()), "flag": flag(row)}
    nothing = {"difficulty": None, "discrimination": None, "best": None, "worst": None, "nobody": False, "flag": ""}
    return [named(item) | rows.get(item, nothing) for item in book.items]


def named(item: Item) -> Figures:
    """Return what an Item is called, and its points."""
    return {"test": item.cell, "notebook": item.notebook, "exercise": item.exercise, "points": item.points}


def flag(row: Figures) -> str:
    """Return what is to be said against a test, "" for nothing."""
    r = row["discrimination"]
    if r is None:
        return ""
    if r < 0:
        return WRONG_WAY
    return TELLS_LITTLE if r < WEAK and HARDLY_ANY < row["difficulty"] < 1 - HARDLY_ANY else ""


def people(book: Book) -> Figures:
    """Return who is missing, late, not gradable, waits for a person or must be looked at again; and what it took."""
    waiting = {s: [cell for (_, cell), points in p.items() if points is None] for s, p in book.points.items()}
    seconds = sorted(book.seconds.values())
    return {
        "missing": [s for s in book.students if s not in book.points and s not in book.refused],
        "refused": [{"student": s, "reason": reason} for s, reason in sorted(book.refused.items())],
        "late": [{"student": s, "hours": late / HOUR} for s, late in sorted(book.late.items()) if s in book.points],
        "waiting": [{"student": s, "cells": sorted(cells)} for s, cells in waiting.items() if cells],
        "again": [{"student": s, "cells": sorted(cells)} for s, cells in sorted(book.again.items())],
        "seconds": {"median": median(seconds), "most": seconds[-1], "sum": sum(seconds)} if seconds else None,
        "slowest": sorted(book.seconds, key=lambda s: -book.seconds[s])[:LOOKED_AT],
        "ended": [{"student": r.student, "cell": r.diagnosis.cell, "why": r.diagnosis.sentence} for r in ended(book)],
    }


def show(made: list[Mistake], sources_of: Sources, right: dict[str, str]) -> None:
    """Give each mistake a line of code that shows it, of the answer that is closest to the right one."""
    for mistake in made:
        if mistake.kind == NOT_WRITTEN:
            continue
        found = [sources_of(student).get(mistake.exercise, "") for student in mistake.who[:LOOKED_AT]]
        if mistake.kind == NOT_RUN and (line := answers.line_named(mistake.sentence, found[0])):
            mistake.line, mistake.code = line, answers.bare_code(found[0])
            continue
        codes = [answers.bare_code(source) for source in found if source.strip()]
        solution = answers.bare_code(right.get(mistake.exercise, ""))
        lines = [(*answers.telling_line(code, solution), code) for code in codes]
        if lines:
            _, mistake.line, mistake.code = max(lines)


def stub(book: Book, mistake: Mistake) -> str:
    """Return an entry of the answer bank for a mistake that nothing names yet: a header, and an answer with it."""
    of_exercise = [item.cell for item in book.items_of(mistake.exercise)]
    tests = [cell.removeprefix(f"{mistake.exercise}_") for cell in of_exercise if cell in mistake.tests]
    loses = "all" if len(tests) == len(of_exercise) else " ".join(tests)
    said = mistake.sentence.replace("|", " ").partition(". ")[0]
    return f"# %% {mistake.exercise} | wrong | what it is | loses {loses} | shows {said}\n{mistake.code}"
