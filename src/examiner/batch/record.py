"""The only writer: what came of a submission goes into autograded/ and into the gradebook.

A graded submission is first laid ready as a whole, in a folder beside the others. From there it goes into the
gradebook, in one transaction, then into its place, and then a note is made of what was graded. A run that finds one
laid ready does these steps again, which changes nothing where they were done.
"""

import contextlib
import json
import logging
import os
import shutil
from pathlib import Path
from urllib.parse import quote

from nbgrader.api import Assignment, BaseCell, InvalidEntry, MissingEntry, Notebook
from nbgrader.utils import find_all_files
from sqlalchemy.orm import Session
from traitlets.utils.importstring import import_item

from ..errors import ExaminerError
from ..notebook.files import instructor_files, keep
from ..submission.preprocessors import AssignLatePenalties
from .gradebook import patiently

# Where nbgrader logs, with a traceback, the trouble that a message tells here.
logging.getLogger("tornado.application").setLevel(logging.CRITICAL)


def state_folder(coursedir):
    """Return the folder in autograded/ in which the examiner keeps what it knows of its runs."""
    return Path(coursedir.root, coursedir.autograded_directory, ".examiner")


class Recorder:
    """Writes the submissions of one assignment. `converter` is nbgrader's Autograde, whose settings count."""

    def __init__(self, gradebook, converter, assignment, tell=print):
        self.gradebook, self.converter, self.assignment, self.tell = gradebook, converter, assignment, tell
        self.coursedir = converter.coursedir
        steps = [import_item(step) if isinstance(step, str) else step for step in converter.autograde_preprocessors]
        late = [step for step in steps if issubclass(step, AssignLatePenalties)]
        self.penalties = [step(parent=converter) for step in late if step(parent=converter).enabled]
        self.state = state_folder(self.coursedir) / f"{assignment}.state"
        for name in ("ready", "making", "old", "graded"):
            (self.state / name).mkdir(parents=True, exist_ok=True)

    def place(self, student):
        """Return the folder autograded/<student>/<assignment>."""
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, self.assignment))

    def note(self, student):
        """Return the file that holds the fingerprint of what was graded."""
        return self.state / "graded" / quote(student, safe="")

    def finish(self):
        """Put into their places what an interrupted run laid ready, and remove what it left half done."""
        for name in ("making", "old"):
            for folder in (self.state / name).iterdir():
                shutil.rmtree(folder)
        for folder in (self.state / "ready").iterdir():
            self.put(folder)

    def write(self, student, graded, fingerprint):
        """Record a graded submission. Raises ExaminerError where the gradebook cannot be written, and OSError."""
        key = quote(student, safe="")
        making, ready = self.state / "making" / key, self.state / "ready" / key
        self.lay_out(making / "files", student, graded)
        result = {
            "student": student,
            "fingerprint": fingerprint,
            "scores": {name: notebook.scores for name, notebook in graded.notebooks.items()},
            "comments": {name: notebook.comments for name, notebook in graded.notebooks.items()},
        }
        (making / "result.json").write_text(json.dumps(result))
        making.rename(ready)
        self.put(ready)

    def lay_out(self, folder, student, graded):
        """Make the folder that becomes autograded/<student>/<assignment>, as nbgrader would."""
        submitted = self.coursedir.format_path(self.coursedir.submitted_directory, student, self.assignment)
        folder.mkdir(parents=True)
        files = find_all_files(submitted, [*self.coursedir.ignore, "*.ipynb"])
        kept = self.converter.exclude_overwriting.get(self.assignment, [])
        own = instructor_files(self.coursedir, self.assignment)
        own = {path: file for path, file in own.items() if path.as_posix() not in kept}
        for path, file in ({Path(f).relative_to(submitted): Path(f) for f in files} | own).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / path)
        for name, notebook in graded.notebooks.items():
            keep(notebook.made, folder)
            (folder / f"{name}.ipynb").write_bytes(notebook.data)
        mode = int(str(self.converter.permissions), 8)
        for at, _, names in os.walk(folder):
            for name in names:
                Path(at, name).chmod(mode)
            if self.coursedir.groupshared:
                with contextlib.suppress(PermissionError):
                    Path(at).chmod((Path(at).stat().st_mode | 0o2770) & 0o2777)

    def put(self, ready):
        """Take what was laid ready into the gradebook and to its place."""
        result = json.loads((ready / "result.json").read_text())
        student = result["student"]
        patiently(self.to_gradebook, ready / "files", result, tell=self.tell)
        place, old = self.place(student), self.state / "old" / ready.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ready / "files").exists():
            if place.exists():
                place.rename(old)
            (ready / "files").rename(place)
        self.note(student).write_text(result["fingerprint"])
        done = ready.rename(old.with_name(f"{ready.name}.done"))
        shutil.rmtree(done)
        shutil.rmtree(old, ignore_errors=True)

    def to_gradebook(self, files, result):
        """Write a submission into the gradebook in one transaction. Raises sqlalchemy's errors."""
        gradebook, student = self.gradebook, result["student"]
        if not files.exists():
            files = self.place(student)
        stamp = self.coursedir.get_existing_timestamp(str(files))
        with gradebook.engine.begin() as connection:
            session = Session(connection, join_transaction_mode="rollback_only")
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
                when = {"timestamp": stamp} if stamp else {}
                submission = gradebook.update_or_create_submission(self.assignment, student, **when)
                for notebook in submission.notebooks:
                    self.notebook_to_gradebook(session, submission, notebook, names, result)
                session.flush()
            except MissingEntry as error:
                raise ExaminerError(f"{student}: {error}. What was graded so far is kept.") from None
            except InvalidEntry as error:  # nbgrader's name for trouble with the database
                raise error.__context__ or error from None
            finally:
                session.close()
                gradebook.db = usual

    def notebook_to_gradebook(self, session, submission, notebook, names, result):
        grades = {names[grade.cell_id]: grade for grade in notebook.grades}
        comments = {names[comment.cell_id]: comment for comment in notebook.comments}
        if notebook.name not in result["scores"]:
            # It was not handed in: 0, and nobody needs to look at it. The rest stays, as in nbgrader.
            for grade in grades.values():
                grade.auto_score, grade.needs_manual_grade = 0, False
            return
        for cell, score in result["scores"][notebook.name].items():
            grade = grades[cell]
            grade.auto_score = score
            grade.needs_manual_grade = grade.manual_score is not None or score is None
        for cell, comment in result["comments"][notebook.name].items():
            comments[cell].auto_comment = comment
        for step in self.penalties:
            notebook.late_submission_penalty = None
            if submission.total_seconds_late > 0:
                session.flush()
                session.refresh(notebook)
                notebook.late_submission_penalty = step.penalty(submission, notebook)
