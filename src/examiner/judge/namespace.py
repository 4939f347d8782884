"""The judge's side of the wire: test cells run here, where no code of a student is ever loaded.

Before each test cell the names that it reads and does not define are looked up in the student's
process. Plain values are bound as they are, everything else as an `Answer` that stands for it.
"""

import ast
import builtins
import contextlib
import dataclasses
import functools
import importlib
import inspect
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

from IPython.core.interactiveshell import ExecutionInfo

from ..notebook.cells import imports, names_in_texts, names_read
from ..wire.line import Talk
from ..wire.messages import Known, Live, Reply, Restore, Run, Showed, Start, Swap
from . import evaluated
from .answers import Answer, Missing, kind_of
from .folder import WorkingFolder
from .questions import Questions, is_live

PACKAGE = str(Path(__file__).parents[1])

LOOKING = (
    "getsource getsourcelines getdoc getcomments getmembers getmro isgeneratorfunction iscoroutinefunction isabstract "
    "isfunction isclass ismethod isgenerator isroutine isbuiltin getclosurevars isdatadescriptor"
)
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


class TestNamespace:
    """The namespace of the test cells: what they may use, and which answers are in it."""

    __test__ = False  # for pytest

    def __init__(self, shell: Any, questions: Questions, order: Start) -> None:
        self.shell = shell
        self.questions = questions
        questions.hidden = self.hidden
        questions.live, questions.take = self.live, self.take
        self.known = Known()
        self.folder = WorkingFolder()
        self.texts = evaluated.Texts([*order.setup, *order.helpers])
        self.pyplot: ModuleType | None = None  # ours, while a test has the student's
        self.imports = order.imports  # name -> statements, of the instructor's answer cells
        self.declared: set[str] = set()
        self.answers: dict[str, Any] = {}
        self.missing: dict[str, str] = {}
        self.outer: list[tuple] = []  # answers and missing of the cells that run this one
        for source in order.setup:
            shell.run_cell(source, silent=True).raise_error()
        for source in order.helpers:
            shell.run_cell(source, silent=True)
        questions.own = {
            name: kind
            for name, kind in shell.user_ns.items()
            if isinstance(kind, type) and kind.__module__ == "__main__" and kind.__qualname__ == name
        }
        shell.user_ns["given"] = given

    def run(self, request: Run) -> Showed:
        """Return what a test cell Showed, as a Run says."""
        self.forget(request.passed)
        self.texts.start()
        self.known = Known(**request.known)
        if self.known.noting:
            self.known.kinds, self.known.changes = {}, []
        showed = self.shell.run_test(request.source)
        if self.questions.unexpected and not any(output["output_type"] == "error" for output in showed.outputs):
            # Does it pass only because the call changed an argument, which the instructor's answer leaves alone?
            self.questions.ignoring = True
            showed = self.shell.run_test(request.source)
            self.questions.ignoring = False
        if self.known.noting:
            showed.kinds, showed.changes = self.known.kinds, self.known.changes
        return showed

    def forget(self, names: Iterable[str]) -> None:
        """Take `names` as answers from now on: the cells that should define them have run."""
        if names:
            self.questions.patience.renew()
        for name in names:
            self.declared.add(name)
            self.shell.user_ns.pop(name, None)

    def live(self) -> Live:
        """Return what a live call finds of the test: what it patched, rebound and wrote."""
        namespace = self.shell.user_ns
        patched = {
            ("builtins", name): getattr(builtins, name)
            for name, usual in BUILTINS.items()
            if getattr(builtins, name) is not usual
        }
        elsewhere = {place: value for place, value in PATCHED.items() if place[0] != "builtins"}
        patched |= {place: value for place, value in elsewhere.items() if place not in STREAMS}
        watched = [name for name, value in self.answers.items() if not issubclass(type(value), Answer | Missing)]
        for name, value in self.answers.items():
            if name in namespace and namespace[name] is not value and (name in watched or is_live(namespace[name])):
                patched["__main__", name] = namespace[name]
        patched |= {("__main__", name): namespace[name] for name in self.known.lent if name in namespace}
        return Live(patched, self.folder.written(), watched)

    def take(self, reply: Reply) -> None:
        """Take the files that the student's code wrote, and the names that it bound anew."""
        self.folder.take(reply.files)
        for name, value in reply.names.items():
            if name in self.answers and self.shell.user_ns.get(name) is self.answers[name]:
                self.shell.user_ns[name] = self.answers[name] = value

    def hidden(self) -> list[str]:
        """Return the answers that the test deleted: they are gone for the student's code too."""
        return [name for name in self.answers if name not in self.shell.user_ns]

    def before(self, info: ExecutionInfo) -> None:
        """Bind the answers that a cell needs: a test, or what it runs as a cell."""
        self.outer.append((self.answers, self.missing))
        if len(self.outer) == 1:
            self.questions.start(self.known)
            replace_given(info.raw_cell or "")
            self.questions.watch_seeds()
            if self.known.live:
                watch_patches()
            if self.known.figures:
                self.lend_pyplot()
        namespace = self.shell.user_ns
        code = self.code(info)
        self.texts.add(code)
        names = [
            name
            for name in dict.fromkeys([*names_read(code, namespace), *names_in_texts(code)])
            if name in self.declared or not (name in namespace or hasattr(builtins, name))
        ]
        self.answers, self.missing = {}, {}
        if names or self.known.live:
            self.answers, self.missing = self.questions.look_up(names)
        for name, value in list(self.answers.items()):
            live_there = self.known.live and any(map(is_beside, self.imports.get(name, ())))
            if name in self.imports and isinstance(value, Answer | type) and not live_there:
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

    def after(self, _result: object) -> None:
        """Take the answers away: the next cell looks them up afresh."""
        namespace = self.shell.user_ns
        for name, value in self.answers.items():
            if namespace.get(name) is value:
                del namespace[name]
        self.answers, self.missing = self.outer.pop()
        for name, value in self.answers.items():
            namespace.setdefault(name, value)
        if self.pyplot is not None and not self.outer:
            self.bind_pyplot(sys.modules[PYPLOT], self.pyplot)
            self.pyplot = None

    def lend_pyplot(self) -> None:
        """Have pyplot be the student's: what the answers draw on, and what they are handed to draw on, is there."""
        self.pyplot = importlib.import_module(PYPLOT)
        with contextlib.suppress(Exception):  # their process is gone, which its answers will say
            theirs = self.questions.call(f"the import of {PYPLOT}", PYPLOT, importlib.import_module, (PYPLOT,), {})
            self.bind_pyplot(self.pyplot, theirs)

    def bind_pyplot(self, old: Any, new: Any) -> None:
        """Bind one pyplot where the other one was."""
        namespace = self.shell.user_ns
        namespace.update({name: new for name, value in namespace.items() if value is old})
        sys.modules[PYPLOT] = vars(sys.modules["matplotlib"])["pyplot"] = new

    def code(self, info: ExecutionInfo) -> CodeType | None:
        """Return the code object of a cell, None if it does not compile."""
        try:
            # An older IPython tells the cell only as it was written.
            source = getattr(info, "transformed_cell", None) or self.shell.transform_cell(info.raw_cell)
            return compile(self.shell.compile.ast_parse(source), "<test>", "exec")
        except Exception:  # the cell will say so itself when it runs
            return None

    def explain(
        self,
        shell: Any,
        kind: type,
        error: BaseException,
        trace: TracebackType,
        tb_offset: int | None = None,
    ) -> None:
        """Show an exception without the judge's own frames, a NameError with its reason."""
        if isinstance(error, NameError) and error.name in self.missing:
            error.args = (self.missing[error.name],)
        shell.showtraceback((kind, error, without_own_frames(trace)), tb_offset=tb_offset)


