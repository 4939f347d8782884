"""Measure what grading a submission takes of the CPU, by process, and write a table of docs/performance.md.

    python benchmarks/parts.py [LAB]      # five minutes

One after the other, so that no submission waits for another one's share of the machine.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from nbgrader.converters import Autograde
from pages import markdown, write_table
from throughput import LABS, cpu_seconds, new_course

from examiner.batch.autograde import load
from examiner.batch.gradebook import open_gradebook
from examiner.batch.inbox import Inbox
from examiner.batch.record import Recorder
from examiner.cli import course
from examiner.processes import parents
from examiner.submission.grade import grade

SIZE = 16
ROUNDS = 2
COLUMNS = ("on", "off")


def main(lab):
    with tempfile.TemporaryDirectory(prefix="parts-") as folder:
        os.chdir(new_course(Path(folder, lab), lab, SIZE))
        seconds = {pictures: parts(lab, pictures == "on") for pictures in COLUMNS}
    rows = [
        (part, *(cell for pictures in COLUMNS for cell in shown(seconds[pictures], part))) for part in seconds["on"]
    ]
    header = [f"`{lab}`, CPU seconds a submission", "pictures", "share", "no pictures", "share"]
    write_table("performance.md", "benchmarks/parts.py", markdown(header, rows))


def shown(seconds, part):
    return f"{seconds[part]:.2f}", f"{seconds[part] / sum(seconds.values()):.0%}"


def parts(lab, pictures):
    """Return {part: CPU seconds a submission}, of a class graded in this process with warm parents of its own."""
    api = course()
    api.config.Execute.pictures = pictures
    with open_gradebook(api.coursedir) as gradebook:
        converter = Autograde(coursedir=api.coursedir, parent=api)
        assignment = load(converter, gradebook, lab)
        inbox = Inbox(converter, Recorder(gradebook, converter, assignment), assignment, set(), force=True)
        submissions = list(inbox.to_grade(sorted(Path("submitted").glob(f"*/{lab}"))))
    parents.warm_up(assignment.modules)
    try:
        grade(assignment, submissions[0])  # what the first one imports is not counted
        before = spent()
        for submission in ROUNDS * submissions:
            if reason := grade(assignment, submission).reason:
                sys.exit(f"{submission.student} was not graded: {reason}")
        after = spent()
    finally:
        parents.cool_down()
    return {part: (after[part] - before[part]) / (ROUNDS * len(submissions)) for part in after}


def spent():
    """Return {part: CPU seconds so far}: of this process, which does what a worker does, and of all that ended of what
    its warm parents forked.
    """
    student, judge = (parents.parents[kind].process.pid for kind in ("student", "judge"))
    return {
        "student's kernel": cpu_seconds(student, descendants=True),
        "judge": cpu_seconds(judge, descendants=True),
        "worker": time.process_time(),
    }


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else LABS[1])
