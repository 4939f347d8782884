"""What travels between the processes that grade a submission. All of it is listed here.

Coordinator → worker → coordinator: `submission.messages.Assignment` once, then a `Submission` and its `Graded` each
time, pickled: both sides are ours.

Worker → judge → worker: `Start`, then a `Run` and what it `Showed` for each test cell, as JSON over a line whose
messages carry a key that only these two know. A judge that waits for the student's process says so before that: it is
`Slow` and, if it comes to that, the answer has `Arrived`, or there is `Trouble`. Either way it hears one `Verdict`.

Judge → student → judge: `LookUp`, `Call`, `Swap`, `Restore` (and the worker's `MadeFiles`), by cloudpickle. Each is
answered by a `Reply` of plain values (`values`), of which nothing is believed: `reply_from` reads it. Functions
that are lent, and in a live call all of a test's, stay with the judge. So a `Call` may be answered by a call back
first: plain values too, for which the judge has `Answered`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# ---- worker and judge


@dataclass
class Hello:
    """The judge's process is there; `process` is its id."""

    process: int


@dataclass
class Start:
    """Be the judge of one submission. Answered by Ready or Failed.

    address: where the student's process listens, for `line.connect`. call_timeout: seconds. The others: as in Truth.
    """

    address: str | list
    call_timeout: float
    setup: list[str]
    helpers: list[str]
    imports: dict[str, list[str]]


@dataclass
class Ready:
    """The judge can run test cells."""


@dataclass
class Failed:
    """The judge cannot run test cells: `reason`."""

    reason: str


@dataclass
class Run:
    """Run a test cell. Answered by Showed.

    passed: names that the student's cells should have defined since the last. known: the fields of the cell's Known.
    """

    source: str
    passed: list[str]
    known: dict = field(default_factory=dict)


@dataclass
class Showed:
    """What a test cell showed, as nbformat has it; in a rehearsal also the kinds of value that it met, by path."""

    outputs: list[dict]
    execution_count: int | None
    kinds: dict[str, list[str]] | None = None
    changes: list[str] | None = None


@dataclass
class Known:
    """What the rehearsal says of a test.

    kinds: of the instructor's values, by the path to them, such as `Stack().pop()`; None if there was no rehearsal.
    noting: whether this is the rehearsal itself, in which all is allowed, and noted in `kinds`. live: whether functions
    of the test's have their effects in the test, files travel, and names that a call changes are looked up again.
    figures: whether pyplot is that of the student's process, where the answers draw.
    changes: paths of calls that changed their arguments. lent: names of the test's that the instructor's answers read.
    """

    kinds: dict[str, list[str]] | None = None
    noting: bool = False
    live: bool = False
    figures: bool = False
    changes: list[str] | None = None
    lent: list[str] = field(default_factory=list)


@dataclass
class Slow:
    """A question to the student's process has no answer yet. Answered by one Verdict, after Arrived or before.

    what: names the question in messages. seconds: the CPU time that it may take.
    """

    what: str
    seconds: float


@dataclass
class Arrived:
    """The answer that was slow is there."""


@dataclass
class Trouble:
    """A question to the student's process, `what`, broke off. Answered by Verdict."""

    what: str


@dataclass
class Verdict:
    """What became of a question to the student's process: it came "in time", or it was "late" and the process is free
    again, or the process "died". text: for a person.
    """

    status: str
    text: str


SPOKEN = {kind.__name__: kind for kind in (Hello, Start, Ready, Failed, Run, Showed, Slow, Arrived, Trouble, Verdict)}


# ---- judge and student


@dataclass
class LookUp:
    """What are these names bound to in the notebook? The value is a dict of those that are bound.

    classes: names of the instructor's classes, which both sides have: their instances travel by value.
    """

    names: list[str]
    classes: Sequence[str] = ()
    live: "Live | None" = None


@dataclass
class Call:
    """Call a function there, while the names in `hidden` are not bound, from these states of the global generators."""

    function: Callable
    args: Sequence = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    hidden: Sequence[str] = ()
    seeds: Mapping[str, Any] = field(default_factory=dict)
    classes: Sequence[str] = ()
    live: "Live | None" = None


@dataclass
class Live:
    """What a live call finds of the test, besides its arguments.

    patched: {(module, attribute): value}; the module "__main__" is the notebook. files: {relative path: bytes}.
    watched: names whose values the other side has.
    """

    patched: Mapping[tuple, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    watched: Sequence[str] = ()


@dataclass
class Answered:
    """What came of a function of the test's that the student's code called: its value, or its exception. changed, same:
    as in a Reply.
    """

    value: Any = None
    error: Any = None
    changed: Mapping[Any, Any] = field(default_factory=dict)
    same: Any = None


@dataclass
class Swap:
    """Bind each of the names to its value until they are restored. The value is the number to restore them by.

    A function stays with the judge: what is bound there calls it back.
    """

    names: Mapping[str, Any]


@dataclass
class Restore:
    """Undo one Swap."""

    number: int


@dataclass
class MadeFiles:
    """Which files has the notebook made, besides those known? The value is {relative path: bytes}."""

    known: list[str]


@dataclass
class Raised:
    """An exception: the nearest built-in type, its own name, its arguments, its traceback as text, its class as a Ref
    tells of one.
    """

    type: str = "RuntimeError"
    name: str = ""
    args: list = field(default_factory=lambda: ["(no message)"])
    traceback: str = ""
    classes: tuple = ()


@dataclass
class Reply:
    """The answer to a request. changed: arguments that the call changed, by place. same: of which argument the value is
    the very object, by place. names: those watched that have other values now. files: {relative path: bytes} of those
    written since last told. refused: why there is no value.
    """

    value: Any = None
    same: Any = None
    names: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    changed: dict = field(default_factory=dict)
    error: Raised | None = None
    refused: str = ""
    printed: str = ""
    warnings: list[list[str]] = field(default_factory=list)


def reply_from(fields: Any) -> Reply:
    """Return the Reply that decoded `fields` are; what has not the form of one is left out, or refused."""
    if type(fields) is not dict:
        return Reply(refused="the reply is not of any known form")
    reply = Reply(value=fields.get("value"))
    for name, kind in (("changed", dict), ("names", dict), ("files", dict), ("refused", str), ("printed", str)):
        if type(fields.get(name)) is kind:
            setattr(reply, name, fields[name])
    if type(fields.get("same")) in (int, str):
        reply.same = fields["same"]
    if type(fields.get("warnings")) is list:
        pairs = [pair for pair in fields["warnings"] if type(pair) is list and len(pair) == 2]
        reply.warnings = [[str(part) for part in pair] for pair in pairs]
    if fields.get("error") is not None:
        error = fields["error"] if type(fields["error"]) is dict else {}
        reply.error = Raised()
        for name in ("type", "name", "traceback"):
            if name in error:
                setattr(reply.error, name, str(error[name]))
        if type(error.get("args")) is list:
            reply.error.args = error["args"]
        if type(error.get("classes")) is tuple:
            reply.error.classes = error["classes"]
    elif "value" not in fields:
        reply.refused = reply.refused or "the reply is not of any known form"
    return reply
