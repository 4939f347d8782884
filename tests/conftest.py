"""Fixtures that several tests share."""

import pytest
from browser import page  # noqa: F401  a fixture
from courses import new_course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of its own for the tests of one file."""
    return new_course(tmp_path_factory.mktemp("course"))
