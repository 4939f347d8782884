"""The process that runs the tests of one notebook, as the process that owns it sees it."""

import itertools
import json
import os
import secrets
import signal
import subprocess
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

from jupyter_core.utils import run_sync
from nbformat import NotebookNode, from_dict

from ..errors import Disturbed, OutOfTime, WireError
from ..notebook.outputs import check_credit, error_output
from ..processes import warm
from ..processes.fonts import put_fonts
from ..processes.parents import parents
from ..sandbox.clock import TICK, Clock, Deadline, Limit
from ..wire import line
from ..wire.messages import Arrived, Failed, Run, Showed, Slow, Start, Trouble, Verdict

MAX_IPC_PATH = 100


# A test that ended so may have left a call of the student's under way.
CUT_SHORT = {"KeyboardInterrupt", "JudgeDied"}


START = """
import sys
sys.path.append(sys.argv[1])
from examiner.processes.confined_judge import main
main()
"""

# Seconds that a process may go on living, and doing nothing, after it closed its line.
GONE = 1


class Judge:
    """The process that runs the test cells of one notebook.

    execute: the Execute whose notebook it is. folder: for sockets, and a home. test_folder: where the tests run.
    walls, sockets, readable: what `confine_judge` puts around it; none where the student's process has none.
    """

    def __init__(self, execute: Any, folder: str | Path, test_folder: str | Path) -> None:
        self.execute, self.folder, self.test_folder = execute, folder, test_folder
        self.walls: Iterable[str] = ()
        self.sockets: str | None = None
        self.readable: list[str] = []
        # None while there is no process: itself, the socket that it comes to, a line.Talk, its Clock.
        self.process: Any = None
        self.listening: Any = None
        self.talk: Any = None
        self.clock: Any = None
        # What the judge waits for, and what may be used for it; None where it waits for nothing.
        self.slow: Any = None
        self.student_limit: Any = None
        self.slowest = 0.0  # seconds of CPU time of a call that was slow and came in time
        self.number = itertools.count()
        self.passed: set[str] = set()
        self.untold: set[str] = set()

    def path_beside(self, name: str) -> str | None:
        """Return the path of a socket to be in the notebook's folder, None where there can be none."""
        path = str(Path(self.folder, name))
        return path if os.name == "posix" and len(path) < MAX_IPC_PATH else None

    def begin(self, manager: Any) -> None:
        """Start the process, without waiting for it. `manager`: of the student's kernel, whose Python it runs in."""
        self.manager, self.key = manager, secrets.token_hex(16)
        path = self.path_beside(f"judge-{next(self.number)}")
        self.listening = line.listen(path)
        self.listening.settimeout(TICK)
        home = Path(self.folder, "home")
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_fonts(home)
        order = {
            "owner": path or self.listening.getsockname(),
            "key": self.key,
            "folder": str(self.test_folder),
            "home": str(home),
            "walls": sorted(self.walls),
            "memory": self.execute.test_memory,
            "readable": [warm.PACKAGES, *self.readable],
            "sockets": self.sockets,
        }
        environment = {"MPLBACKEND": warm.INLINE} | os.environ | manager.kernel_spec.env
        if parent := parents.get("judge"):
            self.process = parent.fork({**order, "environment": environment}, 2)
            return
        python = manager.format_kernel_cmd()[0]
        self.process = subprocess.Popen(
            [python, "-P", "-c", START, warm.PACKAGES],
            stdin=subprocess.PIPE,
            env=environment,
            cwd=self.test_folder,
            start_new_session=True,
        )
        self.process.stdin.write(f"{json.dumps(order)}\n".encode())
        self.process.stdin.flush()

    def connect(self) -> None:
        """Wait for the process, and make it the judge. Raises Disturbed if it does not start, and RuntimeError if it
        cannot be the judge.
        """
        seconds = self.execute.startup_timeout
        deadline = Deadline(seconds, "the process that runs the tests did not start")
        while self.talk is None:
            try:
                talk = line.Talk(self.listening.accept()[0], self.key)
                self.clock = Clock(talk.hear(seconds).process)
                self.begun_with = self.clock.most_memory()
                self.talk = talk
            except TimeoutError:
                if self.process.poll() is not None:
                    raise Disturbed("the process that runs the tests died while it started") from None
                deadline.check()
            except (ConnectionError, WireError):  # somebody else
                talk.line.close()
        truth = self.execute.truth
        address = self.execute.student.address
        start = Start(address, self.execute.call_timeout, truth.setup, truth.helpers, truth.imports)
        try:
            answer = self.ask(start, Limit([self.clock], seconds, seconds))
        except OSError as error:
            self.was_killed()
            raise RuntimeError(f"the tests cannot run: {type(error).__name__} in a locked cell of imports") from error
        if isinstance(answer, Failed):
            raise RuntimeError(f"the tests cannot run: a locked cell of imports failed. {answer.reason}")

    def ask(self, request: object, limit: Limit) -> Any:
        """Return the reply to a request. Raises OutOfTime, ConnectionError."""
        self.talk.tell(request)
        return self.reply(limit)

    def reply(self, limit: Limit) -> Any:
        """Return the reply, and see to the student's kernel whenever the judge has trouble with it meanwhile."""
        while True:
            try:
                message = self.talk.hear(TICK)
            except TimeoutError:
                message = None
            if isinstance(message, Slow):
                self.slow, clock = message, self.execute.student.clock
                self.student_limit = Limit([clock], message.seconds, clock.patience(self.execute.wait_timeout))
            elif isinstance(message, Trouble):
                self.rule(limit, self.execute.student.look_after, message.what)
            elif message and not isinstance(message, Arrived):
                return message
            if self.slow:
                self.see_whether_late(limit, isinstance(message, Arrived))
            limit.check()

    def see_whether_late(self, limit: Limit, answered: bool) -> None:
        """Stop the student's kernel if the answer that the judge waits for takes too long, or took too long."""
        try:
            if answered:
                self.slowest = max(self.slowest, self.student_limit.spent() - self.student_limit.begin)
                self.talk.tell(Verdict("in time", ""))
                self.slow = None
            else:
                self.student_limit.check()
        except OutOfTime as late:
            what, self.slow = self.slow.what, None
            self.rule(limit, self.execute.student.stop_call, what, late)

    def rule(self, limit: Limit, what_to_do: Callable[..., Awaitable[Verdict]], *about: object) -> None:
        """Tell the judge the Verdict that comes of `what_to_do`, whose time is not the test's."""
        used = limit.used()
        verdict = run_sync(what_to_do)(*about)
        limit.excuse(used)
        self.execute.take_note(verdict.text)
        self.talk.tell(verdict)

    def take(self, names: Iterable[str]) -> None:
        """Take note that a cell that should define `names` has had its turn."""
        self.passed.update(names)
        self.untold.update(names)

    def used(self) -> float:
        """Return the seconds of CPU time that the process used."""
        return self.clock.used() if self.clock else 0.0

    def more_memory(self) -> int:
        """Return the most bytes that the process took beyond what it started with."""
        return self.clock.most_memory() - self.begun_with if self.clock else 0

    def examine(self, cell: NotebookNode, name: str, known: dict[str, Any] | None = None) -> Showed:
        """Run one test cell; a process that does not survive it is replaced. Return what it Showed.

        known: the fields of its Known.
        """
        if self.talk is None:
            self.connect()
        try:
            showed = self.run(Run(cell.source, sorted(self.untold), known or {}), name)
        except OSError as error:
            died = "the test did not stop when it was interrupted, so its process was ended"
            if not isinstance(error, OutOfTime):
                self.was_killed()
                died = f"the test's own process did not survive it ({type(error).__name__})"
            self.execute.take_note(died)
            showed = Showed([error_output("JudgeDied", died)], None)
            self.replace()
        else:
            self.untold = set()
        cell.outputs, cell.execution_count = from_dict(showed.outputs), showed.execution_count
        errors = {output.ename for output in cell.outputs if output.output_type == "error"}
        if errors & CUT_SHORT:
            verdict = run_sync(self.execute.student.stop_call)(name, "was cut short")
            if verdict.status == "died":
                self.execute.take_note(verdict.text)
        if "MemoryError" in errors:  # what took the memory may be held by that test's names and frames
            self.replace()
        check_credit(cell)
        return showed

    def was_killed(self) -> None:
        """Raise Disturbed if the process was killed by somebody else: the machine, where memory is short."""
        limit = Limit([self.clock], GONE, GONE)
        with suppress(OutOfTime):  # it lives, and has closed its line
            while self.process.poll() is None:
                sleep(TICK)
                limit.check()
        if self.process.poll() == warm.KILLED:
            raise Disturbed("the process that runs the tests was killed, as happens where memory is short")

    def replace(self) -> None:
        """End the process and start another, which is told anew what the student's cells should have defined."""
        self.end()
        self.untold = set(self.passed)
        self.begin(self.manager)

    def run(self, request: Run, name: str) -> Showed:
        """Return the reply to a Run, interrupted if it takes too long. Raises OutOfTime, ConnectionError."""
        execute = self.execute
        clocks = [self.clock, execute.student.clock]
        try:
            # Twice the wait of a call: that one is to be stopped first, by its name.
            return self.ask(request, Limit(clocks, execute.seconds(), 2 * execute.wait_timeout))
        except OutOfTime as late:
            with suppress(ValueError):  # Windows has no such signal
                self.process.send_signal(signal.SIGINT)
            showed = self.reply(Limit(clocks, execute.grace, execute.grace))
            told = f"{name} {late} and was stopped"
            execute.take_note(told)
            showed.outputs.append(error_output("CellTimeoutError", told))
            return showed

    def end(self) -> None:
        """End the process and close the line."""
        if self.process:
            self.process.kill()
            self.process.wait()
        for end in (self.process and self.process.stdin, self.listening, self.talk and self.talk.line):
            if end:
                end.close()
        self.process = self.talk = self.slow = None
