"""The `examiner` command."""

import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.nbgraderapp import NbGrader
from nbgrader.converters import Autograde
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SAWarning

from .authoring.kit import write_kit
from .authoring.lint import problems
from .authoring.rates import measure
from .authoring.rates import table as rates_table
from .authoring.tryout import rehearsal_problems, try_out
from .batch import pool
from .batch.autograde import LOG, STRAYED, autograde
from .batch.collect import collect
from .batch.disk import refusals
from .batch.export import CanvasExporter, MoodleExporter
from .batch.feedback import feedback
from .batch.generate import has_gradebook
from .batch.gradebook import open_gradebook, reading
from .batch.inbox import Outcome
from .batch.roster import of_gradebook, read_roster, reconciled, to_gradebook
from .batch.score_table import legend, score_table, write_scores
from .batch.scores import Standing, standings
from .batch.submitted import submissions, unknown
from .errors import ExaminerError, printable
from .report.tables import write_json, write_tables
from .sandbox import doctor as sandbox_doctor
from .sandbox.doctor import sandbox_walls

console = Console(highlight=False)
BEGIN, END = "<!-- table: make answers -->\n", "<!-- end of table -->"
STATUSES = ("graded", "skipped", "not graded")
MOST_NAMED, MOST_ENDED = 10, 30
LMS = ("moodle", "canvas", "gradescope")


def course() -> NbGraderAPI:
    """Return nbgrader's API for the course in this folder, with its nbgrader_config.py."""
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own queries, nothing that a user could mend
    app = NbGrader()
    app.load_config_file()
    return NbGraderAPI(config=app.config)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="descent-labs")
def main() -> None:
    """Grade notebooks, report points, check labs. Run it in the folder of the course."""


students_option = click.option(
    "--students", default="*", show_default=True, metavar="PATTERN", help="Only these students, such as 'a*'."
)


grading_options = [
    students_option,
    click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that grade.  [default: one a core]"),
    click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of this Dask scheduler instead."),
    click.option("--no-pictures", is_flag=True, help="Do not draw pictures: much faster, and the points are the same."),
    click.option("--unsafe", is_flag=True, help="Grade even without a safe sandbox (see: examiner doctor)."),
    click.option("--anyway", is_flag=True, help="Grade even if the instructor's own answers do not get full marks."),
]


def with_grading_options(command: Callable) -> Callable:
    """Give a command the options of grading."""
    for option in reversed(grading_options):
        command = option(command)
    return command


@main.command("autograde")
@click.argument("assignment")
@click.option("--force", is_flag=True, help="Grade again what is graded already.")
@with_grading_options
def autograde_command(**options: Any) -> None:
    """Grade all submissions of ASSIGNMENT. If it hasn't been generated yet, it is.

    What is graded already and unchanged is skipped. A run that was stopped, however, is taken up by the next one.

    Exit status: 0 if all were graded, 1 if some could not be (each is named, with the reason), 2 if none could, or
    nobody handed anything in.
    """
    grade_class(**options)


@main.command()
@click.argument("assignment")
@with_grading_options
def regrade(**options: Any) -> None:
    """Generate ASSIGNMENT again from source/, grade all again, and say whose points changed: after a test was mended.

    Points that a person gave stay. Exit status: as of autograde.
    """
    grade_class(**options, force=True, anew=True)


