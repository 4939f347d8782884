"""The judge's side of the wire: test cells run here, where no code of a student is ever loaded.

Before each test cell the names that it reads and does not define are looked up in the student's
process. Plain values are bound as they are, everything else as an `Answer` that stands for it.
"""

import builtins
import contextlib
import dis
import functools
import io
import operator
import random
import signal
import sys
import threading
import types
import warnings

import cloudpickle

from ..errors import KernelDied, WireError
from ..wire import line
from ..wire.values import MAX_BYTES, decode

MAX_PRINTED = 100_000
MAX_ARGUMENT = 20_000

NUMBERS = [
    "ndarray",
    "float16",
    "float32",
    "float64",
    "longdouble",
    "int8",
    "int16",
    "int32",
    "int64",
    "longlong",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "ulonglong",
]
READS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
SEEDED = {
    "random": lambda: random.getstate(),
    "numpy.random": lambda: sys.modules["numpy.random"].get_state(),
}
BINDS = {"STORE_NAME", "STORE_GLOBAL"}


class Questions:
    """What the judge asks the student's process, straight; trouble goes to the process that started both.

    address: of the student's process, for `line.connect`. owner: a `line.Talk` to the process that started both.
    """

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
            self.owner.tell({"trouble": trouble, "what": what, "seconds": self.call_timeout})
            status, told = self.owner.hear()
        raise (TimeoutError if status == "late" else KernelDied)(told) from None

    def request(self, what, **request):
        """Return the reply to one request; `what` names it in messages.

        Raises TimeoutError, KernelDied, WireError, or the exception that the student's code raised.
        """
        try:
            data = self.ask(what, dumps(request))
            reply = decode(data, lambda ref: (CallableAnswer if ref.callable else Answer)(self, ref))
        except WireError as error:
            raise WireError(f"{what}: {error}") from None
        reply = reply if type(reply) is dict else {"refused": "the reply is not of any known form"}
        self.show(reply)
        if "error" in reply:
            raise rebuilt(reply["error"]) from None
        if "refused" in reply:
            raise WireError(f"{what}: {str(reply['refused'])[:500]}")
        return reply

    def show(self, reply):
        """Print what the student's code printed, and warn of what it warned."""
        text = str(reply.get("printed", ""))[: max(0, MAX_PRINTED - self.printed)]
        self.printed += len(text)
        sys.stdout.write(text)
        for kind, message in listed(reply.get("warnings"), 2):
            category = getattr(builtins, str(kind), None)
            if isinstance(category, type) and issubclass(category, Warning):
                warnings.warn(str(message), category, stacklevel=4)

    def call(self, what, function, *args, **kwargs):
        """Return `function(*args, **kwargs)`, run there; arguments changed there change here."""
        reply = self.request(
            what,
            do="call",
            function=function,
            args=args,
            kwargs=kwargs,
            hidden=bench.hidden() if bench else (),
            seeds=self.new_seeds(),
        )
        changed = reply.get("changed")
        places = {**dict(enumerate(args)), **kwargs}
        for where, new in (changed if type(changed) is dict else {}).items():
            if where in places:
                update(places[where], new)
        return reply.get("value")

    def look_up(self, names):
        """Return what `names` are bound to there, and why those that cannot be had cannot be."""
        what = "the look-up of " + ", ".join(names)
        try:
            found = self.request(what, do="look_up", names=names)["value"]
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


def listed(value, width):
    """Return those items of `value` that are lists of `width`, for replies of a doubtful form."""
    items = value if type(value) is list else []
    return [item for item in items if type(item) is list and len(item) == width]


def rebuilt(error):
    """Return the exception that `error` describes, as the nearest built-in type, with its story."""
    error = error if type(error) is dict else {}
    kind = getattr(builtins, str(error.get("type")), RuntimeError)
    args = error.get("args")
    args = [plain(arg) for arg in args] if type(args) is list else ["(no message)"]
    name = plain(error.get("name"))
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind, args = RuntimeError, [f"the student's code raised {name}", *args]
    if issubclass(kind, SyntaxError):  # it may name a file and a line, which would be shown
        args = args[:1]
    try:
        exception = kind(*args)
    except Exception:  # some want more than their text, UnicodeDecodeError for one
        exception = RuntimeError(f"{name}: {args[0] if args else ''}")
    exception.add_note(f"In the student's notebook:\n{plain(error.get('traceback'))}")
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


