"""How long `examiner report` takes for a class of 1,200 on lab 1. The figures are in docs/report.md.

    PYTHONPATH=tests:tests/batch:tests/labs:tests/report python benchmarks/report.py

A class of 300 is graded and recorded; its rows of the gradebook and its folders are then copied three times.
"""

import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from courses import Course
from drawn import LAB, drawn_class

TIMES = 4
# The columns that name a student, or a row that belongs to one.
OWN = {
    "student": ("id",),
    "submitted_assignment": ("id", "student_id"),
    "submitted_notebook": ("id", "assignment_id"),
    "grade": ("id", "notebook_id"),
    "examiner_submission": ("student",),
    "examiner_diagnosis": ("student",),
}


def multiply(course: Course) -> None:
    """Make a class TIMES as large, of copies of its students."""
    with sqlite3.connect(course.root / "gradebook.db") as database:
        for table, own in OWN.items():
            columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
            database.execute(f"create temp table first as select * from {table}")
            for copy in range(1, TIMES):
                values = ", ".join(f"{name} || '_{copy}'" if name in own else name for name in columns)
                database.execute(f"insert into {table} select {values} from temp.first")
            database.execute("drop table temp.first")
    for folder in list((course.root / "autograded").glob(f"*/{LAB}")):
        for copy in range(1, TIMES):
            shutil.copytree(folder, folder.parent.with_name(f"{folder.parent.name}_{copy}") / LAB)


def measure(course: Course) -> None:
    """Print what the report takes, without and with similar answers."""
    for options in ((), ("--similar",)):
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        course.run(sys.executable, "-m", "examiner", "report", LAB, *options)
        after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begin
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = (course.root / f"{LAB}_report.html").stat().st_size / 1e6
        what = " ".join(options) or "plain"
        print(
            f"{what}: {seconds:.1f} s, {cpu:.1f} s of CPU time, {after.ru_maxrss / 1e3:.0f} MB, a page of {size:.2f} MB"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        large = drawn_class(Path(temporary, "course"), config="")
        multiply(large)
        measure(large)
