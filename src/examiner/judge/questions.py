"""What the judge asks the student's process: a request goes out, a reply comes back and is not believed."""

import builtins
import contextlib
import functools
import io
import random
import signal
import sys
import threading
import warnings

import cloudpickle

from ..errors import KernelDied, WireError
from ..wire import line
from ..wire.messages import Call, LookUp, Trouble, reply_from
from ..wire.values import MAX_BYTES, decode
from .answers import Answer, CallableAnswer

MAX_PRINTED = 100_000


MAX_ARGUMENT = 20_000


SEEDED = {
    "random": lambda: random.getstate(),
    "numpy.random": lambda: sys.modules["numpy.random"].get_state(),
}


class Questions:
    """What the judge asks the student's process, straight; trouble goes to the process that started both.

    address: of the student's process, for `line.connect`. owner: a `line.Talk` to the process that started both.
    """

    hidden = list  # names that are not bound while the student's code runs

    def __init__(self, address, owner, call_timeout):
        self.address = address
        self.owner = owner
        self.call_timeout = call_timeout
        self.line = None
        self.printed = 0
        self.seeded = set()

    def ask(self, what, question):
        """Return the bytes that answer `question`. Raises TimeoutError, KernelDied, WireError."""
        try:
            if self.line is None:
                self.line = line.connect(self.address, self.call_timeout)
            return line.ask(self.line, question, self.call_timeout, MAX_BYTES)
        except BaseException as error:
            self.hang_up()
            if isinstance(error, OSError):
                self.report("late" if isinstance(error, TimeoutError) else "broken", what)
            raise

    def hang_up(self):
        """Give up the line, which may stand in the middle of a frame; the next question makes another."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def report(self, trouble, what):
        """Let the process that started both see to the student's, and raise what it says of it."""
        with uninterrupted():
            self.owner.tell(Trouble(trouble, what, self.call_timeout))
            verdict = self.owner.hear()
        raise (TimeoutError if verdict.status == "late" else KernelDied)(verdict.text) from None

    def request(self, what, request):
        """Return the Reply to one request; `what` names it in messages.

        Raises TimeoutError, KernelDied, WireError, or the exception that the student's code raised.
        """
        try:
            data = self.ask(what, dumps(request))
            reply = reply_from(decode(data, lambda ref: (CallableAnswer if ref.callable else Answer)(self, ref)))
        except WireError as error:
            raise WireError(f"{what}: {error}") from None
        self.show(reply)
        if reply.error:
            raise rebuilt(reply.error) from None
        if reply.refused:
            raise WireError(f"{what}: {reply.refused[:500]}")
        return reply

    def show(self, reply):
        """Print what the student's code printed, and warn of what it warned."""
        text = reply.printed[: max(0, MAX_PRINTED - self.printed)]
        self.printed += len(text)
        sys.stdout.write(text)
        for kind, message in reply.warnings:
            category = getattr(builtins, kind, None)
            if isinstance(category, type) and issubclass(category, Warning):
                warnings.warn(message, category, stacklevel=4)

    def call(self, what, function, *args, **kwargs):
        """Return `function(*args, **kwargs)`, run there; arguments changed there change here."""
        reply = self.request(what, Call(function, args, kwargs, self.hidden(), self.new_seeds()))
        places = {**dict(enumerate(args)), **kwargs}
        for where, new in reply.changed.items():
            if where in places:
                update(places[where], new)
        return reply.value

    def look_up(self, names):
        """Return what `names` are bound to there, and why those that cannot be had cannot be."""
        what = "the look-up of " + ", ".join(names)
        try:
            found = self.request(what, LookUp(names)).value
        except Exception as error:
            if len(names) == 1 or isinstance(error, KernelDied | TimeoutError):
                return {}, dict.fromkeys(names, str(error))
            each = [self.look_up([name]) for name in names]
            return {k: v for f, _ in each for k, v in f.items()}, {k: v for _, m in each for k, v in m.items()}
        found = found if type(found) is dict else {}
        return {name: found[name] for name in names if name in found}, {
            name: f"name '{name}' is not there: the cell that should define it raised an error, "
            "does not define it, or was deleted"
            for name in names
            if name not in found
        }

    def new_seeds(self):
        """Return the states of the global generators that the test seeded since last time."""
        states = {module: SEEDED[module]() for module in self.seeded}
        self.seeded.clear()
        return states

    def watch_seeds(self):
        """Take note when a test seeds a global generator: the student's is to start there too."""
        for name in SEEDED:
            module = sys.modules.get(name)
            if module is not None and not hasattr(module.seed, "__wrapped__"):
                module.seed = self._noting(module.seed, name)

    def _noting(self, seed, name):
        @functools.wraps(seed)
        def noted(*args, **kwargs):
            self.seeded.add(name)
            return seed(*args, **kwargs)

        return noted


