"""The side of the wire in the student's process. It may be tampered with: nothing trusts it.

One request comes in as bytes, one reply goes out as bytes, between cells. The tables that the requests need are
kept here: the objects given out by number, and the names swapped out by `given`.
"""

import asyncio
import contextlib
import importlib
import inspect
import io
import os
import pickle
import signal
import socket
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import commands, line
from .changes import contents, snapshot, snapshots, update
from .messages import Raised, Reply
from .values import MAX_NAME, Ref, encode

MAX_TEXT = 20_000
MAX_TRACEBACK = 10_000
MAX_WARNINGS = 20
MAX_MADE = 3 * 2**20
FOLDER = Path.cwd()
MISSING = object()

objects: dict[int, Any] = {}
numbers: dict[int, int] = {}
swapped: dict[int, Any] = {}


class Printed(io.TextIOBase):
    """A stream that keeps the first MAX_TEXT characters."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: object) -> int:
        text = str(text)
        self.text += text[: MAX_TEXT - len(self.text)]
        return len(text)


class Talk:
    """The connection over which a question came that is not answered yet, and the key that its reply must carry."""

    connection = key = None
    own: Mapping[str, type] = {}


def callback(number: int, name: str, doc: str | None, parameters: list | None = None) -> Callable:
    """Return a function that calls the function of a test's which has this number there.

    parameters: (name, kind, whether it has a default) each, None where nobody knows.
    """

    def call_back(*args, **kwargs):
        if Talk.connection is None:
            raise RuntimeError("a function of a test's was called when the test was over")
        asked = encode({"callback": number, "args": list(args), "kwargs": kwargs}, refer, Talk.own)
        line.send(Talk.connection, Talk.key, asked)
        while True:
            Talk.key, data = line.receive(Talk.connection)
            request = Unpickler(io.BytesIO(data)).load()
            if type(request).__name__ == "Answered":
                break
            reply = answer(data)  # which may change the key
            line.send(Talk.connection, Talk.key, reply)
        if request.error is not None:
            raise request.error
        places = {**dict(enumerate(args)), **kwargs}
        for where, new in request.changed.items():
            update(places[where], new)
        return places.get(request.same, request.value)

    call_back.__name__, call_back.__doc__ = name, doc
    if parameters is not None:
        vars(call_back)["__signature__"] = inspect.Signature(
            [
                inspect.Parameter(name, inspect._ParameterKind(kind), **({"default": ...} if has_default else {}))
                for name, kind, has_default in parameters
            ]
        )
    return call_back


class Unpickler(pickle.Unpickler):
    """Reads a request, in which objects given out earlier are named by their numbers."""

    def persistent_load(self, number: Any) -> Any:
        if number == "type":
            return type
        if type(number) is tuple:
            return callback(*number[1:])
        if type(number) is str:  # one of the instructor's classes
            return user_namespace()[number]
        if number not in objects:
            raise LookupError(f"no object was ever given out under the number {number}")
        return objects[number]


def refer(obj: Any) -> Ref:
    """Return the Ref that stands for `obj`, the same one each time."""
    number = numbers.setdefault(id(obj), len(numbers))
    objects[number] = obj  # kept alive, so that its id stays its own
    name = getattr(obj, "__name__", "")
    name = name if type(name) is str else ""
    errors = error_classes(obj) if isinstance(obj, type) and issubclass(obj, BaseException) else ()
    return Ref(number, type(obj).__name__[:MAX_NAME], name[:MAX_NAME], callable(obj), type(obj).__module__, errors)


def error_classes(kind: type) -> tuple:
    """Return (number, module, name, places of its bases) of a class of exceptions, after those of its bases."""
    kinds = [base for base in reversed(kind.__mro__) if issubclass(base, BaseException)]
    found = []
    for base in kinds:
        number = numbers.setdefault(id(base), len(numbers))
        objects[number] = base
        bases = tuple(kinds.index(b) for b in base.__bases__ if b in kinds)
        found.append((number, str(base.__module__)[:MAX_NAME], base.__name__[:MAX_NAME], bases))
    return tuple(found)


def answer_requests(path: str | None) -> Any:
    """Answer requests between cells from now on; return the address to ask at.

    A sandbox lets nobody make a socket by now: it made one, whose descriptor EXAMINER_LINE tells. Without it the
    socket is at `path`, or at a loopback port if that is None.
    """
    if "" not in sys.path:  # modules beside the notebook
        sys.path.insert(0, "")
    commands.stand_in(get_shell())
    made = os.environ.pop("EXAMINER_LINE", None)
    listening = socket.socket(fileno=int(made)) if made else line.listen(path)
    loop = asyncio.get_running_loop()
    loop.add_reader(listening, _accept, loop, listening)
    return listening.getsockname()


def _accept(loop, listening):
    """Take a connection of the judge; it makes a new one when the old one broke."""
    connection, _ = listening.accept()
    connection.setblocking(True)
    loop.add_reader(connection, _attend, loop, connection)


def _attend(loop, connection):
    """Answer the request that waits on a connection; forget a connection that is closed."""
    try:
        Talk.key, data = line.receive(connection)
        Talk.connection = connection
        reply = interruptible(answer, data)
        Talk.connection = None
        line.send(connection, Talk.key, reply)
    except BaseException:  # closed, interrupted, or whatever a student made of this module
        loop.remove_reader(connection)
        connection.close()


def interruptible(function: Callable, *args: Any) -> Any:
    """Return `function(*args)`, which an interrupt of the kernel ends as it ends a cell."""
    if threading.current_thread() is not threading.main_thread():
        return function(*args)
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return function(*args)
    finally:
        signal.signal(signal.SIGINT, old)


def answer(data: bytes) -> bytes:
    """Return the reply to one request, both bytes. Raises nothing."""
    printed = Printed()
    reply = Reply()
    request = None
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        try:
            request = Unpickler(io.BytesIO(data)).load()
            reply = ANSWERS[type(request).__name__](**vars(request))
        except BaseException as error:  # an exit or an interrupt is an answer too
            reply = Reply(error=describe(error))
    reply.printed = printed.text
    reply.warnings = [[builtin(w.category), str(w.message)[:MAX_NAME]] for w in caught[:MAX_WARNINGS]]
    try:
        return encode(fields(reply), refer, own_classes(request))
    except Exception as error:  # too large, or an object whose own code fails when it is looked at
        return encode({"refused": in_words(error), "printed": printed.text}, refer)


def in_words(error: BaseException) -> str:
    """Return why a reply cannot be sent, in words: some exceptions have none."""
    if isinstance(error, MemoryError):
        return "the student's process has no memory left to send the value"
    return str(error) or type(error).__name__


def fields(reply: Reply) -> dict[str, Any]:
    """Return a Reply as plain values, without what it does not have."""
    if reply.error:
        return {**vars(reply), "error": vars(reply.error)}
    return {name: value for name, value in vars(reply).items() if name not in ("error", "refused")}


def own_classes(request: object) -> dict[str, type]:
    """Return {name: class} of the instructor's classes, which the other side has too."""
    namespace = user_namespace()
    names = getattr(request, "classes", ())
    return {name: namespace[name] for name in names if isinstance(namespace.get(name), type)}


