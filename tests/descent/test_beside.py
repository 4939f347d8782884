"""Checks, loans and progress come from the files beside the notebook."""

import base64
import json
import zlib

import numpy as np
import pytest

from descent import GRADING, check
from descent.check import CheckError
from descent.check.beside import CHECKS, LENT

RIGHT = """
import numpy as np

def height(x):
    return x**2

def total(x):
    return np.sum(height(x))

def lowest():
    return 0.1
"""


@pytest.fixture
def space(tmp_path, monkeypatch):
    """The names of a notebook whose folder has checks of three exercises, and lends them."""
    monkeypatch.chdir(tmp_path)
    right = {}
    exec(RIGHT, right)
    made = {
        "height": check.cases("height(x)", right["height"], {"a": (3.0,), "b": (-2.0,)}).encoded(),
        "total": check.cases("total(x)", right["total"], {"a": ([1.0, 3.0, 5.0],), "b": ([2.0, 4.0],)}).encoded(),
        "lowest": check.found("lowest()", "walk_closes_in", start=[1.0], steps=3, within=0.02).encoded()
        | {"needs": ["height", "slope", "descent"]},
    }
    for number, written in enumerate(made.values(), 1):
        written |= {"points": number, "part": "Part 1"}
    (tmp_path / f"lab{CHECKS}").write_text(json.dumps({"exercises": made}))
    (tmp_path / f"lab{LENT}").write_bytes(base64.b64encode(zlib.compress(RIGHT.encode())))
    names = {"check": check}
    exec(RIGHT, names)
    return names


def write(space, source):
    exec(source, space)


def said(space, source):
    with pytest.raises(CheckError) as caught:
        exec(source, space)
    return str(caught.value)


def test_a_mistake_in_an_earlier_function_is_told_as_such(space):
    write(space, "def height(x):\n    return 3 * x")
    told = said(space, "check.total(total)")
    assert "right in itself, but it uses height, whose check fails. See to that first." in told
    write(space, "def total(x):\n    return np.mean(height(x))")
    told = said(space, "check.total(total)")
    assert "as if a mean over 2 samples" in told
    assert "(Tested with a right height, so the mistake is in this exercise.)" in told
    assert space["height"](2.0) == 6.0


def test_an_earlier_function_that_is_not_written_is_named(space):
    write(space, "def height(x):\n    raise NotImplementedError")
    assert "total(x): it calls height, which is not implemented yet" in said(space, "check.total(total)")
    assert "height(x): not implemented yet" in said(space, "check.height(height)")


def test_a_number_found_with_a_slider_is_judged_by_what_it_does(space, capsys):
    write(
        space,
        "def slope(x):\n    return 2 * x\n"
        "def descent(grad, w, rate, steps):\n"
        "    path = [w]\n"
        "    for _ in range(steps):\n        path.append(path[-1] - rate * grad(path[-1]))\n"
        "    return np.array(path)",
    )
    line = "check.lowest(lowest, lambda x: np.sum(x**2), slope, descent)"
    for number, words in (
        ("0.5", "closes in with a clearly larger rate, too"),
        ("1.2", "does not close in"),
        ("-1", "above 0"),
        ("None", "returns None"),
        ("[1.0, 2.0]", "one number is expected"),
        ("'1'", "one number is expected"),
        ("float('nan')", "not finite"),
    ):
        write(space, f"def lowest():\n    return {number}")
        assert words in said(space, line)
    write(space, "def lowest():\n    return 1.0")
    exec(line, space)
    assert "✓ lowest(): right" in capsys.readouterr().out
    write(space, "def slope(x):\n    raise NotImplementedError")
    assert "it calls slope, which is not implemented yet" in said(space, line)


def test_progress_says_what_stands_and_what_to_look_at_first(space):
    write(space, "def total(x):\n    return np.max(x)\ndel lowest")
    shown = eval("check.progress()", space)
    assert "✓ height    1  right" in repr(shown)
    assert "✗ total     2  wrong" in repr(shown)
    assert "· lowest    3  not run" in repr(shown)
    assert "1 of 3 exercises pass their checks. They stand for 1 of 6 points." in repr(shown)
    assert "Look first at total: total(x)" in repr(shown)
    page = shown._repr_html_()
    assert "✓ <code>height</code> &nbsp; ✗ <code>total</code> wrong &nbsp; · <code>lowest</code></td>" in page
    assert "<td>1 of 6</td>" in page
    assert page.count("<tr>") == 2  # the heads, and one row for the part
    assert "<caption>" in page
    write(space, "def total(x):\n    raise NotImplementedError")
    assert "· total     2  not written" in repr(eval("check.progress()", space))