def grade_class(
    assignment: str,
    students: str,
    jobs: int | None,
    scheduler: str | None,
    force: bool,
    no_pictures: bool,
    unsafe: bool,
    anyway: bool,
    anew: bool = False,
) -> None:
    """Grade a class, tell of each submission, and exit with the status that says what came of it."""
    if not scheduler:
        pool.start_server()
    api = course()
    api.config.Execute.unsafe = unsafe or bool(api.config.Execute.get("unsafe"))
    if no_pictures:
        api.config.Execute.pictures = False
    outcomes, started = [], time.monotonic()
    try:
        if not scheduler:
            sandbox_walls(api.config.Execute.unsafe)
        total = len(submissions(api, students, assignment)) + len(unknown(api, students, assignment)[0])
        with progress(total) as tell:
            arguments = (assignment, students, force, jobs or cores(), scheduler)
            for outcome in autograde(api, *arguments, tell=lambda text: tell(text), anyway=anyway, anew=anew):
                outcomes.append(outcome)
                tell(in_a_line(outcome), outcome)
    except ExaminerError as error:
        raise click.ClickException("\n".join(map(printable, str(error).splitlines()))) from None
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped. What was graded so far is kept; the next run goes on from there."
        ) from None
    finally:
        if outcomes:
            console.print(_summary(outcomes, time.monotonic() - started))
        for line in [*ended_early(outcomes), *for_a_person(outcomes), *changed_points(outcomes, anew)]:
            show(line)
    counts = {s: sum(o.status == s for o in outcomes) for s in STATUSES}
    show(", ".join(f"{n} {status}" for status, n in counts.items()) + ".")
    if not outcomes:
        whose = "" if students == "*" else f" of students {students!r}"
        wanted = f"{api.coursedir.submitted_directory}/STUDENT/{assignment}/"
        show(f"No submissions{whose} are there. They go to {wanted}, where examiner collect puts those of an LMS.")
    if counts["not graded"] or not outcomes:
        sys.exit(1 if counts["graded"] + counts["skipped"] else 2)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def show(line: str, to: Console = console, **style: Any) -> None:
    """Print a line in which names of students' files and cells may stand: it is one line, and no more than text."""
    to.print(printable(line), markup=False, soft_wrap=True, **style)


@contextmanager
def progress(total: int) -> Iterator[Callable[..., None]]:
    """Yield `tell(line, outcome)`: a bar and the lines of trouble on a terminal, all lines elsewhere."""
    if not console.is_terminal:
        yield lambda line, outcome=None: show(line)
        return
    columns = [BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn()]
    started = time.monotonic()
    with Progress(*columns, TextColumn("left"), console=console, transient=True) as bar:
        task = bar.add_task("", total=total, rate="")

        def tell(line, outcome=None):
            if outcome:
                done = bar.tasks[0].completed + 1
                bar.update(task, advance=1, rate=f"{60 * done / (time.monotonic() - started):.0f} a minute,")
            if outcome is None or outcome.reason:
                failed = outcome and outcome.status.startswith("not ")
                show(line, bar.console, style="bold red" if failed else None)

        yield tell


def in_a_line(outcome: Outcome) -> str:
    """Return what became of one submission."""
    why = f": {outcome.reason}" if outcome.reason else ""
    return f"{outcome.status:10} {outcome.student}/{outcome.assignment}{why}"


