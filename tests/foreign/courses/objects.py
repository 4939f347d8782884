# %% construct a class with operators
# %% answer
class Vec:
    dim = 2
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)
    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __eq__(self, other):
        return isinstance(other, Vec) and (self.x, self.y) == (other.x, other.y)
    def __repr__(self):
        return f"Vec({self.x}, {self.y})"
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return (self.x, self.y)[i]
    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5
    def __neg__(self):
        return Vec(-self.x, -self.y)
    def __bool__(self):
        return bool(self.x or self.y)
# %% wrong
class Vec:
    dim = 3
    def __init__(self, x, y):
        self.x, self.y = y, x
# %% test
assert Vec(1, 2) + Vec(3, 4) == Vec(4, 6)
assert Vec(1, 2).x == 1 and Vec.dim == 2
# %% test
assert 2 * Vec(1, 2) == Vec(1, 2) * 2 == Vec(2, 4)
assert Vec(1, 2) != Vec(1, 3)
# %% test
assert repr(Vec(1, 2)) == "Vec(1, 2)" and len(Vec(1, 2)) == 2
assert list(Vec(1, 2)) == [1, 2] and 2 in Vec(1, 2)
# %% test
assert abs(Vec(3, 4)) == 5 and -Vec(1, 2) == Vec(-1, -2)
assert Vec(1, 0) and not Vec(0, 0)
# %% test
v = Vec(1, 2)
assert isinstance(v, Vec) and type(v) is Vec and type(v) == Vec
# %% test
v.x = 7
assert v.x == 7 and v == Vec(7, 2)
assert v in [Vec(0, 0), v]

# %% construct comparison with numbers and order
# %% answer
import functools
@functools.total_ordering
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __eq__(self, other):
        return self.cents == getattr(other, "cents", other)
    def __lt__(self, other):
        return self.cents < getattr(other, "cents", other)
    def __hash__(self):
        return hash(self.cents)
    def __float__(self):
        return self.cents / 100
    def __add__(self, other):
        return Money(self.cents + getattr(other, "cents", other))
# %% wrong
class Money:
    def __init__(self, cents):
        self.cents = 0
# %% test
assert Money(3) < Money(5) and Money(3) <= Money(3)
assert sorted([Money(5), Money(3)])[0].cents == 3
# %% test
assert Money(3) == 3 and Money(3) < 4
# %% test
assert float(Money(250)) == 2.5 and (Money(1) + 2).cents == 3
# %% test
assert max(Money(1), Money(9)).cents == 9 and len({Money(1), Money(1)}) == 1

# %% construct inheritance and isinstance
# %% answer
class Shape:
    def area(self):
        raise NotImplementedError
class Square(Shape):
    """A square."""
    sides = 4
    def __init__(self, a):
        self.a = a
    def area(self):
        return self.a**2
# %% wrong
class Shape:
    pass
class Square:
    sides = 3
# %% test
assert issubclass(Square, Shape) and isinstance(Square(2), Shape)
assert Square(2).area() == 4
# %% test
assert Square.__doc__ and Square.__name__ == "Square" and Square.__bases__ == (Shape,)
# %% test
assert hasattr(Square(1), "area") and not hasattr(Square(1), "radius")
assert "area" in dir(Square) and vars(Square(3)) == {"a": 3}
# %% test
assert Square(1).__class__.__name__ == "Square" and Square(1).__dict__ == {"a": 1}

# %% construct a class that a test makes a subclass of
# %% answer
class Base:
    def __init__(self, n):
        self.n = n
    def double(self):
        return self.value() * 2
    def value(self):
        return self.n
# %% wrong
class Base:
    def __init__(self, n):
        self.n = n
# %% test
class Derived(Base):
    def value(self):
        return super().value() + 1
assert Derived(3).double() == 8

# %% construct a student's exception
# %% why classes of exceptions have a class of the same name and ancestry in the test
# %% answer
class TooLittleError(ValueError):
    pass
def withdraw(balance, amount):
    if amount > balance:
        raise TooLittleError("not enough")
    return balance - amount
# %% wrong
class TooLittleError(Exception):
    pass
def withdraw(balance, amount):
    return balance - amount
# %% test
try:
    withdraw(1, 2)
except TooLittleError as error:
    assert "enough" in str(error)
else:
    raise AssertionError("no error")
