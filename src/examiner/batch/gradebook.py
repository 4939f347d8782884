"""The gradebook: opened for a run, waited for while another process holds it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import nbgrader
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, event, inspect
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from ..errors import ExaminerError

T = TypeVar("T")

# SQLite: busy, locked. PostgreSQL: serialization failure, deadlock, lock not available.
HELD = {"SQLITE_BUSY", "SQLITE_LOCKED", "40001", "40P01", "55P03"}


def open_gradebook(coursedir: CourseDirectory, tell: Callable[[str], object] = print) -> Gradebook:
    """Return the course's Gradebook, which must be there already.

    Raises ExaminerError where there is none, or one of another version of nbgrader.
    """
    url = make_url(coursedir.db_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise ExaminerError(f"There is no gradebook at {url.database}. nbgrader generate_assignment makes one.")
    engine = create_engine(url)
    try:
        patiently(check_schema, engine, url, tell=tell)
    finally:
        engine.dispose()
    gradebook = patiently(Gradebook, coursedir.db_url, coursedir.course_id, tell=tell)
    if url.get_backend_name() == "sqlite":
        gradebook.close()
        event.listen(gradebook.engine, "connect", _leave_transactions_to_us)
        event.listen(gradebook.engine, "begin", _begin)
    return gradebook


def _leave_transactions_to_us(connection, _):
    connection.isolation_level = None


def _begin(connection):
    # At once for writing: what is read inside of it is what is there when it is written.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def check_schema(engine: Engine, url: URL) -> None:
    """Raise ExaminerError if the gradebook is not of the schema of the nbgrader that is installed."""
    place = url.database or str(url)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return
        context = MigrationContext.configure(connection)
        found = context.get_current_revision() if "alembic_version" in tables else None
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    scripts = ScriptDirectory.from_config(config)
    if found == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if found is None or found in known:
        raise ExaminerError(
            f"The gradebook {place} was made by an older nbgrader. Copy it to a safe place, then: nbgrader db upgrade"
        )
    raise ExaminerError(f"The gradebook {place} was made by a newer nbgrader: install that one here too.")


def patiently(action: Callable[..., T], *args: Any, tell: Callable[[str], object] = print) -> T:
    """Return `action(*args)`, tried again as long as another process holds the gradebook.

    Raises ExaminerError for any other trouble with the database.
    """
    told = False
    while True:
        try:
            return action(*args)
        except OperationalError as error:
            if not _held(error):
                raise ExaminerError(_trouble(error)) from error
            if not told:
                tell("Another process holds the gradebook. Waiting for it ...")
            told = True
        except DBAPIError as error:
            raise ExaminerError(_trouble(error)) from error


def reading(gradebook: Gradebook, action: Callable[..., T], *args: Any, tell: Callable[[str], object] = print) -> T:
    """Return `action(*args)`, which reads the gradebook, as `patiently` does; nothing stays held afterwards."""

    def read():
        try:
            return action(*args)
        finally:
            gradebook.db.rollback()

    return patiently(read, tell=tell)


def _held(error):
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
    return name in HELD or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _trouble(error):
    return (
        f"The gradebook cannot be used: {error.orig}. What was graded so far is kept; mend this and run it again. "
        "(If nbgrader was upgraded: copy the gradebook to a safe place, then nbgrader db upgrade.)"
    )
