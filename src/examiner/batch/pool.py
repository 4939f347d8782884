"""A pool of processes on this machine that grade. Their kernels are forked from the same warm parents."""

import contextlib
import gc
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from ..processes import parents as warm_parents
from ..processes.warm import Parent
from ..sandbox import memory
from ..submission.grade import DIED, grade
from ..submission.messages import Assignment, Graded, Submission

# The attempt at a submission at whose time there is no other.
LAST = 3
CONTEXT = multiprocessing.get_context("forkserver")
# What a worker imports is imported once, by the server that forks all of them.
IMPORTED = ["examiner.__main__", "examiner.submission.grade"]


def start_server() -> None:
    """Start the server that forks the workers: it takes a second or two, in which others can do something else."""
    CONTEXT.set_forkserver_preload(IMPORTED)
    multiprocessing.forkserver.ensure_running()


class Worker:
    """A process that grades one submission after the other, in its own temporary folder below `folder`."""

    def __init__(self, assignment: Assignment, folder: str) -> None:
        self.line, end = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=work, args=(end, assignment, folder, warm_parents.parents), daemon=True)
        self.process.start()
        end.close()
        self.submission: Any = None  # what it grades, a Submission
        self.attempts = 0

    def give(self, submission: Submission, attempts: int = 1) -> None:
        self.submission, self.attempts = submission, attempts
        # A worker that is dead already says so when it is asked.
        with contextlib.suppress(OSError):
            self.line.send(submission)

    def result(self) -> Graded:
        """Return the Graded of what it was given. Raises EOFError or OSError if it died over it, whatever else if what
        came cannot be read.
        """
        return self.line.recv()

    def stop(self) -> None:
        """End it at once, and with it all that it started."""
        self.process.kill()
        self.process.join()
        self.line.close()


def results(
    assignment: Assignment, submissions: Iterable[Submission], jobs: int, folder: str
) -> Iterator[tuple[Submission, Graded]]:
    """Yield each of `submissions` with its Graded, as they come from `jobs` processes.

    `submissions` is read no faster than it is graded. What this machine disturbed, or a process died over, is graded
    again in its turn (by `grade` where the process lived), and a last time alone, when all others are done.
    """
    todo = iter(submissions)
    workers: list[Worker] = []
    alone: list[Submission] = []
    try:
        for submission in todo:
            if not assignment.bubblewrap:  # else each worker has its own: what is inside sees what the parent sees
                warm_parents.warm_up(assignment.modules)
            workers.append(Worker(assignment, folder))
            workers[-1].give(submission)
            if len(workers) == jobs:
                break
        while busy := [worker for worker in workers if worker.submission]:
            heard = wait([worker.line for worker in busy])
            for worker in [worker for worker in busy if worker.line in heard]:
                submission = worker.submission
                try:
                    graded = worker.result()
                except Exception:  # it is dead, or what it sent cannot be read
                    worker.stop()
                    workers.remove(worker)
                    attempts, worker = worker.attempts, Worker(assignment, folder)
                    workers.append(worker)
                    if attempts == 1:
                        worker.give(submission, attempts=2)
                        continue
                    worker.attempts = attempts
                    graded = Graded(reason=DIED, disturbed=True)
                again = graded.disturbed and worker.attempts != LAST
                if again:
                    alone.append(submission)
                # It gets on with the next one while this one is recorded.
                worker.submission = None
                if following := next(todo, None):
                    worker.give(following)
                elif alone and not any(other.submission for other in workers):
                    worker.give(alone.pop(0), LAST)
                if not again:
                    yield submission, graded
    finally:
        for worker in workers:
            worker.stop()
        warm_parents.cool_down()


def work(line: Connection, assignment: Assignment, folder: str, parents: dict[str, Parent]) -> None:
    """Grade what comes over the line, with kernels of these warm parents, until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent: Any = multiprocessing.parent_process()
    threading.Thread(target=_die_with, args=(parent.sentinel,), daemon=True).start()
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    warm_parents.parents.update(parents)
    gc.freeze()
    memory.limit(memory.WORKER)
    while True:
        try:
            submission = line.recv()
        except EOFError:
            os._exit(0)
        line.send(grade(assignment, submission))
        # nbconvert's copies of a notebook, with all its pictures, point at each other.
        gc.collect()


def _die_with(sentinel):
    """End this process when the one that started it is gone; its kernels end with it."""
    wait([sentinel])
    os._exit(1)
