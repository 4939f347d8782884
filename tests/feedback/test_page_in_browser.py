"""A feedback page on a phone, at a desk and on paper, without a network."""

import pytest
from browser import in_a_browser, page  # noqa: F401
from cells import answer, cell
from nbformat.v4 import new_code_cell, new_markdown_cell

pytestmark = in_a_browser
TEST = "# Hidden test: a number.\n### BEGIN HIDDEN TESTS\nassert f(3) == 3, 'not the same number'\n### END HIDDEN TESTS"
WIDE = "print('" + "wide " * 60 + "')\nx = [" + "1234567890, " * 40 + "]"
FORMULA = (
    "$$\\sum_{n=1}^N \\left(f_n - y_n\\right)^2 = " + " + ".join(f"\\frac{{a_{n}}}{{b_{n}}}" for n in range(40)) + "$$"
)


def with_wide_cells(notebook):
    notebook.cells += [
        new_code_cell(WIDE),
        new_markdown_cell(f"Mine: {FORMULA}\n\n| {'a | ' * 30}\n|{'---|' * 30}\n| {'word | ' * 30}"),
    ]


@pytest.fixture(scope="module")
def address(make_course):
    course = make_course()
    course.assign(
        cell("## Exercise\nText with $\\eta$.", kind="markdown"),
        answer("f", "def f(x):\n    return x"),
        cell(TEST, "f_right", points=1),
        cell(TEST.replace("3", "4"), "f_wrong", points=2),
    )
    course.submit("ada", {"f": "def f(x):\n    return 3"}, edit=with_wide_cells)
    course.autograde()
    course.run("examiner", "feedback", "ps")
    return (course.root / "feedback/ada/ps/nb.html").as_uri()


@pytest.fixture
def opened(page, address):  # noqa: F811
    """The page, which asks for nothing beside itself."""
    asked = []

    def note(request):
        asked.append(request.url)

    page.on("request", note)
    page.goto(address)
    yield page
    page.remove_listener("request", note)
    assert asked == [address]


@pytest.mark.parametrize("width", [390, 1200])
def test_a_page_fits_its_screen_and_needs_no_network(opened, width):
    opened.set_viewport_size({"width": width, "height": 844})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    formula = opened.locator("math[display=block]").bounding_box()
    assert formula["height"] > 20
    assert opened.locator("script").count() == 0


def test_a_page_begins_with_the_points_and_what_was_wrong(opened):
    opened.set_viewport_size({"width": 390, "height": 844})
    text = opened.locator("main").inner_text()
    assert text.startswith("nb\n\n1 of 3 points")
    wrong = opened.get_by_text("not the same number").first
    assert wrong.bounding_box()["y"] < 844


def test_what_needs_no_look_is_folded_and_a_link_opens_it(opened):
    passed = opened.locator("a[name=f_right]").locator("xpath=ancestor::div[contains(@class, 'nbgrader_cell')]")
    assert not passed.is_visible()
    assert (
        opened.locator("a[name=f_wrong]").locator("xpath=ancestor::div[contains(@class, 'panel')]").first.is_visible()
    )
    opened.get_by_text("1 test with full points").click()
    assert passed.is_visible()


def test_paper_has_what_is_folded_too(opened):
    opened.emulate_media(media="print")
    height = opened.evaluate(
        "document.querySelector('details:not([open]) .nbgrader_cell').getBoundingClientRect().height"
    )
    opened.emulate_media(media="screen")
    assert height > 10
