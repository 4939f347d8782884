"""Before a class is graded the instructor's own notebook is, and what that shows is what the class is graded by."""

import json
from types import SimpleNamespace

import pytest
from cells import answer, cell
from harness import Construct, as_notebook, assignment, here, rehearsed
from traitlets.config import Config

from examiner.notebook.instructor import Took
from examiner.submission.execute import Execute

pytestmark = pytest.mark.slow

TWICE = answer("twice", "def twice(x):\n    return 2 * x")
POINT = answer(
    "point",
    "class P:\n    def __init__(self, x):\n        self.x = x\n    def __eq__(self, o):\n        return self.x == o",
)
LIAR = "class L:\n    def __eq__(self, other):\n        return True\ndef twice(x):\n    return L()"


def rehearsal_of(course):
    kept = json.loads((course.root / "autograded/.examiner/ps.rehearsal.json").read_text())
    return kept["notebooks"]["nb"]["tests"]


def test_a_test_that_the_instructors_answers_fail_stops_the_run_and_is_named(make_course):
    course = make_course()
    course.assign(TWICE, cell("assert twice(2) == 5, 'not five'", "t1", 1), cell("assert twice(1) == 2", "t2", 1))
    course.submit("ann")
    said = course.autograde(code=1)
    assert "t1: AssertionError: not five" in said
    assert "t2" not in said
    assert "--anyway" in said
    course.autograde("--anyway")
    assert course.scores("ann") == {"t1": 0, "t2": 0}


def test_a_test_that_passes_by_chance_is_named(tmp_path):
    """By chance: the first time."""
    from harness import Construct, as_notebook, assignment
    from nbformat import writes

    from examiner.batch.rehearsal import complaints
    from examiner.submission.grade import grade
    from examiner.submission.rehearsal import rehearse

    cells = [("answer", "x = 1"), ("wrong", "x = 2"), ("test", "assert x == 1")]
    book = as_notebook([Construct("", cells=cells)], "right")
    times = []

    def by_chance(known, submission):
        graded = grade(known, submission)
        if times:
            graded.notebooks["nb"].scores["c0_2"] = 0.0
        times.append(1)
        return graded

    found = rehearse(assignment(book), {"nb": writes(book).encode()}, by_chance)
    assert "passes at one time and fails at another" in complaints(found)[0]


def test_what_was_shown_is_kept_until_the_assignment_changes(make_course):
    course = make_course()
    course.assign(TWICE, cell("assert twice(2) == 4", "t1", 1))
    course.submit("ann", {"twice": "def twice(x):\n    return 2 * x"})
    assert "Rehearsing ps" in course.autograde()
    assert "Rehearsing ps" not in course.autograde("--force")
    assert rehearsal_of(course)["t1"]["kinds"]["twice()"] == ["int"]
    course.assign(TWICE, cell("assert twice(3) == 6", "t1", 1))
    assert "Rehearsing ps" in course.autograde()
    (course.root / "autograded/.examiner/ps.rehearsal.json").write_text("{")
    assert "cannot be used" in course.autograde("--force")
    assert course.scores("ann") == {"t1": 1}


def test_an_object_is_refused_where_the_instructors_answer_is_plain_and_behaves_where_it_is_an_object(make_course):
    course = make_course()
    course.assign(
        TWICE, cell("assert twice(2) == 4", "t1", 1), POINT, cell("assert P(3) == 3\nassert P(3) != 4", "t2", 1)
    )
    course.submit("ann", {"twice": LIAR, "point": POINT.source})
    course.autograde()
    assert course.scores("ann") == {"t1": 0, "t2": 1}
    assert "twice is an object of the type L; an int is expected" in course.text("ann", "t1")
    course.nbgrade("--force")
    assert course.scores("ann") == {"t1": 0, "t2": 1}


def test_a_test_passes_only_if_it_does_without_a_change_that_the_instructors_answer_does_not_make(make_course):
    course = make_course()
    test = "x = [3, 1]\nassert smallest(x) == x[0] or smallest(x) == 1\nx = [3, 1]\nassert smallest(x) == min(x)"
    course.assign(answer("smallest", "def smallest(x):\n    return min(x)"), cell(test, "t1", 1))
    cheat = "def smallest(x):\n    x[:] = [9, 9]\n    return 9"
    harmless = "def smallest(x):\n    x.sort()\n    return x[0]"
    course.submit("cheat", {"smallest": cheat})
    course.submit("harmless", {"smallest": harmless})
    course.autograde()
    assert course.scores("cheat") == {"t1": 0}
    assert course.scores("harmless") == {"t1": 1}


def test_a_test_runs_inside_only_because_the_rehearsal_said_so_and_never_where_that_is_forbidden(make_course):
    box = answer("box", "class Box:\n    def __init__(self):\n        self.items = []")
    test = "box = Box()\nbox.items.append(2)\nassert box.items == [2]"
    plain = "assert twice(2) == 4"
    forge = "def twice(x):\n    raise RuntimeError\nclass Box:\n    pass"
    for config, code in ("", 0), ("c.Execute.inside = 'never'", 1):
        course = make_course(config)
        course.assign(box, cell(test, "t1", 1), TWICE, cell(plain, "t2", 1))
        course.submit("ann", {"box": box.source, "twice": forge})
        said = course.autograde(code=code)
        if code:
            assert "t1: AssertionError" in said
            continue
        assert "1 of 2 tests runs in the student's process" in said
        assert {name: test["how"] for name, test in rehearsal_of(course).items()} == {"t1": "inside", "t2": "outside"}
        assert course.scores("ann") == {"t1": 1, "t2": 0}
        assert "ran in the student's process" in course.text("ann", "t1")


