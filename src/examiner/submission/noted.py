"""What the examiner notes of each submission in the gradebook's database: what was wrong with it, and what it took.

Two tables beside nbgrader's own, made when the first note is. They lean on none of nbgrader's, so that it removes a
student or a submission as ever: a note of one that is gone counts for nothing.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Column, Connection, Float, MetaData, String, Table, Text, create_engine, inspect, select

from ..errors import printable

Row = tuple[str, str, str, str]
NAME = 128  # characters, as in nbgrader's own tables
METADATA = MetaData()
# seconds: of CPU time that the student's process used, where it is known.
SUBMISSIONS = Table(
    "examiner_submission",
    METADATA,
    Column("assignment", String(NAME), primary_key=True),
    Column("student", String(NAME), primary_key=True),
    Column("seconds", Float),
)
DIAGNOSES = Table(
    "examiner_diagnosis",
    METADATA,
    Column("assignment", String(NAME), primary_key=True),
    Column("student", String(NAME), primary_key=True),
    Column("notebook", String(NAME), primary_key=True),
    Column("cell", String(NAME), primary_key=True),
    Column("exercise", String(NAME), nullable=False),
    Column("kind", String(NAME), nullable=False),
    Column("sentence", Text, nullable=False),
)


def note(
    connection: Connection,
    assignment: str,
    student: str,
    found: Mapping[str, Iterable[Row]],
    seconds: float | None = None,
) -> None:
    """Note what is wrong in a graded submission, by the name of the notebook, in place of what was noted of it.

    found: the fields of each Diagnosis. seconds: of CPU time.
    """
    METADATA.create_all(connection)
    which = {"assignment": assignment, "student": student}
    connection.execute(SUBMISSIONS.delete().where(*_are(SUBMISSIONS, which)))
    connection.execute(SUBMISSIONS.insert(), which | {"seconds": seconds})
    for notebook, diagnoses in found.items():
        which = {"assignment": assignment, "student": student, "notebook": notebook}
        connection.execute(DIAGNOSES.delete().where(*_are(DIAGNOSES, which)))
        rows = {
            cell: which | {"cell": cell, "exercise": exercise, "kind": kind, "sentence": printable(sentence)}
            for cell, exercise, kind, sentence in diagnoses
        }
        if rows:
            connection.execute(DIAGNOSES.insert(), list(rows.values()))


def _are(table: Table, values: Mapping[str, str]) -> list:
    return [table.c[name] == value for name, value in values.items()]


def note_at(url: str, assignment: str, student: str, found: Mapping[str, Iterable[Row]]) -> None:
    """As `note`, in the gradebook at a URL."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            note(connection, assignment, student, found)
    finally:
        engine.dispose()


def noted(connection: Connection, assignment: str) -> tuple[dict[str, float | None], list[tuple]]:
    """Return ({student: seconds}, [(student, notebook, *Diagnosis)]) of an assignment."""
    if not inspect(connection).has_table(SUBMISSIONS.name):
        return {}, []
    submissions = select(SUBMISSIONS.c.student, SUBMISSIONS.c.seconds).where(SUBMISSIONS.c.assignment == assignment)
    columns = DIAGNOSES.c["student", "notebook", "cell", "exercise", "kind", "sentence"]
    diagnoses = select(*columns).where(DIAGNOSES.c.assignment == assignment).order_by(*columns)
    known = {row.student: row.seconds for row in connection.execute(submissions)}
    return known, [tuple(row) for row in connection.execute(diagnoses)]
