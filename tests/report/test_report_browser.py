"""The report in a real browser: light and dark, on a phone and on paper, without a request to anywhere."""

import classes_with_mistakes as made
import pytest
from browser import in_a_browser

pytestmark = [*in_a_browser, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]
LONG = "the_derivative_of_a_name_that_does_not_end_" * 3
WIDE = f"✗ double(x), for 3 numbers: {LONG}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    course = made.course_of(tmp_path_factory.mktemp("browser") / "course")
    answers = {"double": f"def double(x):\n    {LONG} = x\n    return {LONG}", "triple": "def triple(x):\n    return x"}
    results = {f"right{i}": made.graded(course, essay=3.0) for i in range(6)}
    results |= {f"wide{i}": made.graded(course, answers, {"double_values": WIDE}, 1.0) for i in range(4)}
    results |= {f"sign{i}": made.graded(course, answers, {"double_values": made.SIGN}, 0.0) for i in range(2)}
    results |= {f"far{i}": made.graded(course, answers, {"triple_values": made.FAR}, 3.0) for i in range(3)}
    made.record_all(course, results)
    course.run("examiner", "report", "ps", "--similar")
    return course.root / "ps_report.html"


def opened(page, path, width=1000, **media):
    """Open the page and return what went wrong and what it asked for."""
    told = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith("file:") else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(**{"color_scheme": "light", "media": "screen"} | media)
    page.goto(path.as_uri())
    return told


def colour(page, selector, what):
    """Return the mean of red, green and blue of a colour."""
    text = page.locator(selector).first.evaluate(f"element => getComputedStyle(element)['{what}']")
    return sum(float(part) for part in text[text.index("(") + 1 : -1].split(",")[:3]) / 3


@pytest.mark.parametrize("width", [1000, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_its_width_and_loads_nothing(page, path, width, scheme):
    told = opened(page, path, width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert told == []


@pytest.mark.parametrize(
    ("scheme", "media", "dark"), [("light", "screen", 0), ("dark", "screen", 1), ("dark", "print", 0)]
)
def test_text_and_pictures_have_the_colours_of_the_scheme_and_paper_is_white(page, path, scheme, media, dark):
    opened(page, path, color_scheme=scheme, media=media)
    assert (colour(page, "body", "backgroundColor") < 60) == dark
    for selector, what in (("body", "color"), ("figure svg text", "fill"), (".soft", "color")):
        assert (colour(page, selector, what) > 140) == dark, selector


def test_names_are_folded_away_on_paper(page, path):
    opened(page, path, width=794, media="print")
    assert not page.get_by_text("wide0", exact=False).first.is_visible()
    assert page.get_by_text("the sign is flipped").first.is_visible()


def test_each_picture_says_in_words_what_it_shows(page, path):
    opened(page, path)
    titles = page.locator("figure svg > title").all_text_contents()
    assert len(titles) == 3
    assert "median" in titles[0]
    assert "double: 9 full" in titles[1]
