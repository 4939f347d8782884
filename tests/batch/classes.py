"""Small classes to grade, and all that grading leaves of them."""

import re
import sqlite3

from cells import answer, cell
from courses import bare_course
from nbformat.v4 import new_code_cell

QUICK = [
    cell("import math", "imports"),
    answer("double", "def double(x):\n    return 2 * x"),
    cell("assert double(2) == 4\nassert double(math.pi) == 2 * math.pi", "double_values", points=2),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
]
# CPU time is another each time.
COLUMNS = {"examiner_submission": "assignment, student"}
STUDENT_TABLES = ("submitted_assignment", "submitted_notebook", "grade", "comment")


def quick_class(root, number, config=""):
    """Make a course of `number` students, each with an answer of its own, every third one wrong."""
    course = bare_course(root, config)
    course.assign(*QUICK)
    for i in range(number):
        factor = 3 if i % 3 == 0 else 2
        course.submit(f"student{i:02d}", {"double": f"def double(x):\n    return x * {factor}  # {i}"})
    return course


def rows(course):
    """Return {table: sorted rows} of the gradebook, made of names where it has random ids."""
    with sqlite3.connect(course.root / "gradebook.db") as database:
        names = {}
        for table, key in zip(STUDENT_TABLES, ("student_id", "notebook_id", "cell_id", "cell_id"), strict=True):
            over = "student_id" if table == "submitted_assignment" else "assignment_id"
            over = "notebook_id" if table in ("grade", "comment") else over
            for own, above, which in database.execute(f"select id, {over}, {key} from {table}"):
                names[own] = f"{names.get(above, above)} {which}"
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {
            table: sorted(
                [names.get(v, v) for v in row] for row in map(list, database.execute(f"select * from {table}"))
            )
            if table in STUDENT_TABLES
            else sorted(map(repr, database.execute(f"select {COLUMNS.get(table, '*')} from {table}")))
            for table in tables
        }


def files(course):
    """Return {path: (mode, content)} of autograded/, without times, addresses and names of temporary folders."""
    root = course.root / "autograded"
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mode, normal(path.read_bytes()))
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.relative_to(root).parts[0] != ".examiner"
    }


def normal(content):
    return re.sub(rb"0x[0-9a-f]{6,}|/tmp/[^\s\"\\:]+|\d{4}-\d\d-\d\dT[\d:.]+Z", b"...", content)


def folders(course):
    """Return the folders of autograded/ but for the examiner's own."""
    root = course.root / "autograded"
    return sorted(p.relative_to(root).as_posix() for p in root.glob("*/*") if p.parent.name != ".examiner")


def edited(edit):
    """Return an `edit` for Course.submit from a function that changes a notebook's list of cells."""

    def change(notebook):
        edit(notebook.cells)
        return notebook

    return change


def extra(source):
    return new_code_cell(source)
