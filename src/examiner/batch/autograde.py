"""Grade the submissions of an assignment in parallel, record each, and tell of each."""

import dataclasses
import hashlib
import json
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

import cloudpickle
from nbgrader.api import Assignment as GradebookAssignment
from nbgrader.api import MissingEntry, SubmittedAssignment
from nbgrader.converters import Autograde
from nbgrader.utils import find_all_files

from ..errors import ExaminerError, Refused
from ..notebook.files import extra_files, instructor_files
from ..notebook.instructor import imported, truth_of
from ..submission.execute import extra_patterns
from ..submission.grade import Assignment, Chain, Submission
from ..submission.intake import SubmissionExporter
from . import pool
from .lock import locked
from .record import Recorder, open_gradebook, reading, state_folder

# Where the whole of a failure is kept.
LOG = "autograde.log"


@dataclass
class Outcome:
    """What became of one submission. status: "graded", "skipped" (graded before, unchanged) or "not graded"."""

    student: str
    assignment: str
    status: str
    reason: str = ""


def autograde(api, assignment, students="*", force=False, jobs=1, scheduler=None, tell=print):
    """Grade submitted/*/assignment and yield an Outcome for each submission, as they come.

    api: nbgrader's NbGraderAPI. students: a pattern of student ids, as in a shell. force: grade again what is graded
    and unchanged. jobs: how many processes of this machine grade; with `scheduler`, the address of a Dask scheduler,
    its workers do. tell: called with a line about what is waited for.
    Submissions for an assignment that the course does not have come last, as not graded.
    Raises ExaminerError where the assignment has not been generated, where another run is at work, and where the
    results cannot be written: what was graded until then is kept, and the next run goes on from there.
    """
    try:
        with ExitStack() as stack:
            temporary = stack.enter_context(locked(state_folder(api.coursedir) / "lock"))
            gradebook = stack.enter_context(open_gradebook(api.coursedir, tell))
            yield from _autograde(api, gradebook, assignment, students, force, jobs, scheduler, temporary, tell)
    except OSError as error:
        where = error.filename or state_folder(api.coursedir).parent
        raise ExaminerError(
            f"{where}: {error.strerror}. What was graded so far is kept; mend this and run it again."
        ) from error


def _autograde(api, gradebook, name, students, force, jobs, scheduler, temporary, tell):
    converter = Autograde(coursedir=api.coursedir, parent=api)
    assignment = reading(gradebook, load, converter, gradebook, name, tell=tell)
    recorder = Recorder(gradebook, converter, name, tell)
    recorder.finish()
    folders = submissions(api, students)
    desk = Desk(converter, recorder, assignment, reading(gradebook, in_gradebook, gradebook, name, tell=tell), force)
    results = partial(pool.results, jobs=jobs, folder=temporary)
    if scheduler:
        from . import cluster

        results = partial(cluster.results, address=scheduler)
    todo = desk.todo(folder for folder in folders if folder.name == name)
    for submission, graded in results(assignment, todo):
        yield from desk.told()
        converter.coursedir.student_id = submission.student
        if graded.reason:
            if graded.log:
                with (Path(api.coursedir.root) / LOG).open("a", encoding="utf-8") as file:
                    file.write(f"{submission.student}/{name}\n{graded.log}\n")
                graded.reason += f" (All of it: {LOG})"
            yield Outcome(submission.student, name, "not graded", graded.reason)
        else:
            recorder.write(submission.student, graded, desk.fingerprints.pop(submission.student))
            yield Outcome(submission.student, name, "graded")
    yield from desk.told()
    known = api.get_source_assignments() | {name}
    for folder in folders:
        if folder.name not in known:
            reason = f"unknown assignment {folder.name!r}. The course has {', '.join(sorted(known))}"
            yield Outcome(folder.parent.name, folder.name, "not graded", reason)


def submissions(api, students="*"):
    """Return the folders submitted/<student>/<assignment>, sorted; a file in the place of a folder too."""
    root = Path(api.coursedir.root) / api.coursedir.submitted_directory
    left_out = set((api.coursedir.student_id_exclude or "").split(","))
    return sorted(
        path
        for path in root.glob("*/*")
        if fnmatch(path.parent.name, students) and path.parent.name not in left_out and not path.name.startswith(".")
    )