@contextlib.contextmanager
def uninterrupted():
    """Hold back an interrupt, which would leave half a message on the line, until what is inside is done."""
    if threading.current_thread() is not threading.main_thread():  # no interrupt comes there
        yield
        return
    held = []
    before = signal.signal(signal.SIGINT, lambda *_: held.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            raise KeyboardInterrupt


class Pickler(cloudpickle.Pickler):
    """Writes a request; an Answer goes as the number of the object that it stands for."""

    def persistent_id(self, obj):
        return obj._ref.id if type(obj) in (Answer, CallableAnswer) else None


def dumps(request):
    file = io.BytesIO()
    Pickler(file).dump(request)
    return file.getvalue()


def rebuilt(error):
    """Return the exception that `error` describes, as the nearest built-in type, with its story."""
    kind = getattr(builtins, error.type, RuntimeError)
    args, name = [plain(arg) for arg in error.args], plain(error.name)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind, args = RuntimeError, [f"the student's code raised {name}", *args]
    if issubclass(kind, SyntaxError):  # it may name a file and a line, which would be shown
        args = args[:1]
    try:
        exception = kind(*args)
    except Exception:  # some want more than their text, UnicodeDecodeError for one
        exception = RuntimeError(f"{name}: {args[0] if args else ''}")
    exception.add_note(f"In the student's notebook:\n{plain(error.traceback)}")
    return exception


def plain(arg):
    """Return `arg` as an argument of an exception: a number as it is, all else as short text."""
    return arg if type(arg) in (int, float, bool, type(None)) else str(arg)[:MAX_ARGUMENT]


def update(old, new):
    """Make `old` equal `new` in place, as the student's call did with its own copy."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(old, numpy.random.Generator):
        old.bit_generator.state = new
    elif numpy is not None and isinstance(old, numpy.ndarray):
        if type(new) is not numpy.ndarray or (new.shape, new.dtype) != (old.shape, old.dtype):
            raise WireError("the reply changes an array argument into something else")
        old[...] = new
    elif isinstance(old, list) and type(new) is list:
        old[:] = [_updated(o, n) for o, n in zip(old, new, strict=False)] + new[len(old) :]
    elif isinstance(old, dict) and type(new) is dict:
        items = {k: _updated(old[k], v) if k in old else v for k, v in new.items()}
        old.clear()
        old.update(items)
    elif isinstance(old, set) and type(new) is set:
        old.clear()
        old.update(new)
    else:
        raise WireError("the reply changes an argument into something else")


def _updated(old, new):
    """Return `old` made equal to `new` if it can be: other names for it see the change then."""
    numpy = sys.modules.get("numpy")
    same_array = (
        numpy is not None
        and type(old) is type(new) is numpy.ndarray
        and (old.shape, old.dtype) == (new.shape, new.dtype)
    )
    if not same_array and not (type(old) is type(new) and type(old) in (list, dict, set)):
        return new
    update(old, new)
    return old