PYPLOT = "matplotlib.pyplot"
BUILTINS = {name: getattr(builtins, name) for name in ("input", "print", "open")}
# What mocks stand for now: {(module, attribute): mock}.
PATCHED: dict[tuple, object] = {}
# What is printed comes with each reply.
STREAMS = (("sys", "stdout"), ("sys", "stderr"))


def watch_patches() -> None:
    """Take note of what unittest.mock patches in a module, so that live calls find it too."""
    from unittest import mock

    enter, leave = mock._patch.__enter__, mock._patch.__exit__
    if hasattr(enter, "watched"):
        return

    def entered(self: Any) -> Any:
        value = enter(self)
        if isinstance(self.target, types.ModuleType):
            PATCHED[self.target.__name__, self.attribute] = getattr(self.target, self.attribute)
        return value

    def left(self: Any, *error: Any) -> Any:
        if isinstance(self.target, types.ModuleType):
            PATCHED.pop((self.target.__name__, self.attribute), None)
        return leave(self, *error)

    vars(entered)["watched"] = True
    patch: Any = mock._patch
    patch.__enter__, patch.__exit__ = entered, left


def is_beside(statement: str) -> bool:
    """Return whether an import is of a module beside the notebook, which may keep what the answers did to it."""
    modules: list[str] = []
    for node in imports(statement):
        names = [alias.name for alias in node.names]
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else names
    return any(Path(f"{module.partition('.')[0]}.py").is_file() for module in modules)


