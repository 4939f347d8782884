"""Which submissions are there. Each is read once, which gives a submission or the reason why there is none."""

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment as GradebookAssignment
from nbgrader.api import Gradebook, SubmittedAssignment

from ..errors import Refused, printable
from ..notebook.files import extra_patterns, is_extra
from ..notebook.folder import MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, clashes, files_in, is_plain_name, read_file
from ..submission.intake import SubmissionExporter
from ..submission.messages import Assignment, Submission
from ..submission.timestamp import MAX_TIMESTAMP, TIMESTAMP, parse_timestamp
from .received import Received
from .submitted import MAX_STUDENT

MOST_NAMED, LENGTH = 3, 60
# What is left behind: one, and several.
IN_THE_WAY = ("file in the way of the instructor's", "files in the way of the instructor's")
TOO_MUCH = ("file, as there is too much", "files, as there is too much")


@dataclass
class Outcome:
    """What became of one submission. status: "graded", "skipped" (graded before, unchanged) or "not graded".

    ended: "cell: reason" of each cell or call of it that was ended early. changes: "cell 1 → 2" of each cell whose
    points are others than before, and the totals. strayed: the written answers that are blank, with a text beside them.
    """

    student: str
    assignment: str
    status: str
    reason: str = ""
    ended: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    strayed: tuple[str, ...] = ()


def in_gradebook(gradebook: Gradebook, name: str) -> set[str]:
    """Return the ids of the students of whom the gradebook has a submission of the assignment."""
    query = gradebook.db.query(SubmittedAssignment.student_id).join(GradebookAssignment)
    return {student for (student,) in query.filter(GradebookAssignment.name == name)}


