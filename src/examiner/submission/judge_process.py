"""The process that runs the tests of one notebook, as the process that owns it sees it."""

import itertools
import json
import os
import secrets
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from time import monotonic

from jupyter_core.utils import run_sync
from nbformat import from_dict

from ..errors import WireError
from ..notebook.outputs import check_credit, error_output, new_output
from ..processes import warm
from ..processes.fonts import put_fonts
from ..processes.parents import parents
from ..wire import line
from ..wire.messages import Failed, Run, Showed, Start, Trouble
from .student_kernel import POLL

MAX_IPC_PATH = 100


# A test that ended so may have left a call of the student's under way.
CUT_SHORT = {"KeyboardInterrupt", "JudgeDied"}


START = """
import sys
sys.path.append(sys.argv[1])
from examiner.processes.confined_judge import main
main()
"""


FOREVER = 10**6


class Judge:
    """The process that runs the test cells of one notebook.

    execute: the Execute whose notebook it is. folder: for sockets, and a home. desk: the folder that the tests run in.
    walls, sockets, readable: what `confine_judge` puts around it; none where the student's process has none.
    """

    def __init__(self, execute, folder, desk):
        self.execute, self.folder, self.desk = execute, folder, desk
        self.walls, self.sockets, self.readable = [], None, []
        self.process = self.listening = self.talk = None
        self.number = itertools.count()
        self.passed, self.untold = set(), set()

    def path_beside(self, name):
        """Return the path of a socket to be in the notebook's folder, None where there can be none."""
        path = str(Path(self.folder, name))
        return path if os.name == "posix" and len(path) < MAX_IPC_PATH else None

    def begin(self, manager):
        """Start the process, without waiting for it. `manager`: of the student's kernel, whose Python it runs in."""
        self.manager, self.key = manager, secrets.token_hex(16)
        path = self.path_beside(f"judge-{next(self.number)}")
        self.listening = line.listen(path)
        self.listening.settimeout(POLL)
        home = Path(self.folder, "home")
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_fonts(home)
        order = {
            "owner": path or self.listening.getsockname(),
            "key": self.key,
            "folder": str(self.desk),
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
            cwd=self.desk,
            start_new_session=True,
        )
        self.process.stdin.write(f"{json.dumps(order)}\n".encode())
        self.process.stdin.flush()

    def connect(self):
        """Wait for the process, and make it the judge. Raises RuntimeError if it cannot be."""
        deadline = monotonic() + self.execute.startup_timeout
        while self.talk is None:
            try:
                talk = line.Talk(self.listening.accept()[0], self.key)
                talk.hear(self.execute.startup_timeout)
                self.talk = talk
            except TimeoutError:
                if self.process.poll() is not None or monotonic() > deadline:
                    raise RuntimeError("the process that runs the tests did not start") from None
            except (ConnectionError, WireError):  # somebody else
                talk.line.close()
        truth = self.execute.truth
        address = self.execute.student.address
        start = Start(address, self.execute.call_timeout, truth.setup, truth.helpers, truth.imports)
        try:
            answer = self.ask(start, self.execute.startup_timeout)
        except OSError as error:
            raise RuntimeError(f"the tests cannot run: {type(error).__name__} in a locked cell of imports") from error
        if isinstance(answer, Failed):
            raise RuntimeError(f"the tests cannot run: a locked cell of imports failed. {answer.reason}")

    def ask(self, request, seconds):
        """Return the reply to a request. Raises TimeoutError, ConnectionError."""
        self.talk.tell(request)
        return self.reply(seconds)

    def reply(self, seconds):
        """Return the reply, and see to the student's kernel whenever the judge reports trouble with it meanwhile."""
        deadline = monotonic() + seconds
        while isinstance(message := self.talk.hear(max(0, deadline - monotonic())), Trouble):
            self.talk.tell(self.look_after(message.kind, message.what, message.seconds))
        return message

    def look_after(self, trouble, what, seconds):
        return run_sync(self.execute.student.look_after)(trouble, what, seconds)

    def take(self, names):
        """Take note that a cell that should define `names` has had its turn."""
        self.passed.update(names)
        self.untold.update(names)

    def examine(self, cell, name, known=None):
        """Run one test cell; a process that does not survive it is replaced. Return what it Showed.

        known: the fields of its Known.
        """
        if self.talk is None:
            self.connect()
        try:
            showed = self.run(Run(cell.source, sorted(self.untold), known or {}))
        except OSError as error:
            died = f"the test's own process did not survive it ({type(error).__name__})"
            showed = Showed([error_output("JudgeDied", died)], None)
            self.replace()
        else:
            self.untold = set()
        cell.outputs, cell.execution_count = from_dict(showed.outputs), showed.execution_count
        errors = {output.ename for output in cell.outputs if output.output_type == "error"}
        if errors & CUT_SHORT:
            self.look_after("late", name, self.execute.call_timeout)
        if "MemoryError" in errors:  # what took the memory may be held by that test's names and frames
            self.replace()
        check_credit(cell)
        return showed

    def replace(self):
        """End the process and start another, which is told anew what the student's cells should have defined."""
        self.end()
        self.untold = set(self.passed)
        self.begin(self.manager)

    def run(self, request):
        """Return the reply to a Run, interrupted if it takes too long. Raises TimeoutError, ConnectionError."""
        seconds = self.execute.timeout
        try:
            return self.ask(request, seconds if seconds and seconds > 0 else FOREVER)
        except TimeoutError:
            with suppress(ValueError):  # Windows has no such signal
                self.process.send_signal(signal.SIGINT)
            showed = self.reply(self.execute.grace)
            if self.execute.error_on_timeout:
                showed.outputs.append(new_output("error", **self.execute.error_on_timeout))
            return showed

    def end(self):
        """End the process and close the line."""
        if self.process:
            self.process.kill()
            self.process.wait()
        for end in (self.process and self.process.stdin, self.listening, self.talk and self.talk.line):
            if end:
                end.close()
        self.process = self.talk = None
