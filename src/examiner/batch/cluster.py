"""Grade on the workers of a Dask scheduler, which need this package and its sandbox, and no disk in common."""

from collections.abc import Iterable, Iterator
from typing import Any

from distributed import Client, as_completed

from ..errors import ExaminerError
from ..sandbox import memory
from ..submission.grade import grade
from ..submission.messages import Assignment, Graded, Submission

PATIENCE = 15
AHEAD = 2  # submissions under way for each thread of a worker
DIED = "the worker that graded it died, several times. The others are not affected."


def grade_within_limits(assignment: Assignment, submission: Submission) -> Graded:
    """Return the Graded of a submission, worked out in a process that does other things too."""
    with memory.limited():
        return grade(assignment, submission)


def results(
    assignment: Assignment, submissions: Iterable[Submission], address: str
) -> Iterator[tuple[Submission, Graded]]:
    """Yield each of `submissions` with its Graded, as they come from the workers of the scheduler at `address`.

    `submissions` is read no faster than it is graded. A submission whose worker dies is graded by another. What
    a machine disturbed is graded again alone, when all others are done.
    Raises ExaminerError where there is no scheduler, or none of its workers comes.
    """
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise ExaminerError(f"There is no Dask scheduler at {address} ({error}). Start one: dask scheduler") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ExaminerError(
                f"The Dask scheduler at {address} has no workers. Start one: dask worker {address}"
            ) from error
        known = client.scatter(assignment, broadcast=True)
        alone: list[Submission] = []
        under_way: dict[Any, tuple[Submission, bool]] = {}
        todo, done = iter(submissions), as_completed()

        def begin(submission, last=False):
            future = client.submit(grade_within_limits, known, submission, pure=False, retries=1)
            under_way[future] = submission, last
            done.add(future)

        def fill():
            while len(under_way) < max(1, AHEAD * sum(client.nthreads().values())):
                if (submission := next(todo, None)) is None:
                    break
                begin(submission)
            if alone and not under_way:
                begin(alone.pop(0), last=True)

        fill()
        while under_way:
            future = next(done)
            submission, last = under_way.pop(future)
            error = future.exception()
            graded = Graded(reason=f"{DIED} ({error})", disturbed=True) if error else future.result()
            again = graded.disturbed and not last
            if again:
                alone.append(submission)
            fill()
            if not again:
                yield submission, graded
