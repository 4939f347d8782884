# %% construct locked constants and helpers
# %% locked
import numpy as np
G = 9.81
def approx(a, b, tol=1e-6):
    return abs(a - b) < tol
# %% answer
def fall(t):
    return G * t**2 / 2
# %% wrong
def fall(t):
    return 0
# %% test
assert approx(fall(2), G * 2)

# %% construct a locked class
# %% locked
class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right
    def __eq__(self, other):
        return isinstance(other, Node) and vars(self) == vars(other)
# %% answer
def insert(tree, value):
    if tree is None:
        return Node(value)
    if value < tree.value:
        tree.left = insert(tree.left, value)
    else:
        tree.right = insert(tree.right, value)
    return tree
def depth(tree):
    return 0 if tree is None else 1 + max(depth(tree.left), depth(tree.right))
# %% wrong
def insert(tree, value):
    return None
def depth(tree):
    return 0
# %% test
tree = insert(insert(None, 3), 1)
assert tree.left.value == 1 and isinstance(tree, Node)
assert tree == Node(3, Node(1))
# %% test
assert depth(Node(1, Node(2, Node(3)))) == 3

# %% construct a locked enum, a locked dataclass, a locked namedtuple
# %% locked
import enum, dataclasses, collections
class Suit(enum.Enum):
    HEARTS = "h"
    SPADES = "s"
@dataclasses.dataclass
class Card:
    suit: Suit
    rank: int
Score = collections.namedtuple("Score", "name points")
# %% answer
def best(cards):
    return max(cards, key=lambda card: card.rank)
def suit_of(card):
    return card.suit
def score(card):
    return Score("you", card.rank)
# %% wrong
def best(cards):
    return None
def suit_of(card):
    return None
def score(card):
    return None
# %% test
assert best([Card(Suit.HEARTS, 2), Card(Suit.SPADES, 9)]) == Card(Suit.SPADES, 9)
# %% test
assert suit_of(Card(Suit.HEARTS, 2)) is Suit.HEARTS
# %% test
assert isinstance(score(Card(Suit.HEARTS, 2)), Score) and score(Card(Suit.HEARTS, 2)).points == 2

# %% construct a locked dict that answers are written into
# %% locked
answers = {}
# %% answer
answers["a"] = 3
# %% wrong
answers["a"] = 4
# %% test
assert answers["a"] == 3

# %% construct a locked data frame
# %% locked
import pandas as pd
people = pd.DataFrame({"age": [30, 40], "name": ["a", "b"]})
# %% answer
oldest = people.loc[people.age.idxmax(), "name"]
# %% wrong
oldest = "a"
# %% test
assert oldest == people.sort_values("age").name.iloc[-1]

# %% construct a helper module beside the notebook
# %% locked
from course_utilities import close
# %% answer
import course_utilities
def half(x):
    return x / 2
def is_close(a, b):
    return course_utilities.close(a, b)
# %% wrong
def half(x):
    return x
def is_close(a, b):
    return None
# %% test
assert close(half(1), 0.5)
# %% test
from course_utilities import close as near
assert near(half(3), 1.5) and is_close(1, 1)

# %% construct a helper module that keeps what an answer did
# %% why its functions are called in the student's process
# %% answer
from course_utilities import is_lit, light
light(3)
# %% wrong
from course_utilities import is_lit, light
light(4)
# %% test
assert is_lit(3) and not is_lit(4)

# %% construct state that a test leaves for an answer
# %% why the released part of the test runs in the student's process too
# %% answer
def load_all():
    return [1, 2, 3]
# %% wrong
def load_all():
    return []
# %% test
import statistics
loaded = load_all()
assert len(loaded) == 3
# %% answer
average = statistics.mean(loaded)
# %% wrong
average = 0
# %% test
assert average == 2

# %% construct a test that uses a helper of an earlier test
# %% answer
def square(x):
    return x * x
def cube(x):
    return x**3
# %% wrong
def square(x):
    return x
def cube(x):
    return x
# %% test
def check_all(f, pairs):
    for x, y in pairs:
        assert f(x) == y, (x, f(x), y)
check_all(square, [(2, 4), (3, 9)])
# %% test
check_all(cube, [(2, 8)])

# %% construct unittest in a test
# %% answer
def divide(a, b):
    return a / b
# %% wrong
def divide(a, b):
    return 0
# %% test
import unittest
class DivideTest(unittest.TestCase):
    def test_values(self):
        self.assertAlmostEqual(divide(1, 3), 0.3333333, places=5)
        self.assertIsInstance(divide(4, 2), float)
    def test_zero(self):
        with self.assertRaises(ZeroDivisionError):
            divide(1, 0)
result = unittest.TextTestRunner(stream=__import__("io").StringIO()).run(
    unittest.defaultTestLoader.loadTestsFromTestCase(DivideTest)
)
assert result.wasSuccessful()

# %% construct partial credit
# %% answer
def three_parts():
    return [1, 2, 3]
# %% wrong
def three_parts():
    return [0, 0, 0]
# %% test
parts = three_parts()
sum(a == b for a, b in zip(parts, [1, 2, 3])) / 3

# %% construct nose-like and numpy assertions
# %% answer
import numpy as np
def normalise(v):
    return np.asarray(v) / np.linalg.norm(v)
# %% wrong
def normalise(v):
    return v
# %% test
import numpy as np
np.testing.assert_allclose(normalise([3.0, 4.0]), [0.6, 0.8])
np.testing.assert_array_almost_equal(normalise(np.array([0.0, 2.0])), [0, 1])

# %% construct a variable of a plain cell
# %% plain
samples = list(range(10))
# %% answer
def middle(values):
    return sorted(values)[len(values) // 2]
# %% wrong
def middle(values):
    return None
# %% test
assert middle(samples) == 5

# %% construct a test that deletes and redefines
# %% answer
def area_of(r):
    return 3 * r * r
# %% wrong
def area_of(r):
    return 0
# %% test
result_of = area_of(2)
assert result_of == 12
del result_of

# %% construct an answer that reads a name of the test's
# %% why the name is lent to each call, because the instructor's answer reads it
# %% answer
def times_k(x):
    return x * k_of_test
# %% wrong
def times_k(x):
    return x
# %% test
k_of_test = 3
assert times_k(2) == 6
# %% test
k_of_test = 4
assert times_k(2) == 8
