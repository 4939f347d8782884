"""Points that are not earned: what a test leans on is the instructor's, and no answer decides on itself."""

import sys

import pytest
from cells import answer, cell
from courses import bare_course

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")]

SETUP = """
import numpy as np
EXPECTED = [2, 4, 6]
TOLERANCE = 1e-9
def near(a, b):
    return abs(a - b) < TOLERANCE
class Grader:
    limit = TOLERANCE
    def agrees(self, a, b):
        return near(a, b)
grader = Grader()
""".strip()
RIGHT = "def double(x):\n    return 2 * x"

# What each of the tests of `double` asserts, all of which a right one passes.
TESTS = {
    "helper": "assert near(double(3), 6)",
    "constant": "assert [double(n) for n in (1, 2, 3)] == EXPECTED",
    "tolerance": "assert abs(double(3) - 6) <= TOLERANCE",
    "grader": "assert grader.agrees(double(4), 8) and Grader().agrees(double(5), 10)",
    "afterwards": "x = np.array([1.0, 2.0])\ngot = double(x)\nassert np.allclose(got, 2 * x)",
    "afterwards_list": "x = [1, 2]\ngot = double(x)\nassert got == x + x",
    "afterwards_dict": "table = {'x': np.ones(2)}\ngot = double(table['x'])\nassert np.all(got == 2 * table['x'])",
    "map": "assert all(near(a, b) for a, b in zip(map(double, [1, 2, 3]), EXPECTED))",
    "zip": "for got, expected in zip(map(double, [1, 2, 3]), EXPECTED):\n    assert got == expected",
    "unpacked": "wrong = [n for n in map(double, [1, 2, 3]) if n not in EXPECTED]\nassert not wrong",
    "generator": "assert not any(double(n) != 2 * n for n in range(1, 4))",
    "search": "assert next((n for n in filter(lambda n: double(n) != 2 * n, range(1, 4))), None) is None",
    "product": "assert np.all(double(np.eye(2)) @ np.ones(2) == 2)",
    "total": "assert double(np.ones(3)).sum() == 6",
    "largest": "assert double(np.array([1, 5, 2])).argmax() == 1 and double(np.array([1, 5, 2])).max() == 10",
    "indexed": "got = double([3])\nassert got[0] == 3 and got[1] == 3 and list(got) == [3, 3]",
    "iterated": "assert [n for n in double([3])] == [3, 3]",
    "length": "assert len(double([3])) == 2",
    "membership": "assert 3 in double([3]) and 4 not in double([3]) and len(double([3])) == 2",
    "caught": "try:\n    worked = double(2) == 4\nexcept StopIteration:\n    worked = True\nassert worked",
}
LIES = """
class Lies:
    def __matmul__(self, other): return 2 * np.ones(2)
    __rmatmul__ = __matmul__
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __mul__ = __rmul__ = __sub__
    def __abs__(self): return 0.0
    def __float__(self): return 0.0
    def __bool__(self): return True
    def __len__(self): return 2
    def __contains__(self, item): return item == 3
    def __getitem__(self, place): return 3
    def __iter__(self): return iter([3, 3])
    def __array__(self, *args, **kwargs): raise TypeError
    def sum(self): return 6
    def argmax(self): return 1
    def max(self): return 10
    def any(self): return True
    all = any
    __hash__ = None
"""
WRONG = """
# %% nothing
def double(x):
    return 0
# %% own helpers
near = lambda *a: True
EXPECTED = [0, 0, 0]
TOLERANCE = 1e9
class Grader:
    agrees = lambda *a: True
grader = Grader()
def double(x):
    return 0
# %% helpers changed in place
EXPECTED[:] = [0, 0, 0]
Grader.agrees = lambda *a: True
near.__code__ = (lambda a, b: True).__code__
def double(x):
    return 0
# %% helpers changed in a call
def double(x):
    global near, TOLERANCE
    near = lambda *a: True
    TOLERANCE = 1e9
    EXPECTED[:] = [0, 0, 0]
    return 0
# %% the argument is emptied
def double(x):
    if hasattr(x, 'clear'):
        x.clear()
    elif hasattr(x, 'shape'):
        x[...] = 0
    return [] if hasattr(x, 'clear') else x * 0
# %% the argument is returned, halved
def double(x):
    if hasattr(x, 'shape'):
        x[...] = x - x
    return x
# %% StopIteration
def double(x):
    raise StopIteration(6)
# %% a subclass of StopIteration
class Stop(StopIteration):
    pass
def double(x):
    raise Stop
# %% StopAsyncIteration
def double(x):
    raise StopAsyncIteration
# %% GeneratorExit
def double(x):
    raise GeneratorExit
# %% an object that agrees
# LIES
def double(x):
    return Lies()
# %% a list that agrees
# LIES
class List(list, Lies):
    pass
def double(x):
    return List([0])
# %% a float that agrees
class Float(float):
    __eq__ = lambda *a: True
    __sub__ = __rsub__ = lambda *a: 0.0
    __abs__ = lambda a: 0.0
    __hash__ = None
def double(x):
    return Float(0)
# %% an array that agrees
class Array(np.ndarray):
    __eq__ = lambda *a: True
    __matmul__ = lambda *a: 2 * np.ones(2)
    sum = lambda *a: 6
    argmax = lambda *a: 1
    max = lambda *a: 10
    __array_function__ = lambda *a: True
def double(x):
    return np.zeros(3).view(Array)
# %% a list that is another by iteration
class Two(list):
    def __iter__(self):
        return iter([3, 3])
    def __getitem__(self, place):
        return 3
    __len__ = lambda self: 2
def double(x):
    return Two([0])
# %% a list that holds what agrees
# LIES
def double(x):
    return [Lies(), Lies()]
# %% a generator
def double(x):
    yield from ()
"""
WRONG = {
    title: source.replace("# LIES", LIES)
    for title, _, source in (block.partition("\n") for block in WRONG.split("# %% ")[1:])
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = bare_course(tmp_path_factory.mktemp("points") / "course")
    tests = [cell(source, name, 1) for name, source in TESTS.items()]
    course.assign(cell(SETUP, "setup"), answer("double", RIGHT), *tests)
    course.submit("right", {"double": RIGHT})
    for number, source in enumerate(WRONG.values()):
        course.submit(f"wrong{number:02}", {"double": source})
    course.autograde()
    return course


def test_a_right_answer_earns_all(course):
    assert set(course.scores("right").values()) == {1}, course.scores("right")


@pytest.mark.parametrize("title", WRONG)
def test_a_wrong_answer_earns_nothing(course, title):
    number = list(WRONG).index(title)
    earned = {name for name, points in course.scores(f"wrong{number:02}").items() if points}
    assert earned == set()
