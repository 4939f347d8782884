"""Try an answer against the tests of a lab, in milliseconds and without a kernel.

A process that has run the instructor's imports, data and answers once forks for each answer that is tried. The answers
of the bank are ours: nothing here holds against hostile code.
"""

import contextlib
import io
import json
import os
import resource
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil

import descent.check

from ..notebook.cells import bound_and_free, exercise_of, is_check, is_exercise, is_test, nbgrader
from .check_blocks import block, without_block
from .checks import has_block, kind
from .slips_kept import kept_slips
from .work_out import with_slips

SECONDS_A_CELL = 3  # of processor time, so that a busy machine changes no score
SECONDS_A_MUTANT = 1  # the same, of code that takes milliseconds unless it never ends
SECONDS_AN_ANSWER = 120  # of processor time too
BYTES = 2 * 2**30  # beyond what the process that forks has


@dataclass
class Lab:
    """A lab whose answers are written and whose tests are compiled.

    exercises: {exercise: source of the right answer}. tests, checks: {grade_id: code}, of hidden tests and of visible
    checks. namespace: what the cells have bound. cases: {exercise: its Check}, worked out.
    """

    folder: Path
    exercises: dict
    tests: dict
    namespace: dict
    checks: dict = field(default_factory=dict)
    cases: dict = field(default_factory=dict)

    def tests_of(self, exercise: str) -> list[str]:
        return [grade_id for grade_id in self.tests if exercise_of(grade_id, self.exercises) == exercise]


def ready(path: str | Path, slips: bool = True) -> Lab:
    """Run the imports, data and answers of the instructor's notebook at path; return its Lab.

    slips: whether checks name slips, too, which decide no point and may take half a minute to work out.
    """
    path = Path(path)
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and nbgrader(cell)]
    exercises = {nbgrader(cell)["grade_id"]: cell.source for cell in filter(is_exercise, cells)}
    lab = Lab(path.parent.resolve(), exercises, {}, {})
    sources = [cell.source for cell in cells if kind(cell) == "code"]
    kept = kept_slips(lab.folder) if slips else {}
    with contextlib.chdir(lab.folder), contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            grade_id = nbgrader(cell)["grade_id"]
            if is_test(cell):
                lab.tests[grade_id] = compile(cell.source, grade_id, "exec")
            elif is_check(cell):
                if has_block(cell):
                    own = dict(lab.namespace)
                    exec(compile(block(cell.source), grade_id, "exec"), own)
                    exercise = grade_id.removesuffix("_check")
                    lab.cases[exercise] = vars(descent.check).pop(exercise)
                    if slips:
                        check = lab.cases[exercise]
                        with_slips(check, exercises[exercise], cell.source, lab.namespace, sources, kept)
                lab.checks[grade_id] = compile(without_block(cell.source), grade_id, "exec")
            else:
                exec(compile(cell.source, grade_id, "exec"), lab.namespace)
    return lab


def failures(
    lab: Lab,
    trials: Iterable[tuple[str, str, list[str]]],
    enough: int | None = None,
    seconds: float = SECONDS_A_CELL,
) -> Iterator[dict[str, str]]:
    """Yield for each trial (exercise, code, [grade_id of a test, ...]) {grade_id: message} of the tests that fail.

    The code stands in the answer cell of the exercise, the right answers in all others. A test fails after
    so many `seconds` too. No more tests are run when `enough` of them have failed.
    """
    running: deque = deque()
    for trial in trials:
        if len(running) == os.cpu_count():
            yield _end(*running.popleft())
        running.append(_begin(lab, *trial, enough, seconds))
    yield from (_end(*child) for child in running)


def _begin(lab, exercise, code, tests, enough, seconds):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            told = json.dumps(_failures(lab, exercise, code, tests, enough, seconds))
            with open(writer, "w", encoding="utf-8") as pipe:  # noqa: PTH123
                pipe.write(told)
        finally:
            os._exit(0)
    os.close(writer)
    return child, reader, tests


def _end(child, reader, tests):
    with open(reader, encoding="utf-8") as pipe:  # noqa: PTH123
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else dict.fromkeys(tests, "the process ended early")


def _failures(lab, exercise, code, tests, enough, seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_AN_ANSWER, SECONDS_AN_ANSWER))
    signal.signal(signal.SIGVTALRM, _stop)
    most = psutil.Process().memory_info().vms + BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    os.chdir(lab.folder)
    for name in bound_and_free(lab.exercises[exercise])[0]:
        del lab.namespace[name]
    vars(descent.check).update(lab.cases)
    failed = {}
    with contextlib.redirect_stdout(io.StringIO()):
        with contextlib.suppress(Exception):
            _run(compile(code, exercise, "exec"), lab.namespace, seconds)
        for grade_id in tests:
            try:
                _run(lab.tests[grade_id] if grade_id in lab.tests else lab.checks[grade_id], lab.namespace, seconds)
            except Exception as error:
                failed[grade_id] = str(error)
                if len(failed) == enough:
                    break
    return failed


def _run(code, namespace, seconds):
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        exec(code, namespace)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(*_):
    raise TimeoutError("the time is over")
