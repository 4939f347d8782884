"""The page and the data of a report: what they count, and that nothing which students wrote acts in them."""

import csv
import json
import os
import re

import classes_with_mistakes as made
import postgres
import pytest
from bs4 import BeautifulSoup
from cells import answer, cell
from courses import bare_course
from nbgrader.api import Gradebook

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
NO_FACTOR = "def double(x):\n    # by Ada Lovelace\n    return x"


def report(course, *options):
    """Run `examiner report` and return (its page, its figures, what it said)."""
    done = course.run("examiner", "report", *options, "--out", "page.html", "--json", "all.json", "--csv", "tables")
    page = (course.root / "page.html").read_text(encoding="utf-8")
    return BeautifulSoup(page, "html.parser"), json.loads((course.root / "all.json").read_text()), done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = made.course_of(tmp_path_factory.mktemp("report") / "course")
    right = {f"right{i}": made.graded(course, essay=3.0) for i in range(6)}
    factor = {
        f"factor{i}": made.graded(course, {"double": NO_FACTOR}, {"double_values": made.FACTOR}) for i in range(5)
    }
    both = {"double_values": made.SIGN, "double_more": made.FACTOR, "triple_values": made.FAR}
    mixed = {"sign": made.graded(course, {"triple": "def triple(x):\n    return 3**x"}, both, 1.0, seconds=9.0)}
    stopped = {"double_more": made.error("double took longer than 4 s and was stopped", "CellTimeoutError")}
    evil = made.graded(course, {"triple": f"triple = '{EVIL}'"}, {"triple_values": f"✗ triple(x): {EVIL}"} | stopped)
    made.record_all(course, right | factor | mixed | {EVIL[:30].replace("/", ""): evil})
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_student("missing")
        gradebook.update_or_create_assignment("ps", duedate="2020-01-01 00:00:00 UTC")
        gradebook.update_or_create_submission("ps", "sign", timestamp="2020-01-01 03:00:00 UTC")
        grade = gradebook.find_grade("double_values", "nb", "ps", "factor0")
        grade.manual_score, grade.needs_manual_grade = 1, True
        gradebook.db.commit()
    return course


@pytest.fixture(scope="module")
def found(course):
    return report(course, "ps", "--similar")


def test_each_mistake_is_counted_with_who_made_it_and_a_line_without_comments(found):
    _, figures, _ = found
    told = {(row["exercise"], row["sentence"]): row for row in figures["mistakes"]}
    assert len(told["double", "the factor 2 is missing"]["who"]) == 5
    assert told["double", "the factor 2 is missing"]["line"] == "return x"
    assert told["double", "the sign is flipped"]["who"] == ["sign"]
    assert not any("Lovelace" in row["code"] for row in figures["mistakes"])


def test_what_fails_without_a_name_is_an_entry_for_the_answer_bank(found):
    _, figures, _ = found
    (row,) = figures["unnamed"]
    assert row["stub"].splitlines() == [
        "# %% triple | wrong | what it is | loses all | shows the result is far too large",
        "def triple(x):",
        "    return 3 ** x",
    ]


def test_who_is_missing_late_waits_or_must_be_looked_at_again_is_named(found):
    _, figures, _ = found
    assert figures["missing"] == ["missing"]
    assert figures["late"] == [{"student": "sign", "hours": 3.0}]
    assert len(figures["waiting"]) == 6
    assert figures["again"] == [{"student": "factor0", "cells": ["double_values"]}]
    assert figures["seconds"]["most"] == 9.0
    assert [row["cell"] for row in figures["ended"]] == ["double_more"]


def test_nothing_that_students_wrote_acts_on_the_page(found, course):
    page, _, _ = found
    assert not page.find_all(["script", "img", "iframe", "object", "link", "form"])
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert "default-src 'none'" in page.find("meta", {"http-equiv": True})["content"]
    assert "<script>alert(1)</script>" in page.get_text()
    text = (course.root / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", text)


@pytest.mark.slow
def test_the_page_says_that_similar_answers_are_no_proof_only_when_asked_for_them(found, course):
    page, _, _ = found
    assert "no proof" in page.get_text()
    page, _, said = report(course, "ps")
    assert "no proof" not in page.get_text()
    assert "Wrote page.html." in said


def test_tables_hold_the_same_figures_and_no_formula(found, course):
    _, figures, _ = found
    with (course.root / "tables/tests.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["test"] for row in rows] == [row["test"] for row in figures["tests"]]
    assert [float(row["difficulty"] or -1) for row in rows] == pytest.approx(
        [-1 if row["difficulty"] is None else row["difficulty"] for row in figures["tests"]]
    )
    with (course.root / "tables/totals.csv").open(encoding="utf-8") as file:
        assert {row["student"]: float(row["points"]) for row in csv.DictReader(file)} == figures["totals"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("class_", "says"),
    [
        ({}, "No submission has been graded yet"),
        ({"ada": None}, "There is one submission, with 5 points"),
        ({"ada": None, "ben": None, "cyd": None}, "All 3 submissions have 5 points"),
    ],
    ids=["none", "one", "all equal"],
)
def test_a_class_that_has_nothing_to_compare_is_told_so(tmp_path, class_, says):
    course = made.course_of(tmp_path / "course")
    made.record_all(course, {student: made.graded(course, essay=0.0) for student in class_})
    page, figures, _ = report(course, "ps")
    assert says in " ".join(page.get_text().split())
    assert all(row["discrimination"] is None for row in figures["tests"])


@pytest.mark.slow
@pytest.mark.skipif(not postgres.programs() and not os.environ.get("CI"), reason="PostgreSQL (initdb) is not installed")
def test_a_gradebook_on_postgresql_gives_the_same_figures(tmp_path):
    found = []
    with postgres.server() as url:
        for name, config in (
            ("sqlite", ""),
            ("postgresql", f'c.CourseDirectory.db_url = {url!r}\nc.CourseDirectory.course_id = "one"'),
        ):
            course = made.course_of(tmp_path / name, config)
            wrong = {f"wrong{i}": made.graded(course, failed={"double_values": made.FACTOR}) for i in range(3)}
            made.record_all(course, wrong | {"right": made.graded(course, essay=1.0)})
            found.append(report(course, "ps")[1])
    assert found[0] == found[1]
    assert len(found[0]["mistakes"][0]["who"]) == 3


@pytest.mark.slow
def test_an_assignment_that_is_not_there_is_named_with_those_that_are(course):
    done = course.run("examiner", "report", "other", code=1)
    assert "no assignment 'other'. It has: ps" in done.stderr
    assert "Name an ASSIGNMENT" in course.run("examiner", "report", code=2).stderr


@pytest.mark.slow
def test_in_a_course_without_descent_the_first_line_of_the_assertion_is_the_mistake(tmp_path):
    course = bare_course(tmp_path / "course")
    course.assign(
        answer("one", "one = 1"),
        cell("assert one == 1, 'one is not 1\\nsee the lecture'", "one_says", points=1),
        answer("two", "two = 2"),
        cell("x = 3\nassert two == 2", "two_values", points=1),
        answer("three", "three = [1, 2, 3]"),
        cell("assert len(three) == 3", "three_values", points=1),
    )
    course.submit("ada", {"one": "one = 7", "two": "two = 7", "three": "three = 7"})
    course.autograde("--jobs", "1")
    _, figures, _ = report(course, "ps")
    assert [(row["exercise"], row["sentence"]) for row in figures["mistakes"]] == [
        ("one", "one is not 1"),
        ("two", "assert two == 2"),
        ("three", "raised TypeError: object of type 'int' has no len()"),
    ]
