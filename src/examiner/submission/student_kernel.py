"""The judge and the student's kernel, as the process that owns both sees them."""

import ast
import asyncio
import pickle
from contextlib import closing
from pathlib import Path
from queue import Empty
from time import monotonic

import zmq
import zmq.asyncio

from ..errors import KernelDied, WireError
from ..wire import line
from ..wire.messages import MadeFiles, Verdict
from ..wire.values import MAX_BYTES, decode

PACKAGE = Path(__file__).resolve().parents[1]
POLL = 0.25
SUBSCRIBED = 0.05
MAX_OUTPUT = 32 * 2**20
FILES_TIMEOUT = 5
MILLISECONDS_TO_CALL_AGAIN = 5
MOMENT, MOMENTS = 0.02, 50
ASK_AGAIN = 0.5


# The modules of `wire`, each after those that it imports.
SENT = ("messages", "records", "values", "line", "asked", "commands", "student")


def boot_code():
    """Return code that makes `errors` and all of `wire` importable where the rest of this package is not."""
    paths = [PACKAGE / "errors.py", *(PACKAGE / "wire" / f"{name}.py" for name in SENT)]
    sources = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path.read_text() for path in paths}
    return f"""
import sys, types
for name in ("examiner", "examiner.wire"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
for name, source in {sources!r}.items():
    name = f"examiner.{{name}}"
    module = sys.modules[name] = types.ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    module.__file__ = f"<{{name}}>"
    exec(compile(source, module.__file__, "exec"), module.__dict__)
"""


def evaluate(client, expression, key="value"):
    """Send one expression to a kernel, silently; return the id of the request."""
    return client.execute("", silent=True, store_history=False, user_expressions={key: expression})


def bounded_client(manager):
    """Return a client that holds no more of a kernel's messages than fit into memory."""
    context = zmq.asyncio.Context()
    # a connection that broke over a message too large is not made again: a send would hang
    context.setsockopt(zmq.SNDTIMEO, 3000)
    # a kernel that is being forked has bound its sockets after some of these, not after ZeroMQ's 100
    context.setsockopt(zmq.RECONNECT_IVL, MILLISECONDS_TO_CALL_AGAIN)
    client = manager.client(context=context)
    context.setsockopt(zmq.MAXMSGSIZE, MAX_OUTPUT)
    context.setsockopt(zmq.RCVHWM, 20)
    client.start_channels(shell=False, stdin=False, hb=False, control=False)
    context.setsockopt(zmq.MAXMSGSIZE, 2 * MAX_BYTES)
    context.setsockopt(zmq.RCVHWM, 2)
    # Whether the kernel lives is known from its process: no heartbeat, and no thread for it.
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    client.allow_stdin = False
    return client


async def ready(manager, client, timeout):
    """Come back as soon as the kernel answers on both channels. Raises RuntimeError if it does not.

    jupyter_client's own wait listens for .2 s for messages that nbclient passes over anyway.
    """
    deadline = monotonic() + timeout
    answered = heard = False
    while not (answered and heard):
        request = client.kernel_info()
        try:
            while not (answered := answered or (await client.get_shell_msg(timeout=1))["parent_header"]):
                pass
            # The subscription takes a moment: what was published before is lost.
            while (await client.get_iopub_msg(timeout=SUBSCRIBED))["parent_header"].get("msg_id") != request:
                pass
            heard = True
        except Empty:
            if not await manager.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info") from None
            if monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds") from None


