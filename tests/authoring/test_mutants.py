"""Mutants differ from a solution in one place, are named by it, and are tried as a student's answer is."""

from banks import lab

from examiner.authoring import trial
from examiner.authoring.mutants import mutants
from examiner.authoring.trial import failures

CELL = '''def f(x, n=3):
    """Return −1 of it."""
    ### BEGIN SOLUTION
    rows = np.sum(x[:n, 1:], axis=0, keepdims=True).T
    if n < 4 and not rows.any():
        rows -= 0.5 * -x[n]
    return min(rows) ** 2
    ### END SOLUTION
'''


def changes(cell):
    return {(mutant.line, mutant.becomes) for mutant in mutants("f", cell)}


def test_each_mutant_changes_one_place_inside_the_solution_region():
    for mutant in mutants("f", CELL):
        lines = list(zip(CELL.splitlines(), mutant.code.splitlines(), strict=True))
        ((old, new),) = [(a, b) for a, b in lines if a != b]
        assert (old.strip(), new.strip()) == (mutant.line, mutant.becomes)
        assert lines.index((old, new)) in range(3, 7)


def test_operators_signs_constants_axes_indices_and_comparisons_are_changed():
    sum_, if_, minus_, return_ = (line.strip() for line in CELL.splitlines()[3:7])
    expected = {
        (sum_, "rows = np.sum(x[:n, 1:], axis=1, keepdims=True).T"),
        (sum_, "rows = np.sum(x[:n, 1:], axis=None, keepdims=True).T"),
        (sum_, "rows = np.sum(x[:n, 1:], axis=0, keepdims=False).T"),
        (sum_, "rows = np.sum(x[:n, 1:], axis=0, keepdims=True)"),
        (sum_, "rows = np.mean(x[:n, 1:], axis=0, keepdims=True).T"),
        (sum_, "rows = np.sum(x[:(n) - 1, 1:], axis=0, keepdims=True).T"),
        (sum_, "rows = np.sum(x[1:n, 1:], axis=0, keepdims=True).T"),
        (sum_, "rows = np.sum(x[:n, 2:], axis=0, keepdims=True).T"),
        (sum_, "rows = np.sum(x[:n, 1:-1], axis=0, keepdims=True).T"),
        (if_, "if n <= 4 and not rows.any():"),
        (if_, "if n < 5 and not rows.any():"),
        (if_, "if n < 4 or not rows.any():"),
        (if_, "if n < 4 and rows.any():"),
        (minus_, "rows += 0.5 * -x[n]"),
        (minus_, "rows = 0.5 * -x[n]"),
        (minus_, "rows -= 0.5 / -x[n]"),
        (minus_, "rows -= 0.5 * x[n]"),
        (minus_, "rows -= 0.55 * -x[n]"),
        (minus_, "rows -= 0.5 * -x[(n) + 1]"),
        (return_, "return max(rows) ** 2"),
        (return_, "return min(rows) * 2"),
        (return_, "return min(rows) ** 3"),
        (return_, "return -(min(rows) ** 2)"),
    }
    assert expected <= changes(CELL)


def test_an_answer_that_hangs_dies_or_eats_memory_fails_and_harms_nothing(monkeypatch):
    monkeypatch.setattr(trial, "SECONDS_A_CELL", 0.5)
    sums = lab("sigmoid_fit")
    hostile = ["def sse(*_):\n    while True: pass", "import os\nos._exit(0)", "def sse(*_):\n    return [0] * 10**10"]
    own = sums.tests_of("sse")
    for failed in failures(sums, [("sse", code, own) for code in hostile]):
        assert set(failed) == set(own)
    assert list(failures(sums, [("sse", sums.exercises["sse"], list(sums.tests))])) == [{}]
