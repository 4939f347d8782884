"""The table of points: for a terminal, and for a spreadsheet."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from ..errors import printable
from .scores import Standing
from .spreadsheet import write_csv

ABOUT = ("student", "last_name", "first_name")
SUMS = ("late_penalty", "total", "waiting", "look_again", "remark")


def write_scores(path: Path, most: dict[str, float], found: Sequence[Standing]) -> None:
    """Write the points of a class as CSV: a row a student, a column an exercise, then sums and what is to be done.

    Points are decimals, as nbgrader writes them.
    """
    rows = []
    for standing in found:
        points = [_decimal(standing.points.get(exercise)) for exercise in most]
        sums = [_decimal(standing.penalty), _decimal(standing.total)] if standing.graded else [None, None]
        lists = [", ".join(standing.waiting), ", ".join(standing.again), standing.status]
        rows.append([standing.student, standing.last_name, standing.first_name, *points, *sums, *lists])
    write_csv(path, [*ABOUT, *most, *SUMS], rows)


def _decimal(points: float | None) -> str | None:
    return None if points is None else str(float(points))


def score_table(assignment: str, most: dict[str, float], found: Sequence[Standing]) -> Table:
    """Return the points of a class as a table: a row a student, a column an exercise."""
    table = Table(title=Text(f"Points in {printable(assignment)}"), box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("student", no_wrap=True)
    table.add_column(f"of {sum(most.values()):g}", justify="right", style="bold")
    late = any(standing.penalty for standing in found)
    if late:
        table.add_column("late", justify="right")
    for i in range(len(most)):
        table.add_column(str(i + 1), justify="right")
    for standing in found:
        cells = [_cell(points, most[name], name in standing.again) for name, points in standing.points.items()]
        total = f"{standing.total:g}" if standing.graded else "–"
        penalty = [f"−{standing.penalty:g}" if standing.penalty else ""] if late else []
        table.add_row(Text(printable(standing.student)), total, *penalty, *cells)
    return table


def _cell(points: float | None, most: float, again: bool) -> str:
    if points is None:
        return "·"
    colour = "green" if points >= most else "yellow" if points else "red"
    return f"[{colour}]{points:g}[/]{'?' if again else ''}"


def legend(most: dict[str, float], found: Sequence[Standing]) -> Iterator[str]:
    """Yield the lines below the table: what its columns and signs mean, and who has no points, and why."""
    numbered = [f"{i} {name} ({points:g})" for i, (name, points) in enumerate(most.items(), 1)]
    yield "Exercises, with their points: " + ", ".join(numbered) + "."
    if any(standing.waiting for standing in found):
        yield "· stands where a person must grade; the total is without these."
    if any(standing.again for standing in found):
        yield "? stands where the answer changed after a person graded it: look again, in formgrader."
    if any(standing.penalty for standing in found):
        yield "The total is without what is taken for being late."
    waiting = sum(bool(standing.waiting or standing.again) for standing in found)
    if waiting:
        yield f"{waiting} of {sum(standing.graded for standing in found)} students wait for a person."
    yield from (f"{standing.student}: {standing.status}" for standing in found if standing.status)
