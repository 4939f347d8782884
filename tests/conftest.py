"""Fixtures that several tests share, and the order of the files."""

import pytest
from browser import page  # noqa: F401  a fixture
from courses import new_course

# They take minutes each, so they come first: at the end no worker waits long for another.
LONG = (
    "trust/test_nbgrader.py",
    "scale/test_resume.py",
    "test_answers.py",
    "scale/test_postgres.py",
    "trust/test_execute.py",
    "test_explore.py",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of its own for the tests of one file."""
    return new_course(tmp_path_factory.mktemp("course"))
