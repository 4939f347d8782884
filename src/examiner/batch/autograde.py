"""Grade the submissions of an assignment in parallel, record each, and tell of each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import cloudpickle
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde

from ..errors import ExaminerError, Refused, printable
from ..notebook.files import instructor_files
from ..notebook.instructor import imported, truth_of
from ..notebook.places import source_folder, state_folder
from ..submission.grade import grade
from ..submission.intake import SubmissionExporter
from ..submission.messages import Assignment, Chain, Graded
from . import pool
from .generate import edited, generate, has_gradebook, is_known
from .gradebook import open_gradebook, reading
from .inbox import Inbox, Outcome, in_gradebook
from .lock import locked
from .received import Received
from .record import Recorder
from .rehearsal import with_rehearsal
from .submitted import submissions, unknown

# Where the whole of a failure is kept.
LOG = "autograde.log"
# Said of a written answer that may stand beside its cell.
STRAYED = "is blank, but a text of the student's stands beside it"


def autograde(
    api: NbGraderAPI,
    assignment: str,
    students: str = "*",
    force: bool = False,
    jobs: int = 1,
    scheduler: str | None = None,
    tell: Callable[[str], object] = print,
    anyway: bool = False,
    anew: bool = False,
) -> Iterator[Outcome]:
    """Grade submitted/*/assignment and yield an Outcome for each submission, as they come.

    api: nbgrader's NbGraderAPI. students: a pattern of student ids, as in a shell. force: grade again what is graded
    and unchanged. jobs: how many processes of this machine grade; with `scheduler`, the address of a Dask scheduler,
    its workers do. tell: called with a line about what is waited for. anyway: grade even where the instructor's own
    answers do not get full marks. anew: generate the assignment again before, from source/ as it is now.
    An assignment that the gradebook does not know is generated. Submissions for an assignment that the course does not
    have come last, as not graded.
    Raises ExaminerError where the assignment cannot be generated, where another run is at work, and where the
    results cannot be written: what was graded until then is kept, and the next run goes on from there.
    """
    try:
        with ExitStack() as stack:
            temporary = stack.enter_context(locked(state_folder(api.coursedir) / "lock", tell))
            if anew or not has_gradebook(api.coursedir):
                generate(api, assignment, tell, *(["its tests may have changed"] if anew else []))
            gradebook = stack.enter_context(open_gradebook(api.coursedir, tell))
            if not is_known(gradebook, assignment, tell):
                generate(api, assignment, tell)
            yield from _autograde(api, gradebook, assignment, students, force, jobs, scheduler, temporary, tell, anyway)
    except OSError as error:
        where = error.filename or state_folder(api.coursedir).parent
        raise ExaminerError(
            f"{where}: {error.strerror}. What was graded so far is kept; mend this and run it again."
        ) from error


def _autograde(api, gradebook, name, students, force, jobs, scheduler, temporary, tell, anyway):
    converter = Autograde(coursedir=api.coursedir, parent=api)
    assignment = reading(gradebook, load, converter, gradebook, name, tell=tell)
    for notebook in edited(assignment.truths, source_folder(api.coursedir, name)):
        tell(
            f"source/{name} was edited after it was generated ({notebook}): grading goes by what was generated. "
            f"To generate it again and grade by that: examiner regrade {name}"
        )
    folders = submissions(api, students, name)
    results = partial(pool.results, jobs=jobs, folder=temporary)
    if scheduler:
        from . import cluster

        results = partial(cluster.results, address=scheduler)
    if folders:
        one = (lambda *order: next(results(order[0], [order[1]]))[1]) if scheduler else grade
        assignment = with_rehearsal(assignment, api.coursedir, anyway, tell, one)
    recorder = Recorder(gradebook, converter, assignment, tell)
    recorder.finish()
    recorder.renew_penalties()
    known = reading(gradebook, in_gradebook, gradebook, name, tell=tell)
    recorder.catch_up(known)
    inbox = Inbox(converter, recorder, assignment, known, force)
    to_grade = inbox.to_grade(folders)
    for submission, graded in results(assignment, to_grade):
        yield from noted(recorder, inbox)
        converter.coursedir.student_id = submission.student
        yield record(api, recorder, inbox.received.pop(submission.student), graded)
    yield from noted(recorder, inbox)
    others, have = unknown(api, students, name)
    for folder in others:
        reason = f"unknown assignment {folder.name!r}. The course has {', '.join(sorted(have))}"
        yield Outcome(folder.parent.name, folder.name, "not graded", reason)


def noted(recorder: Recorder, inbox: Inbox) -> Iterator[Outcome]:
    """Yield the Outcomes of submissions that were not graded, and note why."""
    for outcome in inbox.take_outcomes():
        recorder.note_refusal(outcome.student, outcome.reason if outcome.status == "not graded" else "")
        yield outcome


def record(api: NbGraderAPI, recorder: Recorder, received: Received, graded: Graded) -> Outcome:
    """Record one submission and return its Outcome. Raises as Recorder.write, but for Refused."""
    student, name, reason = received.submission.student, recorder.assignment, graded.reason
    ended = [f"{cell}: {why}" for notebook in graded.notebooks.values() for cell, why in notebook.ended]
    strayed = [cell for notebook in graded.notebooks.values() for cell in notebook.strayed]
    beside = [f"{cell}: {STRAYED}" for cell in strayed]
    if lines := [*ended, *beside, *graded.log.splitlines()]:
        with (Path(api.coursedir.root) / LOG).open("a", encoding="utf-8") as file:
            file.write("\n".join([*map(printable, [f"{student}/{name}", *lines]), ""]))
    if reason and graded.log:
        reason += f" (All of it: {LOG})"
    if not reason:
        try:
            recorder.write(received, graded)
        except Refused as error:
            reason = str(error)
    status = "not graded" if reason else "graded"
    recorder.note_refusal(student, reason)
    changes = () if reason else recorder.changes.get(student, ())
    return Outcome(
        student,
        name,
        status,
        reason or received.remark,
        tuple(map(printable, ended)),
        changes,
        tuple(map(printable, strayed)),
    )


def load(converter: Autograde, gradebook: Gradebook, name: str) -> Assignment:
    """Return the Assignment, from the gradebook, which knows it, and source/.

    Raises ExaminerError where the configuration lacks the examiner.
    """
    coursedir, config = converter.coursedir, converter.config
    steps = [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    if "examiner.submission.execute.Execute" not in steps or not issubclass(
        converter.exporter_class, SubmissionExporter
    ):
        raise ExaminerError("nbgrader_config.py lacks two lines: import examiner and examiner.configure(c)")
    source = source_folder(coursedir, name)
    truths = {
        notebook.name: truth_of(notebook, source / f"{notebook.name}.ipynb")
        for notebook in gradebook.find_assignment(name).notebooks
    }
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