def test_what_a_released_test_leaves_is_there_for_later_answers_and_what_a_hidden_one_does_is_not(make_course):
    course = make_course()
    hidden = "loaded = twice(3)\n### BEGIN HIDDEN TESTS\nsecret = 7\nassert loaded == 6\n### END HIDDEN TESTS"
    course.assign(TWICE, cell(hidden, "t1", 1), answer("more", "more = loaded + 1"), cell("assert more == 7", "t2", 1))
    course.submit("ann", {"twice": "def twice(x):\n    return 2 * x", "more": "more = loaded + 1"})
    course.submit("bob", {"twice": "def twice(x):\n    return 2 * x", "more": "more = secret"})
    course.autograde()
    assert course.scores("ann") == {"t1": 1, "t2": 1}
    assert course.scores("bob") == {"t1": 1, "t2": 0}


def test_try_compares_each_test_with_stock_nbgrader_without_a_submission(make_course):
    course = make_course()
    credit = cell("2 * twice(1)", "t3", 1)  # more than it can give
    course.assign(TWICE, cell("assert list(map(twice, [1])) == [2]", "t1", 1), cell("assert 0", "t2", 2), credit)
    done = course.run("examiner", "try", "ps", code=1)
    assert "1 outside, 0 live, 0 inside of 3 tests" in done.stdout
    assert "the instructor's answers fail it" in done.stdout


GiB = 2**30
ROOM = f"import numpy as np\nroom = np.empty({{}} * {GiB}, 'u1')\nsize = room.nbytes"
BUSY = """
import time
def busy():
    begin = time.process_time()
    while time.process_time() - begin < 1:
        pass
    return 3
busy()
"""


def test_limits_follow_what_the_instructors_answers_take():
    """Of memory it is address space that counts: the arrays are as large as they say, and nothing is written there."""
    large, busy = ("answer", ROOM.format(3)), ("answer", BUSY)
    cells = [large, ("wrong", ROOM.format(30)), ("test", "assert size")]
    cells += [busy, ("wrong", "def busy():\n    return 3"), ("test", "assert busy() == 3")]
    found = [Construct("", cells=cells)]
    known = rehearsed(assignment(as_notebook(found, "right")), as_notebook(found, "right"))
    took = known.truths["nb"].took
    assert took.memory > 3 * GiB
    assert took.notebook > 2
    assert min(took.cell, took.call) > 0.9
    right, wrong = (here(known, as_notebook(found, which)) for which in ("right", "wrong"))
    assert (right["c0_2"][0], wrong["c0_2"][0]) == (1, 0)


@pytest.mark.parametrize(
    ("settings", "limits"),
    [
        ({}, (80, 20, 80)),
        ({"timeout": 6}, (6, 20, 12)),
        ({"timeout": 6, "call_timeout": 4, "wait_timeout": 9}, (6, 4, 9)),
        ({"timeout": -1}, (float("inf"), 20, 30)),
    ],
)
def test_a_limit_that_is_set_stays_and_no_other_is_below_its_floor(settings, limits):
    execute = Execute(config=Config({"Execute": settings}))
    execute.truth = SimpleNamespace(took=Took(cell=20, call=5, wait=20, test_memory=0))
    execute.fit_limits()
    assert (execute.seconds(), execute.call_timeout, execute.wait_timeout) == limits
    quick = Execute(config=Config({"Execute": settings}))
    quick.truth = SimpleNamespace(took=Took(cell=0.1, call=0.1))
    quick.fit_limits()
    assert quick.call_timeout == settings.get("call_timeout", 10)


def test_a_limit_that_is_set_of_nbconverts_preprocessor_stays_and_one_notebook_leaves_nothing_to_the_next():
    execute = Execute(config=Config({"ExecutePreprocessor": {"timeout": 6}}))
    for took, call in ((Took(cell=20, call=5), 20), (Took(), 10)):
        execute.truth = SimpleNamespace(took=took)
        execute.fit_limits()
        assert (execute.seconds(), execute.wait_timeout, execute.call_timeout) == (6, 12, call)


def test_what_the_instructors_notebook_uses_and_grading_lacks_is_named(make_course):
    course = make_course()
    course.assign(
        answer("table", "import no_such_module_here\nx = 1"),
        answer("data", "rows = open('rows.csv').read()"),
        answer("far", "from urllib.request import urlopen\nurlopen('http://example.org')"),
        TWICE,
        cell("assert twice(1) == 2", "t1", 1),
        cell("import other_module_here", "t2", 1),
    )
    course.submit("ann")
    said = course.autograde(code=1)
    assert "the module no_such_module_here is not there: install its package" in said
    assert "the module other_module_here is not there" in said
    assert "the file rows.csv is not there: put it beside the notebook" in said
    assert "there is no network while a notebook is graded" in said
    tried = course.run("examiner", "try", "ps", code=1).stdout
    assert "the file rows.csv is not there" in tried
    checked = course.run("examiner", "check", "--rehearse", "source/ps/nb.ipynb", code=1).stdout
    assert "the file rows.csv is not there" in checked
