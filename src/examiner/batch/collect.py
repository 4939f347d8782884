"""Submissions in an archive of an LMS go to submitted/, by student and under the names that grading expects."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import nbformat
from nbgrader.coursedir import CourseDirectory

from ..errors import ExaminerError, Refused, printable
from ..notebook.cells import name_of
from ..notebook.folder import MAX_BYTES, MAX_FILES
from ..submission.intake import has_role, parse
from ..submission.timestamp import TIMESTAMP, parse_timestamp
from .archive import Member, Reading
from .lms_names import METADATA, Sent, canvas, metadata_in, moodle, sent_in
from .roster import Person, Roster

KEPT = "attempts"
MOST_NAMED = 20
# What is handed in for a notebook, and what to ask for.
OTHERS = {
    ".py": "is Python, no notebook: ask for the .ipynb (Colab: File, Download, Download .ipynb)",
    ".pdf": "is a print, no notebook: ask for the .ipynb",
    ".html": "is a page, no notebook: ask for the .ipynb",
    ".docx": "is a text, no notebook: ask for the .ipynb",
    ".rar": "is an archive that cannot be unpacked here: unpack it, or ask for a .zip",
    ".7z": "is an archive that cannot be unpacked here: unpack it, or ask for a .zip",
    ".gz": "is an archive that cannot be unpacked here: unpack it, or ask for a .zip",
}
Ids = dict[tuple[str, str], set[str]]


@dataclass
class Collected:
    """What became of an archive.

    written: students whose submission was put into submitted/. unchanged: it was there already. replaced: an earlier
    attempt was there, and is kept. older: a newer one was there; this one is kept. late: the LMS says so, but not since
    when. several: of whom one of several notebooks counts. missing: students of the roster of whom there is nothing.
    told: a line for each file or student that could not be collected.
    """

    assignment: str
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def collect(
    coursedir: CourseDirectory, archives: Iterable[Path], roster: Roster, lms: str | None, assignment: str | None
) -> Collected:
    """Put the submissions in `archives` into submitted/, and return what became of them.

    lms: how the archive names files, as `lms_names.sent_in`. assignment: None for the one of which most notebooks are.
    The newest attempt of a student counts; earlier ones are kept in attempts/<assignment>/<student>/.
    Raises ExaminerError for an archive that cannot be read, and where no notebook in it is of this course.
    """
    sorted_out = sort_out(coursedir, archives, roster, lms, assignment)
    collected = sorted_out.collected
    for student, files in sorted(sorted_out.files.items()):
        kept = Path(coursedir.root, KEPT, collected.assignment, student)
        for name, sent in sorted_out.earlier.get(student, ()):
            keep_attempt(kept, {Path(f"{name}.ipynb"): sent.member.data})
        write_submission(coursedir, collected, student, files)
    there = {*collected.written, *collected.unchanged, *collected.older}
    collected.missing = sorted(person.id for person in roster.people if person.id not in there)
    return collected


@dataclass
class SortedOut:
    """What is to be written, {student: {relative path: bytes}}, and [(notebook, an earlier attempt)] by student."""

    collected: Collected
    files: dict[str, dict[Path, bytes]] = field(default_factory=dict)
    earlier: dict[str, list[tuple[str, Sent]]] = field(default_factory=dict)


def sort_out(
    coursedir: CourseDirectory, archives: Iterable[Path], roster: Roster, lms: str | None, assignment: str | None
) -> SortedOut:
    """Return what of the archives is whose. Raises ExaminerError as `collect`."""
    reading, told = Reading(), [f"roster: {line}" for line in roster.complaints]
    by_student: dict[str, list[Sent]] = {}
    for archive in archives:
        members = without_wrapper(list(reading.read(Path(archive))), roster)
        metadata = metadata_in(members)
        for member in members:
            if member.path.name == METADATA:
                continue
            found: Sequence[Sent | None] = sent_in(member, lms, metadata) or [None]
            for sent in found:
                student = person_of(sent, roster)
                if sent and isinstance(student, Person):
                    by_student.setdefault(student.id, []).append(sent)
                else:
                    told.append(f"{member.path}: {student}")
    told += [f"{path}: {why}" for path, why in reading.told.items()]
    ids = ids_of_labs(coursedir)
    labs = {id(sent): lab_of(sent, ids) for files in by_student.values() for sent in files}
    useless = [f"{s}: {f.path} {labs[id(f)]}" for s, files in by_student.items() for f in files]
    name = assignment or most_common(labs.values(), [*told, *useless])
    sorted_out = SortedOut(Collected(name, told=told))
    for student, files in by_student.items():
        choose(sorted_out, student, sorted(files, key=lambda sent: sent.order), labs)
    return sorted_out


def without_wrapper(members: list[Member], roster: Roster) -> list[Member]:
    """Return the files of an archive without the one folder in which all of them are, unless it is a student's."""
    tops = {member.path.parts[0] for member in members}
    deep = all(len(member.path.parts) > 1 for member in members)
    if len(tops) != 1 or not deep:
        return members
    (top,) = tops
    named = any(form(members[0]) for form in (canvas, moodle)) or roster.find(id=top, email=top, name=top)
    return members if named else [replace(m, path=PurePosixPath(*m.path.parts[1:])) for m in members]


