"""The only writer: what came of a submission goes into autograded/ and into the gradebook.

A graded submission is first laid out as a whole, in a folder beside the others, and brought to the disk. That complete
folder goes into the gradebook, in one transaction, then into its place, and then a note is made of what was graded. A
run that finds a complete folder does these steps again, which changes nothing where they were done.
"""

import contextlib
import datetime
import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nbformat import from_dict, v4
from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from traitlets.utils.importstring import import_item

from ..errors import Refused
from ..notebook.attempts import answers_file, answers_in, keep_answers, kept_answers, key_of, must_look, remark
from ..notebook.diagnoses import Diagnosis, diagnoses
from ..notebook.files import add_made
from ..notebook.places import state_folder, state_of
from ..submission import messages
from ..submission.noted import note, noted
from ..submission.preprocessors import AssignLatePenalties
from .disk import REFUSED, flush, flush_one, move_aside, of_one_submission, remove
from .gradebook import patiently, reading
from .received import Received

# Where nbgrader logs, with a traceback, the trouble that a message tells here.
logging.getLogger("tornado.application").setLevel(logging.CRITICAL)

PARTIAL, COMPLETE, REPLACED, GRADED = "partial", "complete", "replaced", "graded"


class Recorder:
    """Writes the submissions of one assignment. `converter` is nbgrader's Autograde, whose settings count.

    changes: by student, a line for each cell whose points are others than before.
    """

    def __init__(
        self,
        gradebook: Any,
        converter: Autograde,
        assignment: messages.Assignment,
        tell: Callable[[str], object] = print,
    ) -> None:
        self.gradebook, self.converter, self.tell = gradebook, converter, tell
        self.assignment, self.files, self.notebooks = assignment.name, assignment.files, sorted(assignment.truths)
        self.coursedir = converter.coursedir
        self.changes: dict[str, tuple[str, ...]] = {}
        steps = [import_item(step) if isinstance(step, str) else step for step in converter.autograde_preprocessors]
        late = [step for step in steps if issubclass(step, AssignLatePenalties)]
        self.penalties = [step(parent=converter) for step in late if step(parent=converter).enabled]
        self.state = state_of(self.coursedir, self.assignment)
        for folder in (self.state, *(self.state / name for name in (PARTIAL, COMPLETE, REPLACED, GRADED, REFUSED))):
            if os.path.lexists(folder) and not folder.is_dir():
                move_aside(folder, state_folder(self.coursedir), "it is not a folder", tell)
            folder.mkdir(parents=True, exist_ok=True)

    def place(self, student: str) -> Path:
        """Return the folder autograded/<student>/<assignment>."""
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, self.assignment))

    def instructors_files(self) -> dict[Path, bytes]:
        """Return {relative path: bytes} of the instructor's files, but for those that are the student's in the end."""
        students = self.converter.exclude_overwriting.get(self.assignment, [])
        return {path: data for path, data in self.files.items() if path.as_posix() not in students}

    def noted(self, student: str) -> str | None:
        """Return the fingerprint of what was graded of a student, None if there is no note of it."""
        try:
            return (self.state / GRADED / key_of(student)).read_text(errors="replace")
        except OSError:
            return None

    def finish(self) -> None:
        """Record what an interrupted run left complete, and remove what it left half done.

        What cannot be recorded is moved aside, and its submission will be graded again.
        """
        for path in [*(self.state / PARTIAL).iterdir(), *(self.state / REPLACED).iterdir()]:
            remove(path)
        for path in (self.state / COMPLETE).iterdir():
            if path.name.startswith("."):  # .nfs…, a file of a folder that is gone and that somebody has still open
                continue
            try:
                self.record(path)
            except Refused as error:
                move_aside(path, state_folder(self.coursedir), error, self.tell)
                self.make_note(path.name, "")

    def write(self, received: Received, graded: messages.Graded) -> None:
        """Record a graded submission, with the files that were Received.

        Raises Refused for one that cannot be recorded, ExaminerError where the gradebook cannot be written, and OSError
        where the disk cannot.
        """
        student = received.submission.student
        partial = self.state / PARTIAL / key_of(student)
        spent = sum(notebook.took.notebook for notebook in graded.notebooks.values())
        result = {
            "student": student,
            "fingerprint": received.fingerprint,
            "timestamp": received.timestamp.isoformat() if received.timestamp else None,
            "scores": {name: notebook.scores for name, notebook in graded.notebooks.items()},
            "comments": {name: notebook.comments for name, notebook in graded.notebooks.items()},
            "diagnoses": {name: notebook.diagnoses for name, notebook in graded.notebooks.items()},
            "seconds": spent or None,
        }
        with of_one_submission():
            result |= self.attempt(student, graded)
            remove(partial)
            self.lay_out(partial / "files", received.files, graded)
            (partial / "result.json").write_text(json.dumps(result))
            flush(partial)
            complete = partial.rename(self.state / COMPLETE / partial.name)
            flush_one(complete.parent)
        try:
            self.record(complete)
        except Refused:
            remove(complete)
            raise

    def attempt(self, student: str, graded: messages.Graded) -> dict[str, Any]:
        """Return what is to be kept of a student's answers, and which of them changed since the attempt before."""
        before = kept_answers(answers_file(self.coursedir, self.assignment, student))
        answers = {
            name: answers_in(v4.reads_json(notebook.data.decode()), notebook.strayed)
            for name, notebook in graded.notebooks.items()
        }
        changed = {
            name: [cell for cell, text in now.items() if before.get(name, {}).get(cell) != text]
            for name, now in answers.items()
        }
        return {"answers": {**before, **answers}, "changed": changed}

    def lay_out(self, folder: Path, files: Mapping[Path, bytes], graded: messages.Graded) -> None:
        """Make the folder that becomes autograded/<student>/<assignment>, as nbgrader would."""
        folder.mkdir(parents=True)
        for path, data in {**files, **self.instructors_files()}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        for name, notebook in graded.notebooks.items():
            (folder / f"{name}.ipynb").write_bytes(notebook.data)
        for notebook in graded.notebooks.values():
            add_made(notebook.made, folder)
        mode = int(str(self.converter.permissions), 8)
        for at, _, names in os.walk(folder):
            for name in names:
                Path(at, name).chmod(mode)
            if self.coursedir.groupshared:
                with contextlib.suppress(PermissionError):
                    Path(at).chmod((Path(at).stat().st_mode | 0o2770) & 0o2777)

    def record(self, complete: Path) -> None:
        """Take what was laid out completely into the gradebook and to its place.

        Raises Refused for what cannot be used, and else as `write`.
        """
        result = read_result(complete)
        student = result["student"]
        self.changes[student] = patiently(self.to_gradebook, result, tell=self.tell) or self.changes.get(student, ())
        with of_one_submission():
            place = self.place(student)
            place.parent.mkdir(parents=True, exist_ok=True)
            if (complete / "files").exists():
                if os.path.lexists(place):
                    place.rename(Path(tempfile.mkdtemp(dir=self.state / REPLACED), "files"))
                (complete / "files").rename(place)
                flush_one(place.parent)
            keep_answers(answers_file(self.coursedir, self.assignment, student), result["answers"])
            self.make_note(complete.name, result["fingerprint"])
            done = complete.rename(Path(tempfile.mkdtemp(dir=self.state / REPLACED), "done"))
        for path in (done.parent, *(self.state / REPLACED).iterdir()):
            remove(path)

    def make_note(self, key: str, fingerprint: str) -> None:
        """Note the fingerprint of what was graded; once it is there it is there as a whole."""
        note = self.state / PARTIAL / f"{key}.note"
        note.write_text(fingerprint)
        flush(note)
        if (self.state / GRADED / key).is_dir():
            move_aside(self.state / GRADED / key, state_folder(self.coursedir), "it is a folder", self.tell)
        note.replace(self.state / GRADED / key)
        flush_one(self.state / GRADED)

    def note_refusal(self, student: str, reason: str) -> None:
        """Note why what a student handed in last was not graded, for the table of points; "" where it was."""
        note = self.state / REFUSED / key_of(student)
        with contextlib.suppress(OSError):  # no more than a word in a table
            if reason:
                note.write_text(json.dumps({"student": student, "reason": reason}))
            else:
                note.unlink(missing_ok=True)

    def to_gradebook(self, result: dict[str, Any]) -> tuple[str, ...]:
        """Write a submission into the gradebook in one transaction, and return a line for each change of its points.

        Raises Refused, and sqlalchemy's errors.
        """
        gradebook, student = self.gradebook, result["student"]
        with gradebook.engine.begin() as connection:
            session: Any = Session(connection, join_transaction_mode="rollback_only")
            # nbgrader's own functions commit several times; here all is written once, at the end.
            session.commit = lambda: None
            usual, gradebook.db = gradebook.db, session
            try:
                if not self.converter.create_student:
                    gradebook.find_student(student)
                gradebook.update_or_create_student(student)
                cells = session.query(BaseCell.id, BaseCell.name).join(Notebook, Notebook.id == BaseCell.notebook_id)
                cells = cells.join(Assignment, Assignment.id == Notebook.assignment_id)
                names = dict(cells.filter(Assignment.name == self.assignment).all())
                when = datetime.datetime.fromisoformat(result["timestamp"]) if result["timestamp"] else None
                when = {"timestamp": when} if when else {}
                before = points(session, self.assignment, student)
                submission = gradebook.update_or_create_submission(self.assignment, student, **when)
                for notebook in submission.notebooks:
                    self.notebook_to_gradebook(session, submission, notebook, names, result)
                session.flush()
                note(connection, self.assignment, student, diagnoses_in(result), result.get("seconds"))
                return lines_of_changes(before, points(session, self.assignment, student))
            except MissingEntry as error:
                raise Refused(f"{error}. Add it, or set c.Autograde.create_student = True") from None
            except Exception as error:
                cause = error.__context__ or error if isinstance(error, InvalidEntry) else error
                if isinstance(cause, DBAPIError) and not isinstance(cause, DataError | IntegrityError):
                    raise cause from None
                raise Refused(f"it does not fit the gradebook: {type(cause).__name__}: {cause}") from error
            finally:
                session.close()
                gradebook.db = usual

    def catch_up(self, students: set[str]) -> None:
        """Note what is wrong in submissions, of these students, that were graded before such notes were made, or by
        another program.
        """
        known = reading(
            self.gradebook, lambda: noted(self.gradebook.db.connection(), self.assignment)[0], tell=self.tell
        )
        todo = {
            student: found for student in sorted(students - known.keys()) if (found := self.graded_notebooks(student))
        }
        if todo:
            self.tell(f"Taking note of what was wrong in submissions that were graded before: {len(todo)}.")
        for student, paths in todo.items():
            with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):  # it is noted when graded again
                found = {path.stem: diagnoses(from_dict(json.loads(path.read_bytes()))) for path in paths}
                patiently(self.note_found, student, found, tell=self.tell)

    def graded_notebooks(self, student: str) -> list[Path]:
        """Return the paths of a student's graded notebooks of this assignment."""
        return [path for name in self.notebooks if (path := self.place(student) / f"{name}.ipynb").is_file()]

    def note_found(self, student: str, found: dict[str, list[Diagnosis]]) -> None:
        """Note what is wrong in a student's submission, in a transaction of its own."""
        with self.gradebook.engine.begin() as connection:
            note(connection, self.assignment, student, found)

    def notebook_to_gradebook(
        self, session: Any, submission: Any, notebook: Any, names: Any, result: dict[str, Any]
    ) -> None:
        grades = {names[grade.cell_id]: grade for grade in notebook.grades}
        comments = {names[comment.cell_id]: comment for comment in notebook.comments}
        if notebook.name not in result["scores"]:
            # It was not handed in: 0, and nobody needs to look at it. The rest stays, as in nbgrader.
            for grade in grades.values():
                grade.auto_score, grade.needs_manual_grade = 0, False
            return
        changed = result["changed"].get(notebook.name, ())
        for cell, score in result["scores"][notebook.name].items():
            grade = grades[cell]
            auto = (grade.auto_score, score)
            grade.auto_score = score
            needed = grade.needs_manual_grade
            grade.needs_manual_grade = must_look(grade.manual_score, needed, auto, cell in changed)
        again = {cell for cell, grade in grades.items() if grade.needs_manual_grade and grade.manual_score is not None}
        for cell, comment in result["comments"][notebook.name].items():
            comments[cell].auto_comment = remark(comment, cell in again)
        self.penalize(session, submission, notebook)

    def penalize(self, session: Any, submission: Any, notebook: Any) -> None:
        """Take from a notebook of the gradebook what the course takes for a late one."""
        for step in self.penalties:
            notebook.late_submission_penalty = None
            if submission.total_seconds_late > 0:
                session.flush()
                session.refresh(notebook)
                notebook.late_submission_penalty = step.penalty(submission, notebook)

    def renew_penalties(self) -> None:
        """Take for being late what is right by now: a due date may have moved, or an extension been granted.

        Those whose penalty is another one than before are in `changes`. Raises ExaminerError.
        """
        if self.penalties:
            self.changes |= patiently(self.penalize_all, tell=self.tell)

    def penalize_all(self) -> dict[str, tuple[str, ...]]:
        """Return {student: lines} of those whose penalty changed."""
        gradebook = self.gradebook
        changes: dict[str, tuple[str, ...]] = {}
        with (
            gradebook.engine.begin() as connection,
            Session(connection, join_transaction_mode="rollback_only") as session,
        ):
            found = session.query(SubmittedAssignment).join(Assignment).filter(Assignment.name == self.assignment)
            for submission in found:
                before = submission.late_submission_penalty or 0
                for notebook in submission.notebooks:
                    self.penalize(session, submission, notebook)
                session.flush()
                session.refresh(submission)
                now = submission.late_submission_penalty or 0
                if now != before:
                    changes[submission.student_id] = (f"late penalty {before:g} → {now:g}",)
        return changes