def test_a_borrowed_function_is_right_earns_nothing_and_is_taken_back(space, capsys):
    write(space, "def height(x):\n    return 0")
    exec("check.borrow('height')", space)
    assert "height is borrowed: a right one, not yours" in capsys.readouterr().out
    assert space["height"](3.0) == 9.0
    exec("check.total(total)", space)
    assert "it is borrowed. Your own counts." in said(space, "check.height(height)")
    assert "↩ height" in repr(eval("check.progress()", space))
    write(space, "def height(x):\n    return x**2")
    exec("check.height(height)", space)


def test_nothing_is_lent_while_grading(space, monkeypatch, capsys):
    monkeypatch.setenv(GRADING, "1")
    write(space, "def height(x):\n    return 0")
    exec("check.borrow('height')", space)
    assert "not lent while grading" in capsys.readouterr().out
    assert space["height"](3.0) == 0
    assert eval("check.progress()", space) is None


def test_what_is_not_lent_is_told(space, tmp_path):
    assert "does not lend it. It lends height, total, lowest" in said(space, "check.borrow('mass')")
    (tmp_path / f"lab{LENT}").write_bytes(b"not a loan")
    assert "cannot be read" in said(space, "check.borrow('height')")
    (tmp_path / f"lab{LENT}").unlink()
    assert "is missing" in said(space, "check.borrow('height')")


def test_a_loan_shows_no_code_at_a_glance(tmp_path, space):
    assert b"return" not in (tmp_path / f"lab{LENT}").read_bytes()
    assert np.sum(check.Progress(space).rows[0][2]) == 1


def test_a_found_answer_of_several_numbers_is_judged_by_its_property(space):
    line = {"X": np.array([[-2.0, 0.5], [-1.0, -0.5], [1.0, 0.5], [2.0, -1.0]]), "y": np.array([0, 0, 1, 1])}
    found = check.found("fewer_mistakes()", "separates_all_but_a_few", count=3, most=1, **line)

    def classify(X, w):
        return (X @ w[:2] + w[2] >= 0).astype(int)

    def error_rate(y_true, y_pred):
        return np.mean(y_true != y_pred)

    def told(answer):
        with pytest.raises(CheckError) as caught:
            found(answer, classify, error_rate)
        return str(caught.value)

    for right in ([1.0, 0.0, 0.0], (1, 0, 1.5), np.array([1.0, 0.0, -1.5])):
        found(lambda right=right: right, classify, error_rate)
    assert "too many. With your functions, 4 of the 4" in told(lambda: [-1.0, 0.0, 0.0])
    for wrong in ([1.0, 0.0], 7, "1 0 0", ([1.0, 0.0, 0.0], 2), [1.0, 0.0, np.nan]):
        assert "3 numbers are expected" in told(lambda wrong=wrong: wrong) or "not finite" in told(
            lambda wrong=wrong: wrong
        )


def test_a_threshold_is_judged_by_whom_it_loses():
    X, y = np.array([[0.2], [0.4], [0.6], [0.9]]), np.array([0, 1, 0, 1])
    numbers = {"X": X, "y": y, "start": np.zeros(2), "learning_rate": 0.1, "steps": 3, "spare": 0.01}
    found = check.found("safe_threshold()", "keeps_all_of_class_1", **numbers)

    def fit(X, y, w, learning_rate, steps):
        return w, None

    def classify(X, w, threshold):
        return (X[:, 0] >= threshold).astype(int)

    found(lambda: 0.4, fit, classify)
    found(lambda: 0.395, fit, classify)
    for wrong, sentence in ((0.41, "it loses 1 of the good seeds"), (0.38, "too small"), (0.95, "it loses 2")):
        with pytest.raises(CheckError, match=sentence):
            found(lambda wrong=wrong: wrong, fit, classify)


def test_what_is_not_written_is_told_from_a_traceback_that_comes_as_text(space):
    def asked_there(x):
        error = NotImplementedError()
        error.add_note(
            'In the notebook:\n  File "cell", line 2, in total\n    f\n  File "cell", line 2, in height\n    g'
        )
        raise error

    with pytest.raises(CheckError, match=r"total.x.: it calls height, which is not implemented yet"):
        check.returns("total(x)", asked_there, (1.0,), 1.0)

    def alone(x):
        error = NotImplementedError()
        error.add_note('In the notebook:\n  File "cell", line 2, in total\n    f')
        raise error

    with pytest.raises(CheckError, match=r"total.x.: not implemented yet"):
        check.returns("total(x)", alone, (1.0,), 1.0)
