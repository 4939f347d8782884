"""What the judge asks the student's process: a request goes out, a reply comes back and is not believed."""

import builtins
import contextlib
import functools
import inspect
import io
import random
import signal
import sys
import threading
import types
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import IO, Any

import cloudpickle

from ..errors import KernelDied, OutOfTime, WireError
from ..wire import line
from ..wire.changes import contents, snapshots, update
from ..wire.messages import Answered, Arrived, Call, Known, Live, LookUp, Raised, Reply, Slow, Swap, Trouble, reply_from
from ..wire.values import MAX_BYTES, Ref, decode
from .answers import Answer, CallableAnswer, kind_of, set_own
from .patience import Patience

# Nobody waits for a student's code there: the system itself answers.
CONNECT_TIMEOUT = 60

# What of a student's code is shown in one test.
MAX_PRINTED, MAX_WARNINGS, MAX_WARNING = 100_000, 1000, 200


MAX_ARGUMENT = 20_000


# Kinds of what a call comes to, besides the names of types.
OBJECT, STOP = "object", "StopIteration"
# Iterators and views: what they hold is looked at, and nothing is asked of them that could decide a verdict.
OF_PYTHON = ("builtins", "collections", "itertools")
# Their exceptions would have a test skipped.
NOT_BELIEVED = ("__main__", "unittest", "_pytest", "pytest", "nose", "doctest", "examiner")
LEAVES = frozenset([int, float, str, bool, type(None), bytes])


SEEDED = {
    "random": lambda: random.getstate(),
    "numpy.random": lambda: sys.modules["numpy.random"].get_state(),
}


def note(known: Known, path: str, kind: str) -> None:
    """Take note of the kind of a value, in a rehearsal."""
    if known.noting and known.kinds is not None and kind not in known.kinds.setdefault(path, []):
        known.kinds[path].append(kind)


def allows(known: Known, path: str, kind: str) -> bool:
    """Return whether the value at a path may be of a kind, as the instructor's was."""
    return known.noting or (known.kinds is not None and kind in known.kinds.get(path, ()))


def refuses(known: Known, path: str, kind: str) -> bool:
    """Return whether the value at a path must not be of a kind, because the instructor's never was."""
    return known.kinds is not None and path in known.kinds and not allows(known, path, kind)