def points(session: Any, assignment: str, student: str) -> dict[tuple[str, str], float]:
    """Return {(notebook, cell): points} of a student's submission in the gradebook, {} if there is none."""
    query = session.query(Notebook.name, BaseCell.name, Grade.score).join(BaseCell, BaseCell.id == Grade.cell_id)
    query = query.join(Notebook, Notebook.id == BaseCell.notebook_id).join(Assignment)
    query = query.join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id).join(SubmittedAssignment)
    found = query.filter(Assignment.name == assignment, SubmittedAssignment.student_id == student)
    return {(notebook, cell): score for notebook, cell, score in found}


def lines_of_changes(before: Mapping[tuple[str, str], float], now: Mapping[tuple[str, str], float]) -> tuple[str, ...]:
    """Return a line for each cell whose points are others than before; none for a first submission."""
    if not before:
        return ()
    several = len({notebook for notebook, _ in now}) > 1
    lines = [
        f"{f'{notebook}: ' if several else ''}{cell} {before.get((notebook, cell), 0):g} → {score:g}"
        for (notebook, cell), score in now.items()
        if before.get((notebook, cell), 0) != score
    ]
    total = f"in all {sum(before.values()):g} → {sum(now.values()):g}"
    return (*lines, total) if lines else ()


def diagnoses_in(result: dict) -> dict[str, list[Diagnosis]]:
    """Return {notebook: [Diagnosis]} of what a complete folder says, {} of one by an older version."""
    return {name: [Diagnosis(*each) for each in found] for name, found in result.get("diagnoses", {}).items()}


def read_result(complete: Path) -> dict[str, Any]:
    """Return what a complete folder says of its submission. Raises Refused where it says nothing that can be used."""
    try:
        result = json.loads((complete / "result.json").read_text())
        kinds: dict[str, Any] = {
            "student": str,
            "fingerprint": str,
            "scores": dict,
            "comments": dict,
            "timestamp": str | None,
            "answers": dict,
            "changed": dict,
        }
        if all(isinstance(result[name], kind) for name, kind in kinds.items()):
            return result
        reason = "not what this version writes"
    except (OSError, ValueError, TypeError, KeyError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise Refused(f"its result.json cannot be used ({reason})")
