"""The report on a class of 300, drawn from the answer bank, counts the mistakes that were put in."""

import json

import pytest
from banks import entries
from drawn import CLASS, LAB, drawn_class

from examiner.authoring.bank import read_bank

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return drawn_class(tmp_path_factory.mktemp("class") / "course")


@pytest.fixture(scope="module")
def figures(course):
    course.run("examiner", "report", LAB, "--json", "report.json", "--csv", "tables")
    return json.loads((course.root / "report.json").read_text())


def who(exercise, title=None):
    """Return the students who gave a wrong answer to an exercise: this one, or any."""
    return {
        f"{name}{number:04}"
        for name, (many, answers) in CLASS.items()
        if exercise in answers and title in (None, answers[exercise])
        for number in range(many)
    }


@pytest.mark.parametrize(
    ("exercise", "title"), sorted({answer for _, answers in CLASS.values() for answer in answers.items()})
)
def test_a_mistake_is_counted_as_often_as_it_was_put_in_and_in_one_line(figures, exercise, title):
    (entry,) = (e for e in entries(LAB) if (e.exercise, e.title) == (exercise, title))
    rows = [row for row in figures["mistakes"] + figures["unnamed"] if row["exercise"] == exercise]
    having = [row for row in rows if set(row["who"]) & who(exercise, title)]
    assert len(having) == 1
    assert len(having[0]["who"]) == len(who(exercise, title))
    assert set(having[0]["who"]) == who(exercise, title)
    if entry.named and title != "syntax error":  # of which the cell itself says more than its tests
        assert entry.says in having[0]["sentence"]


def test_nobody_is_said_to_have_made_a_mistake_that_was_not_put_in(figures):
    for row in figures["exercises"]:
        made = [m for m in figures["mistakes"] + figures["unnamed"] if m["exercise"] == row["exercise"]]
        assert {student for m in made for student in m["who"]} == who(row["exercise"])
        assert sum(len(m["who"]) for m in made) == len(who(row["exercise"]))


def test_the_line_of_code_that_shows_a_mistake_is_of_an_answer_that_makes_it(figures):
    shown = {row["sentence"]: row["line"] for row in figures["mistakes"] if row["exercise"] == "sse_grad"}
    code = {e.title: "".join(e.code.split()) for e in entries(LAB) if e.exercise == "sse_grad"}
    line = "".join(shown["the factor 2 is missing"].split())
    assert line
    assert line in code["factor 2 missing"]


def test_points_time_and_what_ended_early_are_in_the_figures(figures):
    assert figures["submissions"] == 300
    assert sum(figures["totals"].values()) == pytest.approx(300 * figures["summary"]["mean"])
    assert figures["seconds"]["median"] > 0
    assert {row["student"] for row in figures["ended"]} >= who("gradient_descent", "never stops")
    (sigmoid,) = (row for row in figures["exercises"] if row["exercise"] == "sigmoid")
    assert sigmoid["full"] == 300 - len(who("sigmoid"))


def test_a_stub_is_an_entry_of_the_answer_bank(figures, tmp_path):
    for row in figures["unnamed"]:
        path = tmp_path / "bank.py"
        path.write_text(f"# The bank.\n\n{row['stub']}\n", encoding="utf-8")
        (entry,) = read_bank(path)
        assert entry.exercise == row["exercise"]
        assert entry.says in row["sentence"]