class Questions:
    """What the judge asks the student's process, straight; trouble goes to the process that started both.

    address: of the student's process, for `line.connect`. owner: a `line.Talk` to the process that started both.
    call_timeout: seconds of CPU time that a call may take.
    """

    hidden: Callable[[], list[str]] = list  # names that are not bound while the student's code runs
    live: Callable[[], Live] = Live  # what a live call finds of the test
    take: Callable[[Reply], None] = print  # called with each reply to a live question
    ignoring = False  # whether changes of arguments stay away that the instructor's answer did not make
    # The instructor's classes, by name: what is of them travels by value.
    own: Mapping[str, type] = types.MappingProxyType({})
    known = Known()

    def __init__(self, address: str | list, owner: line.Talk, call_timeout: float) -> None:
        self.address = address
        self.owner = owner
        self.call_timeout = call_timeout
        self.patience = Patience(call_timeout)
        self.swapped: list[str] = []  # names that `given` swapped into the notebook
        self.line: Any = None  # a socket, while there is one
        self.errors: dict[int, type[BaseException]] = {}
        self.handles: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self.start()

    def start(self, known: Known | None = None) -> None:
        """Be ready for the next test, of which the rehearsal says what is `known`."""
        self.known = known or Known()
        self.callbacks: list = []
        self.unexpected = False
        self.printed = self.warned = 0
        self.seeded: set[str] = set()

    def ask(self, what: str, question: bytes, seconds: float | None = None) -> bytes:
        """Return the bytes that answer `question`. Raises OutOfTime, KernelDied, WireError."""
        wait = Wait(self.owner, what, self.call_timeout if seconds is None else seconds)
        try:
            if self.line is None:
                self.line = line.connect(self.address, CONNECT_TIMEOUT)
            data = line.ask(self.line, question, MAX_BYTES, wait.look)
            wait.over()
            return data
        except BaseException as error:
            self.hang_up()
            if isinstance(error, OutOfTime | KernelDied):
                raise
            with contextlib.suppress(OutOfTime, KernelDied):
                wait.over()
            if isinstance(error, OSError):
                hear(self.owner, Trouble(what))
            raise

    def hang_up(self) -> None:
        """Give up the line, which may stand in the middle of a frame; the next question makes another."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def request(self, what: str, request: object, seconds: float | None = None) -> Reply:
        """Return the Reply to one request; `what` names it in messages. seconds: of CPU time, by default a call's.

        Raises OutOfTime, KernelDied, WireError, or the exception that the student's code raised.
        """
        try:
            fields = self.decoded(self.ask(what, self.dumps(request), seconds))
            while type(fields) is dict and "callback" in fields:
                fields = self.decoded(self.ask(what, self.dumps(self.called_back(fields)), seconds))
            reply = reply_from(fields)
        except WireError as error:
            raise WireError(f"{what}: {error}") from None
        self.show(reply)
        if reply.error:
            raise self.rebuilt(reply.error) from None
        if reply.refused:
            raise WireError(f"{what}: {reply.refused[:500]}")
        return reply

    def decoded(self, data: bytes) -> Any:
        return decode(data, self.stand_in, self.own)

    def called_back(self, fields: dict[str, Any]) -> Answered:
        """Return what comes of a function of the test's that the student's code calls."""
        try:
            function, args, kwargs = self.callbacks[fields["callback"]], fields["args"], fields["kwargs"]
            if function is None:
                raise RuntimeError("a function that was lent is called when it was taken back")
            before = snapshots(args, kwargs, stand_for, self.own)
            value = function(*args, **kwargs)
            after = snapshots(args, kwargs, stand_for, self.own)
            places = {**dict(enumerate(args)), **kwargs}
            changed = {where: contents(places[where]) for where in before if before[where] != after[where]}
            same = next((where for where in before if places[where] is value), None)
            return Answered(None if same is not None else value, changed=changed, same=same)
        except Exception as error:
            return Answered(error=error)

    def is_lent(self, obj: Any) -> bool:
        """Return whether an object is a function that is lent by now."""
        return type(obj) is types.FunctionType and any(obj is function for function in self.callbacks)

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Have the functions that are handed over in here called back no more after it."""
        first = len(self.callbacks)
        try:
            yield
        finally:
            self.callbacks[first:] = [None] * len(self.callbacks[first:])

    def dumps(self, request: object) -> bytes:
        """Return a request as bytes."""
        if hasattr(request, "classes"):
            request.classes = list(self.own)
        file = io.BytesIO()
        lending = is_function if isinstance(request, Swap) else self.is_lent
        Pickler(file, self.own, self.callbacks, is_live if self.known.live else lending).dump(request)
        return file.getvalue()

    def stand_in(self, ref: Ref) -> Any:
        """Return what stands for an object that stayed there, the same for the same one each time."""
        if ref.errors:
            return self.error_class(ref.errors)
        answer = self.handles.get(ref.id)
        if answer is None or answer._ref != ref:
            answer = self.handles[ref.id] = (CallableAnswer if ref.callable else Answer)(self, ref)
        return answer

    def error_class(self, classes: Sequence) -> type[BaseException]:
        """Return the class of exceptions that these tell of: (number, module, name, places of its bases) each."""
        made: list[type[BaseException]] = []
        for number, module, name, bases in classes:
            known = module.partition(".")[0] not in NOT_BELIEVED
            kind = getattr(sys.modules.get(module), name, None) if known else None
            if not (isinstance(kind, type) and issubclass(kind, BaseException)):
                kind = self.errors.get(number)
            if kind is None:
                kind = type(name, tuple(made[place] for place in bases) or (RuntimeError,), {"__module__": "__main__"})
                self.errors[number] = kind
            made.append(kind)
        return made[-1]

    def rebuilt(self, error: Raised) -> BaseException:
        """Return the exception that `error`, a Raised, describes, with its story."""
        try:
            kind = self.error_class(error.classes)
        except Exception:  # classes that make no sense
            kind = None
        return rebuilt(error, kind)

    def show(self, reply: Reply) -> None:
        """Print what the student's code printed, and warn of what it warned."""
        text = reply.printed[: max(0, MAX_PRINTED - self.printed)]
        self.printed += len(text)
        sys.stdout.write(text)
        left = max(0, MAX_WARNINGS - self.warned)
        self.warned += len(reply.warnings)
        for kind, message in reply.warnings[:left]:
            category = getattr(builtins, kind, None)
            if isinstance(category, type) and issubclass(category, Warning):
                warnings.warn(message[:MAX_WARNING], category, stacklevel=4)

    def call(self, what: str, path: str, function: Any, args: Sequence, kwargs: Mapping[str, Any]) -> Any:
        """Return `function(*args, **kwargs)`, run there; arguments changed there change here."""
        live = self.live() if self.known.live else None
        with self.patience.with_(function, what, self.swapped) as seconds:
            question = Call(function, args, kwargs, self.hidden(), self.new_seeds(), live=live)
            try:
                reply = self.request(what, question, seconds)
            except StopIteration:
                note(self.known, path, STOP)
                if function is next or allows(self.known, path, STOP):
                    raise
                # A `for`, a `zip` or an `all` of the test's would take it for the end, and pass.
                raise RuntimeError(f"{what} raised StopIteration") from None
        places: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        if live:
            self.take(reply)
        value = places.get(reply.same, reply.value)
        if reply.changed:
            self.note_change(path)
        if self.unexpected and self.ignoring:
            value = reply.changed.get(reply.same, value)
            reply.changed = {}
        for where, new in reply.changed.items():
            if where in places:
                update(places[where], new)
        self.check(what, path, value)
        return value

    def note_change(self, path: str) -> None:
        """Take note that a call changed its arguments: in the rehearsal, or where the instructor's answer did not."""
        if self.known.noting:
            self.known.changes = [*(self.known.changes or []), path]
        elif self.known.changes is not None and path not in self.known.changes:
            self.unexpected = True

    def check(self, what: str, path: str, value: Any) -> None:
        """Take note of the kind of a value. Raises TypeError for an object where the instructor's was plain."""
        note(self.known, path, kind_name(value))
        for answer in answers_in(value):
            note(self.known, path, OBJECT)
            if refuses(self.known, path, OBJECT) and answer._ref.module not in OF_PYTHON:
                expected = " or ".join(article(kind) for kind in (self.known.kinds or {})[path])
                raise TypeError(f"{what} is an object of the type {answer._ref.type}; {expected} is expected")
            set_own(answer, _path=path, _trusted=answer._trusted or allows(self.known, path, OBJECT))

    def look_up(self, names: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return what `names` are bound to there, and why those that cannot be had cannot be."""
        what = "the look-up of " + ", ".join(names)
        try:
            found = self.request(what, LookUp(names, live=self.live() if self.known.live else None))
            if self.known.live:
                self.take(found)
            found = found.value
        except Exception as error:
            if len(names) == 1 or isinstance(error, KernelDied | OutOfTime):
                return {}, dict.fromkeys(names, str(error))
            each = [self.look_up([name]) for name in names]
            return {k: v for f, _ in each for k, v in f.items()}, {k: v for _, m in each for k, v in m.items()}
        found = found if type(found) is dict else {}
        for name in names:
            if name in found and not (issubclass(type(found[name]), Answer) and found[name]._ref.type == "module"):
                self.check(name, name, found[name])
        return {name: found[name] for name in names if name in found}, {
            name: f"name '{name}' is not there: the cell that should define it raised an error, "
            "does not define it, or was deleted"
            for name in names
            if name not in found
        }

    def new_seeds(self) -> dict[str, Any]:
        """Return the states of the global generators that the test seeded since last time."""
        states = {module: SEEDED[module]() for module in self.seeded}
        self.seeded.clear()
        return states

    def watch_seeds(self) -> None:
        """Take note when a test seeds a global generator: the student's is to start there too."""
        for name in SEEDED:
            module: Any = sys.modules.get(name)
            if module is not None and not hasattr(module.seed, "__wrapped__"):
                module.seed = self._noting(module.seed, name)

    def _noting(self, seed, name):
        @functools.wraps(seed)
        def noted(*args, **kwargs):
            self.seeded.add(name)
            return seed(*args, **kwargs)

        return noted


class Wait:
    """The wait for one answer. Whether it takes too long is for the owner to say, who sees the clock of the student's
    process: it is told when the wait is long enough to be worth it.
    """

    def __init__(self, owner: line.Talk, what: str, seconds: float) -> None:
        self.owner, self.slow = owner, Slow(what, seconds)
        self.begin, self.told = monotonic(), False

    def look(self) -> None:
        """Say that there is no answer yet, if that is new, and raise what the owner says of it, if it does."""
        if not self.told:
            if monotonic() - self.begin > line.LOOK:
                self.told = True
                with uninterrupted():
                    self.owner.tell(self.slow)
        elif self.owner.has_spoken():
            self.told = False
            hear(self.owner)

    def over(self) -> None:
        """Say that the wait is over, and raise what the owner says of it: on a busy machine nobody may have looked
        before.
        """
        if self.told:
            self.told = False
            hear(self.owner, Arrived())


def hear(owner: line.Talk, message: object = None) -> None:
    """Tell the owner a message, and raise its Verdict, OutOfTime or KernelDied, if that is no good one."""
    with uninterrupted():
        if message:
            owner.tell(message)
        verdict = owner.hear()
    if verdict.status != "in time":
        raise (OutOfTime if verdict.status == "late" else KernelDied)(verdict.text) from None


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
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
    """Writes a request; an Answer goes as the number of the object that it stands for, one of the instructor's classes
    by its name, and what `stays` holds of as a number by which it can be called back.
    """

    def __init__(self, file: IO[bytes], own: Mapping[str, type], callbacks: list, stays: Callable[[Any], bool]) -> None:
        super().__init__(file)
        self.own = {id(kind): name for name, kind in dict(own).items()}
        self.callbacks, self.stays = callbacks, stays

    def persistent_id(self, obj: Any) -> Any:
        kind = type(obj)
        if self.stays(obj):
            place = next((n for n, other in enumerate(self.callbacks) if other is obj), len(self.callbacks))
            if place == len(self.callbacks):
                self.callbacks.append(obj)
            return "callback", place, getattr(obj, "__name__", "f"), obj.__doc__, parameters(obj)
        if kind is Answer or kind is CallableAnswer:
            return obj._ref.id
        if obj is kind_of:
            return "type"
        return self.own.get(id(obj)) if self.own and issubclass(kind, type) else None


def parameters(function: Callable) -> tuple | None:
    """Return (name, kind, whether it has a default) of each parameter; None where nobody knows."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return tuple((p.name, int(p.kind), p.default is not p.empty) for p in found)


def stand_for(obj: Any) -> Ref:
    """Return the Ref that stands for an object of this process."""
    return Ref(obj._ref.id if issubclass(type(obj), Answer) else id(obj), "", "", False)


def is_function(obj: Any) -> bool:
    """Return whether an object is a function of the test's, no method: its code could be read where it travels."""
    if type(obj) is not types.FunctionType or obj.__module__ != "__main__":
        return False
    return "." not in obj.__qualname__.rpartition("<locals>.")[2]


def is_live(obj: Any) -> bool:
    """Return whether what a test hands over has effects in the test when it is called: a function of the test's, a
    method of one of its objects, a mock.
    """
    kind = type(obj)
    if kind is types.FunctionType:
        return obj.__module__ == "__main__"
    if kind in (types.MethodType, types.BuiltinMethodType):
        return not isinstance(obj.__self__, type | types.ModuleType | None) and not issubclass(
            type(obj.__self__), Answer
        )
    return kind.__module__ == "unittest.mock"


def kind_name(value: Any) -> str:
    return OBJECT if issubclass(type(value), Answer) else type(value).__name__


def answers_in(value: Any) -> Iterator[Answer]:
    """Yield the Answers that a value is or holds."""
    kind = type(value)
    if kind is Answer or kind is CallableAnswer:
        yield value
    elif kind in (list, tuple, set, frozenset, dict):
        for item in value.values() if kind is dict else value:
            if type(item) not in LEAVES:
                yield from answers_in(item)


def article(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}" if noun != "NoneType" else "None"


def rebuilt(error: Raised, kind: type[BaseException] | None = None) -> BaseException:
    """Return the exception that `error` describes, of the class `kind` or the nearest built-in type, with its story."""
    kind = kind or getattr(builtins, error.type, RuntimeError)
    args, name = [as_argument(arg) for arg in error.args], as_argument(error.name)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind, args = RuntimeError, [f"the student's code raised {name}", *args]
    if issubclass(kind, SyntaxError):  # it may name a file and a line, which would be shown
        args = args[:1]
    try:
        exception = kind(*args)
    except Exception:  # some want more than their text, UnicodeDecodeError for one
        exception = RuntimeError(f"{name}: {args[0] if args else ''}")
    exception.add_note(f"In the student's notebook:\n{as_argument(error.traceback)}")
    return exception


def as_argument(arg: object) -> Any:
    """Return `arg` as an argument of an exception: a number as it is, all else as short text."""
    return arg if type(arg) in (int, float, bool, type(None)) else str(arg)[:MAX_ARGUMENT]
