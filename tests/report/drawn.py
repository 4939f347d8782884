"""A class drawn from the answer bank: each notebook is graded once, for real, and recorded for many students."""

import dataclasses
import tempfile

from banks import entries
from courses import ROOT, lab_course, read
from runs import begun

from examiner.authoring.bank import filled, with_solutions
from examiner.batch import pool
from examiner.batch.rehearsal import with_rehearsal

LAB = "sigmoid_fit"
# How many made it, and the wrong answers of the bank in their notebook.
CLASS = {
    "right": (120, {}),
    "a": (70, {"sse_grad": "factor 2 missing", "sigmoid": "overflows", "risk": "no constant"}),
    "b": (40, {"sse_grad": "sign", "sse": "mean", "risk_grad": "minus gradient", "predict": "column"}),
    "c": (30, {"sse_grad": "mean", "sse": "every prediction meets every y", "numeric_grad": "forward difference"}),
    "d": (20, {"sse": "mean", "predict": "w0 and w1 swapped", "gradient_descent": "rows alias one array"}),
    "e": (15, {"sigmoid": "no return", "risk": "no constant", "max_stable_learning_rate": "trace"}),
    "f": (5, {"gradient_descent": "never stops", "sigmoid": "syntax error", "sse": "half"}),
}


def drawn_class(root, times=1, config="c.Execute.pictures = False"):
    """Make a course in a folder and return it, with CLASS graded; `times` as many students made each mistake."""
    course = lab_course(root, LAB, config=config)
    bank = {(entry.exercise, entry.title): entry for entry in entries(LAB)}
    right = with_solutions(read(ROOT / "release" / LAB / f"{LAB}.ipynb"), read(ROOT / "source" / LAB / f"{LAB}.ipynb"))
    for name, (_, answers) in CLASS.items():
        course.submit_lab(f"{name}0000", filled(right, [bank[answer] for answer in answers.items()]))
    pool.start_server()
    # The workers' sockets are in a folder with a short name.
    with begun(course, name=LAB) as run, tempfile.TemporaryDirectory() as short:
        assignment = with_rehearsal(run.assignment, run.api.coursedir, tell=lambda _: None)
        todo = run.inbox.to_grade(sorted(course.root.glob(f"submitted/*/{LAB}")))
        for submission, graded in pool.results(assignment, todo, jobs=2, folder=short):
            assert not graded.reason
            received, name = run.inbox.received[submission.student], submission.student.removesuffix("0000")
            for number in range(times * CLASS[name][0]):
                copy = dataclasses.replace(submission, student=f"{name}{number:04}")
                run.recorder.write(dataclasses.replace(received, submission=copy), graded)
    return course
