"""Tests in the styles of everyday courses: what the instructor's rehearsal shows is enough to give each answer the
points that stock nbgrader gives it.
"""

import pytest
from harness import COURSES, KINDS, as_notebook, here, on_stock
from page import PAGE, rehearse, rows

pytestmark = pytest.mark.slow

NOT_SUPPORTED = COURSES / "not_supported.py"


@pytest.fixture(scope="module", params=sorted(path.stem for path in COURSES.glob("*.py") if path != NOT_SUPPORTED))
def course(request):
    """The constructs of a file, and the assignment that they are after its rehearsal."""
    return rehearse(COURSES / f"{request.param}.py")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_earns_what_it_earns_on_stock_nbgrader(course, kind):
    found, known = course
    book = as_notebook(found, kind)
    stock, ours = on_stock(book), here(known, book)
    differ = [
        f"{name_of(found, test)}: on stock {stock[test]}, here {ours[test]}"
        for test in stock
        if stock[test][0] != ours[test][0]
    ]
    assert not differ, "\n".join(differ)
    if kind == "right":
        assert not [name_of(found, test) for test, (points, _) in stock.items() if points != 1]


def name_of(found, test):
    return found[int(test[1:].partition("_")[0])].name


def test_the_page_says_where_each_construct_is_judged(course):
    found, known = course
    page = PAGE.read_text(encoding="utf-8")
    assert not [line for line in rows(found, known.truths["nb"].tests) if line not in page]


def test_what_is_not_supported_is_named_before_a_class_is_graded_and_passes_on_stock_nbgrader():
    found, known = rehearse(NOT_SUPPORTED)
    assert not [name for name, test in known.truths["nb"].tests.items() if test.passed or not test.why]
    assert {points for points, _ in on_stock(as_notebook(found, "right")).values()} == {1}
    page = PAGE.read_text(encoding="utf-8")
    assert not [line for line in rows(found, known.truths["nb"].tests) if line not in page]
