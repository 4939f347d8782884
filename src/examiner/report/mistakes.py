"""Who made which mistake: of each student and exercise the diagnosis that says most, and what mistakes block."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..notebook.diagnoses import ENDED, NOT_WRITTEN, SHOWN
from .book import Book, Remark

# Numbers that are another in each test: samples, places, sizes. Those up to 2 are part of formulas.
CASES = re.compile(r"(?<![\w.])(?:[3-9]|\d{2,}|\d+\.\d+)(?:e[-+]?\d+)?(?![\w.]*\w)")
FEWEST = 5  # students, below which a difference between two groups says nothing
BLOCKS = 0.3  # a difference of two shares from which on one exercise is said to block another
MOST_BLOCKS = 10


@dataclass
class Mistake:
    """A mistake in an exercise. who: those who made it. tests: the cells that said so. named: whether that says what is
    wrong, and not only that something is. line: of code that shows it. code: the whole of that answer.
    """

    exercise: str
    kind: str
    sentence: str
    named: bool
    who: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    line: str = ""
    code: str = ""


def alike(sentence: str) -> str:
    """Return what is equal in the sentences of one mistake."""
    return CASES.sub("N", sentence)


def mistakes(book: Book) -> list[Mistake]:
    """Return the mistakes of a class, by exercise, most frequent first."""
    order = {name: place for place, name in enumerate(book.exercises())}
    graded = {(item.notebook, item.cell) for item in book.items}
    found: dict[tuple[str, str], Mistake] = {}
    for (student, exercise), remarks in by_student(book).items():
        if remark := counted(remarks, graded, exercise):
            diagnosis = remark.diagnosis
            key = (exercise, alike(diagnosis.sentence))
            named = diagnosis.kind != SHOWN
            one = found.setdefault(key, Mistake(exercise, diagnosis.kind, diagnosis.sentence, named))
            one.who.append(student)
            same = {r.diagnosis.cell for r in remarks if alike(r.diagnosis.sentence) == key[1]}
            one.tests += [item.cell for item in book.items if item.cell in same and item.cell not in one.tests]
    return sorted(found.values(), key=lambda m: (order[m.exercise], -len(m.who), m.sentence))


def by_student(book: Book) -> dict[tuple[str, str], list[Remark]]:
    """Return {(student, exercise): remarks} of the exercises that give points."""
    exercises = set(book.exercises())
    found: dict[tuple[str, str], list[Remark]] = {}
    for remark in book.remarks:
        if remark.diagnosis.exercise in exercises:
            found.setdefault((remark.student, remark.diagnosis.exercise), []).append(remark)
    place = {(item.notebook, item.cell): place for place, item in enumerate(book.items)}
    for remarks in found.values():
        remarks.sort(key=lambda remark: place.get((remark.notebook, remark.diagnosis.cell), -1))
    return found


def counted(remarks: list[Remark], graded: set[tuple[str, str]], exercise: str) -> Remark | None:
    """Return that of a student's remarks in an exercise that says best what is wrong, None where no test lost points.

    remarks: in the order of the notebook, as the first test shows a mistake most plainly. A cell that does not run
    explains its tests. A test that gives points is believed before a visible check, which ran in the student's process,
    and what names the mistake before what shows that there is one.
    """
    tests = [remark for remark in remarks if (remark.notebook, remark.diagnosis.cell) in graded]
    if not tests:
        return None
    own = [remark for remark in remarks if remark.diagnosis.cell == exercise]
    checks = [remark for remark in remarks if remark not in tests and remark not in own]
    for group in (own, of_kind(tests, {NOT_WRITTEN}), tests, checks):
        if named := [remark for remark in group if remark.diagnosis.kind != SHOWN]:
            return named[0]
    return tests[0]


def of_kind(remarks: Iterable[Remark], kinds: set[str]) -> list[Remark]:
    """Return the remarks of these kinds."""
    return [remark for remark in remarks if remark.diagnosis.kind in kinds]


def not_written(book: Book) -> dict[str, list[str]]:
    """Return {exercise: who has not written it}."""
    found: dict[str, list[str]] = {exercise: [] for exercise in book.exercises()}
    for (student, exercise), remarks in by_student(book).items():
        if of_kind(remarks, {NOT_WRITTEN}):
            found[exercise].append(student)
    return found


def stopped(book: Book) -> dict[str, int]:
    """Return {exercise: for how many it is the last that they wrote}, without those who wrote to the end."""
    exercises, missing = book.exercises(), not_written(book)
    tested = [exercise for exercise in exercises if any(r.diagnosis.exercise == exercise for r in book.remarks)]
    found: dict[str, int] = {}
    for student in book.points:
        written = [exercise for exercise in tested if student not in missing[exercise]]
        if written and written[-1] != tested[-1]:
            found[written[-1]] = found.get(written[-1], 0) + 1
    return found


@dataclass
class Block:
    """An exercise that blocks a later one: of those who lost points in the first, and of all others, how many lost some
    in the later one.
    """

    exercise: str
    later: str
    lost: int
    lost_both: int
    kept: int
    lost_later_only: int


def blocks(book: Book) -> list[Block]:
    """Return the pairs of exercises of which one blocks the other, the strongest first."""
    lost, waits = {}, {item for points in book.points.values() for item, given in points.items() if given is None}
    for exercise in book.exercises():
        items = book.items_of(exercise)
        if any((item.notebook, item.cell) in waits for item in items):
            continue
        most = sum(item.points for item in items)
        lost[exercise] = {student for student in book.points if book.got(student, items) < most}
    found, names, students = [], list(lost), set(book.points)
    for place, first in enumerate(names):
        for later in names[place + 1 :]:
            kept = students - lost[first]
            both, only = len(lost[first] & lost[later]), len(kept & lost[later])
            if min(len(lost[first]), len(kept)) >= FEWEST:
                found.append(Block(first, later, len(lost[first]), both, len(kept), only))
    strong = [(b.lost_both / b.lost - b.lost_later_only / b.kept, b) for b in found]
    return [b for gap, b in sorted(strong, key=lambda pair: -pair[0]) if gap >= BLOCKS][:MOST_BLOCKS]


def ended(book: Book) -> list[Remark]:
    """Return the remarks of what was ended early."""
    return of_kind(book.remarks, {ENDED})
