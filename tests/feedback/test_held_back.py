"""Whatever the student's code raises, prints, warns or returns, a page tells no line or value of a hidden test."""

import contextlib
import io
import json
import re
import warnings

import numpy as np
import pytest
from cells import answer, cell, notebook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_output

from descent import check
from examiner.feedback.hidden_tests import hide
from examiner.feedback.summary import table

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
TEST = f"""# Hidden test: an animal, and a large number.
### {BEGIN}
animal = "zebra"
assert double(48127.5) == 96255, f"got {{double(48127.5)}}, expected 96255"
assert double(animal) == "zebrazebra", "the text is not doubled"
check.that(double(4813) == 9626, f"double(4813) is wrong by {{double(4813) - 9626}}")
### {END}"""
SECRETS = ["48127", "96255", "zebra", "4813", "9626", "animal ==", "assert double"]
STUDENTS = "def double(x):\n    print(x)\n    return x.nothing + undefined"
SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))

pieces = st.sampled_from(
    [
        *(*SECRETS, *TEST.split("\n"), "In the student's notebook:\n", "\u2068", "\u2069", "✗ ", "✓ ", ": right", "\n"),
        *('  File "Cell In[1]", line 3, in zebra\n', "Cell In[1], line 2\n", "----> 3 assert double(48127.5)\n"),
        *("name 'zebra' is not defined", "unsupported operand type(s) for +: 'zebra' and '96255'", "'zebra' object"),
        *("module '48127' has no attribute 'zebra'", "zebra() missing 4813 required positional arguments: 'x'"),
        *("index 96255 is out of bounds for axis 0 with size 4813", "zebra took longer than 4813 s and was stopped"),
        *("name '", "' is not there: ", "got zebra, expected 96255", "\x1b[31m", "<b>zebra</b>", "double(4813)"),
    ]
)
texts = st.one_of(pieces, st.lists(pieces, max_size=6).map("".join), st.text(max_size=20))
names = st.one_of(texts, st.sampled_from(["AssertionError", "ValueError", "NameError", "KernelDied", "TimeoutError"]))
errors = st.builds(lambda n, v, t: new_output("error", ename=n, evalue=v, traceback=t), names, texts, st.lists(texts))
streams = st.builds(lambda n, t: new_output("stream", name=n, text=t), st.sampled_from(["stdout", "stderr"]), texts)
data = st.dictionaries(st.sampled_from(["text/plain", "text/html", "image/svg+xml", "image/png"]), texts)
shown = st.builds(
    lambda kind, d, alt: new_output(
        kind,
        data={**d, **({"image/png": "iVBO"} if "image/png" in d else {})},
        metadata={"image/png": {"alt": alt, "width": 4813}},
    ),
    st.sampled_from(["display_data", "execute_result"]),
    data,
    texts,
)
outputs = st.lists(st.one_of(errors, streams, shown), max_size=4)


def page(test_outputs=(), later_outputs=()):
    """Return the JSON of what a page shows of a submission with these outputs, and of its table of points."""
    double = answer("double", "")
    double.source, double.execution_count = STUDENTS, 1
    test = cell(TEST, "double_values", points=2)
    later = new_code_cell("double(3)", execution_count=2)
    visible = cell("inner(5)", "double_visible", points=1)
    test.outputs, later.outputs, visible.outputs = list(test_outputs), list(later_outputs), list(test_outputs)
    for each in (test, visible):
        each.metadata.nbgrader.score = 0
    nb = notebook(double, test, later, visible)
    for each in nb.cells:
        each.id = ""  # by chance it may be anything
    hide(nb, BEGIN, END)
    return json.dumps([nb.cells, list(table(nb, set()))], ensure_ascii=False)


def secrets_in(text):
    return [secret for secret in SECRETS if secret in text]


@SETTINGS
@given(outputs, outputs)
def test_whatever_a_test_and_later_cells_put_out_a_page_tells_nothing_of_it(of_test, of_later):
    of_test = [o for o in of_test if o.get("ename") != "CheckError"]
    assert not secrets_in(page(of_test, of_later))


