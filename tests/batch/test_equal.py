"""What `examiner autograde` leaves of a class is, file by file and row by row, what `nbgrader autograde` leaves."""

import shutil

import pytest
from cells import answer, cell, notebook
from classes import edited, extra, files, folders, rows
from courses import bare_course
from nbgrader.api import Gradebook

pytestmark = pytest.mark.slow

CONFIG = """
c.LateSubmissionPlugin.penalty_method = "zero"
c.Execute.extra_files = {"ps": ["mine.txt"]}
c.Autograde.exclude_overwriting = {"ps": ["settings.txt"]}
c.Execute.timeout = 60
"""
FIRST = [
    cell("import numpy as np\nimport matplotlib.pyplot as plt", "imports"),
    answer("double", "def double(x):\n    return 2 * x"),
    cell("assert double(2) == 4", "double_values", points=2),
    cell("assert np.array_equal(double(np.arange(3)), [0, 2, 4])", "double_arrays", points=1),
    cell("2 if double(0.5) == 1 else 0.5", "double_partial", points=2),
    answer("table", "table = open('data.txt').read()"),
    cell("assert table == '1 2 3'", "table_read", points=1),
    cell("plt.plot([1, 2, 3], label='a line'); plt.legend(); plt.show()"),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]
SECOND = [answer("triple", "def triple(x):\n    return 3 * x"), cell("assert triple(1) == 3", "triple_t", points=4)]
RIGHT = {"double": "def double(x):\n    return x + x", "table": "table = open('data.txt').read()", "essay": "Mine."}
NOISE = "import warnings, random\nprint('x' * 50, 3.5)\nwarnings.warn('careful')\n{'a': object}"
EARLY, LATE, LATER = "2030-01-01 00:00:00 UTC", "2030-03-01 00:00:00 UTC", "2030-04-01 00:00:00 UTC"


def twice(cells):
    cells.insert(2, cells[1].copy())
    cells.append(cells[2].copy())


def first_last(cells):
    cells.append(cells.pop(1))


def no_test(cells):
    del cells[2]


def hand_in_all(course):
    course.submit("right", RIGHT)
    course.submit("blank")
    course.submit("wrong", RIGHT | {"double": "def double(x):\n    return 3 * x"})
    course.submit("raises", RIGHT | {"double": "def double(x):\n    return 1 / 0", "table": "import nothing_like_it"})
    course.submit("syntax", RIGHT | {"double": "def double(x:\n    return"})
    course.submit("noisy", RIGHT, edited(lambda cells: cells.insert(1, extra(NOISE))))
    course.submit("writes", RIGHT, edited(lambda cells: cells.append(extra("open('made.txt', 'w').write('made')"))))
    course.submit("duplicates", RIGHT, edited(twice))
    course.submit("moved", RIGHT, edited(first_last))
    course.submit("deleted", RIGHT, edited(no_test))
    course.submit("files", RIGHT | {"table": "table = open('mine.txt').read()"})
    for name, text in {"mine.txt": "1 2 3", "data.txt": "9", "settings.txt": "mine", "sub/a.txt": "a"}.items():
        path = course.root / "submitted/files/ps" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    course.submit("late", RIGHT)
    course.submit("early", RIGHT)
    course.submit("again", RIGHT | {"double": "def double(x):\n    return 5"})
    for student in ("right", "late", "early", "again", "wrong"):
        course.submit(student, {"triple": "def triple(x):\n    return 3 * x"}, name="two")
    (course.root / "submitted/right/ps/unknown.ipynb").write_text("{}")
    stamp(course, "late", LATE)
    stamp(course, "early", EARLY)
    stamp(course, "again", EARLY)


def stamp(course, student, when):
    (course.root / f"submitted/{student}/ps/timestamp.txt").write_text(when)


def grade_by_hand(course):
    with Gradebook(course.database) as gradebook:
        for student, cell_name, points in (("again", "essay", 2), ("again", "double_values", 1), ("right", "essay", 3)):
            grade = gradebook.find_grade(cell_name, "nb", "ps", student)
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.find_comment("essay", "nb", "ps", student).manual_comment = "Well said."
        gradebook.db.commit()


def hand_in_again(course):
    """One who was graded by hand, now late, and one who had handed in a notebook less."""
    course.submit("again", RIGHT)
    stamp(course, "again", LATER)
    course.submit("blank", {"triple": "def triple(x):\n    return 4 * x"}, name="two")
    stamp(course, "blank", EARLY)
    shutil.rmtree(course.root / "autograded/blank")


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """The same class graded by nbgrader, with the examiner configured, and by `examiner autograde`, each twice."""
    root = tmp_path_factory.mktemp("equal")
    course = bare_course(root / "nbgrader", CONFIG)
    (course.root / "source/ps").mkdir(parents=True)
    (course.root / "source/ps/data.txt").write_text("1 2 3")
    (course.root / "source/ps/settings.txt").write_text("the instructor's")
    course.write("source/ps", "two", notebook(*SECOND))
    course.assign(*FIRST)
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_assignment("ps", duedate="2030-02-01 00:00:00 UTC")
    hand_in_all(course)
    other = course.copy(root / "examiner")
    course.nbgrade()
    other.autograde("--jobs", "2")
    first = [(rows(c), files(c), folders(c)) for c in (course, other)]
    for c in (course, other):
        grade_by_hand(c)
        hand_in_again(c)
    course.nbgrade()
    said = other.autograde("--jobs", "2")
    return first, [(rows(c), files(c), folders(c)) for c in (course, other)], said


@pytest.mark.parametrize("time", [0, 1], ids=["first", "handed in again"])
def test_every_row_of_the_gradebook_is_equal(courses, time):
    (ours, _, _), (theirs, _, _) = courses[time][1], courses[time][0]
    assert ours.keys() == theirs.keys()
    for table in theirs:
        assert ours[table] == theirs[table], table


@pytest.mark.parametrize("time", [0, 1], ids=["first", "handed in again"])
def test_every_file_is_equal_with_its_mode(courses, time):
    (_, ours, our_folders), (_, theirs, their_folders) = courses[time][1], courses[time][0]
    assert our_folders == their_folders
    assert ours.keys() == theirs.keys()
    for path in theirs:
        assert ours[path] == theirs[path], path


def test_the_class_has_what_it_is_to_compare(courses):
    _, ((tables, left, _), _), _ = courses
    assert len(tables["submitted_assignment"]) == 14
    assert "files/ps/sub/a.txt" in left
    assert "writes/ps/made.txt" in left
    assert b"image/png" in left["right/ps/nb.ipynb"][1]
    assert left["files/ps/settings.txt"][1] == b"mine"
    penalties = [row for row in tables["submitted_notebook"] if row[-1]]
    assert len(penalties) == 4


def test_only_what_changed_was_graded_again(courses):
    assert "2 graded, 12 skipped, 0 not graded." in courses[2]
