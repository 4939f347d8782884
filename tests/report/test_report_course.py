"""The report on a course: each student's way, what comes back, and how labs go together."""

import pytest
from bs4 import BeautifulSoup
from scipy.stats import pearsonr

from examiner.notebook.diagnoses import Diagnosis
from examiner.report.book import Book, Item, Remark
from examiner.report.page import course_page
from examiner.report.way import way

BROADCAST = "the shape is (7, 7), but shape (7,) is expected. Did (7,) meet (7, 1)? Their sum has 7 rows"


def book(lab, points, wrong=()):
    """Return the Book of a lab with one exercise of 10 points; wrong: (student, kind, sentence)."""
    items = [Item("nb", "f_values", "f", 10.0)]
    remarks = [Remark(student, "nb", Diagnosis("f_values", "f", kind, said)) for student, kind, said in wrong]
    given = {student: {("nb", "f_values"): p} for student, p in points.items()}
    return Book(lab, items, sorted(points), given, remarks=remarks)


BOOKS = [
    book(
        "one", {"ada": 0, "ben": 4, "cyd": 9, "dov": 10}, [("ada", "broadcast", BROADCAST), ("ben", "sign", "the sign")]
    ),
    book("two", {"ada": 3, "ben": 5, "cyd": None}, [("ben", "symptom", "the result is far too large")]),
    book("three", {"ada": 2, "ben": 9, "cyd": 10}, [("ada", "broadcast", BROADCAST.replace("7", "9"))]),
]


def test_the_same_broadcast_in_two_labs_comes_back():
    (row,) = way(BOOKS)["returning"]
    assert row == {"kind": "broadcast", "labs": {"one": 1, "three": 1}, "who": {"ada": ["one: f", "three: f"]}}


def test_each_students_way_has_a_share_for_each_lab_and_none_for_what_is_missing_or_waits():
    found = way(BOOKS)["students"]
    assert found["ada"] == {"one": 0, "two": 0.3, "three": 0.2}
    assert found["cyd"] == {"one": 0.9, "two": None, "three": 1}
    assert found["dov"] == {"one": 1, "two": None, "three": None}


def test_labs_are_correlated_over_those_who_did_both():
    rows = {(row["lab"], row["later"]): row for row in way(BOOKS)["correlations"]}
    assert rows["one", "three"]["students"] == 3
    assert rows["one", "three"]["correlation"] == pytest.approx(pearsonr([0, 4, 9], [2, 9, 10]).statistic)
    assert rows["one", "two"] == {"lab": "one", "later": "two", "students": 2, "correlation": None}


def test_the_page_of_a_course_shows_it_and_one_without_submissions_says_so():
    text = BeautifulSoup(course_page(way(BOOKS)), "html.parser").get_text()
    assert "broadcast" in text
    assert "ada: one: f, three: f" in text
    assert "No submission has been graded yet" in course_page(way([book("one", {})]))
    assert "No submission has been graded yet" in course_page(way([]))