def ended_early(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines that say which cells and calls were ended early: this many, by name, cell and reason."""
    lines = [f"  {o.student}: {told}" for o in sorted(outcomes, key=lambda o: o.student) for told in o.ended]
    if lines:
        yield f"Ended early: {len(lines)}, and all of them are in {LOG}."
        yield from lines[:MOST_ENDED]
        if len(lines) > MOST_ENDED:
            yield "  ..."


def for_a_person(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines that say whose written answers may stand beside their cells."""
    found = sorted((o for o in outcomes if o.strayed), key=lambda o: o.student)
    if found:
        yield f"To be looked at by a person, because an answer {STRAYED}: {len(found)} of {len(outcomes)} submissions."
    yield from (f"  {o.student}: {', '.join(o.strayed)}" for o in found)


def changed_points(outcomes: Sequence[Outcome], always: bool) -> Iterator[str]:
    """Yield the lines that say whose points are others than before; `always`: also where nobody's are."""
    changed = sorted((o for o in outcomes if o.changes), key=lambda o: o.student)
    if changed or (always and outcomes):
        yield f"Points changed: {len(changed)} of {len(outcomes)}."
    yield from (f"  {o.student}: {'; '.join(o.changes)}" for o in changed)


def _summary(outcomes, seconds):
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("submissions")
    table.add_column("number", justify="right")
    table.add_column("of")
    for status in STATUSES:
        students = [outcome.student for outcome in outcomes if outcome.status == status]
        names = ", ".join(sorted(students)[:MOST_NAMED]) + (", ..." if len(students) > MOST_NAMED else "")
        style = "bold red" if students and status == "not graded" else None
        table.add_row(status, str(len(students)), Text(printable(names)), style=style)
    table.caption = f"{seconds:.0f} s, {60 * len(outcomes) / seconds:.0f} a minute"
    return table


@main.command("feedback")
@click.argument("assignment")
@students_option
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that make pages.  [default: one a core]")
@click.option("--force", is_flag=True, help="Make pages again that would come out the same.")
def feedback_command(assignment: str, students: str, jobs: int | None, force: bool) -> None:
    """Make the feedback pages of ASSIGNMENT in feedback/, those that `nbgrader generate_feedback` makes.

    A page is made again when its notebook, its points or a comment has changed since.

    Exit status: 0 if all pages are there, 1 if some could not be made (each is named, with the reason).
    """
    api = course()
    counts = dict.fromkeys(("made", "unchanged", "not made"), 0)
    try:
        with progress(len(submissions(api, students, assignment))) as tell:
            for outcome in feedback(api, assignment, students, jobs or cores(), force):
                counts[outcome.status] += 1
                tell(in_a_line(outcome), outcome)
    except ExaminerError as error:
        raise click.ClickException(printable(error)) from None
    console.print(", ".join(f"{n} {status}" for status, n in counts.items()) + ".")
    if counts["not made"]:
        sys.exit(1)


@main.command()
@click.argument("assignment")
@students_option
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), help="Write the table to this file instead.")
def scores(assignment: str, students: str, csv_file: str | None) -> None:
    """Show the points of each student of the course in each exercise of ASSIGNMENT, and who has none and why."""
    api = course()
    if not has_gradebook(api.coursedir):
        most: dict[str, float] = {}
        found: list[Standing] = []
    else:
        with api.gradebook as gradebook:
            most, found = standings(api, gradebook, assignment)
    found = [standing for standing in found if fnmatch(standing.student, students)]
    if not found:
        raise click.ClickException(
            f"No graded submissions of {assignment!r}. Grade them: examiner autograde {assignment}"
        )
    if csv_file:
        write_scores(Path(csv_file), most, found)
        show(f"Wrote {len(found)} students to {csv_file}.")
        return
    # On a narrow terminal lines wrap: rich would leave digits out instead.
    printed = score_table(assignment, most, found)
    needed = Measurement.get(console, console.options.update(width=100_000), printed).maximum
    Console(width=max(console.width, needed)).print(printed)
    for line in legend(most, found):
        show(line)


lms_options = {name: click.option(f"--{name}", "lms", flag_value=name, help=f"{name.capitalize()}'s.") for name in LMS}


