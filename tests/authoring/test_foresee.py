"""What a notebook lacks is said when its template is made, as far as nobody has to run it."""

import logging

import pytest
from cells import answer, cell, notebook
from courses import bare_course

from examiner.authoring.foresee import foreseen

ANSWER = answer("twice", "def twice(x):\n    return 2 * x")
TEST = cell("assert twice(2) == 4", "t", 1)


@pytest.mark.parametrize(
    "cells",
    [
        [ANSWER, TEST],
        [cell("import numpy.linalg, json\nfrom os import path", "i"), ANSWER, TEST],
        [cell("import beside"), cell("%%writefile own.py\nx = 1"), cell("import own"), TEST],
        [cell("try:\n    import nowhere\nexcept ImportError:\n    pass"), ANSWER, TEST],
        [cell("from math import *"), cell("assert sin(0) == 0", "t", 1)],
        [cell("%pylab inline"), cell("assert sin(0) == 0", "t", 1)],
        [answer("g", "def f():\n    global n\n    n = 1"), cell("f()\nassert n == 1", "t", 1)],
        [cell("def helper(x):\n    assert x", "t1", 1), cell("helper(1)\nassert In", "t2", 1)],
        [answer("a", "%%timeit\npass"), TEST],
        [answer("a", "no python at all"), TEST],
    ],
)
def test_of_a_notebook_that_lacks_nothing_or_is_not_understood_nothing_is_said(cells, tmp_path):
    (tmp_path / "beside.py").touch()
    assert foreseen(notebook(*cells), tmp_path) == []


def test_a_name_that_no_cell_before_the_test_defines_is_named(tmp_path):
    assert foreseen(notebook(TEST, ANSWER), tmp_path) == ["test t reads twice, which no cell before it defines"]
    assert foreseen(notebook(ANSWER, cell("import math\nassert twise(2) == math.tau", "t", 1)), tmp_path) == [
        "test t reads twise, which no cell before it defines"
    ]


def test_a_module_that_is_not_there_is_named_when_the_template_is_made(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        bare_course(tmp_path / "course").assign(cell("import nowhere.at_all", "imports"), ANSWER, TEST)
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "nb: the module nowhere is not there: install its package where grading runs, or put nowhere.py" in told[0]
    assert told[1] == "examiner try ps tries each test with your own answers"
