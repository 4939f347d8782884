"""An instructor's day: collect archives, grade by button and by keyboard, mend a test, regrade, export, feedback."""

import csv
import re

import pytest
from archives import notebook_bytes, saved, zipped
from browser import in_a_browser, page, picture  # noqa: F401
from cells import answer, cell
from courses import bare_course, read
from nbgrader.api import Gradebook
from playwright.sync_api import expect
from server import jupyterlab

pytestmark = in_a_browser
ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,ps (77)
    Points Possible,,,,,5
"Lovelace, Ada",11,,ada,A,
"Boole, George",12,,george,A,
"Hopper, Grace",13,,grace,A,
"Noether, Emmy",14,,emmy,A,
"""
TEST = (
    "# Hidden test: doubles.\n### BEGIN HIDDEN TESTS\nassert double({0}) == {1}, 'not twice it'\n### END HIDDEN TESTS"
)
CELLS = [
    cell("# Doubling\nIts text, and $\\eta$.", "intro", kind="markdown"),
    answer("double", "def double(x):\n    return 2 * x"),
    cell(TEST.format(3, 7), "double_values", points=2),  # wrong: the instructor will mend it
    cell(
        "## Why?\nSay why.\n\n### BEGIN MARK SCHEME\n- 3 points: a reason\n### END MARK SCHEME", "why", kind="markdown"
    ),
    cell("words", "answer_why", points=3, answer=True, kind="markdown"),
]
GIVEN = {"ada": "2 * x", "george": "2 * x + 1", "grace": "2 * x"}


def submitted(student):
    return notebook_bytes(CELLS, f"def double(x):\n    return {GIVEN[student]}", f"{student} says so")


@pytest.fixture
def course(tmp_path):
    course = bare_course(tmp_path / "course", "c.ClearMarkScheme.enforce_metadata = False")
    course.assign(*CELLS)
    saved(course.root, "roster.csv", ROSTER.encode())
    canvas = {"lovelaceada_11_1_nb.ipynb": submitted("ada"), "boolegeorge_LATE_12_2_nb-1.ipynb": submitted("george")}
    moodle = {"Grace Hopper_901_assignsubmission_file/nb (1).ipynb": submitted("grace")}
    saved(course.root, "canvas.zip", zipped(canvas))
    saved(course.root, "moodle.zip", zipped(moodle))
    return course


def test_a_class_comes_from_two_lms_is_graded_regraded_and_goes_back(course, page):  # noqa: F811
    said = course.run("examiner", "collect", "canvas.zip", "--canvas", "--roster", "roster.csv").stdout
    assert "new: ada, george" in said
    assert "new: grace" in course.run("examiner", "collect", "moodle.zip", "--moodle").stdout
    page.set_viewport_size({"width": 1200, "height": 900})
    with jupyterlab(course.root) as address:
        autograde_by_button(page, address)
        grade_by_keyboard(page, address)
    assert by_hand(course) == {"ada": 3, "george": 2, "grace": 1}
    mend(course)
    said = course.run("examiner", "regrade", "ps", "--anyway").stdout
    assert "Points changed: 3 of 3." in said
    assert "ada: double_values 0 → 2; in all 3 → 5" in said
    assert by_hand(course) == {"ada": 3, "george": 2, "grace": 1}
    export(course)
    course.run("examiner", "feedback", "ps")
    on_a_phone(page, course.root / "feedback/ada/ps/nb.html")


def autograde_by_button(page, address):  # noqa: F811
    page.goto(f"{address}/formgrader/manage_submissions/ps")
    for student in GIVEN:
        row = page.get_by_role("row").filter(has=page.get_by_text(student, exact=True))
        row.locator(".autograde a").click()
        dialog = page.locator(".modal").filter(has_text=f"Successfully autograded 'ps' for student '{student}'")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="OK").click()
        expect(page.locator(".modal-backdrop")).to_have_count(0)
    picture(page, "autograded")


def grade_by_keyboard(page, address):  # noqa: F811
    """Give each student's answer its points; whose it is says how many."""
    points = dict(zip(GIVEN, "321", strict=True))
    page.goto(f"{address}/formgrader/gradebook/ps/nb")
    page.get_by_role("link", name="Submission #1").click()
    page.locator("#answer_why").click()
    for number in range(len(GIVEN)):
        expect(page.locator("#answer_why")).to_be_focused()
        said = page.get_by_text(re.compile(r"\w+ says so"))
        expect(said).to_be_in_viewport()
        expect(page.get_by_text("a reason")).to_be_in_viewport()
        page.keyboard.type(points[said.inner_text().split()[0]])
        if not number:
            picture(page, "a_question")
        before = page.url.partition("?")[0]
        page.keyboard.press("Control+.")
        page.wait_for_url(lambda url, before=before: url.partition("?")[0] != before)


def by_hand(course):
    with Gradebook(course.database) as gradebook:
        return {s: gradebook.find_grade("answer_why", "nb", "ps", s).manual_score for s in GIVEN}


def mend(course):
    notebook = read(course.root / "source/ps/nb.ipynb")
    notebook.cells[2].source = TEST.format(3, 6)
    course.write("source/ps", "nb", notebook)


def export(course):
    course.run("examiner", "export", "ps", "--canvas", "--roster", "roster.csv")
    with (course.root / "canvas.csv").open(newline="", encoding="utf-8") as file:
        points = {row["SIS Login ID"]: row["ps (77)"] for row in csv.DictReader(file) if row["SIS Login ID"]}
    assert points == {"ada": "5", "george": "2", "grace": "3", "emmy": ""}


def on_a_phone(page, path):  # noqa: F811
    page.context.set_offline(True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_text("5 of 5 points")).to_be_in_viewport()
    picture(page, "feedback_on_a_phone")
    page.context.set_offline(False)