@dataclass
class Inbox:
    """Where submissions are read, one by one, and those set aside that need no grading or cannot have any.

    received: by student, what was read and is being graded. outcomes: of those that are not.
    """

    converter: Any
    recorder: Any
    assignment: Assignment
    in_gradebook: set[str]
    force: bool
    received: dict[str, Received] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exporter = SubmissionExporter(config=self.converter.config)
        self.patterns = extra_patterns(self.converter.config, self.assignment.name)
        self.ignored = self.converter.coursedir.ignore
        self.instructors = self.recorder.instructors_files()
        about: list = [{name: dataclasses.asdict(truth) for name, truth in self.assignment.truths.items()}]
        files = self.assignment.files.items()
        about += sorted((path.as_posix(), hashlib.sha256(data).hexdigest()) for path, data in files)
        self.digest = json.dumps(about, sort_keys=True).encode()

    def take_outcomes(self) -> list[Outcome]:
        """Return the Outcomes since last asked."""
        taken, self.outcomes = self.outcomes, []
        return taken

    def to_grade(self, folders: Iterable[Path]) -> Iterator[Submission]:
        """Yield a Submission for each folder that must be graded."""
        for folder in folders:
            found = self.look_into(folder)
            if isinstance(found, Outcome):
                self.outcomes.append(found)
            else:
                self.received[folder.parent.name] = found
                yield found.submission

    def look_into(self, folder: Path) -> Received | Outcome:
        """Return what was Received in `folder`, or the Outcome of a submission that is not to be graded.

        Raises nothing: whatever is wrong with one submission is the reason why that one is not graded.
        """
        student = folder.parent.name
        try:
            received = self.read(folder)
            if self.force or not self.is_graded(folder, received):
                return received
            changes = self.recorder.changes.get(student, ())
            return Outcome(student, self.assignment.name, "skipped", received.remark, changes=changes)
        except Refused as error:
            reason = str(error)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
        except Exception as error:
            reason = f"cannot be read: {type(error).__name__}: {error}"
        return Outcome(student, self.assignment.name, "not graded", reason)

    def read(self, folder: Path) -> Received:
        """Return what was Received in `folder`. Raises Refused and OSError."""
        student = folder.parent.name
        if not is_plain_name(Path(student)) or len(student) > MAX_STUDENT:
            raise Refused(f"the name of its folder is not UTF-8, or has more than {MAX_STUDENT} characters. Rename it")
        for path in (folder.parent, folder):
            if path.is_symlink() or not path.is_dir():
                kind = "link" if path.is_symlink() else "file"
                raise Refused(f"a {kind} stands where the folder {printable(path.name)} should be")
        notebooks = self.read_notebooks(folder)
        left: Counter = Counter()
        files = self.read_files(folder, left)
        extra = {p: data for p, data in files.items() if is_extra(p, self.patterns, self.assignment.files)}
        carried = {path: data for path, data in files.items() if path not in self.instructors}
        timestamp = parse_timestamp(files[Path(TIMESTAMP)]) if Path(TIMESTAMP) in files else None
        return Received(
            Submission(student, notebooks, extra),
            carried,
            timestamp,
            self.fingerprint({**{Path(f"{name}.ipynb"): data for name, data in notebooks.items()}, **files}),
            "; ".join([*beside(folder, notebooks), *([f"left behind: {in_words(left)}"] if left else [])]),
        )

    def read_notebooks(self, folder: Path) -> dict[str, bytes]:
        """Return {name: bytes} of the notebooks of the assignment in `folder`, of which one must be there."""
        paths = {name: folder / f"{name}.ipynb" for name in self.assignment.truths}
        paths = {name: path for name, path in paths.items() if path.exists() or path.is_symlink()}
        if not paths:
            others = sorted(printable(path.name) for path in folder.glob("*.ipynb"))
            there = ", ".join(others[:MOST_NAMED]) + (", ..." if len(others) > MOST_NAMED else "") or "no notebook"
            wanted = " and ".join(f"{name}.ipynb" for name in self.assignment.truths)
            hint = ". Rename the one that counts" if others else ""
            raise Refused(f"{wanted} is missing; there is {there}{hint}")
        return {name: read_file(path, self.exporter.max_file_bytes + 1) for name, path in paths.items()}

    def read_files(self, folder: Path, left: Counter) -> dict[Path, bytes]:
        """Return {relative path: bytes} of the files to take along; the others are counted in `left`, by what they are.

        Raises Refused where one that the notebook uses cannot be taken along.
        """
        found = sorted(files_in(folder, self.ignored, left), key=lambda path: (not self.is_needed(path), path))
        files: dict[Path, bytes] = {}
        room = MAX_BYTES
        for path in found:
            needed = self.is_needed(path)
            if path in self.instructors and not needed:
                continue
            size = (folder / path).lstat().st_size
            if clashes(path, self.assignment.files):
                left[IN_THE_WAY] += 1
            elif size <= min(room, MAX_FILE_BYTES) and len(files) < MAX_FILES:
                files[path] = read_file(folder / path, size)
                room -= size
            elif needed:
                raise Refused(f"more than {MAX_FILES} files, or {MAX_BYTES:,} bytes of them, for the notebook to use")
            else:
                left[TOO_MUCH] += 1
        if (folder / TIMESTAMP).is_dir():
            raise Refused(f"{TIMESTAMP} is a folder. Delete it, or put a file with a date there")
        return files

    def is_needed(self, path: Path) -> bool:
        """Return whether the grade may depend on a file."""
        return path == Path(TIMESTAMP) or is_extra(path, self.patterns, self.assignment.files)

    def fingerprint(self, files: Mapping[Path, bytes]) -> str:
        """Return a text that changes when a file of the submission, or the assignment, does."""
        digest = hashlib.sha256(self.digest)
        for path, data in sorted(files.items()):
            digest.update(json.dumps([path.as_posix(), hashlib.sha256(data).hexdigest()]).encode())
        return digest.hexdigest()

    def is_graded(self, folder: Path, received: Received) -> bool:
        """Return whether these very files were graded: as the note says, or by their times where nbgrader did it."""
        student = received.submission.student
        place, noted = self.recorder.place(student), self.recorder.noted(student)
        graded = [place / f"{name}.ipynb" for name in received.submission.notebooks]
        if student not in self.in_gradebook or not all(path.is_file() for path in graded):
            return False
        if noted is not None:
            return noted == received.fingerprint
        before = (place / TIMESTAMP).is_file() and parse_timestamp(read_file(place / TIMESTAMP, MAX_TIMESTAMP))
        if received.timestamp and before and received.timestamp > before:
            return False
        newest = max((folder / path).lstat().st_mtime for path in [*(p.name for p in graded), *received.files])
        return newest <= min(path.stat().st_mtime for path in graded)


def in_words(left: Counter) -> str:
    """Return "1 link, 3 files in the way" for what is counted in `left`."""
    return ", ".join(f"{number:,} {one if number == 1 else many}" for (one, many), number in left.items())


def beside(folder: Path, graded: Collection[str]) -> Iterator[str]:
    """Yield a line on the notebooks in a folder that are not `graded`, by name: one may be a newer attempt."""
    others = [path for path in sorted(folder.glob("*.ipynb")) if path.stem not in graded and not path.is_symlink()]
    newest = max((folder / f"{name}.ipynb").lstat().st_mtime for name in graded)
    told = [f"{printable(path.name)[:LENGTH]}{' (newer)' if path.lstat().st_mtime > newest else ''}" for path in others]
    if told:
        more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
        yield f"not graded: {', '.join(told[:MOST_NAMED])}{more}. Rename what should count"
