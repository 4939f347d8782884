"""The judge and the student's kernel, as the process that owns both sees them."""

import ast
import asyncio
import logging
import pickle
import socket
import struct
from collections.abc import Coroutine
from contextlib import closing
from math import inf
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

import zmq
import zmq.asyncio

from ..errors import Disturbed, KernelDied, WireError
from ..sandbox import guard
from ..sandbox.clock import TICK, Clock, Deadline, Limit, OutOfTime
from ..wire import line
from ..wire.messages import MadeFiles, Verdict
from ..wire.values import MAX_BYTES, decode

PACKAGE = Path(__file__).resolve().parents[1]
SUBSCRIBED = 0.05
# Of one message of a kernel, and of how many ZeroMQ holds: together they fit into what a worker may take.
MAX_OUTPUT = 32 * 2**20
MESSAGES_READ_AHEAD = 4
FILES_TIMEOUT = 5
CONNECT_TIMEOUT = 60
MILLISECONDS_TO_CALL_AGAIN = 5
POLL_INTERVAL = 0.02
# Seconds that a kernel may go on living, and doing nothing, after it closed its line.
GONE = 1
ASK_AGAIN = 0.5
PEER = struct.Struct("3i")


# The modules of `wire`, each after those that it imports.
SENT = ("messages", "records", "values", "changes", "line", "asked", "commands", "student")


def boot_code() -> str:
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


def evaluate(client: Any, expression: str, key: str = "value") -> str:
    """Send one expression to a kernel, silently; return the id of the request."""
    return client.execute("", silent=True, store_history=False, user_expressions={key: expression})


def bounded_client(manager: Any) -> Any:
    """Return a client that holds no more of a kernel's messages than fit into memory."""
    context = zmq.asyncio.Context()
    # a connection that broke over a message too large is not made again: a send would hang
    context.setsockopt(zmq.SNDTIMEO, 3000)
    # a kernel that is being forked has bound its sockets after some of these, not after ZeroMQ's 100
    context.setsockopt(zmq.RECONNECT_IVL, MILLISECONDS_TO_CALL_AGAIN)
    client = manager.client(context=context)
    context.setsockopt(zmq.MAXMSGSIZE, MAX_OUTPUT)
    context.setsockopt(zmq.RCVHWM, MESSAGES_READ_AHEAD)
    client.start_channels(shell=False, stdin=False, hb=False, control=False)
    context.setsockopt(zmq.RCVHWM, 2)
    # Whether the kernel lives is known from its process: no heartbeat, and no thread for it.
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    client.allow_stdin = False
    return client


async def wait_until_ready(manager: Any, client: Any, timeout: float) -> None:
    """Come back as soon as the kernel answers on both channels. Raises Disturbed if it does not.

    jupyter_client's own wait listens for .2 s for messages that nbclient passes over anyway.
    """
    deadline = Deadline(timeout, "the kernel did not start")
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
                raise Disturbed("the kernel died while it started") from None
            deadline.check()


def process_behind(address: object) -> int | None:
    """Return the id of the process that listens at `address`, a path; None where the system does not tell."""
    if not isinstance(address, str) or not hasattr(socket, "SO_PEERCRED"):
        return None
    with closing(line.connect(address, CONNECT_TIMEOUT)) as connection:
        return PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size))[0]