# %% test
assert issubclass(TooLittleError, ValueError)
# %% test
import unittest
with unittest.TestCase().assertRaises(TooLittleError):
    withdraw(1, 2)

# %% construct context managers
# %% answer
import contextlib
class Opened:
    def __init__(self):
        self.log = []
    def __enter__(self):
        self.log.append("in")
        return self
    def __exit__(self, kind, error, trace):
        self.log.append("out")
        return kind is KeyError
@contextlib.contextmanager
def tagged(log):
    log.append("<")
    yield 5
    log.append(">")
# %% wrong
class Opened:
    log = []
def tagged(log):
    return None
# %% test
with Opened() as opened:
    opened.log.append("work")
assert opened.log[0] == "in" and opened.log[-1] == "out"
# %% test
with Opened():
    raise KeyError("swallowed")
# %% test
with tagged([]) as five:
    assert five == 5

# %% construct generators and iterators
# %% answer
def countdown(n):
    while n:
        yield n
        n -= 1
class Chars:
    def __init__(self, text):
        self.text = text
    def __iter__(self):
        return iter(self.text)
    def __contains__(self, c):
        return c in self.text
# %% wrong
def countdown(n):
    return []
class Chars:
    pass
# %% test
import types
assert list(countdown(3)) == [3, 2, 1] and next(countdown(5)) == 5
assert isinstance(countdown(1), types.GeneratorType)
# %% test
import inspect
assert inspect.isgeneratorfunction(countdown)
# %% test
assert sum(countdown(4)) == 10 and [a + b for a, b in zip(countdown(2), countdown(2))] == [4, 2]
# %% test
assert list(Chars("ab")) == ["a", "b"] and "a" in Chars("ab") and "z" not in Chars("ab")
assert hasattr(Chars("a"), "__iter__") and not hasattr(Chars("a"), "__len__")

