"""Slips in a right answer are worked out, kept as marks, and said of an answer that makes one of them."""

import json

import numpy as np
import pytest

from descent import check
from descent.check import CheckError
from descent.check.cases import from_file
from descent.check.findings import Tolerance
from descent.check.slips import from_text, mark, slack
from descent.check.values import Raised
from examiner.authoring import work_out
from examiner.authoring.slips import slips
from examiner.authoring.slips_kept import kept_slips
from examiner.authoring.work_out import with_slips

SOURCE = """
def line(x, a, b):
    ### BEGIN SOLUTION
    return a * x - b
    ### END SOLUTION
"""
CASES = {
    "for two": ([1.5, -2.0], 3.0, 0.5),
    "for three": ([0.4, 2.5, -1.2], -0.7, 1.7),
    "for four": ([0.3, -0.9, 2.2, 5.0], 1.4, -2.6),
}


def right(x, a, b):
    return a * x - b


@pytest.fixture
def kept():
    """The check of `line` with its slips, after a way through the file."""
    made = check.cases("line(x, a, b)", right, CASES)
    made.slips = slips(made, SOURCE, {"np": np, "line": right})
    return from_file(made.encoded())


def said(kept, answer):
    with pytest.raises(CheckError) as caught:
        kept(answer)
    return caught.value


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x, a, b: a * x + b, "a + stands where a − must"),
        (lambda x, a, b: a * x, "b is not used: it is as if it were 0"),
        (lambda x, a, b: a * x - b**2, "b is squared"),
        (lambda x, a, b: b * x - a, "a and b are swapped"),
        (lambda x, a, b: np.round(a * x - b, 1), "values are rounded to 1 decimal"),
        (lambda x, a, b: a * np.abs(x) - b, "absolute values of x are taken"),
    ],
)
def test_a_slip_that_gives_the_same_in_every_case_is_named(kept, answer, words):
    error = said(kept, answer)
    assert words in str(error)
    assert words in error.why
    assert not error.symptom


def test_a_slip_that_a_right_case_speaks_against_is_not_named(kept):
    error = said(kept, lambda x, a, b: right(x, a, b) if len(x) == 3 else a * x + b)
    assert "stands where" not in str(error)
    assert error.symptom


def test_a_foreseen_mistake_comes_before_a_slip(kept):
    kept.mistakes = {"b is added": [case.args[1] * case.args[0] + case.args[2] for case in kept.cases]}
    assert ": b is added." in str(said(kept, lambda x, a, b: a * x + b))


def test_a_check_file_shows_neither_code_nor_numbers_of_a_slip():
    made = check.cases("line(x, a, b)", right, CASES)
    made.slips = slips(made, SOURCE, {"np": np, "line": right})
    text = made.encoded()["slips"]
    assert text.replace("=", "").replace("+", "").replace("/", "").isalnum()
    assert len(text) < 4000
    assert not any("np." in sentence or "a * x" in sentence for told in from_text(text).said for sentence in told)


NETWORK = """
def unit(v):
    return v**2 + 1

def net(v, w):
    z = unit(v) + w
    u = unit(z) * 3
    while u.max() > 20:
        u = u / 2
    return {"u": u[:2], "z": z if v[0] else -z}
"""


def test_slips_of_functions_values_on_the_way_and_branches_are_named():
    space = {"np": np}
    for name, source in zip(("unit", "net"), NETWORK.split("\n\n"), strict=True):
        exec(compile(source, name, "exec"), space)
    cases = {"a": ([1.5, 2.0, 0.5], [1.0, 2.0, 0.25]), "b": ([0.0, 1.0, 3.0], [0.5, 1.5, 1.0])}
    made = check.cases("net(v, w)", space["net"], cases)
    told = {s for each in slips(made, NETWORK, space).said for s in each}
    assert {"unit is squared", "what is too long is not cut off", "the entries 'u' and 'z' are swapped"} <= told
    assert "a loop ends after its first pass: does a return stand inside" in told
    assert "this input needs a branch of its own, and your function has none" in told


def test_slips_that_never_end_are_left_out():
    source = "def count(n):\n    i = 0\n    while i < n:\n        i += 1\n    return i\n"
    space = {}
    exec(source, space)
    made = check.cases("count(n)", space["count"], {"for 3": (3,), "for 5": (5,)})
    told = [sentence for each in slips(made, source, space).said for sentence in each]
    assert "a − stands where a + must" not in told
    assert any("the other way" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (np.array([1.0, 2.0]), np.array([2.0, 1.0]), np.zeros(2)),
        (1.0, -1.0, 0.0),
        (1.0, 1.001, 0.0),
        (np.zeros((2, 3)), np.zeros((3, 2)), np.zeros((2, 3))),
        (np.array([np.nan, 1.0]), np.array([0.0, 1.0]), np.zeros(2)),
        ((1.0, "flat"), (1.0, "saddle"), (1.0, "flat")),
        (Raised("IndexError"), 0.0, 0.0),
    ],
)
def test_marks_tell_results_apart(one, other, expected):
    tolerance = Tolerance()
    far = abs(mark(one, expected, tolerance) - mark(other, expected, tolerance))
    assert slack(expected, tolerance) < far < 2**32 - slack(expected, tolerance)


def test_the_mark_of_a_result_is_the_same_for_rounding_and_for_lists():
    tolerance, numbers = Tolerance(), np.linspace(-3, 8, 50)
    marks = [mark(value, numbers, tolerance) for value in (numbers, numbers * (1 + 1e-12), numbers.tolist())]
    assert max(marks) - min(marks) <= slack(numbers, tolerance)


def test_a_result_of_another_form_has_no_mark():
    assert mark("word", (1.0, 2.0), Tolerance()) is None
    assert mark({"a": 1.0}, {"b": 1.0}, Tolerance()) is None
    assert mark(print, 1.0, Tolerance()) is None


def test_slips_that_are_kept_are_taken_for_the_same_cases_and_code_and_for_no_other(tmp_path, monkeypatch):
    folder = tmp_path / "source" / "lab"
    folder.mkdir(parents=True)

    def given(source=SOURCE, kept=(), cases=CASES):
        made = check.cases("line(x, a, b)", right, cases)
        key = with_slips(made, source, "check.line(line)", {"np": np, "line": right}, [source], dict(kept))
        return made.encoded() | key

    first = given()
    (folder / "lab_checks.json").write_text(json.dumps({"exercises": {"line": first}}))
    kept = kept_slips(folder)
    assert kept == {first["slips_of"]: first["slips"]}
    monkeypatch.setattr(work_out, "slips", lambda *_: "worked out again")
    assert given(kept=kept) == first
    assert given(SOURCE.replace("-", "+"), kept)["slips"] == "worked out again"
    assert given(cases={"for two": ([1.5, -2.1], 3.0, 0.5)}, kept=kept)["slips"] == "worked out again"
