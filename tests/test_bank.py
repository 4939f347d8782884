"""The answer bank: every wrong answer loses what it must and is told why, every right one keeps every point.

The cells run here in one namespace and not in a kernel, which takes milliseconds. `test_grading.py` grades for real.
"""

import contextlib
import functools
import io
import signal
from pathlib import Path

import nbformat
import pytest

from examiner.bank import filled, read_bank
from examiner.lint import is_check, is_exercise, is_test, nbgrader
from examiner.scores import exercise_of

ROOT = Path(__file__).resolve().parent.parent
LABS = sorted(path.stem for path in (ROOT / "answers").glob("*.py") if path.stem != "sample_class")
ENTRIES = [(lab, entry) for lab in LABS for entry in read_bank(ROOT / "answers" / f"{lab}.py")]
SECONDS_A_CELL = 2


@functools.cache
def instructors(lab):
    return nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4)


@functools.cache
def compiled(source, name):
    return compile(source, name, "exec")


@contextlib.contextmanager
def time_limit():
    def stop(*_):
        raise TimeoutError("the time is over")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS_A_CELL)
    try:
        yield
    finally:
        signal.alarm(0)


def failures(notebook):
    """Run a notebook's imports, data, answers and tests; return {grade_id of a failed test: its message}."""
    namespace, failed = {}, {}
    for cell in notebook.cells:
        meta = nbgrader(cell)
        if cell.cell_type != "code" or not meta or is_check(cell):
            continue
        try:
            with time_limit(), contextlib.redirect_stdout(io.StringIO()):
                exec(compiled(cell.source, meta["grade_id"]), namespace)
        except Exception as error:
            if is_test(cell):
                failed[meta["grade_id"]] = str(error)
    return failed


@pytest.mark.parametrize(("lab", "entry"), ENTRIES, ids=[f"{e.exercise}: {e.title}" for _, e in ENTRIES])
def test_an_answer_of_the_bank_scores_what_it_must(lab, entry, monkeypatch):
    monkeypatch.chdir(ROOT / "source" / lab)
    monkeypatch.setenv("MPLBACKEND", "agg")
    notebook = instructors(lab)
    exercises = [nbgrader(c)["grade_id"] for c in notebook.cells if is_exercise(c)]
    assert entry.exercise in exercises, f"{entry.exercise} is no exercise of {lab}"
    tests = [nbgrader(c)["grade_id"] for c in notebook.cells if is_test(c)]
    own = [t for t in tests if exercise_of(t, exercises) == entry.exercise]
    must_fail = set(own) if entry.loses == ["all"] else {f"{entry.exercise}_{suffix}" for suffix in entry.loses}
    assert must_fail <= set(own), f"the bank names a test that does not exist: {must_fail - set(own)}"

    failed = failures(filled(notebook, [entry]))

    assert set(failed) == must_fail, failed
    assert entry.right or any(entry.says in message for message in failed.values()), failed
