"""nbgrader's Execute with two processes: student's cells run in a kernel, test cells in the judge."""

import logging
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from jupyter_core.utils import run_sync
from nbclient.client import CellExecutionComplete
from nbclient.exceptions import DeadKernelError
from nbgrader import preprocessors
from traitlets import Bool, Dict, Enum, Float, Integer, List, Unicode

from ..notebook.cells import is_test, label
from ..notebook.files import add_made, extra_files, extra_patterns, fill, hidden, instructor_files
from ..notebook.instructor import INSIDE, Material, Rehearsed, course_of, source_path, truth
from ..notebook.outputs import check_credit, error_output, new_output, tidy
from ..processes.folders import private_folder
from ..processes.parents import parents
from ..sandbox import doctor
from ..sandbox.confine import SandboxError
from .intake import new_cell
from .judge_process import Judge
from .kept import kept, rehearsal_file
from .student_kernel import Student, bounded_client, ready

logger = logging.getLogger("examiner")

OUTPUTS = {"stream", "display_data", "execute_result", "update_display_data", "error"}


def sandbox_walls(unsafe):
    """Return the walls that students' code runs behind here. Raises SandboxError if an essential one is missing,
    unless `unsafe`.
    """
    missing = doctor.missing_essential()
    if missing and not unsafe:
        raise SandboxError(
            f"This machine has no safe sandbox: {', '.join(p.name for p in missing)} missing. `examiner doctor` says "
            "what to do. To grade all the same: --unsafe (examiner), or --Execute.unsafe=True (nbgrader)."
        )
    return doctor.available_walls()


