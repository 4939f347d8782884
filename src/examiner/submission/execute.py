"""nbgrader's Execute with two processes: student's cells run in a kernel, test cells in the judge."""

import asyncio
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from math import ceil, inf
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.client import CellExecutionComplete
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbgrader import preprocessors
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool, Dict, Enum, Float, Integer, List, Unicode, default

from ..errors import Disturbed, KernelDied, OutOfTime
from ..notebook.cells import is_test, label
from ..notebook.files import add_made, extra_files, extra_patterns, fill, hidden, instructor_files
from ..notebook.instructor import (
    INSIDE,
    Material,
    Rehearsal,
    Rehearsed,
    Took,
    Truth,
    course_of,
    source_path,
    truth,
)
from ..notebook.outputs import RAN_INSIDE, check_credit, error_output, new_output, tidy
from ..processes.folders import private_folder
from ..processes.parents import parents
from ..sandbox import memory
from ..sandbox.clock import TICK, Limit
from ..sandbox.doctor import sandbox_walls
from ..sandbox.limits import Limits
from .intake import new_cell
from .judge_process import Judge
from .kept import kept, rehearsal_file
from .slow_cells import SlowCells
from .student_kernel import Student, bounded_client, wait_until_ready

logger = logging.getLogger("examiner")
# A submission that the machine disturbed is graded so often.
ATTEMPTS = 3
# A notebook that ends its kernel in more cells than these loses all that comes after.
MOST_LOST = 3
# What a limit is that is not set: no less than so many times what the instructor's answers took in the rehearsal.
TIMES, TIMES_MEMORY = 4, 2

OUTPUTS = {"stream", "display_data", "execute_result", "update_display_data", "error"}


