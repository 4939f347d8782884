"""The figures of a report for those who go on with them: JSON, and tables as CSV."""

import json
from pathlib import Path
from typing import Any

from ..batch.spreadsheet import write_csv
from . import Figures

TABLES = (
    *("exercises", "tests", "mistakes", "unnamed", "not_written", "blocks", "refused", "late", "ended", "waiting"),
    *("again", "labs", "correlations"),
)


def write_json(figures: Figures, file: Path) -> None:
    """Write all figures into a file."""
    file.write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8", errors="backslashreplace")


def write_tables(figures: Figures, folder: Path) -> list[Path]:
    """Write each table of the figures that has rows into `folder`, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {name: figures[name] for name in TABLES if figures.get(name)}
    tables["totals"] = [{"student": s, "points": points} for s, points in figures.get("totals", {}).items()]
    if "labs" in figures:
        tables["students"] = [{"student": s} | shares for s, shares in figures["students"].items()]
    written = []
    for name, rows in tables.items():
        if not rows:
            continue
        written.append(folder / f"{name}.csv")
        write_csv(written[-1], list(rows[0]), [list(map(cell, row.values())) for row in rows])
    return written


def cell(value: Any) -> Any:
    """Return a value for a cell of a table: the parts of a list stand in one, with spaces between them."""
    value = " ".join(map(str, value)) if isinstance(value, list) else value
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
