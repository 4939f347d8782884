"""A person grades one question for one student after the other, with its scheme in view and all else folded."""

import re
from copy import deepcopy

import pytest
from browser import in_a_browser, page  # noqa: F401
from cells import answer, cell, notebook
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum
from playwright.sync_api import expect
from server import jupyterlab

from examiner.feedback.grading import ForGraders
from examiner.notebook.outputs import RAN_INSIDE, new_output

SCHEME = "## Question {0}\nSay why.\n\n### BEGIN MARK SCHEME\nscheme {0}\n### END MARK SCHEME"
STUDENTS = ("ada", "bob", "cyd")
CELLS = [
    cell("# A lab\nIts text, and $\\eta$.", "intro", kind="markdown"),
    answer("f", "def f():\n    return 1"),
    cell("assert f() == 1", "f_t", points=1),
    *(
        part
        for n in (1, 2)
        for part in (
            cell(SCHEME.format(n), f"question{n}", kind="markdown"),
            cell("words", f"answer{n}", points=3, answer=True, kind="markdown"),
        )
    ),
    cell("# The end", "end", kind="markdown"),
]


def prepared(blind=False, **resources):
    return ForGraders(blind=blind).preprocess(notebook(*deepcopy(CELLS)), {"student": "ada", **resources})


def test_all_but_the_questions_their_schemes_and_answers_is_folded():
    nb, resources = prepared(submission_id="1")
    assert resources["questions"] == ["answer1", "answer2"]
    assert [each.metadata.get("examiner_question") for each in nb.cells] == [None] * 4 + [1, None, 2, None]
    assert nb.cells[0].metadata.examiner_fold == "A lab · 1 test", "its points are not known here"
    assert nb.cells[2].metadata.examiner_fold_end
    assert nb.cells[-1].metadata.examiner_fold == "The end"
    assert not any("examiner_fold" in each.metadata for each in nb.cells[3:7])


def test_a_text_beside_a_blank_answer_is_not_folded():
    aside = cell("My answer.", kind="markdown")
    nb, _ = ForGraders().preprocess(notebook(*deepcopy([*CELLS[:5], aside, *CELLS[5:]])), {"submission_id": "1"})
    assert nb.cells[5].metadata.examiner_fold
    blank = deepcopy(CELLS[4])
    blank.metadata.nbgrader.checksum = compute_checksum(blank)
    nb, _ = ForGraders().preprocess(notebook(*deepcopy([*CELLS[:4], blank, aside, *CELLS[5:]])), {"submission_id": "1"})
    assert "examiner_fold" not in nb.cells[5].metadata


def test_without_a_question_nothing_is_folded_and_other_pages_are_left_alone():
    nb, _ = ForGraders().preprocess(notebook(*deepcopy(CELLS[:3])), {"submission_id": "1"})
    assert not any("examiner_fold" in each.metadata for each in nb.cells)
    nb, resources = prepared()
    assert "questions" not in resources
    assert not any("examiner_fold" in each.metadata for each in nb.cells)


def test_a_test_that_ran_in_the_students_process_is_marked():
    inside = deepcopy(CELLS[2])
    inside.outputs = [new_output("stream", name="stdout", text=f"{RAN_INSIDE}: because\n")]
    nb, _ = ForGraders().preprocess(notebook(inside, *deepcopy(CELLS[1:3])), {"submission_id": "1"})
    assert ["examiner_inside" in each.metadata for each in nb.cells] == [True, False, False]


def test_blind_grading_leaves_the_name_out():
    assert prepared(submission_id="1")[1]["student"] == "ada"
    assert prepared(blind=True, submission_id="1")[1]["student"] == ""


@pytest.fixture(scope="module")
def graded(make_course):
    course = make_course("c.ClearMarkScheme.enforce_metadata = False")
    course.assign(*CELLS)
    for student in STUDENTS:
        course.submit(student, {"f": "def f():\n    return 1"} | {f"answer{n}": f"{student} on {n}" for n in (1, 2)})
    course.autograde("--jobs", "2")
    with jupyterlab(course.root) as address:
        course.address = address
        yield course


def manual_scores(course, name):
    with Gradebook(course.database) as gradebook:
        return [gradebook.find_grade(name, "nb", "ps", student).manual_score for student in STUDENTS]


def mark_in_a_browser(test):
    for mark in in_a_browser:
        test = mark(test)
    return test


@mark_in_a_browser
def test_one_question_is_graded_for_all_students_by_keyboard_without_a_network(graded, page):  # noqa: F811
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{graded.address}/formgrader/gradebook/ps/nb")
    page.get_by_role("link", name="Submission #1").click()
    seen = set()
    for number in range(3):
        if not number:
            page.locator("#answer2").click()
        expect(page.locator("#answer2")).to_be_focused()
        answered = page.get_by_text(re.compile(r"\w+ on 2"))
        expect(answered).to_be_visible()
        expect(page.get_by_text("scheme 2")).to_be_in_viewport()
        expect(answered).to_be_in_viewport()
        assert not page.get_by_text("Its text").is_visible()
        assert page.locator("math").count() == 1
        seen.add(answered.inner_text())
        page.keyboard.type(str(number + 1))
        before = page.url
        page.keyboard.press("Control+.")
        page.wait_for_url(lambda url, before=before: url.partition("?")[0] != before.partition("?")[0])
    assert seen == {f"{student} on 2" for student in STUDENTS}
    assert sorted(manual_scores(graded, "answer2")) == [1, 2, 3]
    assert manual_scores(graded, "answer1") == [None] * 3
    assert not [url for url in asked if not url.startswith((graded.address, "data:", "blob:"))]


@mark_in_a_browser
def test_a_click_leads_to_the_same_question_of_the_next_submission_and_back(graded, page):  # noqa: F811
    page.goto(f"{graded.address}/formgrader/gradebook/ps/nb")
    page.get_by_role("link", name="Submission #1").click()
    first = page.get_by_text(re.compile(r"\w+ on 2")).inner_text()
    page.locator("#question-2").get_by_role("button", name="next submission").click()
    expect(page.locator("#answer2")).to_be_focused()
    assert page.get_by_text(re.compile(r"\w+ on 2")).inner_text() != first
    page.locator("#question-2").get_by_role("button", name="previous submission").click()
    expect(page.get_by_text(first)).to_be_visible()
    expect(page.locator("#answer2")).to_be_focused()
