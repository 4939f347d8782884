"""The judge's process: an IPython shell that runs test cells and keeps what they show, as a notebook does.

It is no Jupyter kernel: nobody but the process that started it talks to it, one cell at a time, over one line.
"""

import base64
import contextlib
import io
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from ..wire import line
from ..wire.messages import Failed, Hello, Ready, Showed, Start
from . import namespace

TOO_MUCH = "the tests have no memory left: what they got from the student's code takes too much of it"
# A cell may print for as long as it may run; nbgrader cuts what it keeps to 1,000 lines.
MOST_PRINTED = 2**25
SETTINGS = {"HistoryManager": {"enabled": False}}


class Stream(io.TextIOBase):
    """The standard output, or error output, of the cell that runs."""

    encoding = "utf-8"

    def __init__(self, shell: "Shell", name: str) -> None:
        self.shell, self.name = shell, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        last = self.shell.outputs[-1] if self.shell.outputs else {}
        self.shell.room -= len(text)
        if self.shell.room < 0 or not text:
            pass
        elif last.get("name") == self.name:
            last["text"].append(text)
        else:
            self.shell.show("stream", name=self.name, text=[text])
        return len(text)


class Hook(DisplayHook):
    """Shows the value of a cell's last line."""

    shell: Any  # a Shell

    def start_displayhook(self) -> None:
        pass

    write_output_prompt = finish_displayhook = start_displayhook

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.show("execute_result", format_dict, md_dict, execution_count=self.prompt_count)


class Publisher(DisplayPublisher):
    """Shows what a cell displays."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        displays = self.shell.displays.setdefault((transient or {}).get("display_id"), [])
        if update:
            for output in displays:
                output |= {"data": texts(data), "metadata": metadata or {}}
        else:
            self.shell.show("display_data", data, metadata)
            displays.append(self.shell.outputs[-1])

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear()


class Shell(InteractiveShell):
    """outputs: of the cell that runs, as nbformat has them. displays: those that were displayed, by their id. room: for
    so many more characters that it prints.
    """

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def __init__(self, **settings: Any) -> None:
        self.check: Callable[[str], object] = str  # of a text that a test wants to run as a cell
        self.empty()
        super().__init__(**settings)

    def empty(self) -> None:
        self.outputs: list[dict] = []
        self.displays: dict[str | None, list[dict]] = {}
        self.room = MOST_PRINTED

    def show(
        self, kind: str, data: Mapping[str, Any] | None = None, metadata: Mapping[str, Any] | None = None, **fields: Any
    ) -> None:
        if data is not None:
            fields |= {"data": texts(data), "metadata": metadata or {}}
        self.outputs.append({"output_type": kind, **fields})

    def _showtraceback(self, etype, evalue, stb):
        self.show("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)

    def _tee(self, channel):
        """Keep no second copy of what is printed: IPython's for its history has no end."""
        return contextlib.nullcontext()

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there are no windows."""

    def ask_exit(self) -> None:
        """Do nothing: the next cell may be a test as well."""

    def run_cell(self, raw_cell: str, *args: Any, **kwargs: Any) -> Any:
        """Run a cell, which a test may ask for as well."""
        self.check(raw_cell)
        return super().run_cell(raw_cell, *args, **kwargs)

    def run_test(self, source: str) -> Showed:
        """Run a cell and return what it Showed."""
        self.empty()
        try:
            with interruptible():
                result = super().run_cell(source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except KeyboardInterrupt as late:  # just when the cell had ended
            error = late
        if isinstance(error, MemoryError) and not hasattr(error, "__notes__"):  # else it is a student's
            self.outputs = [output for output in self.outputs if output["output_type"] != "error"]
            self._showtraceback(MemoryError, TOO_MUCH, [f"MemoryError: {TOO_MUCH}"])
        if error and not any(output["output_type"] == "error" for output in self.outputs):
            self._showtraceback(type(error), error, [f"{type(error).__name__}: {error}"])
        for output in self.outputs:
            if "text" in output:
                output["text"] = "".join(output["text"])
        return Showed(self.outputs, self.execution_count - 1)


def new() -> Shell:
    """Return the process's Shell, which is made when first asked for."""
    return Shell.instance(config=Config(SETTINGS))


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def texts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an output by MIME type with pictures as nbformat has them, in base64."""
    return {kind: base64.b64encode(v).decode() if isinstance(v, bytes) else v for kind, v in data.items()}


def run_cells(owner: socket.socket, key: str) -> None:
    """Run test cells until the process that started this one hangs up.

    owner: a socket to that one. key: which each message of its line carries.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path.insert(0, "")
    owner = line.Talk(owner, key)
    owner.tell(Hello(os.getpid()))
    shell = new()
    sys.stdout, sys.stderr = Stream(shell, "stdout"), Stream(shell, "stderr")
    with contextlib.suppress(ConnectionError):
        while True:
            owner.tell(answer(shell, owner, owner.hear()))


def answer(shell: Shell, owner: line.Talk, request: object) -> Failed | Ready | Showed:
    """Return what comes of a request: of a Start, which makes the shell the judge, or of a Run."""
    if isinstance(request, Start):
        try:
            namespace.start(shell, owner, request)
        except Exception as error:
            return Failed(f"{type(error).__name__}: {error}")
        return Ready()
    return namespace.tests.run(request)
