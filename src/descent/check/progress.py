"""Where the student is: a table of the exercises, in text and in HTML."""

import html
from typing import Any

from .beside import exercises, state

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
        def row(part, name, points, how, _):
            cells = f"<td>{html.escape(part)}</td><th scope='row'><code>{name}</code></th><td>{points:g}</td>"
            return f"<tr>{cells}<td>{MARKS[how]} {how}</td></tr>"

        heads = "".join(f"<th scope='col'>{head}</th>" for head in ("part", "exercise", "points", "check"))
        rows = "".join(row(*each) for each in self.rows)
        return (
            f"<table><caption>Your exercises</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{html.escape(self.summary())}</p>"
        )
