"""A test evaluates its own texts here, and no others: they may be the student's, and would run where the tests are."""

import ast
import builtins
import collections
import dataclasses
import timeit

import pandas as pd
import pytest
import scipy.stats
import sympy

from examiner.judge.evaluated import REFUSED, Texts

FRAME = pd.DataFrame({"a": [1, 2, 3]})
TEXTS = ["x + 1", "y", "a > 1", "a ** 2 + @least"]
TEST = compile(f"for text in {TEXTS}:\n    eval(text)\ndef f():\n    exec('z = 1')", "<test>", "exec")


@pytest.fixture(autouse=True)
def watched(monkeypatch):
    for name in ("eval", "exec", "compile"):
        monkeypatch.setattr(builtins, name, getattr(builtins, name))
    texts = Texts(["def helper():\n    return eval('from_setup')"])
    texts.add(TEST)
    texts.watch()
    return texts


def test_texts_of_the_test_and_of_the_setup_are_evaluated_where_they_stand(watched):
    from_setup = 7
    assert eval(" from_setup ") == from_setup
    space = {}
    exec("z = 1", space)
    assert space["z"] == 1
    assert eval("x + 1", {"x": 5}) == 6
    exec(compile("x + 1", "<own>", "eval"), {"x": 1})
    least = 2
    assert list(FRAME.query(" a > 1 ").a) == [2, 3]
    assert list(FRAME.eval("a ** 2 + @least")) == [1 + least, 6, 11]
    watched.start()
    with pytest.raises(RuntimeError):
        eval("x + 1")


@pytest.mark.parametrize(
    "run",
    [
        lambda: eval("1 + 1"),
        lambda: eval(b"1 + 1"),
        lambda: exec("import os"),
        lambda: compile("1 + 1", "<string>", "eval"),
        lambda: compile(ast.parse("1 + 1"), "<string>", "exec"),
        lambda: timeit.timeit("1 + 1", number=1),
        lambda: sympy.sympify("y + 1"),
        lambda: FRAME.query("a > @pd.io.common.os.getpid()", engine="python"),
        lambda: FRAME.eval("a + 1"),
        lambda: pd.eval("1 + 1"),
    ],
)
def test_other_texts_are_refused_whoever_evaluates_them(run):
    with pytest.raises(RuntimeError, match=REFUSED[:30]):
        run()


def test_what_libraries_make_themselves_is_none_of_it():
    assert collections.namedtuple("P", "a b")(1, 2).b == 2
    assert dataclasses.make_dataclass("D", ["a"])(1).a == 1
    assert ast.literal_eval("[1, 2]") == [1, 2]
    y = sympy.Symbol("y")
    assert sympy.sympify("y") == y
    assert sympy.lambdify(y, y + 1)(1) == 2
    assert scipy.stats.norm(0, 1).mean() == 0