class Answer:
    """Stands for an object that stays in the student's process.

    Its attributes, items, length, text and methods are asked for there. It takes no part in a
    comparison or a sum with a value of the test's own: the object would decide the verdict.
    """

    def __init__(self, questions, ref):
        self._questions = questions
        self._ref = ref
        self.__name__ = ref.name or ref.type

    def _ask(self, function, *args):
        return self._questions.call(f"{function.__name__} of {self.__name__}", function, self, *args)

    def __getattr__(self, name):
        if name.startswith(("__", "_repr_", "_ipython_")):
            raise AttributeError(f"the student's {self._ref.type} object shows no {name}")
        return self._ask(getattr, name)

    def __len__(self):
        return self._ask(len)

    def __getitem__(self, key):
        return self._ask(operator.getitem, key)

    def __iter__(self):
        return self._ask(iter)

    def __next__(self):
        return self._ask(next)

    def __str__(self):
        return str(self._ask(str))

    def __repr__(self):
        return str(self._ask(repr))

    def __bool__(self):
        return True

    def __hash__(self):
        return self._ref.id

    def __eq__(self, other):
        return both(self, operator.eq, other, otherwise=False)

    def __instancecheck__(self, other):
        return both(self, lambda kind, obj: isinstance(obj, kind), other, otherwise=False)


class CallableAnswer(Answer):
    """An Answer that can be called: the call runs in the student's process, under a time limit."""

    def __call__(self, *args, **kwargs):
        return self._questions.call(self.__name__, self, *args, **kwargs)


def both(left, function, right, **otherwise):
    """Return `function(left, right)` if both are the student's: no value of ours is shown."""
    if isinstance(left, Answer) and isinstance(right, Answer):
        return left._ask(function, right)
    if otherwise:
        return otherwise["otherwise"]
    answer = left if isinstance(left, Answer) else right
    raise TypeError(
        f"the answer is an object of the type {answer._ref.type}, not a number, a text, an array, "
        "or a list of such: it cannot be compared or computed with"
    )


def _operator(function):
    return lambda self, other: both(self, function, other)


def _reflected(function):
    return lambda self, other: both(other, function, self)


for _name in [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
    "lt",
    "le",
    "gt",
    "ge",
]:
    _function = getattr(operator, f"__{_name}__")
    setattr(Answer, f"__{_name}__", _operator(_function))
    if _name not in ("lt", "le", "gt", "ge"):
        setattr(Answer, f"__r{_name}__", _reflected(_function))


class Missing:
    """Stands for an answer with the name of a built-in, which must not earn the points."""

    def __init__(self, reason):
        self.__dict__["_reason"] = reason

    def __getattr__(self, name):
        raise NameError(self._reason)

    def __call__(self, *args, **kwargs):
        raise NameError(self._reason)


class Bench:
    """The judge's notebook: what its test cells may use, and which answers are on it."""

    def __init__(self, shell, questions, setup, helpers, imports):
        self.shell = shell
        self.questions = questions
        self.imports = imports  # name -> statements, of the instructor's answer cells
        self.declared = set()
        self.answers = {}
        self.missing = {}
        for source in setup:
            shell.run_cell(source, silent=True).raise_error()
        for source in helpers:
            shell.run_cell(source, silent=True)
        shell.user_ns["given"] = given

    def forget(self, names):
        """Take `names` as answers from now on: the cells that should define them have run."""
        for name in names:
            self.declared.add(name)
            self.shell.user_ns.pop(name, None)

    def hidden(self):
        """Return the answers that the test deleted: they are gone for the student's code too."""
        return [name for name in self.answers if name not in self.shell.user_ns]

    def before(self, info):
        """Bind the answers that a cell needs."""
        self.questions.printed = 0
        replace_given(info.raw_cell)
        self.questions.watch_seeds()
        namespace = self.shell.user_ns
        names = [
            name
            for name in names_read(self.code(info), namespace)
            if name in self.declared or not (name in namespace or hasattr(builtins, name))
        ]
        self.answers, self.missing = self.questions.look_up(names) if names else ({}, {})
        for name, value in list(self.answers.items()):
            if name in self.imports:
                for statement in self.imports[name]:
                    exec(statement, namespace)
                del self.answers[name]
            elif isinstance(value, Answer) and value._ref.type == "module":
                self.missing[name] = (
                    f"'{name}' is a module that the student imported: "
                    "import it in the test cell, or in a locked cell of imports"
                )
                del self.answers[name]
            else:
                namespace[name] = value
        for name, reason in self.missing.items():
            if hasattr(builtins, name):
                namespace[name] = self.answers[name] = Missing(reason)

    def after(self, _result):
        """Take the answers away: the next cell looks them up afresh."""
        namespace = self.shell.user_ns
        for name, value in self.answers.items():
            if namespace.get(name) is value:
                del namespace[name]
        self.answers = {}

    def code(self, info):
        """Return the code object of a cell, None if it does not compile."""
        try:
            # An older IPython tells the cell only as it was written.
            source = getattr(info, "transformed_cell", None) or self.shell.transform_cell(info.raw_cell)
            return compile(self.shell.compile.ast_parse(source), "<test>", "exec")
        except Exception:  # the cell will say so itself when it runs
            return None

    def explain(self, shell, kind, error, trace, tb_offset=None):
        """Show an exception without the judge's own frames, a NameError with its reason."""
        if isinstance(error, NameError) and error.name in self.missing:
            error.args = (self.missing[error.name],)
        shell.showtraceback((kind, error, without_own_frames(trace)), tb_offset=tb_offset)


