"""Names that students choose are text to a terminal and to a spreadsheet, and nothing that these obey."""

import csv
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from courses import bare_course
from nbgrader.api import Gradebook
from runs import CELLS

from examiner import cli
from examiner.batch.inbox import Outcome
from examiner.batch.spreadsheet import FORMULA
from examiner.errors import printable

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1"]
RAW = [
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x9b2J",
    "mia\ngraded     eve/ps",
    "a\rb",
    "\u202eevil",
    "\u2028",
    "\x7f",
    "a\x00b",
]
MARKUP = ["[bold red]mia[/]", "[link=x]y", "[/]", "[red] team"]


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_printable_character_is_escaped(name):
    assert printable(name).isprintable()
    assert printable(f"é {name} ✓").startswith("é ")
    assert printable("Zoë ✓ สวัสดี") == "Zoë ✓ สวัสดี"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in whose gradebook such students are."""
    course = bare_course(tmp_path_factory.mktemp("terminal") / "course")
    course.assign(*CELLS)
    with Gradebook(course.database) as gradebook:
        for student in [*FORMULAS, *RAW[:-1], *MARKUP, "ann"]:
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission("ps", student)
    return course


def run(course, monkeypatch, *arguments):
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(cli.main, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_csv_file_has_no_cell_that_a_spreadsheet_takes_for_a_formula(course, monkeypatch):
    run(course, monkeypatch, "scores", "ps", "--csv", "scores.csv")
    with (course.root / "scores.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    names = [row[0] for row in rows]
    assert header[0] == "student"
    assert len(rows) == len(FORMULAS) + len(RAW) - 1 + len(MARKUP) + 1
    assert not [name for name in names if name.startswith(FORMULA)]
    assert {f"'{name}" for name in FORMULAS} <= set(names)
    assert "ann" in names


def test_a_table_shows_names_as_they_are_in_one_line_each(course, monkeypatch):
    said = run(course, monkeypatch, "scores", "ps")
    assert not [c for c in said if not (c.isprintable() or c == "\n")]
    assert all(name in said for name in MARKUP)
    assert "\ngraded     eve" not in said


def test_a_status_line_is_one_line_of_text(capsys, monkeypatch):
    monkeypatch.setattr(cli, "console", cli.Console(highlight=False, width=40))
    with cli.progress(1) as tell:
        for name in [*RAW, *MARKUP]:
            tell(f"graded     {name}/ps", Outcome(name, "ps", "graded"))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(RAW) + len(MARKUP)
    assert all(line.isprintable() and line.startswith("graded     ") for line in lines)
    assert lines[-len(MARKUP) :] == [f"graded     {name}/ps" for name in MARKUP]


def test_a_bar_is_full_when_the_assignment_is_done_whatever_else_was_submitted(course, monkeypatch):
    for folder in ("ann/ps", "ann/other", "eve/other", "eve/unknown"):
        (course.root / "submitted" / folder).mkdir(parents=True)
    (course.root / "source/other").mkdir()
    totals, outcomes = [], {"autograde": ["ann/ps", "eve/unknown"], "feedback": ["ann/ps"]}

    @contextmanager
    def progress(total):
        totals.append(total)
        yield lambda *_: None

    monkeypatch.setattr(cli, "progress", progress)
    for command, told in outcomes.items():
        found = [Outcome(*each.split("/"), "made" if command == "feedback" else "graded", "") for each in told]
        monkeypatch.setattr(cli, command, lambda *_, found=found, **__: iter(found))
        run(course, monkeypatch, command, "ps")
    assert totals == [len(told) for told in outcomes.values()]