@main.command("collect")
@click.argument("archives", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--roster", type=click.Path(dir_okay=False, path_type=Path), help="The students of the course, as CSV.")
@click.option("--assignment", help="The assignment.  [default: the one of which most notebooks are]")
@lms_options["moodle"]
@lms_options["canvas"]
@lms_options["gradescope"]
def collect_command(archives: tuple[Path, ...], roster: Path | None, assignment: str | None, lms: str | None) -> None:
    """Put the submissions in ARCHIVES, as an LMS gives them, into submitted/, by student.

    The roster is the file that the LMS exports, or nbgrader's: with columns such as id, first_name, last_name, email,
    lms_user_id. It is kept in the gradebook, so that it need not be named again. Notebooks are told by their cells,
    whatever they are called. The newest attempt of each student counts; the earlier ones are kept in attempts/.

    Exit status: 0 if all could be collected, 1 if not: each file is named, with what to do.
    """
    api = course()
    try:
        with api.gradebook as gradebook:
            students = of_gradebook(gradebook)
            if roster:
                students = reconciled(read_roster(roster), gradebook)
                to_gradebook(students, gradebook)
        if not students.people:
            raise ExaminerError("Nobody is known to be in the course. Say who is: --roster FILE")
        collected = collect(api.coursedir, archives, students, lms, assignment)
    except ExaminerError as error:
        raise click.ClickException("\n".join(map(printable, str(error).splitlines()))) from None
    for line in told_of(collected):
        show(line)
    if collected.told:
        sys.exit(1)


def told_of(collected: Any) -> Iterator[str]:
    """Yield the lines that say what was collected."""
    count = len(collected.written) + len(collected.unchanged) + len(collected.older)
    yield f"{collected.assignment}: submissions of {count} students."
    for words, students in (
        ("new", [student for student in collected.written if student not in collected.replaced]),
        ("replaced (the earlier attempt is in attempts/)", collected.replaced),
        ("there already", collected.unchanged),
        ("kept in attempts/, as a newer one is there", collected.older),
        ("late, as the LMS says (since when it does not say, so no points are taken)", collected.late),
        ("one of several notebooks counts of", collected.several),
        ("nothing of", collected.missing),
    ):
        if students:
            yield f"  {words}: {', '.join(students)}"
    if collected.told:
        yield f"Not collected: {len(collected.told)}."
    yield from (f"  {line}" for line in collected.told)


@main.command("export")
@click.argument("assignment")
@lms_options["moodle"]
@lms_options["canvas"]
@click.option("--roster", type=click.Path(exists=True, dir_okay=False), help="The students, as the LMS exports them.")
@click.option("--to", type=click.Path(dir_okay=False), help="The file to write.  [default: canvas.csv or moodle.csv]")
@click.option("--column", default="", help="The LMS's name for the column.  [default: the assignment's]")
def export_command(assignment: str, lms: str | None, roster: str | None, to: str | None, column: str) -> None:
    """Write the points of ASSIGNMENT into a file that an LMS imports as it is.

    For Canvas the roster is what Grades, Export gives; for Moodle the assignment's grading worksheet. Without one, the
    columns are filled with what the gradebook knows. Who waits for a person, or has nothing, has an empty cell, and is
    named.
    """
    if lms is None:
        raise click.UsageError("Say for which LMS: --canvas or --moodle.")
    api = course()
    exporter = {"canvas": CanvasExporter, "moodle": MoodleExporter}[lms](
        parent=api, assignment=[assignment], roster=roster or "", to=to or "", column=column
    )
    try:
        if not has_gradebook(api.coursedir):
            raise ExaminerError(f"There is no gradebook yet. Grade first: examiner autograde {assignment}")
        with api.gradebook as gradebook:
            exporter.write(gradebook)
    except ExaminerError as error:
        raise click.ClickException(printable(error)) from None
    show(f"Wrote {exporter.to}.")
    for line in exporter.left_out:
        show(f"  {line}")


@main.command()
@click.argument("assignment", required=False)
@click.option("--course", "whole", is_flag=True, help="All labs of the course instead of one ASSIGNMENT.")
@click.option("--out", type=click.Path(dir_okay=False), help="The page to write.  [default: ASSIGNMENT_report.html]")
@click.option("--similar", "compare", is_flag=True, help="Look for pairs of submissions with similar answers, too.")
@click.option("--csv", "csv_folder", type=click.Path(file_okay=False), help="Write the figures here too, as tables.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False), help="Write the figures here too, in one file.")
def report(
    assignment: str | None,
    whole: bool,
    out: str | None,
    compare: bool,
    csv_folder: str | None,
    json_file: str | None,
) -> None:
    """Write a page about what the class got wrong in ASSIGNMENT, and which tests are bad.

    It is one HTML file, with students' names folded away, for you and not for students.
    """
    # Here and not above: the other commands don't wait for a plotting library.
    from .report.book import assignments, read_book
    from .report.course import of_assignment
    from .report.page import course_page, page
    from .report.way import way

    if bool(assignment) == whole:
        raise click.UsageError("Name an ASSIGNMENT, or say --course for all of them.")
    if whole and compare:
        raise click.UsageError("--similar goes with one ASSIGNMENT.")
    api = course()
    try:
        with open_gradebook(api.coursedir, show) as gradebook:
            names = [assignment] if assignment else reading(gradebook, assignments, gradebook, tell=show)
            books = [reading(gradebook, read_book, gradebook, name, api.coursedir, tell=show) for name in names]
        if whole:
            figures = way(books)
            html = course_page(figures)
        else:
            books[0].refused = refusals(api.coursedir, names[0])
            figures, pairs = of_assignment(books[0], api.coursedir, compare)
            html = page(figures, pairs)
        out = Path(out or f"{assignment or 'course'}_report.html")
        out.write_text(html, encoding="utf-8", errors="backslashreplace")
        show(f"Wrote {out}.")
        if json_file:
            write_json(figures, Path(json_file))
            show(f"Wrote {json_file}.")
        for file in write_tables(figures, Path(csv_folder)) if csv_folder else []:
            show(f"Wrote {file}.")
    except ExaminerError as error:
        raise click.ClickException(printable(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None


@main.command()
def doctor() -> None:
    """Say which protections this machine gives against students' code, and what to do about a missing one.

    Exit status: 0 if students' code can be run safely here, 1 if not.
    """
    console.print(sandbox_doctor.report(), markup=False, soft_wrap=True)
    if sandbox_doctor.missing_essential():
        sys.exit(1)


@main.command()
@click.argument("notebooks", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--rehearse", is_flag=True, help="Grade each with its own answers too, as a class would be.")
def check(notebooks: tuple[str, ...], rehearse: bool) -> None:
    """Check instructor NOTEBOOKS: metadata, ids, test cells that stand on their own, no outputs.

    Exit status: 0 if all is well, 1 if there is something to mend.
    """
    found = False
    api = course() if rehearse else None
    for notebook in notebooks:
        found_here = problems(notebook)
        if api:
            found_here += rehearsal_problems(Autograde(coursedir=api.coursedir, parent=api), notebook)
        for problem in found_here:
            found = True
            show(f"{notebook}: {problem}")
    if found:
        sys.exit(1)
    console.print("All is well.")


@main.command("try")
@click.argument("assignment")
def try_command(assignment: str) -> None:
    """Grade the instructor's own notebooks of ASSIGNMENT on stock nbgrader's way and on ours, and compare each test.

    Nothing needs to be generated or handed in. Exit status: 0 if the instructor's answers get full marks, 1 if not.
    """
    api = course()
    try:
        tried, lacks = try_out(Autograde(coursedir=api.coursedir, parent=api), assignment)
    except ExaminerError as error:
        raise click.ClickException(printable(error)) from None
    table = Table(title=Text(f"Tests of {printable(assignment)}"), box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("test", "points", "on stock", "here", "why, and what to do"):
        table.add_column(name)
    for test in tried:
        here = test.how if test.passed else "fails"
        words = "; ".join(filter(None, (test.why, test.advice)))
        table.add_row(*map(Text, (test.test, f"{test.most:g}", f"{test.stock or 0:g}", here, printable(words))))
    console.print(table)
    for lack in lacks:
        show(lack)
    ways = ["live" if test.how == "figures" else test.how for test in tried if test.passed]
    counts = {how: ways.count(how) for how in ("outside", "live", "inside")}
    console.print(", ".join(f"{number} {how}" for how, number in counts.items()) + f" of {len(tried)} tests.")
    if not all(test.passed for test in tried):
        sys.exit(1)


@main.command()
@click.argument("labs", nargs=-1, required=True)
@click.option(
    "--table", type=click.Path(exists=True, dir_okay=False), help="Write the table into this page of markdown."
)
def answers(labs: tuple[str, ...], table: str | None) -> None:
    """Try the answer banks of LABS and the mutants of their solutions, and name what the tests get wrong.

    The bank of a lab is answers/LAB.py; answers/equivalent/LAB.toml lists the mutants that are right answers too.
    Exit status: 0 if all is as it must be, 1 if not.
    """
    rates = {}
    with Progress(console=console, transient=True) as progress:
        for lab in progress.track(labs, description="trying answers"):
            rates[lab] = measure(Path(), lab)
    complaints = [c for lab in rates.values() for rate in lab.values() for c in rate.complaints]
    for complaint in complaints:
        show(complaint)
    markdown = rates_table(rates)
    if table:
        page = Path(table)
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(before + BEGIN + markdown + END + rest.partition(END)[2], encoding="utf-8")
    console.print(markdown, markup=False, soft_wrap=True)
    if complaints:
        sys.exit(1)


@main.command()
@click.argument("labs", nargs=-1, required=True)
@click.option(
    "--out", default="dist", show_default=True, type=click.Path(file_okay=False), help="The folder to write to."
)
def kit(labs: tuple[str, ...], out: str) -> None:
    """Write OUT/LAB.zip for each of LABS: what students get, and nothing else.

    It holds the template in release/, its data and check numbers, the package descent, a README and requirements.txt.
    """
    for lab in labs:
        try:
            show(f"Wrote {write_kit(Path('release', lab), Path(out))}")
        except ExaminerError as error:
            raise click.ClickException(str(error)) from None
