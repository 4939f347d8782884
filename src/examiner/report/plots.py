"""Pictures of a report: SVG inside of the page, in its colours."""

import io
import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure

# Stand-ins, each of which becomes a variable of the page's style sheet: so a picture changes with light and dark.
INK, FULL, SOME, NONE, FLAG = "#010101", "#020202", "#030303", "#040404", "#050505"
VARIABLES = {INK: "--ink", FULL: "--full", SOME: "--some", NONE: "--none", FLAG: "--flag"}
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "examiner",
    "font.family": "sans-serif",
    "font.size": 10,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}
MOST_BARS, WIDTH = 25, 5.2


def drawn(figure: Figure, says: str) -> Markup:
    """Return a figure as SVG for a page; `says`: the same in words, for who cannot see it."""
    file = io.StringIO()
    with rc_context(STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :].replace("<svg ", '<svg role="img" ', 1)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    begin = svg.index(">") + 1
    return Markup(svg[:begin]) + Markup("<title>{}</title>").format(says) + Markup(svg[begin:])


def axes(height: float) -> tuple[Figure, Any]:
    """Return a figure of this height, in inches, and its axes, without a frame."""
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), facecolor="none")
        ax = figure.add_subplot(facecolor="none")
        ax.spines[["top", "right"]].set_visible(False)
    return figure, ax


def totals(values: Sequence[float], most: float, summary: dict[str, Any]) -> Markup:
    """Return the distribution of the totals, with the median and the quartiles."""
    figure, ax = axes(2.3)
    width = max(1, math.ceil(most / MOST_BARS))
    edges = [width * i for i in range(math.floor(most / width) + 2)]
    with rc_context(STYLE):
        ax.hist(values, bins=edges, color=FULL, rwidth=0.9)
        ax.axvspan(*summary["quartiles"], color=INK, alpha=0.12, lw=0, zorder=0)
        ax.axvline(summary["median"], color=FLAG, lw=2)
        ax.set(xlabel=f"points of {most:g}", ylabel="submissions", xlim=(0, edges[-1]))
        ax.yaxis.get_major_locator().set_params(integer=True)
    first, third = summary["quartiles"]
    return drawn(figure, f"Totals: median {summary['median']:g}, half of the class between {first:g} and {third:g}.")


def exercises(rows: Sequence[dict[str, Any]]) -> Markup:
    """Return a bar for each exercise: how many have all of its points, some, and none. The rows are numbered.

    Exercises for which everybody still waits for points have no bar.
    """
    numbers = [number for number, row in enumerate(rows, 1) if row["mean"] is not None]
    rows = [row for row in rows if row["mean"] is not None]
    figure, ax = axes(0.5 + 0.24 * len(rows))
    places, left = range(1, len(rows) + 1), [0] * len(rows)
    with rc_context(STYLE):
        for key, colour, hatch in (("full", FULL, ""), ("some", SOME, "///"), ("none", NONE, "...")):
            width = [row[key] for row in rows]
            ax.barh(places, width, left=left, color=colour, hatch=hatch, edgecolor="none", height=0.75, label=key)
            left = [a + b for a, b in zip(left, width, strict=True)]
        ax.set(yticks=list(places), yticklabels=numbers, ylim=(len(rows) + 0.5, 0.5), xlabel="submissions")
        ax.tick_params(axis="y", length=0)
    return drawn(
        figure, "; ".join(f"{r['exercise']}: {r['full']} full, {r['some']} some, {r['none']} none" for r in rows)
    )


def tests(rows: Sequence[dict[str, Any]]) -> Markup:
    """Return where each test stands by difficulty and discrimination, by its number; flagged ones are squares."""
    figure, ax = axes(3.2)
    with rc_context(STYLE):
        ax.axhline(0, color=INK, lw=0.8)
        for place, row in enumerate(rows, 1):
            if row["discrimination"] is not None:
                at = (100 * row["difficulty"], row["discrimination"])
                flagged = {"marker": "s", "color": FLAG} if row["flag"] else {"marker": "o", "color": FULL}
                ax.plot(*at, ls="", ms=7, **flagged)
                ax.annotate(str(place), at, (4, 3), textcoords="offset points", fontsize=8, color=INK)
        ax.set(xlabel="% of its points that the class has", ylabel="discrimination", xlim=(-3, 105), ylim=(-1.05, 1.05))
    told = [f"{row['test']} {row['discrimination']:.2f}" for row in rows if row["discrimination"] is not None]
    return drawn(figure, "Discrimination of each test: " + ", ".join(told))


def way(labs: Sequence[str], students: Sequence[Sequence[float | None]], means: Sequence[float | None]) -> Markup:
    """Return a line for each student: the share of the points in each lab, None where there is no submission."""
    figure, ax = axes(2.8)
    places = range(1, len(labs) + 1)
    with rc_context(STYLE):
        for shares in students:
            known = [(place, 100 * share) for place, share in zip(places, shares, strict=True) if share is not None]
            ax.plot(
                *zip(*known, strict=True), "o-", color=FULL, alpha=max(0.05, min(0.5, 8 / len(students))), lw=1, ms=3
            )
        known = [(place, 100 * share) for place, share in zip(places, means, strict=True) if share is not None]
        ax.plot(*zip(*known, strict=True), "s-", color=FLAG, lw=2.5)
        ax.set(xticks=list(places), xlim=(0.7, len(labs) + 0.3), ylim=(-3, 103), ylabel="% of the points")
        ax.set_xticklabels([lab.replace("$", r"\$").replace("_", "\n") for lab in labs])
    told = [f"{lab} {100 * share:.0f} %" for lab, share in zip(labs, means, strict=True) if share is not None]
    return drawn(figure, "Means of the class: " + ", ".join(told))