def look_up(names: Iterable[str], classes: Iterable[str] = (), live: Any = None) -> Reply:
    """Return those of `names` that are bound in the notebook."""
    namespace = user_namespace()
    if live:
        return Reply({name: namespace[name] for name in names if name in namespace}, files=written())
    return Reply({name: namespace[name] for name in names if name in namespace})


def call(
    function: Callable,
    args: Sequence,
    kwargs: Mapping[str, Any],
    hidden: Iterable[str],
    seeds: Mapping[str, Any],
    classes: Iterable[str] = (),
    live: Any = None,
) -> Reply:
    """Return what `function(*args, **kwargs)` returns, and the arguments that it changed in place.

    Names in `hidden` are not bound in the notebook while it runs. classes: as for own_classes().
    """
    seed(seeds)
    own = {name: user_namespace()[name] for name in classes if name in user_namespace()}
    before = snapshots(args, kwargs, refer, own)
    Talk.own = own
    with bound(dict.fromkeys(hidden, MISSING)), live_call(live, own) as outcome:
        value = function(*args, **kwargs)
    after = snapshots(args, kwargs, refer, own)
    places: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
    changed = {where: places[where] for where in before if before[where] != after[where]}
    same = next((where for where in before if places[where] is value), None)
    changed = {where: contents(value) for where, value in changed.items()}
    return Reply(None if same is not None else value, same, changed=changed, **outcome)


@contextlib.contextmanager
def live_call(live: Any, own: Mapping[str, type]) -> Iterator[dict[str, Any]]:
    """Have what a Live says in place for a while; yield a dict that becomes the fields of the Reply which it needs."""
    outcome: dict[str, Any] = {}
    if live is None:
        yield outcome
        return
    for name, content in live.files.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(content)
    written()
    namespace = user_namespace()
    before = {name: snapshot(namespace.get(name), refer, own) for name in live.watched}
    with contextlib.ExitStack() as stack:
        stack.enter_context(
            bound({name: value for (module, name), value in live.patched.items() if module == "__main__"})
        )
        for (module, name), value in live.patched.items():
            if module != "__main__":
                target = importlib.import_module(module)
                stack.callback(setattr, target, name, getattr(target, name))
                setattr(target, name, value)
        yield outcome
    outcome["names"] = {
        name: namespace[name]
        for name in live.watched
        if name in namespace and snapshot(namespace[name], refer, own) != before[name]
    }
    outcome["files"] = written()


