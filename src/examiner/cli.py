"""The `examiner` command."""

import csv
import sys
import warnings
from fnmatch import fnmatch
from pathlib import Path

import click
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.nbgraderapp import NbGrader
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy.exc import SAWarning

from .autograde import autograde as grade
from .autograde import submissions
from .errors import ExaminerError
from .execute import sandbox_walls
from .lint import problems
from .sandbox import doctor as sandbox_doctor
from .scores import scores as read_scores

console = Console(highlight=False)


def course():
    """Return nbgrader's API for the course in this folder, with its nbgrader_config.py."""
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own queries, nothing that a user could mend
    app = NbGrader()
    app.load_config_file()
    return NbGraderAPI(config=app.config)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="descent-labs")
def main():
    """Grade notebooks, report points, check labs. Run it in the folder of the course."""


students_option = click.option(
    "--students", default="*", show_default=True, metavar="PATTERN", help="Only these students, such as 'a*'."
)


@main.command()
@click.argument("assignment")
@students_option
@click.option("--force", is_flag=True, help="Grade again what is graded already.")
@click.option("--no-pictures", is_flag=True, help="Do not draw pictures: much faster, and the points are the same.")
@click.option("--unsafe", is_flag=True, help="Grade even without a safe sandbox (see: examiner doctor).")
def autograde(assignment, students, force, no_pictures, unsafe):
    """Grade all submissions of ASSIGNMENT.

    Exit status: 0 if all were graded, 1 if some could not be (each is named, with the reason), 2 if none could.
    """
    api = course()
    api.config.Execute.unsafe = unsafe or bool(api.config.Execute.get("unsafe"))
    if no_pictures:
        api.config.Execute.pictures = False
    outcomes = []
    try:
        sandbox_walls(api.config.Execute.unsafe)
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(assignment, total=len(submissions(api, students)))
            for outcome in grade(api, assignment, students, force):
                outcomes.append(outcome)
                progress.advance(task)
                told = f": {outcome.reason}" if outcome.reason else ""
                style = "bold red" if outcome.status == "not graded" else None
                place = f"{outcome.student}/{outcome.assignment}"
                progress.console.print(f"{outcome.status:10} {place}{told}", style=style, markup=False, soft_wrap=True)
    except ExaminerError as error:
        raise click.ClickException(str(error)) from None
    counts = {s: sum(o.status == s for o in outcomes) for s in ("graded", "skipped", "not graded")}
    console.print(", ".join(f"{n} {status}" for status, n in counts.items()) + ".")
    if counts["not graded"]:
        sys.exit(1 if counts["graded"] + counts["skipped"] else 2)


@main.command()
@click.argument("assignment")
@students_option
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), help="Write the table to this file instead.")
def scores(assignment, students, csv_file):
    """Show the points of each student in each exercise of ASSIGNMENT."""
    with course().gradebook as gradebook:
        most, table = read_scores(gradebook, assignment)
    table = {student: row for student, row in table.items() if fnmatch(student, students)}
    if not table:
        raise click.ClickException(
            f"No graded submissions of {assignment!r}. Grade them: examiner autograde {assignment}"
        )
    if csv_file:
        with Path(csv_file).open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["student", *most])
            writer.writerows([student, *row.values()] for student, row in table.items())
        console.print(f"Wrote {len(table)} students to {csv_file}.")
        return
    console.print(_table(assignment, most, table))
    numbered = [f"{i} {name} ({points:g})" for i, (name, points) in enumerate(most.items(), 1)]
    console.print("Exercises, with their points: " + ", ".join(numbered) + ".")
    console.print("· stands where a person must grade; the total is without these.")


def _table(assignment, most, table):
    rich_table = Table(title=f"Points in {assignment}", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    rich_table.add_column("student", no_wrap=True)
    for i in range(len(most)):
        rich_table.add_column(str(i + 1), justify="right")
    rich_table.add_column(f"of {sum(most.values()):g}", justify="right", style="bold")
    for student, row in table.items():
        cells = [_cell(points, most[name]) for name, points in row.items()]
        rich_table.add_row(student, *cells, f"{sum(p or 0 for p in row.values()):g}")
    return rich_table


def _cell(points, most):
    if points is None:
        return "·"
    colour = "green" if points == most else "yellow" if points else "red"
    return f"[{colour}]{points:g}[/]"


@main.command()
def doctor():
    """Say which protections this machine gives against students' code, and what to do about a missing one.

    Exit status: 0 if students' code can be run safely here, 1 if not.
    """
    console.print(sandbox_doctor.report(), markup=False, soft_wrap=True)
    if sandbox_doctor.missing_essential():
        sys.exit(1)


@main.command()
@click.argument("notebooks", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
def check(notebooks):
    """Check instructor NOTEBOOKS: metadata, ids, test cells that stand on their own, no outputs.

    Exit status: 0 if all is well, 1 if there is something to mend.
    """
    found = False
    for notebook in notebooks:
        for problem in problems(notebook):
            found = True
            console.print(f"{notebook}: {problem}", markup=False, soft_wrap=True)
    if found:
        sys.exit(1)
    console.print("All is well.")