class KernelLost(Exception):
    """A cell ended the kernel, which costs its own points: the notebook is run again without that cell."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(why)
        self.index = index


class Execute(preprocessors.Execute):
    """Runs a submission: student's cells in the student's kernel, test cells in the judge's."""

    call_timeout = Float(10, help="Seconds of CPU time that one call of a student's function by a test may take.").tag(
        config=True
    )
    wait_timeout = Float(
        help="Seconds that a cell or a call may wait, for a sleep, an input or a lock, no thread of its own at work. "
        "By default 30, or twice the `timeout` where that is set and less.",
    ).tag(config=True)
    grace = Float(
        3,
        help="Seconds, of CPU time or of waiting, that a kernel has to come back from an interrupt before it is ended.",
    ).tag(config=True)
    startup_timeout = Integer(600, help="Seconds that the start of a process may take, on however busy a machine.").tag(
        config=True
    )
    max_outputs = Integer(1000, help="Outputs that a student's cell may have.").tag(config=True)
    max_output_bytes = Integer(5_000_000, help="Characters that the outputs of a student's cell may have in all.").tag(
        config=True
    )
    max_notebook_output_bytes = Integer(
        20_000_000, help="Characters that the outputs of all of a student's cells may have in all."
    ).tag(config=True)
    raise_on_iopub_timeout = Bool(False, help="If not, a kernel whose outputs have no end is asked whether it is free.")
    extra_files = Dict(help="Patterns of files that students may hand in beside the notebooks, by assignment.").tag(
        config=True
    )
    pictures = Bool(
        True,
        help="Whether the pictures of descent.pictures are drawn. Without, grading is much faster; the sentence that "
        "says what a picture shows is there all the same, and so are the points.",
    ).tag(config=True)
    test_memory = Integer(
        272 * 2**20,
        help="Bytes that the process which runs the tests of a notebook may take beyond what it starts with.",
    ).tag(config=True)
    test_readable = List(
        Unicode(), help="Files and folders that tests may read, besides Python's own and those of the assignment."
    ).tag(config=True)
    inside = Enum(
        ["rehearsed", "never"],
        default_value="rehearsed",
        help="Whether a test that cannot be judged from outside runs in the student's process, as with stock nbgrader, "
        "because the rehearsal showed that it must. There it can be read and forged.",
    ).tag(config=True)
    unsafe = Bool(
        help="Run students' code without a sandbox, or with what this machine has of one. Their code can then read and "
        "change whatever you can; only the tests stay out of its reach."
    ).tag(config=True)

    @default("wait_timeout")
    def _twice_the_timeout(self):
        given = self.timeout if "timeout" in self.is_set() else None
        return min(30.0, 2.0 * given) if given and given > 0 else 30.0

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the executed notebook. Raises Disturbed where this machine was to blame for what went wrong (three
        times, if nobody else sees to that as `submission.grade` does), and RuntimeError if the kernels cannot start, or
        what the student's code sent takes too much memory.
        """
        if "collected" in resources:  # a worker, which has its limit
            return self.attempt(nb, resources, 1)
        try:
            with memory.limited():
                return self.attempt(nb, resources, ATTEMPTS)
        except MemoryError:
            raise RuntimeError(memory.TOO_LARGE) from None

    def attempt(
        self, nb: NotebookNode, resources: dict[str, Any], attempts: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the executed notebook, as `preprocess`; it may be disturbed once less than there are attempts."""
        self.lost = {}  # the cells that ended the kernel, by index, and how
        while True:
            self.cell = ""
            self.notes: list[list[str]] = []
            try:
                return self.run(deepcopy(nb), resources)
            except KernelLost as lost:
                self.lost[lost.index] = str(lost)
            except Disturbed as error:
                attempts -= 1
                if not attempts:
                    raise
                logger.warning("graded again: %s", error)
            finally:
                if "collected" in resources:
                    resources["collected"].ended = self.notes

    def take_note(self, told: str) -> None:
        """Take note, for who reads the results, of what ended early in the cell that runs."""
        self.notes.append([self.cell, told])
        self.log.warning("%s: %s", self.cell, told)

    def is_set(self) -> set[str]:
        """Return the names of all that is configured, be it of nbconvert's preprocessor that this one is too."""
        return {name for section in self.section_names() for name in self.config.get(section, {})}

    def fit_limits(self) -> None:
        """Have limits that are not set be no less than multiples of what the instructor's answers took."""
        took, is_set = self.truth.took, self.is_set()
        needed = {
            "timeout": ceil(TIMES * took.cell),
            "call_timeout": TIMES * took.call,
            "wait_timeout": TIMES * took.wait * ("timeout" not in is_set),
            "test_memory": TIMES_MEMORY * took.test_memory,
        }
        for name, least in needed.items():
            if name not in is_set:
                setattr(self, name, max(self.trait_defaults(name), least))

    def seconds(self) -> float:
        """Return the CPU time that a cell may take."""
        return self.timeout if self.timeout and self.timeout > 0 else inf

    def run(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the executed notebook."""
        self.slow_cells = SlowCells()
        names, metadata = resources["nbgrader"], resources["metadata"]
        logger.info("runs %s of %s by %s", names["notebook"], names["assignment"], names["student"])
        self.shutdown_kernel = "immediate"
        self.spent_in_all = 0
        self.material = resources.get("examiner") or self.collect(resources)
        self.truth = self.material.truth
        self.fit_limits()
        graded = metadata.get("path", "")
        with tempfile.TemporaryDirectory(prefix="examiner-") as folder:
            scratch, test_folder = Path(folder, "work"), Path(folder, "tests")
            beside = {**self.material.own, **self.material.extra}
            fill(scratch, {path: file for path, file in beside.items() if not hidden(path)})
            fill(test_folder, self.material.own)
            self.scratch = scratch
            self.judge = Judge(self, folder, test_folder)
            metadata["path"] = str(scratch)
            try:
                nb, resources = super().preprocess(nb, resources)
            finally:
                metadata["path"] = graded
                self.judge.end()
        if graded:
            add_made(self.material.made, Path(graded))
        return nb, resources

    def collect(self, resources: dict[str, Any]) -> Material:
        """Return the Material of the notebook that `resources` name, from nbgrader's course."""
        course, names = course_of(self), resources["nbgrader"]
        own = instructor_files(course, names["assignment"])
        submitted = Path(course.format_path(course.submitted_directory, names["student"], names["assignment"]))
        patterns = extra_patterns(self.config, names["assignment"])
        known = truth(resources, source_path(course, resources))
        rehearsal = self.rehearsed(course, names, known)
        known.tests, known.took = rehearsal.tests, rehearsal.took
        return Material(known, own, extra_files(submitted, patterns, own))

    def rehearsed(self, course: CourseDirectory, names: Mapping[str, str], known: Truth) -> Rehearsal:
        """Return the Rehearsal of the notebook, as `examiner autograde` kept it; one of nothing if it did not."""
        try:
            found = kept(rehearsal_file(course, names["assignment"]), truth=known, notebook=names["notebook"])
        except ValueError as error:
            self.log.warning("What the rehearsal showed cannot be used: %s", error)
            found = None
        if found is None:
            told = "No rehearsal of %s is kept: its tests believe plain values only. `examiner autograde` makes one."
            self.log.info(told, names["assignment"])
        return (found or {}).get(names["notebook"], Rehearsal({}))

    def create_kernel_manager(self) -> Any:
        """Return the manager of the student's kernel, which is to run in the sandbox; start the judge meanwhile.

        Raises SandboxError where this machine has none, unless `unsafe`, and RuntimeError for a notebook not in Python.
        """
        manager = super().create_kernel_manager()
        language = manager.kernel_spec.language
        if language.lower() != "python":
            raise RuntimeError(f"the notebook is written in {language}: the examiner grades Python only")
        walls = sandbox_walls(self.unsafe)
        if walls:
            # Made here, since the judge sees it before there is a kernel.
            folder = private_folder(parents["student"].folder if "student" in parents else None)
            manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": "examiner-sandbox"}
            manager.config.SandboxProvisioner.walls = sorted(walls)
            manager.config.SandboxProvisioner.needed = self.needed()
            manager.config.SandboxProvisioner.made_folder = str(folder)
            manager.config.SandboxProvisioner.files = str(self.scratch)
            self.judge.walls, self.judge.sockets = walls, str(folder / "sockets")
            self.judge.readable = [*self.config.SandboxProvisioner.get("readable", []), *self.test_readable]
        if any(map(is_test, self.nb.cells)):
            self.judge.begin(manager)
        return manager

    def needed(self) -> dict[str, int]:
        """Return the limits of the student's process where none are set."""
        took = self.truth.took
        return {
            "memory": max(Limits.memory, TIMES_MEMORY * took.memory),
            "cpu": max(Limits.cpu, int(TIMES * took.notebook)),
        }

    async def async_start_new_kernel_client(self) -> Any:
        """Return a client of the student's kernel, with the student's side of the wire loaded."""
        try:
            self.kc = bounded_client(self.km)
            await wait_until_ready(self.km, self.kc, self.startup_timeout)
            self.student = Student(self.km, self.kc, self.grace, self.log)
            environment = {} if self.pictures else {"DESCENT_PICTURES": "off"}
            await self.student.boot(self.startup_timeout, self.judge.path_beside("student"), environment)
        except BaseException:
            await self._async_cleanup_kernel()
            raise
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    @contextmanager
    def setup_kernel(self, **kwargs: Any) -> Iterator[None]:
        """Keep the kernel for a while; at the end, keep the files that the notebook made."""
        with super().setup_kernel(**kwargs):
            yield
            took, clock = self.material.took, self.student.clock
            took.notebook, took.call = clock.used(), self.judge.slowest
            took.memory, took.test_memory = clock.most_memory(), self.judge.more_memory()
            known = [path.relative_to(self.scratch).as_posix() for path in self.scratch.rglob("*")]
            self.material.made = self.student.files_made(known)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the cell after running it where it belongs."""
        self.cell = label(cell, index)
        if index in self.lost:
            cell.outputs = [error_output("KernelDied", self.lost[index])]
            self.take_note(self.lost[index])
        elif cell.cell_type == "code" and cell.source.strip():
            ended = self.student.ended
            self.student.clock.settle()
            used, waited = self.used(), self.student.clock.waited
            if is_test(cell):
                self.examine(cell, index)
            else:
                run_sync(self.run_student)(cell, index)
            took = Took(cell=self.used() - used, wait=self.student.clock.waited - waited)
            self.material.took = self.material.took.most(took)
            later = any(map(is_test, self.nb.cells[index + 1 :]))
            if self.student.ended and not ended and later and len(self.lost) < MOST_LOST:
                raise KernelLost(index, self.student.ended)
        if cell.cell_type == "code":
            self.judge.take(self.truth.answers.get(label(cell, index), []))
        return cell, resources

    def used(self) -> float:
        """Return the seconds of CPU time that both processes used."""
        return self.student.clock.used() + self.judge.used()

    def examine(self, cell: NotebookNode, index: int) -> None:
        """Run a test cell: in the judge, or in the student's process where the rehearsal showed that it must."""
        name = label(cell, index)
        rehearsed = self.truth.tests.get(name, Rehearsed())
        for source in rehearsed.before:
            self.run_silently(source, index)
        if rehearsed.how == INSIDE and self.inside != "never":
            run_sync(self.run_student)(cell, index)
            check_credit(cell)
            told = f"{RAN_INSIDE}: {rehearsed.why}\n"
            cell.outputs.insert(0, new_output("stream", name="stdout", text=told))
        else:
            begin = monotonic()
            showed = self.judge.examine(cell, name, rehearsed.known())
            if rehearsed.noting:
                learned = {"kinds": showed.kinds or {}, "changes": showed.changes or []}
                self.material.learned[name] = {**learned, "seconds": monotonic() - begin}
        for source in rehearsed.after:
            self.run_silently(source, index)

    def run_silently(self, source: str, index: int) -> None:
        """Run code of the instructor's in the student's process, whatever comes of it."""
        here = self.nb.cells[index]
        run_sync(self.run_student)(new_cell("code", source), index)
        self.nb.cells[index] = here

    async def run_student(self, cell: NotebookNode, index: int) -> None:
        """Run one of the student's cells; whatever the kernel does ends the kernel at most."""
        student, cell.outputs = self.student, []
        if student.ended:
            cell.outputs = [error_output("KernelDied", f"not run: {student.ended}")]
            return
        student.doing = label(cell, index)
        self.spent, self.cut, self.heard_all = 0, False, False
        try:
            await self.async_execute_cell(cell, index, store_history=True)
            if not self.heard_all:
                # What a kernel publishes faster than it is read is lost, the word that the cell has ended with it.
                await student.stop(student.doing)
        except (KernelDied, DeadKernelError):
            await student.end("the kernel died")
        except Disturbed:
            raise
        except Exception as error:  # the kernel's messages are hostile: any may break the reading
            await student.garbled(error)
        tidy(cell)
        if student.ended:
            cell.outputs.append(error_output("KernelDied", student.ended))
            self.take_note(student.ended)
        elif busy := student.clock.busy():
            told = f"{busy} thread{'s' * (busy > 1)} that it started went on after its end"
            cell.outputs.append(error_output("StillBusy", told))
            self.take_note(told)

    async def _async_poll_for_reply(self, request, cell, _timeout, outputs, alive):
        """Return the reply to the request that runs a student's cell, as nbclient's method does, which looks at the
        clock on the wall. Raises KernelDied.
        """
        alive.cancel()
        student, clock = self.student, self.student.clock
        share = self.slow_cells.share(cell.source)
        limit = Limit([clock], share * self.seconds(), share * clock.patience(self.wait_timeout))
        try:
            reply = await student.reply_to(request, limit)
            limit.spent()
        except OutOfTime as late:
            verdict = await student.stop(f"{student.doing} {late}", request)
            if student.ended:
                raise KernelDied(student.ended) from None
            self.take_note(verdict.text)
            reply = {"content": error_output("CellTimeoutError", verdict.text) | {"status": "error"}}
            await self.hear_out(outputs)
            self.slow_cells.ran_out_of_time(cell.source, cell.outputs)
            return reply
        await self.hear_out(outputs)
        return reply

    async def hear_out(self, outputs: asyncio.Task) -> None:
        """Wait for the last output of a cell that has ended, or until the kernel has nothing more to say."""
        limit = Limit([self.student.clock], self.seconds(), self.iopub_timeout)
        while not outputs.done():
            await asyncio.wait([outputs], timeout=TICK)
            try:
                limit.check()
            except OutOfTime:
                outputs.cancel()
            if not await self.km.is_alive():
                outputs.cancel()
            if outputs.cancelling():
                return
        outputs.result()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take one message of the student's kernel, unless the cell has had its share of output."""
        if msg["msg_type"] in OUTPUTS:
            size = len(repr(msg["content"]))
            self.spent += size
            over = self.spent > self.max_output_bytes or self.spent_in_all + size > self.max_notebook_output_bytes
            if over or len(cell.outputs) >= self.max_outputs:
                if not self.cut:
                    note = "... the rest of the output was dropped: there is too much of it ...\n"
                    cell.outputs.append(new_output("stream", name="stdout", text=note))
                self.cut = True
                return None
            self.spent_in_all += size
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            self.heard_all = True
            raise

    def handle_comm_msg(self, outs: Any, msg: dict[str, Any], cell_index: int) -> None:
        """Ignore widgets: nobody moves their sliders while a notebook is graded."""