def load(converter, gradebook, name):
    """Return the Assignment, from the gradebook and source/. Raises ExaminerError where it was not generated."""
    coursedir, config = converter.coursedir, converter.config
    steps = [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    if "examiner.submission.execute.Execute" not in steps or not issubclass(
        converter.exporter_class, SubmissionExporter
    ):
        raise ExaminerError("nbgrader_config.py lacks two lines: import examiner and examiner.configure(c)")
    source = Path(coursedir.format_path(coursedir.source_directory, ".", name))
    try:
        truths = {
            notebook.name: truth_of(notebook, source / f"{notebook.name}.ipynb")
            for notebook in gradebook.find_assignment(name).notebooks
        }
    except MissingEntry:
        raise ExaminerError(
            f"The gradebook has no assignment {name!r}. Generate it: nbgrader generate_assignment {name}"
        ) from None
    settings = config.copy()
    # Where the gradebook is, and with which password, is no concern of those who grade.
    settings.pop("CourseDirectory", None)
    chain = Chain(
        settings, converter.exporter_class, converter.sanitize_preprocessors, converter.autograde_preprocessors
    )
    return Assignment(
        name,
        truths,
        {path: file.read_bytes() for path, file in instructor_files(coursedir, name).items()},
        cloudpickle.dumps(chain),
        tuple(sorted({module for truth in truths.values() for module in imported(truth)})),
        bool(settings.SandboxProvisioner.get("bubblewrap")),
    )


def in_gradebook(gradebook, name):
    """Return the ids of the students of whom the gradebook has a submission of the assignment."""
    query = gradebook.db.query(SubmittedAssignment.student_id).join(GradebookAssignment)
    return {student for (student,) in query.filter(GradebookAssignment.name == name)}


class Desk:
    """Where submissions are read, one by one, and those put aside that need no grading or cannot have any."""

    def __init__(self, converter, recorder, assignment, in_gradebook, force):
        self.converter, self.recorder, self.assignment, self.force = converter, recorder, assignment, force
        self.patterns = extra_patterns(converter.config, assignment.name)
        self.fingerprints = {}
        self.aside = []
        self.in_gradebook = in_gradebook
        about = [{name: dataclasses.asdict(truth) for name, truth in assignment.truths.items()}]
        about += sorted((path.as_posix(), hashlib.sha256(data).hexdigest()) for path, data in assignment.files.items())
        self.digest = json.dumps(about, sort_keys=True).encode()

    def told(self):
        """Return the Outcomes since last asked."""
        told, self.aside = self.aside, []
        return told

    def todo(self, folders):
        """Yield a Submission for each folder that must be graded."""
        for folder in folders:
            student = folder.parent.name
            try:
                submission = self.read(folder)
            except Refused as error:
                self.aside.append(Outcome(student, self.assignment.name, "not graded", str(error)))
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
                self.aside.append(Outcome(student, self.assignment.name, "not graded", reason))
            else:
                if submission:
                    yield submission
                else:
                    self.aside.append(Outcome(student, self.assignment.name, "skipped"))

    def read(self, folder):
        """Return the Submission in `folder`, None if it is graded and unchanged. Raises Refused and OSError."""
        if not folder.is_dir():
            raise Refused("a file stands where the folder of the submission should be")
        paths = {name: folder / f"{name}.ipynb" for name in self.assignment.truths}
        paths = {name: path for name, path in paths.items() if path.exists() or path.is_symlink()}
        for path in paths.values():
            if path.is_symlink() or not path.is_file():
                raise Refused(f"{path.name} is not a file: a link, for one, may lead anywhere")
        if not paths:
            others = ", ".join(path.name for path in folder.glob("*.ipynb")) or "no notebook"
            raise Refused(
                f"{' and '.join(f'{name}.ipynb' for name in self.assignment.truths)} is missing; there is {others}"
            )
        student, fingerprint = folder.parent.name, self.fingerprint(folder)
        if not self.force and self.is_graded(student, folder, paths, fingerprint):
            return None
        self.fingerprints[student] = fingerprint
        most = SubmissionExporter(config=self.converter.config).max_bytes + 1
        notebooks = {}
        for name, path in paths.items():
            with path.open("rb") as file:
                notebooks[name] = file.read(most)
        extra = extra_files(folder, self.patterns, self.assignment.files)
        return Submission(student, notebooks, {path: file.read_bytes() for path, file in extra.items()})

    def fingerprint(self, folder):
        """Return a text that changes when a file of the submission, or the assignment, does."""
        digest = hashlib.sha256(self.digest)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    about = [path.relative_to(folder).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()]
                digest.update(json.dumps(about).encode())
        return digest.hexdigest()

    def is_graded(self, student, folder, paths, fingerprint):
        """Return whether these very files were graded: as the note says, or by their times where nbgrader did it."""
        place, note = self.recorder.place(student), self.recorder.note(student)
        graded = [place / path.name for path in paths.values()]
        if student not in self.in_gradebook or not all(path.is_file() for path in graded):
            return False
        if note.is_file():
            return note.read_text() == fingerprint
        stamps = [self.converter.coursedir.get_existing_timestamp(str(at)) for at in (folder, place)]
        if all(stamps) and stamps[0] > stamps[1]:
            return False
        files = find_all_files(str(folder))
        newest = max(Path(file).stat().st_mtime for file in files)
        return newest <= min(path.stat().st_mtime for path in graded)
