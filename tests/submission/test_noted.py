"""What was wrong in a submission is stored with its points, in any database, and anew when it is graded again."""

import contextlib
import sqlite3

import classes_with_mistakes as made
import postgres
import pytest
from classes import rows
from runs import begun
from sqlalchemy import create_engine

from examiner.notebook.diagnoses import Diagnosis
from examiner.submission.noted import note, noted

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
WRONG = Diagnosis("double_values", "double", "factor", "the factor 2 is missing")
ODD = Diagnosis("triple_values", "triple", "raised an error", "raised E: \x00 \x1b[31m \ud800 é\nx" + "y" * 1000)
TABLES = ("examiner_submission", "examiner_diagnosis")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/gradebook.db"
        elif postgres.programs():
            url = stack.enter_context(postgres.server())
        else:
            pytest.skip("PostgreSQL (initdb) is not installed")
        made = create_engine(url)
        stack.callback(made.dispose)
        yield made


def test_notes_are_read_as_they_were_made_and_replaced_when_made_again(engine):
    with engine.begin() as connection:
        assert noted(connection, "ps") == ({}, [])
        note(connection, "ps", "ada", {"nb": [WRONG, ODD]}, 1.5)
        note(connection, "ps", "ben", {"nb": []})
        note(connection, "other", "ada", {"nb": [WRONG]})
    with engine.begin() as connection:
        submissions, found = noted(connection, "ps")
        assert submissions == {"ada": 1.5, "ben": None}
        assert found[0] == ("ada", "nb", *WRONG)
        assert found[1][-1].startswith("raised E: \\x00 \\x1b[31m \\ud800 é\\nxy")
        note(connection, "ps", "ada", {"nb": [WRONG]})
        assert noted(connection, "ps")[1] == [("ada", "nb", *WRONG)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    course = made.course_of(tmp_path_factory.mktemp("noted") / "course")
    wrong = made.graded(course, failed={"double_values": made.FACTOR, "triple_values": made.FAR})
    made.record_all(course, {"ada": wrong, "ben": made.graded(course)})
    return course


def test_a_diagnosis_is_recorded_with_its_exercise_kind_and_sentence(whole):
    found = rows(whole)
    assert found["examiner_diagnosis"] == [
        "('ps', 'ada', 'nb', 'double_values', 'double', 'factor', 'the factor 2 is missing')",
        "('ps', 'ada', 'nb', 'triple_values', 'triple', 'symptom', 'the result is far too large')",
    ]
    assert found["examiner_submission"] == ["('ps', 'ada')", "('ps', 'ben')"]


def test_a_gradebook_without_notes_has_them_after_the_next_run_from_the_graded_notebooks(whole, tmp_path):
    course, told = whole.copy(tmp_path / "course"), []
    with sqlite3.connect(course.root / "gradebook.db") as database:
        for table in TABLES:
            database.execute(f"drop table {table}")
    with begun(course, told=told) as run:
        run.recorder.catch_up(run.inbox.in_gradebook)
        assert told == ["Taking note of what was wrong in submissions that were graded before: 2."]
        run.recorder.catch_up(run.inbox.in_gradebook)
        assert len(told) == 1
    assert rows(course) == rows(whole)


def test_a_graded_notebook_that_cannot_be_read_is_in_nobodys_way(whole, tmp_path):
    course = whole.copy(tmp_path / "course")
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("drop table examiner_submission")
    (course.root / "autograded/ada/ps/nb.ipynb").write_text("{")
    with begun(course) as run:
        run.recorder.catch_up(run.inbox.in_gradebook)
    assert rows(course)["examiner_submission"] == ["('ps', 'ben')"]
