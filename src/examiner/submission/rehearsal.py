"""The rehearsal: the instructor's own notebook is graded, and shows what each test needs and may believe.

It is graded twice from outside, so that a test which passes by chance is found. A test that the instructor's answers
fail there is tried live, then with the figures that the answers draw on, and then inside of the process that runs the
answers, as stock nbgrader does it.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cloudpickle
import nbformat
from nbformat import NotebookNode

from ..errors import ExaminerError
from ..notebook.cells import bound_and_free, is_exercise, is_test, label
from ..notebook.instructor import FIGURES, INSIDE, LIVE, Rehearsal, Rehearsed, Took
from .lacks import lacks
from .messages import Assignment, Graded, Submission

STUDENT = "instructor"
# What is believed, in the rehearsal, that the instructor's answers take: limits are multiples of it.
MOST = Took(cell=75, call=75, notebook=300, wait=30, memory=8 * 2**30, test_memory=2**30)


@dataclass
class Trial:
    """What came of one grading: which tests passed, which raised an error, why each other did not pass, what the whole
    took, and what its cells found missing.
    """

    passed: set
    errors: set
    why: dict
    took: Took
    lacks: list


def rehearse(
    assignment: Assignment, notebooks: Mapping[str, bytes], grade: Callable[..., Graded]
) -> dict[str, Rehearsal]:
    """Return {notebook: Rehearsal}.

    notebooks: the instructor's, {name: bytes}. grade: `grade.grade`, or what has it done elsewhere.

    Raises ExaminerError where the instructor's notebook cannot be graded at all.
    """
    never = cloudpickle.loads(assignment.settings).config.Execute.get("inside") == "never"
    found = {}
    for name, data in notebooks.items():
        book = nbformat.reads(data.decode(), as_version=4)
        tests = {label(cell): Rehearsed(noting=True) for cell in book.cells if is_test(cell)}
        leave_behind(book, tests)
        took, missing = rehearse_one(assignment, name, data, book, tests, grade, never)
        tests = {test: dataclasses.replace(rehearsed, noting=False) for test, rehearsed in tests.items()}
        found[name] = Rehearsal(tests, took, missing)
    return found


def rehearse_one(
    assignment: Assignment,
    name: str,
    data: bytes,
    book: NotebookNode,
    tests: dict[str, Rehearsed],
    grade: Callable[..., Graded],
    never: bool,
) -> tuple[Took, list[str]]:
    """Find out how each test of a notebook is judged, and write it into `tests`. Return what the notebook Took, and
    what it found missing.
    """
    first, second = (tried(assignment, name, data, tests, grade) for _ in range(2))
    for test, rehearsed in tests.items():
        rehearsed.flaky = (test in first.passed) != (test in second.passed)
        rehearsed.passed = test in first.passed and test in second.passed
        rehearsed.why = first.why.get(test) or second.why.get(test, "")
    took = first.took.most(second.took)
    # Points that the answers do not get without an error are no matter of where the test is judged.
    failed = [test for test, rehearsed in tests.items() if test in first.errors and not rehearsed.flaky]
    outside = (LIVE, FIGURES) if "matplotlib" in data.decode() else (LIVE,)
    for way in outside if never else (*outside, INSIDE, INSIDE):
        if not failed:
            break
        for test in failed:
            tests[test].how = way
        if way == INSIDE:
            lean_on(book, tests)
        trial = tried(assignment, name, data, tests, grade)
        took = took.most(trial.took)
        for test, rehearsed in tests.items():
            if not rehearsed.flaky and (rehearsed.passed or test in failed):
                rehearsed.passed = test in trial.passed
                rehearsed.why = rehearsed.why or trial.why.get(test, "")
        # Others may have leaned on what a test leaves that is inside now.
        failed = [test for test, rehearsed in tests.items() if test in trial.errors and not rehearsed.flaky]
    return took, first.lacks


def tried(
    assignment: Assignment, name: str, data: bytes, tests: dict[str, Rehearsed], grade: Callable[..., Graded]
) -> Trial:
    """Return the Trial of the instructor's notebook, its tests run as `tests` say."""
    truth = dataclasses.replace(assignment.truths[name], tests=tests, took=MOST)
    graded = grade(dataclasses.replace(assignment, truths={name: truth}), Submission(STUDENT, {name: data}, {}))
    if graded.reason:
        raise ExaminerError(f"The instructor's own notebook {name} cannot be graded: {graded.reason}")
    result = graded.notebooks[name]
    cells = nbformat.reads(result.data.decode(), as_version=4).cells
    why = {label(cell): first_error(cell) for cell in cells if is_test(cell)}
    passed = {test for test in tests if result.scores.get(test) == truth.cells[test].points}
    for test, rehearsed in tests.items():
        learn(rehearsed, result.learned.get(test))
    errors = {test for test in tests if why[test] and test not in passed}
    why = {test: why[test] or "it does not give full marks" for test in tests if test not in passed}
    return Trial(passed, errors, why, result.took, lacks(cells))