class Student:
    """The student's kernel, which answers the judge in time, or is stopped, or gone.

    What ended it, or a cell or a call of it, is the student's doing; Disturbed is raised where it was the machine's.
    """

    def __init__(self, manager: Any, client: Any, grace: float, log: logging.Logger) -> None:
        self.manager = manager
        self.client = client
        self.grace = grace
        self.log = log
        self.ended: str | None = None  # why the kernel is gone, once it is
        self.doing = "starting"
        self.address: Any = None  # where its side of the line is
        self.clock: Any = None  # a Clock, once it runs
        self.answered: set[str | None] = set()  # the requests whose replies came

    async def boot(self, timeout: float, path: str | None, environment: dict[str, str]) -> None:
        """Load the student's side of the line, which is at `path` unless the sandbox made one, or else at a port.

        `environment`: variables for the kernel. Raises RuntimeError if the kernel cannot.
        """
        boot = f"import os; os.environ.update({environment!r}){boot_code()}"
        request = evaluate(self.client, f"exec({boot!r}, space := {{}}) or space['module'].answer_requests({path!r})")
        deadline = Deadline(timeout, "the kernel did not load the examiner's side of the wire")
        content = (await self.reply_to(request, deadline) or {})["content"]
        result = content.get("user_expressions", {}).get("value", {})
        if result.get("status") != "ok":
            raise RuntimeError(
                "the student's kernel cannot load the examiner's side of the wire "
                f"({result.get('ename')}: {result.get('evalue')}); "
                "its Python needs the packages msgpack and cloudpickle"
            )
        self.address = ast.literal_eval(result["data"]["text/plain"])
        self.clock = Clock(process_behind(self.address) or self.manager.provisioner.pid)

    async def look_after(self, what: str) -> Verdict:
        """Return the Verdict on a question that broke off. Raises Disturbed and no more."""
        return await self.safely(what, self._broken())

    async def stop_call(self, what: str, late: object) -> Verdict:
        """Return the Verdict on a question that takes too long, how is said by `late`. Raises Disturbed and no more."""
        return await self.safely(what, self.stop(f"{what} {late}"))

    async def safely(self, what: str, doing: Coroutine[Any, Any, Verdict]) -> Verdict:
        """Return the Verdict that comes of `doing` something about a question, or of a kernel that is gone."""
        if self.ended:
            doing.close()
            return Verdict("died", f"{what}: {self.ended}")
        self.doing = what
        try:
            return await doing
        except Disturbed:
            raise
        except Exception as error:  # the kernel's messages are hostile: any may break the reading
            await self.garbled(error)
        return Verdict("died", self.ended or "")

    async def _broken(self):
        await self.end("the kernel died" if await self.is_gone() else line.CLOSED)
        return Verdict("died", self.ended or "")

    async def garbled(self, error: BaseException) -> None:
        """End a kernel whose messages cannot be read."""
        self.log.warning("Unreadable message from the student's kernel", exc_info=True)
        await self.end(f"the kernel cannot be talked to any more ({type(error).__name__})")

    async def is_gone(self) -> bool:
        """Return whether the kernel's process is dead, or about to be: sockets close first."""
        limit = Limit([self.clock], GONE, GONE)
        while await self.manager.is_alive():
            await asyncio.sleep(POLL_INTERVAL)
            try:
                limit.check()
            except OutOfTime:
                return False
        return True

    def files_made(self, known: list[str]) -> dict[str, bytes]:
        """Return {relative path: bytes} of the files that the notebook made, {} if that cannot be had."""
        if self.ended:
            return {}
        request = pickle.dumps(MadeFiles(known))
        limit = Limit([self.clock], FILES_TIMEOUT, FILES_TIMEOUT)
        try:
            with closing(line.connect(self.address, CONNECT_TIMEOUT)) as connection:
                data = line.ask(connection, request, MAX_BYTES, limit.check)
            return decode(data, lambda ref: None)["value"]
        except (OSError, WireError, KeyError, TypeError):
            return {}

    async def reply_to(self, request: str, limit: Limit | Deadline, seconds: float = inf) -> dict[str, Any] | None:
        """Return the reply to `request`, None after `seconds`; what belongs to any other request is dropped.

        limit: a Limit or a Deadline, whose exceptions are raised. Raises KernelDied when there is no kernel to wait
        for.
        """
        end = monotonic() + seconds
        while monotonic() < end:
            try:
                message = await self.client.shell_channel.get_msg(timeout=TICK)
            except Empty:
                if not await self.manager.is_alive():
                    await self.end("the kernel died")
                    raise KernelDied(self.ended) from None
            else:
                answers = message["parent_header"].get("msg_id")
                self.answered.add(answers)
                if answers == request:
                    return message
            limit.check()
        return None

    async def stop(self, told: str, request: str | None = None) -> Verdict:
        """Interrupt what takes too long, and end a kernel that does not come back from it; return the Verdict.

        told: what took too long, and how. request: the message that started it, to which a reply must come then.
        """
        await self.manager.interrupt_kernel()
        limit = Limit([self.clock], self.grace, self.grace)
        try:
            # An interrupt that comes late, to a kernel that is free by then, may hit the answer to this very question.
            while not await self.reply_to(evaluate(self.client, "0"), limit, ASK_AGAIN):
                pass
        except OutOfTime:
            await self.end("the kernel did not stop when it was interrupted, so it was ended")
        except KernelDied:
            pass
        if self.ended:
            return Verdict("died", f"{told}; {self.ended}")
        if request and request not in self.answered:
            raise Disturbed("a message of the kernel was lost")
        return Verdict("late", f"{told} and was stopped")

    async def end(self, reason: str) -> None:
        """Kill the kernel, for a reason that every later cell will give. Raises Disturbed if the machine did it."""
        if self.ended:
            return
        provisioner = self.manager.provisioner
        status = await provisioner.poll()
        self.ended = f"{reason} while running {self.doing}"
        await self.manager.shutdown_kernel(now=True)
        if status is not None and (told := getattr(provisioner, "why_ended", lambda: "")()):
            self.ended += f". {told.splitlines()[0]}"
        if status is not None and guard.by_the_machine(status):
            raise Disturbed(f"{self.ended} That is what a machine does whose memory is short")
        self.log.warning("%s", self.ended)
