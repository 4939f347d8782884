"""The points of a class come into files with the columns that Canvas and Moodle import; who has none is named."""

import csv

import pytest
from archives import saved
from courses import bare_course
from nbgrader.api import Gradebook
from runs import CELLS, begun, graded

from examiner.batch.export import CANVAS, MOODLE

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
ROSTER_CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,PS (77),Final Points
    Points Possible,,,,,6,(read only)
"Doe, Ada",11,s11,ada,"=cmd|' /C calc'!A0",,
"Boole, Bob",12,s12,bob,Lab A,,
"Eve, Eve",13,s13,eve,Lab A,,
"Zuse, Zoe",14,s14,zoe,Lab A,,
"""
WORKSHEET = """Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Last modified (grade)"
"Participant 901","Ada Doe",ADA@x.edu,Submitted,,6.00,-
"Participant 902","Bob Boole",bob@x.edu,Submitted,1.00,6.00,"Monday, 4 May 2026, 1:00 PM"
"Participant 903","Eve Eve",eve@x.edu,No submission,,6.00,-
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with four students: one is late, a person must look at one, one handed in nothing, one is nobody's."""
    course = bare_course(tmp_path_factory.mktemp("export") / "course", 'c.LateSubmissionPlugin.penalty_method = "zero"')
    course.assign(*CELLS)
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_assignment("ps", duedate="2030-02-01 00:00:00 UTC")
        for student, name in (("ada", "=1+1"), ("bob", "Bob"), ("eve", "Eve")):
            gradebook.update_or_create_student(student, first_name=name, email=f"{student}@x.edu")
    for student, essay in (("ada", 2.5), ("bob", None), ("late", 3.0)):
        course.submit(student)
        if student == "late":
            saved(course.root, "submitted/late/ps/timestamp.txt", b"2030-02-02 00:00:00 UTC")
        with begun(course) as run:
            received = run.inbox.read(course.root / "submitted" / student / "ps")
            run.recorder.write(received, graded({"double_values": 2.0, "double_pi": 1.0, "essay": essay}))
    return course


def exported(course, *options, code=0):
    """Export the points, and return (the lines of the file, what was said)."""
    done = course.run("python", "-m", "examiner", "export", "ps", *options, "--to", "out.csv", code=code)
    with (course.root / "out.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file)), done.stdout


def test_canvas_gets_the_columns_of_its_own_export_and_the_column_that_it_has(course):
    saved(course.root, "roster.csv", ROSTER_CANVAS.encode())
    rows, said = exported(course, "--canvas", "--roster", "roster.csv")
    assert rows == [
        [*CANVAS, "PS (77)"],
        ["    Points Possible", "", "", "", "", "6"],
        ["Doe, Ada", "11", "s11", "ada", "'=cmd|' /C calc'!A0", "5.5"],
        ["Boole, Bob", "12", "s12", "bob", "Lab A", ""],
        ["Eve, Eve", "13", "s13", "eve", "Lab A", ""],
        ["Zuse, Zoe", "14", "s14", "zoe", "Lab A", ""],
    ]
    assert "bob: no points yet in ps: a person must grade essay\n" in said
    assert "eve: no points in ps: nothing was handed in\n" in said
    assert "late: not in the roster, so not in the file\n" in said


@pytest.mark.slow
def test_without_a_roster_the_gradebooks_students_are_written_and_names_are_no_formulas(course):
    rows, _ = exported(course, "--canvas", "--column", "Lab 1 (5)")
    assert rows[0] == [*CANVAS, "Lab 1 (5)"]
    assert [row[0] for row in rows[2:]] == ["'=1+1", "Bob", "Eve", "late"]
    assert [row[-1] for row in rows[2:]] == ["5.5", "", "", "0"]
    rows, _ = exported(course, "--moodle")
    assert rows[0] == [*MOODLE, "ps"]
    assert rows[1] == ["ada", "", "'=1+1", "", "ada@x.edu", "5.5"]


def test_moodles_grading_worksheet_is_filled_in_and_nothing_else_of_it_changes(course):
    saved(course.root, "sheet.csv", WORKSHEET.encode())
    rows, _ = exported(course, "--moodle", "--roster", "sheet.csv")
    before = list(csv.reader(WORKSHEET.splitlines()))
    before[1][4] = "5.5"
    assert rows == before


def test_a_worksheet_that_moodle_would_not_take_is_named(course):
    saved(course.root, "sheet.csv", WORKSHEET.replace("Last modified (grade)", "Other").encode())
    done = course.run("python", "-m", "examiner", "export", "ps", "--moodle", "--roster", "sheet.csv", code=1)
    assert "lacks the column 'Last modified (grade)'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["none", "--canvas"], "No submission of none is graded", 1),
        (["ps"], "--canvas or --moodle", 2),
        (["ps", "--canvas", "--roster", "none.csv"], "none.csv", 2),
    ],
)
def test_where_there_is_nothing_to_export_it_says_why(course, arguments, words, code):
    assert words in course.run("python", "-m", "examiner", "export", *arguments, code=code).stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Canvas", "Moodle"])
def test_nbgraders_own_export_writes_the_same_by_its_plug_in_point(course, name):
    exporter = f"--exporter=examiner.batch.export.{name}Exporter"
    done = course.run("nbgrader", "export", exporter, "--assignment=['ps']", "--to=by_nbgrader.csv")
    assert "bob: no points yet in ps" in done.stderr
    rows, _ = exported(course, f"--{name.lower()}")
    with (course.root / "by_nbgrader.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == rows