def person_of(sent: Sent | None, roster: Roster) -> Person | str:
    """Return the student whose file it is, or why that is not known."""
    if sent is None:
        return "its name doesn't say whose it is. Put it into a folder with the student's id, and collect that"
    if not sent.keys:
        return "is anonymous: switch anonymous grading off, and download the archive again"
    found = roster.find(**sent.keys)
    if len(found) == 1:
        return found[0]
    said = ", ".join(dict.fromkeys(printable(value) for value in sent.keys.values() if value))
    if not found:
        return f"nobody in the roster is {said}"
    several = " or ".join(person.id for person in found)
    return f"{said} may be {several}. A roster with the number that the LMS has for each tells them apart"


def ids_of_labs(coursedir: CourseDirectory) -> Ids:
    """Return {(assignment, notebook): names of its cells} of all that the course has, in source/ and release/."""
    found: Ids = {}
    for folder in (coursedir.source_directory, coursedir.release_directory):
        for path in sorted((Path(coursedir.root) / folder).glob("*/*.ipynb")):
            cells = nbformat.read(path, as_version=4).cells
            found.setdefault((path.parent.name, path.stem), set()).update(filter(None, map(name_of, cells)))
    if not found:
        raise ExaminerError("The course has no assignment in source/. Put one there, or go to the folder of the course")
    return found


def lab_of(sent: Sent, ids: Ids) -> tuple[str, str] | str:
    """Return (assignment, notebook) of a file, which its cells say, or why it is none that can be graded."""
    suffix = sent.path.suffix.lower()
    if not sent.member.data.strip():
        return "is empty: ask for it again"
    if suffix != ".ipynb" and sent.member.data.lstrip()[:1] != b"{":
        return OTHERS.get(suffix, "is no notebook")
    try:
        cells = parse(sent.member.data).cells
    except Refused as error:
        return f"cannot be read: {error}" if suffix == ".ipynb" else "is no notebook"
    names = {name_of(cell) for cell in cells if name_of(cell) and has_role(cell)}
    best = max(ids, key=lambda lab: (len(names & ids[lab]), sent.path.stem == lab[1]))
    if 2 * len(names & ids[best]) > len(names) > 0:
        return best
    return "has not the cells of any lab here: ask for the notebook that was made from the template"


def most_common(labs: Iterable[tuple[str, str] | str], told: list[str]) -> str:
    """Return the assignment of which most notebooks are. Raises ExaminerError where none is."""
    counted = Counter(lab[0] for lab in labs if isinstance(lab, tuple))
    if not counted:
        more = [f"... and {len(told) - MOST_NAMED} more"] if len(told) > MOST_NAMED else []
        lines = ["No notebook in the archive has a student and is of an assignment of this course.", *told[:MOST_NAMED]]
        raise ExaminerError("\n".join([*lines, *more]))
    return counted.most_common(1)[0][0]


