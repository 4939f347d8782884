"""Feedback pages of a foreign course say in words what a hidden test tested, and leave its code out."""

import html
import re

import pytest
from cells import answer, cell
from nbgrader.utils import is_solution

from examiner.feedback.hidden_tests import first_words, without_regions

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
STUBS = [
    answer("half", "def half(x):\n    return x / 2"),
    cell(
        f"assert half(4) == 2\n### {BEGIN}\n# Odd numbers, too.\nassert half(secret := 7) == 3.5\n### {END}",
        "half_odd",
        points=2,
    ),
    cell(
        f'### {BEGIN}\n"""A negative number."""\nassert half(-6.25) < 0, "the sign is lost"\n### {END}', "half_sign", 1
    ),
    cell(f"### {BEGIN}\n# assert half(9.75)\nassert half(8.5) == 4.25\n### {END}", "half_wordless", points=1),
    cell(f"# Half of a text\n### {BEGIN}\nassert half('{'ab' * 3}') == 'aba'\n### {END}", "half_text", points=1),
    cell(f"### {BEGIN}\ndef inner(x):\n    return half(x) / (x - x)\n### {END}", "half_inner", points=0),
    cell("inner(5)", "half_visible", points=1),
    cell("### not a test\nhalf(1.5) / 0", "half_open", points=1),
    cell(
        "Explain.\n\n<!-- BEGIN MARK SCHEME -->\n- 2 points: shown only to graders\n<!-- END MARK SCHEME -->",
        "question",
        kind="markdown",
    ),
]
CODE = ["secret", "half(7", "6.25", "8.5", "4.25", "9.75", "ababab", "'aba'", "x - x", "HIDDEN TESTS"]
WRONG = "def half(x):\n    return x.no_such_attribute if x == 7 else abs(x) // 2"


def text(page):
    """Return what a reader sees of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.partition("<body>")[2]))


def feedback(course, student):
    course.run("nbgrader", "generate_feedback", "ps", "--force", "--student", student)
    return text(course.page(student))


@pytest.fixture(scope="module")
def graded(make_course):
    course = make_course("c.ClearMarkScheme.enforce_metadata = False")
    course.assign(*STUBS)
    course.submit("wrong", {"half": WRONG})
    course.nbgrade()
    return course


@pytest.mark.slow
def test_a_page_says_what_was_tested_and_what_was_wrong_without_the_code_of_the_tests(graded):
    page = feedback(graded, "wrong")
    assert not [code for code in CODE if code in page]
    for words in (
        "assert half(4) == 2",  # what the template shows stays
        "# Hidden test: Odd numbers, too.",
        "# Hidden test: A negative number.",
        "# Hidden test.",
        "# Half of a text",
        "the sign is lost",
        "Your code raised AttributeError: a value of type int has no no_such_attribute.",
        "The test stopped at ZeroDivisionError: division by zero.",
        "An assertion of this test does not hold.",
        "half(1.5) / 0",
        "Score: 0.0 / 2.0",
    ):
        assert words in page, words
    assert "return x.no_such_attribute" in page.split("Odd numbers")[1], "the line of the student's own code"
    assert "Explain." in page
    assert "shown only to graders" not in page


@pytest.mark.slow
def test_the_autograded_notebook_keeps_the_tests_and_the_marking_schemes_for_graders(graded):
    sources = "\n".join(c.source for c in graded.graded("wrong").cells)
    assert all(c.source in sources for c in STUBS if not is_solution(c))


@pytest.mark.slow
def test_an_instructor_can_have_both_shown(graded):
    config = graded.root / "nbgrader_config.py"
    plain = config.read_text()
    config.write_text(plain + "c.HideTests.show_tests = True\nc.HideTests.show_marking_schemes = True\n")
    page = feedback(graded, "wrong")
    config.write_text(plain)
    assert "half(secret := 7)" in page
    assert "shown only to graders" in page


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (["# Large", "# numbers.", "assert f(9)"], "Large numbers."),
        (["", "# hidden test: large numbers", "f(9)"], "large numbers"),
        (['"""Large', "numbers.", '"""', "f(9)"], "Large numbers."),
        (["# assert f(9) == 3", "f(9)"], ""),
        (["# answer = 3", "f(9)"], ""),
        (["f(9)  # nine"], ""),
        (["# overflow", "f(9)"], "overflow"),
        (["def f(:", "'''"], ""),
        ([], ""),
    ],
)
def test_the_words_of_a_region_are_its_first_comment_or_docstring_unless_that_is_code(region, words):
    assert first_words(region) == words


def test_a_region_that_is_not_closed_is_hidden_to_the_end():
    assert without_regions(f"a\n# {BEGIN}\nb\nc", BEGIN, END) == ("a", [["b", "c"]])