class Execute(preprocessors.Execute):
    """Runs a submission: student's cells in the student's kernel, test cells in the judge's."""

    call_timeout = Float(10, help="Seconds that one call of a student's function by a test may take.").tag(config=True)
    grace = Float(3, help="Seconds that a kernel has to come back from an interrupt before it is ended.").tag(
        config=True
    )
    max_outputs = Integer(1000, help="Outputs that a student's cell may have.").tag(config=True)
    max_output_bytes = Integer(5_000_000, help="Characters that the outputs of a student's cell may have in all.").tag(
        config=True
    )
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
        512 * 2**20,
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

    def preprocess(self, nb, resources):
        """Return the executed notebook. Raises RuntimeError if the kernels cannot be started."""
        names, metadata = resources["nbgrader"], resources["metadata"]
        logger.info("runs %s of %s by %s", names["notebook"], names["assignment"], names["student"])
        self.shutdown_kernel = "immediate"
        self.material = resources.get("examiner") or self.collect(resources)
        self.truth = self.material.truth
        graded = metadata.get("path", "")
        with tempfile.TemporaryDirectory(prefix="examiner-") as folder:
            scratch, desk = Path(folder, "work"), Path(folder, "desk")
            beside = {**self.material.own, **self.material.extra}
            fill(scratch, {path: file for path, file in beside.items() if not hidden(path)})
            fill(desk, self.material.own)
            self.scratch = scratch
            self.judge = Judge(self, folder, desk)
            metadata["path"] = str(scratch)
            try:
                nb, resources = super().preprocess(nb, resources)
            finally:
                metadata["path"] = graded
                self.judge.end()
        if graded:
            add_made(self.material.made, Path(graded))
        return nb, resources

    def collect(self, resources):
        """Return the Material of the notebook that `resources` name, from nbgrader's course."""
        course, names = course_of(self), resources["nbgrader"]
        own = instructor_files(course, names["assignment"])
        submitted = Path(course.format_path(course.submitted_directory, names["student"], names["assignment"]))
        patterns = extra_patterns(self.config, names["assignment"])
        known = truth(resources, source_path(course, resources))
        known.tests = self.rehearsed(course, names, known)
        return Material(known, own, extra_files(submitted, patterns, own))

    def rehearsed(self, course, names, known):
        """Return {grade_id: Rehearsed} of the notebook, as `examiner autograde` kept it; {} if it did not."""
        try:
            found = kept(rehearsal_file(course, names["assignment"]), truth=known, notebook=names["notebook"])
        except ValueError as error:
            self.log.warning("What the rehearsal showed cannot be used: %s", error)
            found = None
        if found is None:
            told = "No rehearsal of %s is kept: its tests believe plain values only. `examiner autograde` makes one."
            self.log.info(told, names["assignment"])
        return (found or {}).get(names["notebook"], {})

    def create_kernel_manager(self):
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
            manager.config.SandboxProvisioner.made_folder = str(folder)
            manager.config.SandboxProvisioner.files = str(self.scratch)
            self.judge.walls, self.judge.sockets = walls, str(folder / "sockets")
            self.judge.readable = [*self.config.SandboxProvisioner.get("readable", []), *self.test_readable]
        if any(map(is_test, self.nb.cells)):
            self.judge.begin(manager)
        return manager

    async def async_start_new_kernel_client(self):
        """Return a client of the student's kernel, with the student's side of the wire loaded."""
        try:
            self.kc = bounded_client(self.km)
            await ready(self.km, self.kc, self.startup_timeout)
            self.student = Student(self.km, self.kc, self.grace, self.log)
            environment = {} if self.pictures else {"DESCENT_PICTURES": "off"}
            await self.student.boot(self.startup_timeout, self.judge.path_beside("student"), environment)
        except BaseException:
            await self._async_cleanup_kernel()
            raise
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    @contextmanager
    def setup_kernel(self, **kwargs):
        """Keep the kernel for a while; at the end, keep the files that the notebook made."""
        with super().setup_kernel(**kwargs):
            yield
            known = [path.relative_to(self.scratch).as_posix() for path in self.scratch.rglob("*")]
            self.material.made = self.student.files_made(known)

    def preprocess_cell(self, cell, resources, index):
        """Return the cell after running it where it belongs."""
        if cell.cell_type == "code" and cell.source.strip():
            if is_test(cell):
                self.examine(cell, index)
            else:
                run_sync(self.run_student)(cell, index)
        if cell.cell_type == "code":
            self.judge.take(self.truth.answers.get(label(cell, index), []))
        return cell, resources

    def examine(self, cell, index):
        """Run a test cell: in the judge, or in the student's process where the rehearsal showed that it must."""
        name = label(cell, index)
        rehearsed = self.truth.tests.get(name, Rehearsed())
        for source in rehearsed.before:
            self.run_silently(source, index)
        if rehearsed.how == INSIDE and self.inside != "never":
            run_sync(self.run_student)(cell, index)
            check_credit(cell)
            told = f"This test ran in the student's process, where it can be read and forged: {rehearsed.why}\n"
            cell.outputs.insert(0, new_output("stream", name="stdout", text=told))
        else:
            begin = monotonic()
            showed = self.judge.examine(cell, name, rehearsed.known())
            if rehearsed.noting:
                learned = {"kinds": showed.kinds or {}, "changes": showed.changes or []}
                self.material.learned[name] = {**learned, "seconds": monotonic() - begin}
        for source in rehearsed.after:
            self.run_silently(source, index)

    def run_silently(self, source, index):
        """Run code of the instructor's in the student's process, whatever comes of it."""
        here = self.nb.cells[index]
        run_sync(self.run_student)(new_cell("code", source), index)
        self.nb.cells[index] = here

    async def run_student(self, cell, index):
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
                await student.stop(student.doing, self.iopub_timeout)
        except DeadKernelError:
            await student.end("the kernel died")
        except Exception as error:  # the kernel's messages are hostile: any may break the reading
            self.log.warning("Unreadable message from the student's kernel", exc_info=True)
            await student.end(f"the kernel cannot be talked to any more ({type(error).__name__})")
        tidy(cell)
        if student.ended:
            cell.outputs.append(error_output("KernelDied", student.ended))

    def process_message(self, msg, cell, cell_index):
        """Take one message of the student's kernel, unless the cell has had its share of output."""
        if msg["msg_type"] in OUTPUTS:
            self.spent += len(repr(msg["content"]))
            if self.spent > self.max_output_bytes or len(cell.outputs) >= self.max_outputs:
                if not self.cut:
                    note = "... the rest of the output was dropped: there is too much of it ...\n"
                    cell.outputs.append(new_output("stream", name="stdout", text=note))
                self.cut = True
                return None
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            self.heard_all = True
            raise

    def handle_comm_msg(self, outs, msg, cell_index):
        """Ignore widgets: nobody moves their sliders while a notebook is graded."""
