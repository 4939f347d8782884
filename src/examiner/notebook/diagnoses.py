"""What went wrong in a graded notebook, as data: for each cell with an error, of which kind it is, and a sentence.

The sentence is the one that the student reads, without the call and the case in it that are the test's own. The
error that the notebook keeps has it, so that a class which an older version graded has the same. A check that ran in
the student's process may have been forged there: its word counts where no hidden test named a mistake.
"""

import re
from typing import NamedTuple

from nbformat import NotebookNode

from .cells import exercise_of, has_points, is_check, is_exercise, label, role_of

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LONGEST = 500  # characters
# What descent.check says when it names no mistake, but how far off a result is.
SYMPTOM = re.compile(
    r"largest difference is|is wrong, the other|are wrong, the others|is not it\b"
    r"|the result is (about|a little|far|of the wrong|not as|0, which|False, but|True, but)|whole numbers only"
)
NOT_WRITTEN, NOT_RUN, ENDED, SHOWN, FAILED, OTHER = (
    "not written",
    "does not run",
    "ended early",
    "symptom",
    "assertion",
    "other",
)
# The kind of a mistake by words of its sentence, so that the same one is found again in another exercise or lab.
KINDS = [
    (NOT_WRITTEN, r"not implemented yet"),
    (ENDED, r"took (?:longer|more) than .*|was stopped|time is over|the kernel died"),
    ("nothing returned", r"returns None"),
    ("broadcast", r"Did \("),
    ("argument changed", r"changed its arguments?\b"),
    ("argument not used", r"\b(?:is|are) not used|gives the same result|the result is the same in every case"),
    ("overflow or log of 0", r"overflow|\bnan\b|infinite|not finite|log of 0|\bnumpy (?:says|warned)"),
    ("whole numbers", r"decimals|whole numbers"),
    ("copy of an array", r"one array that changes later|Store a copy"),
    ("sign", r"\bsign\b|goes up|uphill|minus .* is missing|plus stands|are added, but"),
    ("mean or sum", r"\ba (?:mean|sum) over\b|sum over the samples|number of samples"),
    ("factor", r"\bfactors?\b|times too|times what|twice|half as|square is missing|squared"),
    ("transposed", r"transposed|rows and columns"),
    ("swapped", r"swapped|exchanged|changed places|wrong order"),
    ("one too many or too few", r"one (?:step )?too (?:many|few|high|low|early|late)|one too|step(?:s)? too"),
    ("shape", r"\bshape\b|values?, separated|are expected, but|one number|\d+ values|a dict with|returns a "),
    ("raised an error", r"\braised\b"),
    ("missing part", r"is missing|are missing|left out"),
]
KIND = [(kind, re.compile(words)) for kind, words in KINDS]
# The parts of what descent.check says: the call and the case, the place in the result, the mistake, what stands after.
SAID = re.compile(
    r"\w[\w.]*\([^:]*?\)[^:]*?(?P<place>(?:, (?:returned value number \d+|entry '[^']*'))*): "
    r"(?:wrong here, too, as the check in the notebook says: )?(?P<said>.*)"
)
AFTER = re.compile(
    r"(?: \d+ of \d+ cases are right\.| \(Tested with .*\)| It uses .*see to that first\.|\. The arguments: .*)+$"
)
LINE = re.compile(r",? ?in the line `.*`|\(is the cell that defines it run, and does it stand above\?\)")
IN_TEST = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)
IN_FILE = re.compile(r"\([^()]*, (line \d+)\)")  # a syntax error names the file, which is another each time
MISSING = "is not there: the cell that should define it"
STOPPED = {"KernelDied", "JudgeDied", "CellTimeoutError", "TimeoutError", "KeyboardInterrupt"}


class Diagnosis(NamedTuple):
    """What is wrong with a cell. exercise: which it belongs to, "" for a cell of the student's own."""

    cell: str
    exercise: str
    kind: str
    sentence: str


def diagnoses(notebook: NotebookNode) -> list[Diagnosis]:
    """Return what is wrong in a graded notebook, one for each cell that has an error, in its order.

    Of cells without points, other than answers and visible checks, only those that ended early are among them.
    """
    exercises = [label(cell) for cell in notebook.cells if role_of(cell) == "answer"]
    found = []
    for place, cell in enumerate(notebook.cells):
        error = next((o for o in cell.get("outputs", []) if o.output_type == "error"), None)
        if error is None:
            continue
        counts = has_points(cell) or is_check(cell) or is_exercise(cell)
        kind, sentence = of_answer(error) if is_exercise(cell) else of_test(error)
        if counts or kind == ENDED:
            exercise = exercise_of(label(cell), exercises) if counts else ""
            found.append(Diagnosis(label(cell, place), exercise, kind, sentence[:LONGEST]))
    return found


def of_answer(error: NotebookNode) -> tuple[str, str]:
    """Return (kind, sentence) of the error of an answer's own cell."""
    text = IN_FILE.sub(r"(\1)", first_line(error.evalue))
    if error.ename in STOPPED:
        return ENDED, text
    return NOT_RUN, f"the cell raised {error.ename}: {text}".rstrip(": ")


def of_test(error: NotebookNode) -> tuple[str, str]:
    """Return (kind, sentence) of the error of a test or a check."""
    if error.ename in STOPPED:
        return ENDED, first_line(error.evalue) or error.ename
    if error.ename == "CheckError" or error.evalue.startswith("✗ "):
        return of_check(" ".join(error.evalue.split()))
    if MISSING in error.evalue:
        return NOT_RUN, f"{error.evalue.partition(MISSING)[0]}is not there"
    if error.ename == "AssertionError":
        text = first_line(error.evalue) or asserted("\n".join(error.traceback)) or "an assertion does not hold"
        return FAILED, text
    if error.ename == "NotImplementedError":
        return NOT_WRITTEN, "not implemented yet"
    return "raised an error", f"raised {error.ename}: {first_line(error.evalue)}".rstrip(": ")


def of_check(text: str) -> tuple[str, str]:
    """Return (kind, sentence) of what descent.check says."""
    text = AFTER.sub("", text.removeprefix("✗ "))
    if parts := SAID.fullmatch(text):
        place = parts["place"].removeprefix(", ")
        text = f"{place}: {parts['said']}" if place else parts["said"]
    if MISSING in text:
        return NOT_RUN, "the cell that should define it raised an error, or does not define it"
    sentence = " ".join(LINE.sub("", text).split()).rstrip(". ")
    if SYMPTOM.search(sentence):
        return SHOWN, sentence
    return next((kind for kind, words in KIND if words.search(sentence)), OTHER), sentence


def first_line(text: str) -> str:
    """Return the first line of a text that has something in it."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def asserted(traceback: str) -> str:
    """Return the line of the test at which it stopped, as its traceback shows it; "" if it does not."""
    found = IN_TEST.search(COLOUR.sub("", traceback))
    return found[1].strip() if found else ""
