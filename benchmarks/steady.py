"""Grade the answer banks on a machine as it is and with busy processes beside, and write the table of docs/time.md.

    PYTHONPATH=tests:tests/batch python benchmarks/steady.py [LAB ...]

A difference is printed, and makes the exit status 1.
"""

import sys
import tempfile
from pathlib import Path
from time import monotonic

from busy import bank_class, busy, differences, grade, outcome
from courses import LABS, lab_course
from pages import markdown, write_table

OTHERS = 24
HEADER = ["lab", "notebooks", "cells with points", "quiet, seconds", "busy, seconds", "ended early", "not equal"]


def row(lab, folder):
    """Return the numbers of one lab, and a sentence for each difference."""
    course = lab_course(folder / lab, lab)
    for student, notebook in bank_class(course, lab).items():
        course.submit_lab(student, notebook, lab)
    found, seconds = [], []
    for others in (0, OTHERS):
        with busy(others):
            begin = monotonic()
            found.append(outcome(course, lab, grade(course, lab, "--no-pictures")))
            seconds.append(f"{monotonic() - begin:.0f}")
    differ = differences(*found)
    cells = sum(len(of["points"]) for of in found[0].values())
    ended = sum(len(of["ended"]) for of in found[0].values())
    return [f"`{lab}`", len(found[0]), cells, *seconds, ended, len(differ)], differ


def main():
    rows, differ = [], []
    with tempfile.TemporaryDirectory() as folder:
        for lab in sys.argv[1:] or LABS:
            numbers, found = row(lab, Path(folder))
            rows.append(numbers)
            differ += found
            print(*numbers, file=sys.stderr)
    print(*differ, sep="\n")
    write_table("time.md", "make steady", markdown(HEADER, rows))
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