def first_error(cell: NotebookNode) -> str:
    """Return what a cell's first error says, in one line, "" if it has none."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return f"{errors[0].ename}: {errors[0].evalue}".strip().splitlines()[0][:300] if errors else ""


def learn(rehearsed: Rehearsed, learned: Mapping[str, Any] | None) -> None:
    """Add what was met in a test to what was met before."""
    if learned:
        kinds = rehearsed.kinds or {}
        for path, found in learned["kinds"].items():
            kinds[path] = sorted({*kinds.get(path, ()), *found})
        rehearsed.kinds = kinds
        rehearsed.seconds = max(rehearsed.seconds, learned["seconds"])
        rehearsed.changes = sorted({*(rehearsed.changes or ()), *learned["changes"]})


def leave_behind(book: NotebookNode, tests: dict[str, Rehearsed]) -> None:
    """Find which names of a test's answers read: they are lent to calls, and where later cells read them, the released
    part of the test runs in the student's process too.
    """
    codes = [(cell, *names(cell.source)) for cell in book.cells if cell.cell_type == "code"]
    elsewhere = set().union(*(bound for cell, bound, _ in codes if not is_test(cell)))
    answers = set().union(*(bound | free for cell, bound, free in codes if is_exercise(cell)))
    lent = set()
    for place, (cell, bound, _) in enumerate(codes):
        if is_test(cell):
            lent |= bound & answers
            tests[label(cell)].lent = sorted(lent)
            read = set().union(*(free for other, _, free in codes[place + 1 :] if not is_test(other)))
            if (names(released(cell.source))[0] - elsewhere) & read:
                tests[label(cell)].after = [released(cell.source)]


def lean_on(book: NotebookNode, tests: dict[str, Rehearsed]) -> None:
    """Have earlier tests that bind what an inside test reads run in the student's process before it."""
    codes = [cell for cell in book.cells if is_test(cell)]
    for place, cell in enumerate(codes):
        if tests[label(cell)].how == INSIDE:
            needed = set(names(cell.source)[1])
            before: list[str] = []
            for other in reversed(codes[:place]):
                bound, free = names(other.source)
                if bound & needed and tests[label(other)].how != INSIDE:
                    before.insert(0, other.source)
                    needed |= free
            tests[label(cell)].before = before


def names(source: str) -> tuple[set[str], set[str]]:
    """Return (names bound, names read) of a cell, none of one that is not Python."""
    try:
        return bound_and_free(source)
    except (SyntaxError, ValueError):
        return set(), set()


def released(source: str) -> str:
    """Return a test cell as students have it, without its hidden regions."""
    lines, hidden = [], False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line:
            hidden = False
        elif not hidden:
            lines.append(line)
    return "\n".join(lines)
