"""The machines and the users on which the sandbox is tried, and which tests meet which of them."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

from examiner.sandbox import guard

HERE = Path(__file__).parent
SOURCES = str(Path(guard.__file__).parents[2])
NOBODY = "54321"
USERS = ["root", "ordinary user"] if os.name == "posix" and os.geteuid() == 0 else ["this user"]
# All walls, and those that are left where a machine has no namespaces.
MACHINES = {"namespaces": [], "no namespaces": ["namespaces"]}


def pairs(number, machines=tuple(MACHINES)):
    """Return the [(machine, user)] on which the test with this number runs: each machine once, with users in turn.

    Each test meets each machine and each user, and from test to test each machine meets each user. That is every pair
    of values in half of the runs: what a wall lets through it lets through because of what is tried, the machine or
    the user, or because two of these meet.

    For number 0, root has all walls and an ordinary user, who can be given no other user id, the fewest.
    """
    return list(zip(machines, itertools.islice(itertools.cycle(USERS), number % len(USERS), None), strict=False))


def as_user(user, *command):
    """Run a Python program as `user` and return what it printed."""
    if user == "ordinary user":
        command = (HERE / "ordinary_user.py", NOBODY, sys.executable, *command)
    environment = os.environ | {"PYTHONPATH": SOURCES, "HOME": "/nonexistent"}
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
