"""Throw what hypothesis thinks of at all that reads what students send, for a while.

    python tests/fuzz.py [--seconds 120] [--only WORD]

The targets take turns, each time with other examples. What fails is shrunk, printed, and ends the run with status 1.
"""

import argparse
import collections
import dataclasses
import enum
import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgpack
import nbformat
import numpy as np
from courses import bare_course
from folders import put_submission
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, output_from_msg
from runs import CELLS, begun

from examiner.batch.inbox import Outcome
from examiner.errors import Refused, WireError
from examiner.judge.questions import rebuilt
from examiner.notebook.outputs import tidy
from examiner.submission.intake import parse
from examiner.wire import values
from examiner.wire.changes import snapshot, update
from examiner.wire.messages import Reply, reply_from
from examiner.wire.records import BUILD

A_TURN = 100
TARGETS: dict[str, Callable[[], None]] = {}


def target(*strategies: st.SearchStrategy) -> Callable:
    """Make a function a target, which is called with examples of these strategies."""

    def register(function: Callable) -> Callable:
        checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        chosen = settings(max_examples=A_TURN, deadline=None, database=None, suppress_health_check=checks)
        TARGETS[function.__name__] = chosen(given(*strategies)(function))
        return function

    return register


class Colour(enum.Enum):
    RED = 1


class Pair(collections.namedtuple("Pair", "a b")):
    pass


@dataclasses.dataclass
class Point:
    x: object
    y: object = 0


class Plain:
    pass


OWN = {kind.__name__: kind for kind in (Colour, Pair, Point, Plain)}


def refer(obj: object) -> values.Ref:
    return values.Ref(7, type(obj).__name__, "", callable(obj), type(obj).__module__)


# What a student's process may send: trees of msgpack with the kinds of `values`, arrays' data, and what is none of it.
names = st.sampled_from([*BUILD, *OWN, "RED", "x", "__class__", "__dict__", "enum", "tuple", "object"])
dtypes = st.sampled_from([*sorted(values.DTYPES), "<U3", "|S2", "<M8[s]", "|O", "f8,O", "<U999999"])
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text(max_size=5), st.binary(max_size=40)
)
leaves = st.one_of(leaves, names, dtypes, st.integers(-1, 4))


def packed(code: int, inner: object) -> msgpack.ExtType:
    return msgpack.ExtType(code, inner if type(inner) is bytes else msgpack.packb(inner))


def branches(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(leaves, inner, max_size=3),
        st.builds(packed, st.integers(0, 11), inner),
        st.builds(lambda name, rest: packed(values.RECORD, [name, *rest]), names, st.lists(inner, max_size=4)),
        st.builds(lambda name, rest: packed(values.OWN, [name, *rest]), names, st.lists(inner, max_size=4)),
        st.builds(lambda d, s: packed(values.ARRAY, [d, *s]), dtypes, st.lists(st.integers(-1, 3), max_size=4)),
    )


trees = st.recursive(leaves, branches, max_leaves=20)
blobs = st.lists(st.one_of(st.binary(max_size=64), st.none(), st.just(bytes(24))), max_size=3)
replies = st.builds(lambda tree, more: msgpack.packb([msgpack.packb(tree), *more]), trees, blobs)
plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3), st.tuples(inner, inner)
    ),
    max_leaves=10,
)
changeable = st.one_of(
    plain,
    st.sampled_from([(2,), (0, 3), (), (2, 2)]).map(np.zeros),
    st.lists(st.integers(0, 3), max_size=3).map(collections.deque),
    st.sets(st.integers(0, 3)),
    st.binary(max_size=4).map(bytearray),
    st.builds(Point, plain, plain),
)


def decoded(data: bytes) -> object:
    with suppress(WireError):
        return values.decode(data, lambda ref: ref, OWN)
    return None


@target(st.one_of(replies, st.binary(max_size=200)))
def decode(data: bytes) -> None:
    """What comes out of bytes is a value, or they are refused."""
    decoded(data)


@target(plain, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=4))
def decode_damaged(value: object, changes: list[tuple[int, int]]) -> None:
    """So it is with a true value of which some bytes are others."""
    try:
        data = bytearray(values.encode(value, refer))
    except WireError:
        return
    for place, byte in changes:
        data[place % len(data)] = byte
    decoded(bytes(data))


