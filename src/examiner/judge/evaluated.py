"""Texts that a test evaluates must be its own: one that came from the student would run here, where the tests are.

A test that evaluates others fails here. The rehearsal finds that out, and has it run in the student's process.
"""

import ast
import builtins
import functools
import sys
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any

REFUSED = (
    "the test evaluates a text that does not stand in it: it may be the student's, and would run where the tests are"
)
# They evaluate what they made themselves, or compile what they show a traceback of.
TRUSTED = ("IPython", "codeop", "collections", "dataclasses", "examiner", "importlib", "unittest")
TRUSTED += ("descent.check.formula",)  # which holds a text to arithmetic before it compiles that
TRUSTED += ("executing", "pure_eval", "stack_data")
TRUSTED += ("matplotlib", "networkx", "numpy", "scipy", "sympy.utilities.lambdify")
SYMPY_READS = "sympy.parsing.sympy_parser"
PANDAS_READS = "pandas.core.computation"  # of DataFrame.query and eval, in which @ calls anything


class Texts:
    """The texts that may be evaluated: those of the instructor's code."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.of_setup = {text for source in sources for text in texts_in(compile(source, "<setup>", "exec"))}
        self.start()

    def start(self) -> None:
        """Be ready for the next test."""
        self.own = set(self.of_setup)

    def add(self, code: CodeType | None) -> None:
        """Take the texts in the code of a test, or of a cell that it runs, for its own."""
        self.own.update(texts_in(code))

    def check(self, source: object) -> None:
        """Raise RuntimeError unless a source is a text that stands in the instructor's code, or is compiled already."""
        text = source.decode(errors="replace") if isinstance(source, bytes | bytearray) else source
        if not isinstance(text, CodeType) and not (isinstance(text, str) and text.strip() in self.own):
            raise RuntimeError(REFUSED)

    def check_of(self, frame: Any, source: object) -> None:
        """Check what code at this frame evaluates, unless it is a trusted library's or a module's that is imported."""
        if not is_trusted(frame) and not is_imported(frame):
            self.check(given_to(frame, source))

    def watch(self) -> None:
        """Have `eval`, `exec` and `compile` check what they are given, whoever calls them but TRUSTED."""
        for name in ("eval", "exec"):
            setattr(builtins, name, self._running(getattr(builtins, name)))
        usual = builtins.compile

        @functools.wraps(usual)
        def compile_(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, **more):
            frame = sys._getframe(1)
            if not flags & ast.PyCF_ONLY_AST:
                self.check_of(frame, source)
            elif (text := given_to_pandas(frame)) is not None:
                self.check(text)
            return usual(source, filename, mode, flags, True, optimize, **more)

        vars(builtins)["compile"] = compile_

    def _running(self, usual: Any) -> Any:
        @functools.wraps(usual)
        def run(source, globals=None, locals=None, /, **more):
            frame = sys._getframe(1)
            self.check_of(frame, source)
            if globals is None:
                globals, locals = frame.f_globals, frame.f_locals if locals is None else locals
            return usual(source, globals, locals, **more)

        return run


def is_trusted(frame: Any) -> bool:
    module = frame.f_globals.get("__name__") or ""
    return any(module == name or module.startswith(f"{name}.") for name in TRUSTED)


def is_imported(frame: Any) -> bool:
    while frame and frame.f_globals.get("__name__") != "importlib._bootstrap":
        frame = frame.f_back
    return frame is not None


def given_to(frame: Any, source: object) -> object:
    """Return what sympy read, where it is sympy that evaluates what it made of that; else the source."""
    while frame and frame.f_globals.get("__name__") == SYMPY_READS:
        source, frame = frame.f_locals.get("s", source), frame.f_back
    return source


def given_to_pandas(frame: Any) -> str | None:
    """Return the text that pandas has parsed and evaluates by itself; None where it is not pandas that parses."""
    while frame and frame.f_globals.get("__name__", "").startswith(("ast", PANDAS_READS)):
        if frame.f_globals["__name__"] == f"{PANDAS_READS}.eval":
            return frame.f_locals["expr"]
        frame = frame.f_back
    return None


def texts_in(code: CodeType | None) -> Iterator[str]:
    """Yield the texts that stand in a code, without blanks around them."""
    todo: list[Any] = [code]
    while todo:
        found = todo.pop()
        if isinstance(found, CodeType):
            todo += found.co_consts
        elif isinstance(found, tuple | frozenset):
            todo += found
        elif isinstance(found, str | bytes):
            yield (found if isinstance(found, str) else found.decode(errors="replace")).strip()
