"""A test evaluates its own texts here, and no others: they may be the student's, and would run where the tests are."""

import ast
import builtins
import collections
import dataclasses
import timeit

import pytest
import scipy.stats
import sympy

from examiner.judge.evaluated import REFUSED, Texts

TEST = compile("for text in ['x + 1', 'y']:\n    eval(text)\ndef f():\n    exec('z = 1')", "<test>", "exec")


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
