"""The points of a class are read by exercise, in the order of the notebook, and what a person must grade is None."""

import csv
import sqlite3

import pytest
from cells import answer, cell, notebook
from courses import bare_course
from nbgrader.api import Gradebook
from runs import begun, graded

from examiner.batch.scores import scores, standings
from examiner.report.book import read_book

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
CELLS = [
    answer("zeta", "zeta = 1"),
    cell("assert zeta", "zeta_given", points=2),
    cell("assert zeta == 1", "zeta_values", points=1),
    answer("alpha", "alpha = 1"),
    cell("assert alpha == 1", "alpha_values", points=4),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = bare_course(tmp_path_factory.mktemp("scores") / "course")
    course.write("source/ps", "nb", notebook(*CELLS))
    course.generate("ps")
    for student, points in (("zoe", (2, 1, 0, None)), ("ada", (2, 0, 4, 0)), ("bob", (0, 1, 4, None))):
        course.submit(student)
        names = ("zeta_given", "zeta_values", "alpha_values", "essay")
        with begun(course) as run:
            received = run.inbox.read(course.root / "submitted" / student / "ps")
            run.recorder.write(received, graded(dict(zip(names, points, strict=True))))
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade("essay", "nb", "ps", "bob")
        grade.manual_score, grade.needs_manual_grade = 2.5, True  # as when it is graded again afterwards
        gradebook.db.commit()
    return course


@pytest.fixture
def gradebook(course):
    with Gradebook(course.database) as gradebook:
        yield gradebook


def test_points_are_summed_by_exercise_in_the_order_of_the_notebook(gradebook):
    most, table = scores(gradebook, "ps")
    assert list(most.items()) == [("zeta", 3), ("alpha", 4), ("essay", 3)]
    assert table["ada"] == {"zeta": 2, "alpha": 4, "essay": 0}
    assert list(table) == ["ada", "bob", "zoe"]


def test_what_a_person_must_grade_is_none_until_it_has_been(gradebook):
    _, table = scores(gradebook, "ps")
    assert table["zoe"] == {"zeta": 3, "alpha": 0, "essay": None}
    assert table["bob"] == {"zeta": 1, "alpha": 4, "essay": 2.5}


@pytest.fixture
def class_of_all_kinds(course, tmp_path):
    """The course, with a due date, students who handed nothing in, and one who could not be graded."""
    course = course.copy(tmp_path / "course")
    (course.root / "nbgrader_config.py").open("a").write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_student("nell", first_name="Nell", last_name="Öst")
        gradebook.update_or_create_assignment("ps", duedate="2030-02-01 00:00:00 UTC")
    course.submit("hal")
    for student in ("ada", "eve"):
        course.submit(student)
        (course.root / f"submitted/{student}/ps/timestamp.txt").write_text("2030-02-02 00:00:00 UTC")
    with begun(course) as run:
        names = ("zeta_given", "zeta_values", "alpha_values", "essay")
        received = run.inbox.read(course.root / "submitted/ada/ps")
        run.recorder.write(received, graded(dict(zip(names, (2, 0, 4, 0), strict=True))))
        run.recorder.note_refusal("eve", "the file is empty")
        run.recorder.note_refusal("zoe", "not JSON")
    return course


@pytest.mark.slow
def test_every_student_of_the_course_stands_there_with_the_total_of_nbgraders_export_or_why_there_is_none(
    class_of_all_kinds,
):
    course = class_of_all_kinds
    with Gradebook(course.database) as gradebook:
        most, found = standings(course.api(), gradebook, "ps")
    assert list(most) == ["zeta", "alpha", "essay"]
    stands = {s.student: (s.total, s.penalty, s.graded, s.status) for s in found}
    assert stands == {
        "ada": (0, 6, True, ""),
        "bob": (7.5, 0, True, ""),
        "eve": (0, 0, False, "the file is empty"),
        "hal": (0, 0, False, "handed in, not graded yet"),
        "nell": (0, 0, False, "nothing was handed in"),
        "zoe": (3, 0, True, "the last attempt counts no points: not JSON"),
    }
    by_student = {s.student: s for s in found}
    assert (by_student["nell"].first_name, by_student["nell"].last_name) == ("Nell", "Öst")
    assert (by_student["zoe"].waiting, by_student["bob"].again) == (["essay"], ["essay"])
    course.run("nbgrader", "export", "--to=by_nbgrader.csv")
    with (course.root / "by_nbgrader.csv").open() as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert {student: total for student, (total, _, is_graded, _) in stands.items() if is_graded} == {
        student: exported[student] for student in ("ada", "bob", "zoe")
    }


def test_a_note_of_a_refusal_goes_when_it_is_graded(class_of_all_kinds):
    course = class_of_all_kinds
    with begun(course) as run:
        run.recorder.note_refusal("eve", "")
    with Gradebook(course.database) as gradebook:
        _, found = standings(course.api(), gradebook, "ps")
    assert next(s for s in found if s.student == "eve").status == "handed in, not graded yet"


def test_an_assignment_with_a_task_that_a_person_grades_has_it_among_its_points(tmp_path):
    course = bare_course(tmp_path / "course")
    task = cell("Do as you like.", "free", points=5, kind="markdown")
    task.metadata.nbgrader |= {"task": True, "grade": False, "locked": True}
    course.assign(*CELLS[:2], task)
    course.submit("ada")
    with begun(course) as run:
        received = run.inbox.read(course.root / "submitted/ada/ps")
        run.recorder.write(received, graded({"zeta_given": 2.0, "free": None}))
    with Gradebook(course.database) as gradebook:
        assert scores(gradebook, "ps") == ({"zeta": 2, "free": 5}, {"ada": {"zeta": 2, "free": None}})


def test_the_order_is_the_notebooks_whatever_order_the_database_gives(class_of_all_kinds):
    course = class_of_all_kinds
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("create table turned as select * from source_cell order by rowid desc")
        database.execute("delete from source_cell")
        database.execute("insert into source_cell select * from turned")
        database.execute("drop table turned")
    with Gradebook(course.database) as gradebook:
        assert list(scores(gradebook, "ps")[0]) == ["essay", "alpha", "zeta"]
        assert list(scores(gradebook, "ps", course.api().coursedir)[0]) == ["zeta", "alpha", "essay"]
        items = read_book(gradebook, "ps", course.api().coursedir).items
        assert [item.cell for item in items] == ["zeta_given", "zeta_values", "alpha_values", "essay"]


def test_an_assignment_that_is_not_there_has_no_points(gradebook):
    assert scores(gradebook, "unknown") == ({}, {})
