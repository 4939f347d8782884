"""The judge's side of the wire: test cells run here, where no code of a student is ever loaded.

Before each test cell the names that it reads and does not define are looked up in the student's
process. Plain values are bound as they are, everything else as an `Answer` that stands for it.
"""

import builtins
import contextlib
import sys
import warnings
from pathlib import Path

from ..notebook.cells import names_read
from ..wire.messages import Restore, Swap
from .answers import Answer, Missing
from .questions import Questions

PACKAGE = str(Path(__file__).parents[1])

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

    def __init__(self, shell, questions, order):
        self.shell = shell
        self.questions = questions
        questions.hidden = self.hidden
        self.imports = order.imports  # name -> statements, of the instructor's answer cells
        self.declared = set()
        self.answers = {}
        self.missing = {}
        for source in order.setup:
            shell.run_cell(source, silent=True).raise_error()
        for source in order.helpers:
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
    """Return a traceback cut off where it enters this package."""
    step = trace
    while step and step.tb_next:
        if step.tb_next.tb_frame.f_code.co_filename.startswith(PACKAGE):
            step.tb_next = None
        step = step.tb_next
    return trace


@contextlib.contextmanager
def given(**names):
    """Swap right versions of earlier answers into the student's notebook for a while.

    `with given(predict=function):` makes the student's own code find `function` under `predict`.
    What was there comes back afterwards, whatever happens in between.
    """
    namespace = tests.shell.user_ns
    own = {name: namespace[name] for name in names if name in namespace}
    number = tests.questions.request("given", Swap(names)).value
    namespace.update(names)
    try:
        yield
    finally:
        for name in names:
            namespace.pop(name, None)
        namespace.update(own)
        tests.questions.request("given", Restore(number))


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


tests = None


def start(shell, owner, order):
    """Make an IPython shell the judge of one submission, as a Start says."""
    global tests
    tests = TestNamespace(shell, Questions(order.address, owner, order.call_timeout), order)
    shell.events.register("pre_run_cell", tests.before)
    shell.events.register("post_run_cell", tests.after)
    shell.set_custom_exc((Exception,), tests.explain)
    plain_numbers(shell.display_formatter.formatters["text/plain"])
    warnings.showwarning = print_warning
