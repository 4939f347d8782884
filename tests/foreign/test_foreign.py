"""Tests in the styles of everyday courses: what the instructor's rehearsal shows is enough to give each answer the
points that stock nbgrader gives it.
"""

import pytest
from harness import COURSES, KINDS, as_notebook, assignment, constructs, here, on_stock, rehearsed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=sorted(path.stem for path in COURSES.glob("*.py")))
def course(request):
    """The constructs of a file, and the assignment that they are after its rehearsal."""
    found = constructs(COURSES / f"{request.param}.py")
    book = as_notebook(found, "right")
    return found, rehearsed(assignment(book), book)


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


def test_most_tests_are_judged_outside(course):
    found, known = course
    tests = known.truths["nb"].tests
    assert all(test.passed for test in tests.values())
    inside = {name_of(found, name) for name, test in tests.items() if test.how == "inside"}
    assert inside <= INSIDE


# They need objects of the test's own to be changed in the student's process, or the history of its notebook.
INSIDE = {
    "a class that a test makes a subclass of",
    "an answer that is counted when it calls itself",
    "an argument that is changed in place",
    "an axis made by the test",
    "ranges, sets, bytes",
    "the current figure",
}
