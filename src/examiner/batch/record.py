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

import nbgrader
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Assignment, BaseCell, Gradebook, InvalidEntry, MissingEntry, Notebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files
from sqlalchemy import create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from traitlets.utils.importstring import import_item

from ..errors import ExaminerError
from ..notebook.files import instructor_files, keep

# Where nbgrader logs, with a traceback, the trouble that a message tells here.
logging.getLogger("tornado.application").setLevel(logging.CRITICAL)

# SQLite: busy, locked. PostgreSQL: serialization failure, deadlock, lock not available.
HELD = {"SQLITE_BUSY", "SQLITE_LOCKED", "40001", "40P01", "55P03"}


def open_gradebook(coursedir, tell=print):
    """Return the course's Gradebook, which must be there already.

    Raises ExaminerError where there is none, or one of another version of nbgrader.
    """
    url = make_url(coursedir.db_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise ExaminerError(f"There is no gradebook at {url.database}. nbgrader generate_assignment makes one.")
    engine = create_engine(url)
    try:
        patiently(check_schema, engine, url, tell=tell)
    finally:
        engine.dispose()
    gradebook = patiently(Gradebook, coursedir.db_url, coursedir.course_id, tell=tell)
    if url.get_backend_name() == "sqlite":
        gradebook.close()
        event.listen(gradebook.engine, "connect", _leave_transactions_to_us)
        event.listen(gradebook.engine, "begin", _begin)
    return gradebook


def _leave_transactions_to_us(connection, _):
    connection.isolation_level = None


def _begin(connection):
    # At once for writing: what is read inside of it is what is there when it is written.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def check_schema(engine, url):
    """Raise ExaminerError if the gradebook is not of the schema of the nbgrader that is installed."""
    place = url.database or str(url)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return
        context = MigrationContext.configure(connection)
        found = context.get_current_revision() if "alembic_version" in tables else None
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    scripts = ScriptDirectory.from_config(config)
    if found == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if found is None or found in known:
        raise ExaminerError(
            f"The gradebook {place} was made by an older nbgrader. Copy it to a safe place, then: nbgrader db upgrade"
        )
    raise ExaminerError(f"The gradebook {place} was made by a newer nbgrader: install that one here too.")


def patiently(action, *args, tell=print):
    """Return `action(*args)`, tried again as long as another process holds the gradebook.

    Raises ExaminerError for any other trouble with the database.
    """
    told = False
    while True:
        try:
            return action(*args)
        except OperationalError as error:
            if not _held(error):
                raise ExaminerError(_trouble(error)) from error
            if not told:
                tell("Another process holds the gradebook. Waiting for it ...")
            told = True
        except DBAPIError as error:
            raise ExaminerError(_trouble(error)) from error


def reading(gradebook, action, *args, tell=print):
    """Return `action(*args)`, which reads the gradebook, as `patiently` does; nothing stays held afterwards."""

    def read():
        try:
            return action(*args)
        finally:
            gradebook.db.rollback()

    return patiently(read, tell=tell)


def _held(error):
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
    return name in HELD or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _trouble(error):
    return (
        f"The gradebook cannot be used: {error.orig}. What was graded so far is kept; mend this and run it again. "
        "(If nbgrader was upgraded: copy the gradebook to a safe place, then nbgrader db upgrade.)"
    )


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
                step.init_plugin()
                session.flush()
                session.refresh(notebook)
                penalty = step.plugin_inst.late_submission_penalty(
                    submission.student_id, notebook.score, submission.total_seconds_late
                )
                if penalty is not None:
                    notebook.late_submission_penalty = step._check_late_penalty(notebook, penalty)