def checked(answer_, expected, args=(48127.5,), **options):
    """Return the outputs of a test that checks an answer by descent.check."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            check.returns("double(x)", answer_, args, expected, about="for a number", **options)
        except check.CheckError as error:
            lines = error._render_traceback_()
            return [
                new_output("stream", name="stdout", text=printed.getvalue()),
                new_output("error", ename="CheckError", evalue=str(error), traceback=lines),
            ]
    return [new_output("stream", name="stdout", text=printed.getvalue())]


def raising(kind, text):
    def double(*args):
        print(args, text)
        warnings.warn(text, RuntimeWarning, stacklevel=1)
        raise kind(text)

    return double


def returning(value, text):
    def double(*args):
        print(args, text)
        warnings.warn(text, RuntimeWarning, stacklevel=1)
        return value

    return double


values = st.one_of(
    texts,
    st.none(),
    st.sampled_from([48127, 96255, 4813, 1, 0, -1, 2, 1e9, 1e-9]).flatmap(
        lambda n: st.sampled_from(
            [n, float(n), [n] * 3, (n, n), {"zebra": n}, np.full(3, float(n)), np.array([np.nan, n])]
        )
    ),
    st.sampled_from(
        [np.zeros((48127, 0)), np.zeros((4813, 1)), np.zeros(9626), [0] * 4813, (1,) * 4813, np.float64("nan")]
    ),
    st.sampled_from(
        [{"48127": 1, "zebra": 2}, {"a": "zebra"}, type("zebra", (), {})(), 1 / 96255, np.full(3, 1 / 96255)]
    ),
)
expected = st.sampled_from(
    [
        96255,
        96255.0,
        np.full(3, 96255.0),
        np.array([1, 2, 3]) * 96255.0,
        "zebrazebra",
        (96255, 9626),
        {"a": 9626, "b": 1},
    ]
)


@SETTINGS
@given(
    st.sampled_from([ValueError, KeyError, TypeError, RuntimeError, ZeroDivisionError, AssertionError]), texts, expected
)
def test_of_what_an_answer_raises_a_check_on_a_page_tells_the_kind_only(kind, text, wanted):
    told = page(checked(raising(kind, text), wanted))
    assert not secrets_in(told)
    assert f"double(x), for a number: raised {kind.__name__}" in told


@SETTINGS
@given(values, texts, expected, st.booleans())
def test_of_what_an_answer_returns_prints_and_warns_a_check_on_a_page_tells_no_value(value, text, wanted, quiet):
    for args in ((48127.5,), ("zebra",), ([4813, 9626],), (np.array([4813.0, 9626.0]),)):
        assert not secrets_in(page(checked(returning(value, text), wanted, args, quiet=quiet)))


def error(ename, evalue="", traceback=""):
    return new_output("error", ename=ename, evalue=evalue, traceback=[traceback])


NOTE = (
    'In the student\'s notebook:\nTraceback (most recent call last):\n  File "Cell In[{}]", line {}, in double\n    x\n'
)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (error("AssertionError", "the text is not doubled"), "the text is not doubled"),
        (error("AssertionError", "got 3, expected 96255"), "An assertion of this test does not hold."),
        (
            error("AssertionError", "Items are not equal:\n ACTUAL: 3\n DESIRED: 96255"),
            "An assertion of this test does",
        ),
        (error("ZeroDivisionError", "division by zero"), "The test stopped at ZeroDivisionError: division by zero."),
        (error("KeyError", "'zebra'", NOTE.format(1, 3)), "Your code raised KeyError."),
        (error("ValueError", "zebra", NOTE.format(1, 3)), "double, line 3: return x.nothing + undefined"),
        (error("NameError", "name 'undefined' is not defined", NOTE.format(1, 3)), "the name undefined is not defined"),
        (error("KernelDied", "not run: the kernel died while running zebra"), "The notebook's process ended"),
        (error("Zebra", "zebra", NOTE.format(1, 300)), "Your code raised an exception."),
        (
            error("CheckError", "✗ double(4813) is wrong by -3", "✗ \u2068double(4813) is wrong by -3\u2069"),
            "✗ double(4",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.ename,
)
def test_an_error_is_told_in_words_and_by_the_lines_of_the_students_cells(output, words):
    assert words in page([output])


def test_the_lines_that_a_test_or_a_later_cell_printed_are_counted_and_those_of_a_check_are_not():
    printed = [new_output("stream", name="stdout", text="zebra\n\n✓ double(x): right\n4813\n")]
    assert "2 printed lines held back" in page(printed)
    assert "3 printed lines held back: your own notebook shows" in page([], printed)


def test_pictures_of_later_cells_stay_without_what_they_say_unless_the_course_wants_none():
    picture = new_output("display_data", data={"image/png": "iVBO", "text/plain": "zebra"})
    assert page([], [picture]).count("iVBO") == 1
    nb = notebook(cell(TEST, "t", points=1), new_code_cell("", outputs=[picture]))
    hide(nb, BEGIN, END, pictures=False)
    assert nb.cells[1].outputs == []


def test_what_stands_before_the_first_hidden_test_is_shown_as_it_is():
    before = new_code_cell(
        "1", outputs=[new_output("stream", name="stdout", text="mine\n"), error("E", "text", "trace")]
    )
    nb = notebook(before, cell(TEST, "t", points=1))
    hide(nb, BEGIN, END)
    assert nb.cells[0].outputs == before.outputs
    assert re.search("mine.*trace", json.dumps(nb.cells[0].outputs))
