"""Tables for spreadsheets: names of students in them are text and never a formula."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

# A spreadsheet takes what begins with one of these signs for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_text(name: str) -> str:
    """Return a text for a cell of a spreadsheet, which takes some for formulas."""
    return f"'{name}" if name.startswith(FORMULA) and name != "-" else name


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV, in UTF-8. Numbers are written as short as they are; None is an empty cell."""
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(map(as_text, header))
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return as_text(value) if isinstance(value, str) else f"{value:.10g}"
