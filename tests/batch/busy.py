"""Classes that hold an answer bank, other processes that want the processor, and what grading must leave."""

import re
import subprocess
import sys
from contextlib import contextmanager

from courses import ROOT, read
from nbgrader.api import Gradebook

from examiner.authoring.bank import filled, read_bank, with_solutions
from examiner.notebook.cells import nbgrader

# Until the test that started it stops it, or is no more.
BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: sum(range(10**6))"


@contextmanager
def busy(number):
    """Keep so many processes busy, each in a session of its own: Linux shares time by session first."""
    processes = [subprocess.Popen([sys.executable, "-c", BUSY], start_new_session=True) for _ in range(number)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def bank_class(course, lab):
    """Return {student: notebook} of a class that gives all answers of the lab's bank, each student one to each
    exercise, all right or all wrong.
    """
    blank = read(course.root / f"release/{lab}/{lab}.ipynb")
    right = with_solutions(blank, read(course.root / f"source/{lab}/{lab}.ipynb"))
    entries, students = read_bank(ROOT / "answers" / f"{lab}.py"), {}
    for kind in ("right", "wrong"):
        by_exercise = {}
        for entry in entries:
            if entry.right == (kind == "right"):
                by_exercise.setdefault(entry.exercise, []).append(entry)
        for number in range(max(map(len, by_exercise.values()))):
            chosen = [answers[number] for answers in by_exercise.values() if number < len(answers)]
            students[f"{kind}{number:02}"] = filled(right, chosen)
    return students


def grade(course, assignment, *arguments, code=0):
    """Grade an assignment anew; return what was said."""
    command = [sys.executable, "-m", "examiner", "autograde", assignment, "--force", *arguments]
    process = course.start(*command)
    said, _ = process.communicate()
    assert process.returncode == code, said
    return said


def outcome(course, assignment, said, name=None):
    """Return all that must not depend on the machine, {student: {what: ...}}: points, comments, what each cell's errors
    say, and what the run's last table says of it. name: of the notebook, if it is not the assignment's.
    """
    found, name = {}, name or assignment
    ended = said.partition("Ended early")[2].splitlines()
    with Gradebook(course.database) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            student = submission.student.id
            notebook = gradebook.find_submission_notebook(name, assignment, student)
            found[student] = {
                "points": {grade.name: grade.auto_score for grade in notebook.grades},
                "comments": {comment.name: comment.auto_comment for comment in notebook.comments},
                "errors": errors(course.graded(student, assignment, name)),
                "ended": [line for line in ended if line.startswith(f"  {student}:")],
            }
    return found


def errors(notebook):
    """Return what the errors in a graded notebook say, by cell."""
    return {
        (nbgrader(cell) or {}).get("grade_id", number): [
            (output.ename, re.sub("0x[0-9a-f]+", "...", output.evalue))
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        ]
        for number, cell in enumerate(notebook.cells)
    }


def differences(quiet, loaded):
    """Return a sentence for each thing in two outcomes that is not the same in both."""
    return [
        f"{student}, {what}: {quiet.get(student, {}).get(what)} and {loaded.get(student, {}).get(what)}"
        for student in sorted(quiet.keys() | loaded.keys())
        for what in ("points", "comments", "errors", "ended")
        if quiet.get(student, {}).get(what) != loaded.get(student, {}).get(what)
    ]
