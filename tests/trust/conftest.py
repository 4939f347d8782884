"""Courses of a few cells, for the tests of the trust rule."""

import pytest
from tiny_course import Course


@pytest.fixture(scope="session")
def make_course(tmp_path_factory):
    return lambda config="": Course(tmp_path_factory.mktemp("course"), config)
