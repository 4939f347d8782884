# %% construct a callback that keeps what it is given
# %% why a function that the test hands over is called in the test's process
# %% answer
def visit(items, action):
    for item in items:
        action(item)
# %% wrong
def visit(items, action):
    pass
# %% test
seen = []
visit([1, 2, 3], seen.append)
assert seen == [1, 2, 3]
# %% test
count = {"n": 0}
def counted(x):
    count["n"] += 1
visit("abcd", counted)
assert count["n"] == 4
# %% test
def make():
    n = 0
    def bump(_):
        nonlocal n
        n += 1
    return bump, lambda: n
bump, total = make()
visit([1, 2], bump)
assert total() == 2

# %% construct a mock as an argument
# %% why a mock is called in the test's process
# %% answer
def notify(users, send):
    for user in users:
        send(user, subject="hi")
# %% wrong
def notify(users, send):
    return None
# %% test
from unittest.mock import Mock
send = Mock()
notify(["a", "b"], send)
assert send.call_count == 2
send.assert_called_with("b", subject="hi")

# %% construct a patched input
# %% why what the test patches is patched in the student's process for each call
# %% answer
def ask_age():
    return int(input("age? "))
# %% wrong
def ask_age():
    return 7
# %% test
from unittest.mock import patch
with patch("builtins.input", return_value="42"):
    assert ask_age() == 42
# %% test
import builtins
replies = iter(["1", "2"])
before, builtins.input = builtins.input, lambda prompt="": next(replies)
try:
    assert ask_age() + ask_age() == 3
finally:
    builtins.input = before

# %% construct a patched print
# %% why what the test patches is patched in the student's process for each call
# %% answer
def shout(text):
    print(text.upper())
# %% wrong
def shout(text):
    pass
# %% test
from unittest.mock import patch
with patch("builtins.print") as printed:
    shout("hey")
printed.assert_called_once_with("HEY")

# %% construct a helper of the student's that a test replaces
# %% why a name that the test rebinds is rebound in the student's process for each call
# %% answer
def fetch_temperature():
    return 20
def is_warm():
    return fetch_temperature() > 15
# %% wrong
def fetch_temperature():
    return 20
def is_warm():
    return True
# %% test
from unittest.mock import patch
with patch("__main__.fetch_temperature", return_value=3):
    assert not is_warm()
assert is_warm()
# %% test
kept = fetch_temperature
fetch_temperature = lambda: 1
assert not is_warm()
fetch_temperature = kept

# %% construct an answer that is counted when it calls itself
# %% why a name that the test rebinds is rebound in the student's process for each call
# %% answer
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
# %% wrong
def fib(n):
    return 0
# %% test
original, tally = fib, []
def fib(n):
    tally.append(n)
    return original(n)
assert fib(4) == 3 and len(tally) == 9
fib = original

# %% construct a function of the test's called often
# %% answer
def newton(f, df, x, steps=20):
    for _ in range(steps):
        x = x - f(x) / df(x)
    return x
# %% wrong
def newton(f, df, x, steps=20):
    return x
# %% test
assert abs(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0) - 2**0.5) < 1e-9

# %% construct random numbers that a test seeds or patches
# %% why seeds travel with each call; what the test patches is patched there
# %% answer
import random
def roll():
    return random.randint(1, 6)
# %% wrong
import random
def roll():
    return 0
# %% test
import random
random.seed(3)
expected = random.randint(1, 6)
random.seed(3)
assert roll() == expected
# %% test
from unittest.mock import patch
with patch("random.randint", return_value=4):
    assert roll() == 4
