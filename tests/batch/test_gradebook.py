"""A gradebook is waited for while another process holds it; one that cannot be used is named, with the way out."""

import sqlite3

import pytest
from courses import bare_course
from runs import CELLS
from sqlalchemy.exc import IntegrityError, OperationalError

from examiner.batch.gradebook import open_gradebook, patiently, reading
from examiner.errors import ExaminerError


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    course = bare_course(tmp_path_factory.mktemp("gradebook") / "course")
    course.assign(*CELLS)
    return course


@pytest.fixture
def course(whole, tmp_path):
    return whole.copy(tmp_path / "course")


def trouble(name, kind=OperationalError, **fields):
    """An error of SQLAlchemy's around one of the database's."""
    error = sqlite3.OperationalError(name)
    vars(error).update(fields)
    return kind("statement", {}, error)


def action_with(*errors):
    """Return an action that raises these errors, one a call, and then returns."""
    left = list(errors)

    def action(value):
        if left:
            raise left.pop(0)
        return value

    return action


HELD = [
    {"sqlite_errorname": "SQLITE_BUSY"},
    {"sqlite_errorname": "SQLITE_BUSY_SNAPSHOT"},
    {"sqlite_errorname": "SQLITE_LOCKED_SHAREDCACHE"},
    {"sqlstate": "40001"},
    {"sqlstate": "40P01"},
    {"sqlstate": "55P03"},
]


@pytest.mark.parametrize("fields", HELD, ids=lambda fields: next(iter(fields.values())))
def test_a_gradebook_that_is_held_is_waited_for_and_that_is_said_once(fields):
    said, held = [], [trouble("held", **fields) for _ in range(3)]
    assert patiently(action_with(*held), 7, tell=said.append) == 7
    assert said == ["Another process holds the gradebook. Waiting for it ..."]


@pytest.mark.parametrize(
    "error",
    [
        trouble("disk full", sqlite_errorname="SQLITE_FULL"),
        trouble("read-only", sqlite_errorname="SQLITE_READONLY"),
        trouble("no such table"),
        trouble("unique", IntegrityError),
    ],
    ids=str,
)
def test_other_trouble_is_told_and_not_waited_for(error):
    with pytest.raises(ExaminerError, match=r"The gradebook cannot be used: .*What was graded so far is kept"):
        patiently(action_with(error), 7)


def test_what_another_process_really_holds_is_waited_for_and_nothing_stays_held(course):
    holder, said = sqlite3.connect(course.root / "gradebook.db", isolation_level=None), []
    coursedir = course.api().coursedir
    coursedir.db_url += "?timeout=0.1"  # SQLite would wait by itself for 5 s

    def let_go(text):
        said.append(text)
        holder.execute("rollback")

    with open_gradebook(coursedir) as gradebook:
        holder.execute("begin exclusive")
        assert reading(gradebook, lambda: [a.name for a in gradebook.assignments], tell=let_go) == ["ps"]
        holder.execute("begin exclusive")
        holder.execute("rollback")
    assert len(said) == 1


def version(course, number):
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("update alembic_version set version_num = ?", [number])


def test_there_must_be_a_gradebook(tmp_path):
    course = bare_course(tmp_path)
    with pytest.raises(ExaminerError, match=r"no gradebook at .*gradebook\.db.*generate_assignment"):
        open_gradebook(course.api().coursedir)
    assert not (tmp_path / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("number", "told"), [("724cde206c17", "older nbgrader.*nbgrader db upgrade"), ("of a later time", "newer nbgrader")]
)
def test_a_gradebook_of_another_version_is_named_and_not_touched(course, number, told):
    version(course, number)
    before = (course.root / "gradebook.db").read_bytes()
    with pytest.raises(ExaminerError, match=rf"gradebook\.db was made by an? {told}"):
        open_gradebook(course.api().coursedir)
    assert (course.root / "gradebook.db").read_bytes() == before


def test_a_file_that_is_no_database_is_named(course):
    (course.root / "gradebook.db").write_bytes(b"not a database " * 100)
    with pytest.raises(ExaminerError, match="The gradebook cannot be used: file is not a database"):
        open_gradebook(course.api().coursedir)
