"""Half of the runs of the matrix are every pair of an attack or a test, a machine, and a user."""

import itertools

import pytest
import test_sandbox
from machines import MACHINES, USERS, pairs

MATRICES = {
    "attacks": test_sandbox.MATRIX,
    "ends": test_sandbox.ENDS,
    "tests": [(number, *pair) for number in (3, 4) for pair in pairs(number, range(5))],
}


@pytest.mark.parametrize("name", MATRICES)
def test_each_two_values_meet(name):
    for one, other in itertools.combinations(zip(*MATRICES[name], strict=True), 2):
        assert set(zip(one, other, strict=True)) == set(itertools.product(one, other))


def test_each_attack_meets_all_walls_and_the_fewest():
    fewest = "no namespaces", USERS[-1]
    for attack in test_sandbox.ATTACKS:
        assert {(attack, "namespaces", USERS[0]), (attack, *fewest)} <= set(test_sandbox.MATRIX)
    assert list(MACHINES) == ["namespaces", "no namespaces"]