class Student:
    """The student's kernel, which answers the judge in time, or is stopped, or gone."""

    def __init__(self, manager, client, grace, log):
        self.manager = manager
        self.client = client
        self.grace = grace
        self.log = log
        self.ended = None  # why the kernel is gone, once it is
        self.doing = "starting"
        self.deadline = 0
        self.address = None  # where its side of the line is

    async def boot(self, timeout, path, environment):
        """Load the student's side of the line, which is at `path` unless the sandbox made one, or else at a port.

        `environment`: variables for the kernel. Raises RuntimeError if the kernel cannot.
        """
        boot = f"import os; os.environ.update({environment!r}){boot_code()}"
        request = evaluate(self.client, f"exec({boot!r}, space := {{}}) or space['module'].serve({path!r})")
        self.deadline = monotonic() + timeout
        content = (await self.reply_to(request))["content"]
        result = content.get("user_expressions", {}).get("value", {})
        if result.get("status") != "ok":
            raise RuntimeError(
                "the student's kernel cannot load the examiner's side of the wire "
                f"({result.get('ename')}: {result.get('evalue')}); "
                "its Python needs the packages msgpack and cloudpickle"
            )
        self.address = ast.literal_eval(result["data"]["text/plain"])

    async def look_after(self, trouble, what, seconds):
        """Return the Verdict on a question that got no answer. Raises nothing.

        trouble: "late" or "broken".
        """
        self.doing = self.doing if self.ended else what
        try:
            if self.ended:
                return Verdict("died", f"{what}: {self.ended}")
            if trouble == "late":
                return await self.stop(what, seconds)
            await self.end("the kernel died" if await self.is_gone() else line.CLOSED)
        except Exception as error:  # the kernel's messages are hostile: any may break the reading
            self.log.warning("Unreadable message from the student's kernel", exc_info=True)
            await self.end(f"the kernel cannot be talked to any more ({type(error).__name__})")
        return Verdict("died", self.ended)

    async def is_gone(self):
        """Return whether the kernel's process is dead, or dies within a moment: sockets close first."""
        for _ in range(MOMENTS):
            if not await self.manager.is_alive():
                return True
            await asyncio.sleep(MOMENT)
        return False

    def files_made(self, known):
        """Return {relative path: bytes} of the files that the notebook made, {} if that cannot be had."""
        if self.ended:
            return {}
        request = pickle.dumps(MadeFiles(known))
        try:
            with closing(line.connect(self.address, FILES_TIMEOUT)) as connection:
                data = line.ask(connection, request, FILES_TIMEOUT, MAX_BYTES)
            return decode(data, lambda ref: None)["value"]
        except (OSError, WireError, KeyError, TypeError):
            return {}

    async def reply_to(self, request):
        """Return the reply to `request`; what belongs to any other request is dropped.

        Raises TimeoutError after the deadline, KernelDied when there is no kernel to wait for.
        """
        while (left := self.deadline - monotonic()) > 0:
            try:
                message = await self.client.shell_channel.get_msg(timeout=min(left, POLL))
            except Empty:
                if not await self.manager.is_alive():
                    await self.end("the kernel died")
                    raise KernelDied(self.ended) from None
            else:
                if message["parent_header"].get("msg_id") == request:
                    return message
        raise TimeoutError

    async def stop(self, what, seconds):
        """Interrupt a call that takes too long; end a kernel that does not come back from it."""
        await self.manager.interrupt_kernel()
        end = monotonic() + self.grace
        free = False
        while not (free or self.ended):
            # An interrupt that comes late, to a kernel that is free by then, may hit the answer to this very question.
            self.deadline = min(end, monotonic() + ASK_AGAIN)
            try:
                free = await self.reply_to(evaluate(self.client, "0"))
            except KernelDied:
                pass
            except TimeoutError:
                if monotonic() >= end:
                    await self.end("the kernel did not stop when it was interrupted, so it was ended")
        told = f"{what} took longer than {seconds:g} s"
        if self.ended:
            return Verdict("died", f"{told}; {self.ended}")
        return Verdict("late", f"{told} and was stopped")

    async def end(self, reason):
        """Kill the kernel, for a reason that every later cell will give."""
        if not self.ended:
            provisioner = self.manager.provisioner
            self.ended = f"{reason} while running {self.doing}"
            await self.manager.shutdown_kernel(now=True)
            if told := getattr(provisioner, "why_ended", lambda: "")():
                self.ended += f". {told.splitlines()[0]}"
            self.log.warning("%s", self.ended)
