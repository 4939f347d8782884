"""A warm parent forks kernels that know nothing of each other and are gone when nobody wants them any more."""

import json
import sys

import pytest
from machines import HERE, USERS, as_user

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
]


@pytest.fixture(scope="module", params=USERS)
def came(request):
    """What came of two kernels of one warm parent (`warm.py`)."""
    return json.loads(as_user(request.param, HERE.parent / "processes" / "warm.py"))


def test_what_is_forked_is_a_kernel_and_its_guard_who_end_when_told(came):
    assert came["forked"] == 2 * 2
    assert came["kinds"] == ["status", "execute_input", "display_data", "status"]
    assert came["status"] == 137


def test_two_kernels_of_one_parent_share_no_file_no_name_and_no_random_numbers(came):
    file, name, number = came["look"].split()
    assert (file, name) == ("False", "False")
    assert number != came["mark"].strip()


def test_a_parent_lives_when_a_kernel_ends_and_a_kernel_when_its_parent_does(came):
    assert not any(came["died"])
    assert all(came["killed"])
    assert came["alone"] == "1\n"


def test_a_kernel_whose_parent_died_ends_with_its_line(came):
    assert came["left"] == 0