class TypeCalls(ast.NodeTransformer):
    """Makes `type(x)` in a test the class that x is of, also where x is the student's."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "type" and len(node.args) == 1 and not node.keywords:
            node.func = ast.copy_location(ast.Name("__type__", ast.Load()), node.func)
        return node


def ask_there(module: ModuleType, names: str) -> None:
    """Make functions of a module that look into an object ask there about a student's."""
    for name in names.split():
        if (function := getattr(module, name, None)) and not hasattr(function, "asks_there"):
            setattr(module, name, asking(function))


def asking(function: Callable) -> Callable:
    @functools.wraps(function)
    def ask(obj, *args, **kwargs):
        if issubclass(type(obj), Answer):
            # It is this one that is found there under its name.
            return obj._questions.call(function.__name__, f"{obj._path} {function.__name__}", ask, (obj, *args), kwargs)
        return function(obj, *args, **kwargs)

    vars(ask)["asks_there"] = True
    return ask


def without_own_frames(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback cut off where it enters this package, but for the `exec` that runs the test itself."""
    step = trace
    while step and step.tb_next:
        file = step.tb_next.tb_frame.f_code.co_filename
        if file == evaluated.__file__:
            step.tb_next = step.tb_next.tb_next
            continue
        if file.startswith(PACKAGE):
            step.tb_next = None
        step = step.tb_next
    return trace


@contextlib.contextmanager
def given(**names: Any) -> Iterator[None]:
    """Swap right versions of earlier answers into the student's notebook for a while.

    `with given(predict=function):` makes the student's own code find `function` under `predict`. It runs here all the
    same, and no more after the `with`. What was there comes back afterwards, whatever happens in between.
    """
    namespace = tests.shell.user_ns
    own = {name: namespace[name] for name in names if name in namespace}
    with tests.questions.lent():
        number = tests.questions.request("given", Swap(names)).value
        before, tests.questions.swapped = tests.questions.swapped, [*tests.questions.swapped, *names]
        namespace.update(names)
        try:
            yield
        finally:
            for name in names:
                namespace.pop(name, None)
            namespace.update(own)
            tests.questions.swapped = before
            tests.questions.request("given", Restore(number))


def replace_given(source: str) -> None:
    """Make `from descent.check import given` in a test cell import this one."""
    if "descent" in source or "descent.check" in sys.modules:
        with contextlib.suppress(ImportError):
            import descent.check

            descent.check.given = given


def plain_numbers(formatter: Any) -> None:
    """Show numbers of numpy as Python shows its own: nbgrader reads the text for partial credit."""

    def show(value, printer, _cycle):
        printer.text(repr(value.item()) if value.ndim == 0 else repr(value))

    numpy = sys.modules.get("numpy")
    for name in NUMBERS:
        if numpy is None:
            formatter.for_type_by_name("numpy", name, show)
        else:  # IPython has a printer of its own for some of them by then
            formatter.for_type(getattr(numpy, name), show)


def print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: Any = None,
    line: str | None = None,
) -> None:
    """Print a warning where it takes no points: nbgrader counts any text on stderr as a failure."""
    print(f"{category.__name__}: {message}", file=file or sys.stdout)


tests: Any = None  # the TestNamespace, once there is one


def start(shell: Any, owner: Talk, order: Start) -> None:
    """Make an IPython shell the judge of one submission, as a Start says."""
    global tests
    tests = TestNamespace(shell, Questions(order.address, owner, order.call_timeout), order)
    shell.events.register("pre_run_cell", tests.before)
    shell.events.register("post_run_cell", tests.after)
    shell.set_custom_exc((Exception,), tests.explain)
    shell.ast_transformers.append(TypeCalls())
    shell.user_ns["__type__"] = kind_of
    ask_there(inspect, LOOKING)
    ask_there(dataclasses, "asdict astuple fields is_dataclass")
    plain_numbers(shell.display_formatter.formatters["text/plain"])
    tests.texts.watch()
    shell.check = tests.texts.check
    warnings.showwarning = print_warning