@target(names, st.lists(trees, max_size=3))
def rebuild(name: str, state: list) -> None:
    """An instance of an instructor's class is made of any state without running its code, or is refused."""
    data = msgpack.packb([msgpack.packb(packed(values.OWN, [name, *state]))])
    made = decoded(data)
    assert made is None or type(made) in OWN.values()


@target(changeable, changeable)
def change(old: object, new: object) -> None:
    """An argument becomes what a call made of it, or is refused."""
    try:
        update(old, new)
    except WireError:
        return
    if type(old) is not type(new):
        return
    assert snapshot(old, refer, OWN) == snapshot(new, refer, OWN)


@target(trees, st.dictionaries(st.sampled_from([*vars(Reply()), "callback"]), trees))
def reply(tree: object, fields: dict) -> None:
    """Whatever a reply says, it is read as a Reply, and an exception in it can be raised."""
    data = msgpack.packb([msgpack.packb({"value": tree, **fields})])
    read = reply_from(decoded(data))
    assert type(read.printed) is type(read.refused) is str
    assert type(read.changed) is type(read.names) is type(read.files) is dict
    if read.error:
        assert isinstance(rebuilt(read.error), Exception)


@target(st.sampled_from(["stream", "display_data", "execute_result", "error", "status", "x"]), plain, plain)
def message(kind: str, content: object, data: object) -> None:
    """Whatever a kernel puts out, what is kept of it can be written as a notebook."""
    cell = new_code_cell()
    known = {
        "data": data,
        "metadata": data,
        "text": data,
        "name": data,
        "traceback": data,
        "ename": data,
        "evalue": data,
    }
    content = {**known, **(content if isinstance(content, dict) else {})}
    client = NotebookClient(new_notebook(cells=[cell]))
    with suppress(Exception):  # the worker ends a kernel whose messages cannot be read
        client.process_message({"msg_type": kind, "header": {"msg_type": kind}, "content": content}, cell, 0)
    with suppress(Exception):
        cell.outputs.append(output_from_msg({"header": {"msg_type": kind}, "content": content}))
    tidy(cell)
    nbformat.validate(new_notebook(cells=[cell]))


sources = st.one_of(st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3), plain)
cells = st.one_of(
    st.fixed_dictionaries(
        {"cell_type": st.one_of(st.sampled_from(["code", "markdown", "raw"]), plain), "source": sources},
        optional={"metadata": plain, "outputs": plain, "attachments": plain, "id": plain},
    ),
    plain,
)
notebooks = st.fixed_dictionaries(
    {"cells": st.one_of(st.lists(cells, max_size=4), plain), "nbformat": st.sampled_from([4, 3, 5, "4", None])},
    optional={"metadata": plain, "nbformat_minor": plain, "worksheets": plain},
)


@target(notebooks, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=2))
def file(content: dict, changes: list[tuple[int, int]]) -> None:
    """A file is read as a notebook, or refused with a reason."""
    data = bytearray(json.dumps(content, default=str).encode("utf-8", "surrogatepass"))
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        notebook = parse(bytes(data))
    except Refused:
        return
    nbformat.validate(notebook)


@target(st.integers(0, 2**32))
def folder(seed: int) -> None:
    """A folder is read as a submission, or there is a reason why it is not."""
    with tempfile.TemporaryDirectory() as root:
        place, _ = put_submission(random.Random(seed), Path(root), folder.right)
        found = folder.inbox.look_into(place)
        assert (
            found.submission.notebooks if not isinstance(found, Outcome) else found.reason or found.status == "skipped"
        )
        for path in Path(root).rglob("*"):
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(0o700)


def turns(seconds: float, only: str) -> None:
    """Run the targets in turns until the time is over; print how often each ran."""
    end, count = time.monotonic() + seconds, collections.Counter()
    while time.monotonic() < end:
        for name, run in TARGETS.items():
            if only in name and time.monotonic() < end:
                try:
                    run()
                except BaseException:
                    print(f"{name} fails:", flush=True)
                    raise
                count[name] += 1
    for name, number in count.items():
        print(f"{name}: {number * A_TURN:,} examples and more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120, help="how long, in all")
    parser.add_argument("--only", default="", help="only the targets with this word in their name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as root:
        course = bare_course(Path(root, "course"), 'c.Execute.extra_files = {"ps": ["*.csv", "*.py"]}')
        course.assign(*CELLS)
        folder.right = (course.root / "release/ps/nb.ipynb").read_bytes()
        with begun(course) as run:
            folder.inbox = run.inbox
            turns(options.seconds, options.only)


if __name__ == "__main__":
    main()