# %% construct decorators applied by the test
# %% why a function that the test hands over is called in the test's process
# %% answer
import functools
def twice(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(f(*args))
    return wrapper
def memoize(f):
    cache = {}
    def wrapper(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]
    return wrapper
# %% wrong
def twice(f):
    return f
def memoize(f):
    return f
# %% test
@twice
def plus_one(x):
    "adds one"
    return x + 1
assert plus_one(1) == 3 and plus_one.__name__ == "plus_one" and plus_one.__doc__ == "adds one"
# %% test
calls = []
@memoize
def slow(n):
    calls.append(n)
    return n * n
assert slow(3) == slow(3) == 9 and calls == [3]

# %% construct docstrings, signatures, sources
# %% why asked for in the student's process
# %% answer
def documented(a, b=2, *rest, c: int = 3) -> float:
    """Adds things."""
    total = a + b
    for r in rest:
        total += r
    return total + c
# %% wrong
def documented(a):
    return a
# %% test
assert documented.__doc__
# %% test
import inspect
assert list(inspect.signature(documented).parameters) == ["a", "b", "rest", "c"]
assert inspect.signature(documented).parameters["b"].default == 2
# %% test
assert inspect.getfullargspec(documented).args == ["a", "b"]
assert documented.__annotations__["return"] is float and documented.__defaults__ == (2,)
# %% test
assert "for " in inspect.getsource(documented)
assert "Adds" in inspect.getdoc(documented)
# %% test
assert documented.__name__ == "documented" and callable(documented) and inspect.isfunction(documented)
assert documented.__code__.co_argcount == 2

# %% construct an object compared with itself
# %% answer
class Single:
    made = None
    def __new__(cls):
        if cls.made is None:
            cls.made = super().__new__(cls)
        return cls.made
def same(x):
    return x
# %% wrong
class Single:
    pass
def same(x):
    return list(x)
# %% test
assert Single() is Single()
# %% test
thing = Single()
thing.tag = "t"
assert same(thing) is thing and Single().tag == "t"

# %% construct properties and static methods
# %% answer
class Circle:
    count = 0
    def __init__(self, r):
        self._r = r
        Circle.count += 1
    @property
    def r(self):
        return self._r
    @r.setter
    def r(self, value):
        if value < 0:
            raise ValueError("negative")
        self._r = value
    @classmethod
    def unit(cls):
        return cls(1)
    @staticmethod
    def pi():
        return 3.14
# %% wrong
class Circle:
    def __init__(self, r):
        self.r = 0
# %% test
circle = Circle(2)
circle.r = 5
assert circle.r == 5 and Circle.unit().r == 1 and Circle.pi() == 3.14
# %% test
try:
    circle.r = -1
except ValueError:
    pass
else:
    raise AssertionError("negative radius")
# %% test
before = Circle.count
Circle(3)
assert Circle.count == before + 1

# %% construct dataclasses and enums of the student's own
# %% answer
import dataclasses, enum
@dataclasses.dataclass
class Item:
    name: str
    price: float = 1.0
    tags: list = dataclasses.field(default_factory=list)
class Light(enum.Enum):
    RED = 1
    GREEN = 2
    def after(self):
        return Light.GREEN if self is Light.RED else Light.RED
# %% wrong
class Item:
    def __init__(self, name, price=0):
        pass
class Light:
    RED = 1
# %% test
assert Item("a") == Item("a", 1.0) and Item("a").price == 1.0
assert repr(Item("a")) == "Item(name='a', price=1.0, tags=[])"
# %% test
import dataclasses
assert dataclasses.is_dataclass(Item) and dataclasses.asdict(Item("b")) == {"name": "b", "price": 1.0, "tags": []}
# %% test
assert Light.RED.after() is Light.GREEN and Light.RED.value == 1 and Light["GREEN"].name == "GREEN"
assert len(Light) == 2 and Light(1) is Light.RED and [m.name for m in Light] == ["RED", "GREEN"]

# %% construct linked structures
# %% answer
class ListNode:
    def __init__(self, value, next=None):
        self.value, self.next = value, next
def linked(values):
    head = None
    for value in reversed(values):
        head = ListNode(value, head)
    return head
# %% wrong
class ListNode:
    pass
def linked(values):
    return values
# %% test
node, found = linked([1, 2, 3]), []
while node is not None:
    found.append(node.value)
    node = node.next
assert found == [1, 2, 3]
assert linked([]) == None and linked([1]).next is None
assert type(linked([1])).__name__ == "ListNode"

# %% construct estimators of scikit-learn
# %% answer
import numpy as np
from sklearn.linear_model import LinearRegression
def fit_line(x, y):
    return LinearRegression().fit(x, y)
# %% wrong
def fit_line(x, y):
    return None
# %% test
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.base import BaseEstimator
fitted = fit_line(np.array([[0.0], [1.0]]), np.array([1.0, 3.0]))
assert isinstance(fitted, LinearRegression) and isinstance(fitted, BaseEstimator)
assert np.allclose(fitted.coef_, 2) and np.isclose(fitted.intercept_, 1)
# %% test
assert type(fitted) == LinearRegression
assert np.allclose(fitted.predict([[2.0]]), 5)

# %% construct axes and figures
# %% answer
import matplotlib.pyplot as plt
def draw(x, y):
    fig, ax = plt.subplots()
    ax.plot(x, y, "r--", label="line")
    ax.set_xlabel("time")
    ax.set_title("A title")
    ax.legend()
    return ax
# %% wrong
def draw(x, y):
    return None
# %% test
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
ax = draw([0, 1], [2, 3])
assert isinstance(ax, plt.Axes) and isinstance(ax, Axes)
assert ax.get_xlabel() == "time" and ax.get_title() == "A title"
# %% test
line = ax.get_lines()[0]
assert line.get_xdata().tolist() == [0, 1] and line.get_color() == "r"
assert len(ax.lines) == 1 and ax.get_legend() is not None

# %% construct symbolic expressions
# %% answer
import sympy
t = sympy.symbols("t")
expr = t**2 + 2 * t
slope = sympy.diff(expr, t)
# %% wrong
import sympy
t = sympy.symbols("t")
expr = t
slope = t
# %% test
import sympy
assert slope == 2 * t + 2
# %% test
assert sympy.simplify(slope - 2 * t - 2) == 0
# %% test
assert expr.subs(t, 2) == 8 and float(expr.subs(t, 1)) == 3.0

# %% construct functions that are returned
# %% answer
def adder(n):
    def add(x):
        return x + n
    return add
def compose(*functions):
    def run(x):
        for f in functions:
            x = f(x)
        return x
    return run
# %% wrong
def adder(n):
    return lambda x: x
def compose(*functions):
    return lambda x: x
# %% test
assert adder(3)(4) == 7 and list(map(adder(1), [1, 2])) == [2, 3]
# %% test
assert compose(adder(1), lambda x: x * 2)(3) == 8
