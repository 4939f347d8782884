"""Answers that were copied stand out, however they were renamed; what everybody shares doesn't."""

import random

import pytest

from examiner.report.similar import MOST_PAIRS, prints, similar

TEMPLATE = "def f(x, y):\n    raise NotImplementedError"
COPIED = """def f(x, y):
    # the idea is to go from both ends
    first, last = 0, len(x) - 1
    while first < last:
        middle = (first + last) // 2
        if x[middle] * 2 < y - x[first]:
            first = middle + 1
        else:
            last = middle
    return first if x[first] == y else None
"""
RENAMED = """def f(values, goal):
    a, b = 0, len(values) - 1
    while a < b:
        m = (a + b) // 2  # halves

        if values[m] * 2 < goal - values[a]:
            a = m + 1
        else:
            b = m
    return a if values[a] == goal else None
"""


def other(seed):
    """Return an answer of its own, made up."""
    chance = random.Random(seed)
    steps = ["x = [v {0} {1} for v in x]", "y = y {0} {1}", "if y > {1}:\n        y {0}= sum(x)", "x.append(y {0} {1})"]
    lines = [chance.choice(steps).format(chance.choice("+-*%"), chance.randrange(9)) for _ in range(8)]
    return "def f(x, y):\n    " + "\n    ".join(lines) + "\n    return y"


def class_of(**answers):
    """Return twenty students with answers of their own, and these."""
    return {f"s{i}": {"f": other(i)} for i in range(20)} | {name: {"f": code} for name, code in answers.items()}


@pytest.mark.parametrize("copy", [COPIED, RENAMED], ids=["as it is", "renamed, with other comments"])
def test_a_copy_is_found_with_the_lines_that_both_have(copy):
    (pair,) = similar(class_of(ada=COPIED, ben=copy), [{"f": TEMPLATE}])
    assert sorted(pair.students) == ["ada", "ben"]
    ((exercise, share, (_, marks), _),) = pair.cells
    assert exercise == "f"
    assert share == 1
    assert 5 in marks


@pytest.mark.parametrize("known", [[{"f": COPIED}], [{"f": TEMPLATE}, {"f": RENAMED}]], ids=["same", "renamed"])
def test_what_the_template_or_the_instructor_has_is_no_copy(known):
    assert similar(class_of(ada=COPIED, ben=COPIED), known) == []


def test_what_many_of_a_class_have_in_common_is_no_copy():
    assert similar(class_of(**{f"c{i}": COPIED for i in range(5)})) == []


def test_short_answers_and_answers_of_ones_own_are_no_copies():
    short = "def f(x, y):\n    return x + y"
    assert similar(class_of(ada=short, ben=short)) == []
    assert similar(class_of()) == []


@pytest.mark.parametrize(
    "code",
    ["", "def f(x", "'''", "\x00", "é = 1\n" * 30, "\tx\n  y\n z", "(" * 3000, "def f(:\n" * 50, "x = '\ud800'\n" * 20],
)
def test_what_is_no_python_is_compared_as_far_as_it_goes(code):
    prints(code)
    similar(class_of(ada=code, ben=code))


def test_the_pairs_shown_have_an_end():
    copies = {f"{i}-{j}": {"f": other(100 + i)} for i in range(60) for j in range(2)}
    assert len(similar(copies)) == MOST_PAIRS


def test_the_same_code_has_the_same_prints_in_every_process():
    assert sorted(prints(COPIED)) == sorted(prints(RENAMED))