stamps: dict[Path, tuple[int, int]] = {}


def written() -> dict[str, bytes]:
    """Return {relative path: bytes} of the files in the notebook's folder that changed since last asked."""
    found, left = {}, MAX_MADE
    for path in sorted(FOLDER.rglob("[!.]*")):
        if path.is_file() and not path.is_symlink():
            stat = path.stat()
            stamp = stat.st_mtime_ns, stat.st_size
            if stamps.get(path) != stamp and stat.st_size <= left:
                found[path.relative_to(FOLDER).as_posix()] = path.read_bytes()
                left -= stat.st_size
            stamps[path] = stamp
    return found


def made_files(known: Collection[str]) -> Reply:
    """Return the files in the notebook's folder that are not in `known`, by relative path: MAX_MADE bytes of them."""
    found, left = {}, MAX_MADE
    for path in sorted(FOLDER.rglob("[!.]*")):
        place = path.relative_to(FOLDER)
        hidden = any(part.startswith(".") for part in place.parts)
        if place.as_posix() not in known and not hidden and path.is_file() and not path.is_symlink():
            content = path.read_bytes() if path.stat().st_size <= left else b""
            if content:
                found[place.as_posix()] = content
                left -= len(content)
    return Reply(found)


def swap(names: Mapping[str, Any]) -> Reply:
    """Bind each of `names` to its value, until `restore`; return the number to restore by."""
    number = len(swapped)
    swapped[number] = bound(names)
    swapped[number].__enter__()
    return Reply(number)


def restore(number: int) -> Reply:
    """Undo one `swap`."""
    swapped.pop(number).__exit__(None, None, None)
    return Reply()


@contextlib.contextmanager
def bound(names: Mapping[str, Any]) -> Iterator[None]:
    """Bind names in the notebook, MISSING for not at all, and put back what was there."""
    namespace = user_namespace()
    old = {name: namespace.get(name, MISSING) for name in names}
    bind(namespace, names)
    try:
        yield
    finally:
        bind(namespace, old)


def bind(namespace: dict[str, Any], names: Mapping[str, Any]) -> None:
    """Bind names in a namespace; those that are MISSING are taken out of it."""
    for name, value in names.items():
        if value is MISSING:
            namespace.pop(name, None)
        else:
            namespace[name] = value


def seed(states: Mapping[str, Any]) -> None:
    """Start the global random generators where the test's own stand."""
    for module, state in states.items():
        random = importlib.import_module(module)
        (random.setstate if module == "random" else random.set_state)(state)


def user_namespace() -> dict[str, Any]:
    return get_shell().user_ns


def get_shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def builtin(kind: type) -> str:
    """Return the name of the nearest built-in type that `kind` inherits from."""
    return next(base.__name__ for base in kind.__mro__ if base.__module__ == "builtins")


def describe(error: BaseException) -> Raised:
    """Return an exception as it travels."""
    kind = type(error)
    plain = kind.__module__ == "builtins" and all(
        type(arg) in (str, int, float, bool, type(None)) for arg in error.args
    )
    try:
        text = str(error)
    except Exception:
        text = "(its text cannot be shown)"
    return Raised(
        builtin(kind),
        kind.__name__[:MAX_NAME],
        [str_or_same(arg) for arg in error.args[:5]] if plain else [text[:MAX_TEXT]],
        traceback_text(error),
        error_classes(kind),
    )


def str_or_same(arg: Any) -> Any:
    return arg[:MAX_TEXT] if type(arg) is str else arg


def traceback_text(error: BaseException) -> str:
    """Return the traceback without this file's frames, cells named as the notebook does."""
    try:
        frames = traceback.extract_tb(error.__traceback__, limit=-20)
        frames = [frame for frame in frames if frame.filename != __file__]
        for frame in frames:
            frame.filename = cell_name(frame.filename)
        lines = traceback.format_list(frames) + traceback.format_exception_only(error)
        return "".join(lines)[-MAX_TRACEBACK:]
    except Exception:
        return f"{type(error).__name__} (its traceback cannot be shown)"


def cell_name(filename: str) -> str:
    return " ".join(get_shell().compile.format_code_name(filename) or (filename,))


ANSWERS: dict[str, Callable[..., Reply]] = {
    "LookUp": look_up,
    "Call": call,
    "Swap": swap,
    "Restore": restore,
    "MadeFiles": made_files,
}