def choose(sorted_out: SortedOut, student: str, files: list[Sent], labs: dict[int, tuple[str, str] | str]) -> None:
    """Decide what of a student's files, the oldest first, is graded, and tell what is not."""
    collected = sorted_out.collected
    chosen: dict[str, Sent] = {}
    for sent in files:
        lab = labs[id(sent)]
        if isinstance(lab, tuple) and lab[0] == collected.assignment:
            if lab[1] in chosen:
                sorted_out.earlier.setdefault(student, []).append((lab[1], chosen[lab[1]]))
            chosen[lab[1]] = sent
    for sent in files:
        lab = labs[id(sent)]
        if isinstance(lab, tuple) and lab[0] != collected.assignment:
            collected.told.append(f"{student}: {sent.path} is of {lab[0]}: collect it with --assignment {lab[0]}")
        elif isinstance(lab, str) and (not chosen or sent.path.suffix == ".ipynb"):
            collected.told.append(f"{student}: {sent.path} {lab}")
    if not chosen:
        return
    if student in sorted_out.earlier:
        collected.several.append(f"{student} ({', '.join(str(sent.path) for sent in chosen.values())})")
    if any(sent.late for sent in chosen.values()):
        collected.late.append(student)
    sorted_out.files[student] = laid_out(chosen, [s for s in files if isinstance(labs[id(s)], str)], collected, student)


def laid_out(chosen: dict[str, Sent], others: list[Sent], collected: Collected, student: str) -> dict[Path, bytes]:
    """Return {relative path: bytes} of a submission: its notebooks, and the other files where they were beside them."""
    files = {Path(f"{name}.ipynb"): sent.member.data for name, sent in chosen.items()}
    beside = next(iter(chosen.values())).path.parent
    room = MAX_BYTES
    for sent in others:
        path = Path(sent.path.relative_to(beside) if sent.path.is_relative_to(beside) else sent.path.name)
        if sent.path.suffix == ".ipynb" or path in files or path.name == TIMESTAMP:
            continue
        room -= len(sent.member.data)
        if room < 0 or len(files) >= MAX_FILES:
            collected.told.append(f"{student}: {sent.path} was left behind: there is too much")
            continue
        files[path] = sent.member.data
    times = [sent.when for sent in chosen.values() if sent.when]
    if times:
        files[Path(TIMESTAMP)] = f"{max(times):%Y-%m-%d %H:%M:%S} UTC".encode()
    return files


def write_submission(coursedir: CourseDirectory, collected: Collected, student: str, files: dict[Path, bytes]) -> None:
    """Write a submission into submitted/, unless it is there, or a newer one; what was there is kept in attempts/."""
    place = Path(coursedir.format_path(coursedir.submitted_directory, student, collected.assignment))
    kept = Path(coursedir.root, KEPT, collected.assignment, student)
    there = read_back(place)
    if there == files:
        collected.unchanged.append(student)
        return
    if is_older(files, there, kept):
        keep_attempt(kept, files)
        collected.older.append(student)
        return
    if os.path.lexists(place):
        kept.mkdir(parents=True, exist_ok=True)
        place.rename(next_attempt(kept))
        collected.replaced.append(student)
    write(place, files)
    collected.written.append(student)


def is_older(files: dict[Path, bytes], there: dict[Path, bytes], kept: Path) -> bool:
    """Return whether a submission is older than the one that is there: by their times, or as it was replaced before."""
    try:
        new, old = (parse_timestamp(found[Path(TIMESTAMP)]) for found in (files, there))
        if new and old:
            return new < old
    except (KeyError, Refused):
        pass
    return bool(there) and any(read_back(attempt) == files for attempt in attempts_in(kept))


def keep_attempt(kept: Path, files: dict[Path, bytes]) -> None:
    """Keep an attempt, unless it is kept already."""
    if files not in map(read_back, attempts_in(kept)):
        write(next_attempt(kept), files)


def attempts_in(kept: Path) -> Iterator[Path]:
    """Yield the folders of the attempts that are kept of a student."""
    return (path for path in sorted(kept.glob("*")) if path.is_dir())


def next_attempt(kept: Path) -> Path:
    """Return the folder for one attempt more."""
    return kept / f"{1 + max((int(path.name) for path in attempts_in(kept) if path.name.isdigit()), default=0)}"


def read_back(folder: Path) -> dict[Path, bytes]:
    """Return {relative path: bytes} of the files of a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {path.relative_to(folder): path.read_bytes() for path in paths}


def write(place: Path, files: dict[Path, bytes]) -> None:
    """Write a folder as a whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".collecting-", dir=place.parent))
    try:
        for path, data in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(data)
        made.chmod(0o755)
        made.rename(place)
    finally:
        shutil.rmtree(made, ignore_errors=True)
