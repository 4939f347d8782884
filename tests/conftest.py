"""Fixtures that several tests share, and the order of the files."""

import pytest
from browser import page  # noqa: F401  a fixture
from courses import bare_course, lab_course

# They take minutes each, so they come first: at the end no worker waits long for another.
LONG = (
    "submission/test_nbgrader.py",
    "batch/test_resume.py",
    "labs/test_bank.py",
    "batch/test_postgres.py",
    "submission/test_execute.py",
    "descent/test_explore.py",
)


def pytest_addoption(parser):
    parser.addoption(
        "--times", type=int, default=1, help="How often a class is graded, on a quiet machine and a busy one."
    )


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with all labs for the tests of one file."""
    return lab_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def make_course(tmp_path_factory):
    """Make a course of a few cells."""
    return lambda config="": bare_course(tmp_path_factory.mktemp("course"), config)