def without_own_frames(trace):
    """Return a traceback cut off where it enters this file."""
    step = trace
    while step and step.tb_next:
        if step.tb_next.tb_frame.f_code.co_filename == __file__:
            step.tb_next = None
        step = step.tb_next
    return trace


def names_read(code, namespace):
    """Return the global names that `code` reads before it binds them.

    Those read by functions that it defines, or that it reads out of `namespace`, are among them.
    """
    found, bound, seen = {}, set(), set()
    todo = [code] if code else []
    while todo:
        code = todo.pop()
        seen.add(code)
        for step in dis.get_instructions(code):
            if step.opname in BINDS:
                bound.add(step.argval)
            elif step.opname in READS and step.argval not in bound:
                found[step.argval] = None
            elif isinstance(step.argval, types.CodeType):
                todo.append(step.argval)
        todo = [code for code in [*todo, *functions_of(found, namespace)] if code not in seen]
    return [name for name in found if not name.startswith("__")]


def functions_of(names, namespace):
    """Return the code of those of `names` that are functions written in the judge's notebook."""
    values = [namespace.get(name) for name in names]
    return [
        value.__code__ for value in values if isinstance(value, types.FunctionType) and value.__globals__ is namespace
    ]


@contextlib.contextmanager
def given(**names):
    """Swap right versions of earlier answers into the student's notebook for a while.

    `with given(predict=function):` makes the student's own code find `function` under `predict`.
    What was there comes back afterwards, whatever happens in between.
    """
    namespace = bench.shell.user_ns
    own = {name: namespace[name] for name in names if name in namespace}
    number = bench.questions.request("given", do="swap", names=names)["value"]
    namespace.update(names)
    try:
        yield
    finally:
        for name in names:
            namespace.pop(name, None)
        namespace.update(own)
        bench.questions.request("given", do="restore", number=number)


def replace_given(source):
    """Make `from descent.check import given` in a test cell import this one."""
    if "descent" in source or "descent.check" in sys.modules:
        with contextlib.suppress(ImportError):
            import descent.check

            descent.check.given = given


def plain_numbers(formatter):
    """Show numbers of numpy as Python shows its own: nbgrader reads the text for partial credit."""

    def show(value, printer, _cycle):
        printer.text(repr(value.item()) if value.ndim == 0 else repr(value))

    numpy = sys.modules.get("numpy")
    for name in NUMBERS:
        if numpy is None:
            formatter.for_type_by_name("numpy", name, show)
        else:  # IPython has a printer of its own for some of them by then
            formatter.for_type(getattr(numpy, name), show)


def print_warning(message, category, filename, lineno, file=None, line=None):
    """Print a warning where it takes no points: nbgrader counts any text on stderr as a failure."""
    print(f"{category.__name__}: {message}", file=file or sys.stdout)


bench = None


def start(shell, owner, address, call_timeout, setup, helpers, imports):
    """Make an IPython shell the judge of one submission."""
    global bench
    bench = Bench(shell, Questions(address, owner, call_timeout), setup, helpers, imports)
    shell.events.register("pre_run_cell", bench.before)
    shell.events.register("post_run_cell", bench.after)
    shell.set_custom_exc((Exception,), bench.explain)
    plain_numbers(shell.display_formatter.formatters["text/plain"])
    warnings.showwarning = print_warning
