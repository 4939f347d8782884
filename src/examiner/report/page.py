"""The pages: one HTML file each, with nothing in it that acts or loads."""

from collections.abc import Sized
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from ..errors import printable
from . import Figures, plots
from .figures import WRONG_WAY
from .similar import Alike

FEW = 30  # submissions: with fewer a correlation is hardly known
NO_VALUE = "–"


def page(figures: Figures, similar: list[Alike] | None = None) -> str:
    """Return the report on an assignment. similar: pairs of answers, None where nobody asked for them."""
    drawn = {}
    if figures["submissions"]:
        if not figures["summary"]["equal"]:
            drawn["totals"] = plots.totals([*figures["totals"].values()], figures["most"], figures["summary"])
        drawn["exercises"] = plots.exercises(figures["exercises"])
        drawn["tests"] = plots.tests(figures["tests"])
    return render("report.html", f=figures, plots=drawn, similar=similar, few=FEW, wrong_way=WRONG_WAY)


def course_page(figures: Figures) -> str:
    """Return the report on a course."""
    drawn, labs = {}, [row["lab"] for row in figures["labs"]]
    if figures["students"]:
        shares = [
            [of[lab] for lab in labs] for of in figures["students"].values() if any(s is not None for s in of.values())
        ]
        drawn["way"] = plots.way(labs, shares, [row["mean"] for row in figures["labs"]])
    return render("course.html", f=figures, plots=drawn)


def render(template: str, **values: Any) -> str:
    """Return a template filled in: every text is shown as it is."""
    return environment().get_template(template).render(values)


@cache
def environment() -> Environment:
    """Return where templates are filled in."""
    made = Environment(
        loader=PackageLoader(__package__), autoescape=True, finalize=shown, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        many=many,
        points=lambda value: NO_VALUE if value is None else f"{round(value, 2):g}",
        percent=lambda value: NO_VALUE if value is None else f"{100 * value:.0f} %",
        two=lambda value: NO_VALUE if value is None else f"{value:.2f}".replace("-", "−"),
        seconds=lambda value: f"{value:.1f} s" if value < 600 else f"{value / 60:.0f} min",
        hours=lambda value: f"{value:.1f} hours" if value < 48 else f"{value / 24:.0f} days",
        groupby_order=lambda rows, key: [(name, list(of)) for name, of in groupby(rows, itemgetter(key))],
    )
    return made


def shown(value: Any) -> Any:
    """Return a text without signs that change how others are read, line by line; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "\n".join(map(printable, value.splitlines()))


def many(what: int | Sized, name: str) -> str:
    """Return a number, or that of some things, with what it counts: 1 student, 2 students."""
    number = what if isinstance(what, int) else len(what)
    return f"{number:,} {name}{'' if number == 1 else 's'}"
