"""Where the student is: the exercises, in text a line for each, in HTML a row for each part."""

import html
from itertools import groupby
from typing import Any

from .beside import exercises, state

LEFT = "style='text-align: left'"  # JupyterLab sets its tables to the right
MARKS = {"right": "✓", "wrong": "✗", "not written": "·", "not run": "·", "borrowed": "↩"}


class Progress:
    """How each exercise stands when it is made. A notebook shows it as a table, anything else as text."""

    def __init__(self, space: dict[str, Any]) -> None:
        self.rows = [
            (written.get("part", ""), name, written.get("points", 0), *state(name, space))
            for name, written in exercises().items()
        ]

    def first(self) -> tuple[str, str] | None:
        """Return (exercise, what to do) of the first that is not right; None if all are."""
        return next(((name, said) for _, name, _, how, said in self.rows if how != "right"), None)

    def summary(self) -> str:
        """Return two sentences."""
        done = [row for row in self.rows if row[3] == "right"]
        points, of = sum(row[2] for row in done), sum(row[2] for row in self.rows)
        text = (
            f"{len(done)} of {len(self.rows)} exercises pass their checks. They stand for {points:g} of {of:g} points."
        )
        first = self.first()
        return (
            f"{text} Look first at {first[0]}: {first[1]}"
            if first
            else f"{text} Nothing is left but to think and write."
        )

    def __repr__(self) -> str:
        width = max((len(row[1]) for row in self.rows), default=0)
        lines = [f"{MARKS[how]} {name:<{width}}  {points:>3g}  {how}" for _, name, points, how, _ in self.rows]
        return "\n".join([*lines, self.summary()])

    def _repr_html_(self):
        def exercise(name, how):
            told = "" if how in ("right", "not run") else f" {how}"
            return f"{MARKS[how]} <code>{name}</code>{told}"

        def row(part, rows):
            names = " &nbsp; ".join(exercise(name, how) for _, name, _, how, _ in rows)
            points, of = sum(row[2] for row in rows if row[3] == "right"), sum(row[2] for row in rows)
            return (
                f"<tr><th scope='row' {LEFT}>{html.escape(part)}</th><td {LEFT}>{names}</td>"
                f"<td>{points:g} of {of:g}</td></tr>"
            )

        names = ("part", "exercises (✓ passes)", "points")
        heads = "".join(f"<th scope='col' {LEFT}>{name}</th>" for name in names)
        rows = "".join(row(part, list(rows)) for part, rows in groupby(self.rows, key=lambda row: row[0]))
        return (
            f"<table><caption>Your exercises</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{html.escape(self.summary())}</p>"
        )
