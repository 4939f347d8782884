"""Mutants of a reference solution: the same code with one operator, sign, constant, axis, index or comparison changed.

A test that no mutant survives pins down every part of the solution (R. DeMillo, R. Lipton and F. Sayward, Hints on test
data selection: help for the practicing programmer, 1978).
"""

import ast
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

OPERATORS = {
    ast.Add: ("+", ["-", "*"]),
    ast.Sub: ("-", ["+"]),
    ast.Mult: ("*", ["/", "+"]),
    ast.Div: ("/", ["*"]),
    ast.FloorDiv: ("//", ["/"]),
    ast.Mod: ("%", ["//"]),
    ast.Pow: ("**", ["*"]),
    ast.MatMult: ("@", ["*"]),
    ast.BitAnd: ("&", ["|"]),
    ast.BitOr: ("|", ["&"]),
    ast.Lt: ("<", ["<=", ">"]),
    ast.LtE: ("<=", ["<", ">="]),
    ast.Gt: (">", [">=", "<"]),
    ast.GtE: (">=", [">", "<="]),
    ast.Eq: ("==", ["!="]),
    ast.NotEq: ("!=", ["=="]),
    ast.In: ("in", ["not in"]),
    ast.NotIn: ("not in", ["in"]),
    ast.Is: ("is", ["is not"]),
    ast.IsNot: ("is not", ["is"]),
    ast.And: ("and", ["or"]),
    ast.Or: ("or", ["and"]),
}
PAIRS = ["min max", "argmin argmax", "minimum maximum", "sum mean", "zeros ones", "zeros_like ones_like", "any all"]
TWINS = {name: twin for pair in PAIRS for name, twin in (pair.split(), reversed(pair.split()))}


@dataclass(frozen=True)
class Mutant:
    """`line` of the solution of `exercise` `becomes` another; `code` is the whole cell then."""

    exercise: str
    line: str
    becomes: str
    code: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.exercise, self.line, self.becomes


def mutants(exercise: str, source: str) -> list[Mutant]:
    """Return the mutants of an answer cell, which differ in one place of its solution region each."""
    raw = source.encode()
    first, last = (next(i for i, line in enumerate(raw.split(b"\n"), 1) if mark in line) for mark in REGION)
    found = {}
    for node in ast.walk(ast.parse(source)):
        if first < getattr(node, "lineno", 0) < last:
            for start, end, text in _changes(node, _Places(raw)):
                a, z = raw.rfind(b"\n", 0, start) + 1, raw.find(b"\n", end)
                code = (raw[:start] + text.encode() + raw[end:]).decode()
                found[code] = Mutant(
                    exercise, _on_one_line(raw[a:z]), _on_one_line(raw[a:start], text, raw[end:z]), code
                )
    found.pop(source, None)
    return list(found.values())


REGION = b"### BEGIN SOLUTION", b"### END SOLUTION"


def _on_one_line(*parts):
    text = b"".join(part.encode() if isinstance(part, str) else part for part in parts).decode()
    return " ".join(line.strip() for line in text.splitlines())


class _Places:
    """Where the nodes of a syntax tree begin and end in its source, in bytes."""

    def __init__(self, raw):
        self.raw, self.lines = raw, [0]
        for line in raw.split(b"\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def start(self, node):
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def text(self, node):
        return self.raw[self.start(node) : self.end(node)].decode()

    def instead(self, node, text):
        return self.start(node), self.end(node), text

    def between(self, left, right, old, new):
        """The change of the operator that stands between two operands."""
        at = self.raw.index(old.encode(), self.end(left), self.start(right))
        return at, at + len(old), new


def _changes(node, at):
    """Yield (start, end, new text) for each change of this node."""
    match node:
        case ast.BinOp(left, op, right):
            yield from (at.between(left, right, OPERATORS[type(op)][0], new) for new in OPERATORS[type(op)][1])
        case ast.AugAssign(target, op, value):
            old, others = OPERATORS[type(op)]
            yield from (at.between(target, value, f"{old}=", f"{new}=") for new in [*others, ""])
        case ast.Compare(left, ops, right):
            for a, op, b in zip([left, *right], ops, right, strict=False):
                yield from (at.between(a, b, OPERATORS[type(op)][0], new) for new in OPERATORS[type(op)][1])
        case ast.BoolOp(op, values):
            for a, b in pairwise(values):
                yield from (at.between(a, b, OPERATORS[type(op)][0], new) for new in OPERATORS[type(op)][1])
        case ast.UnaryOp(_, operand):
            yield at.start(node), at.start(operand), ""
        case ast.Constant(value) if isinstance(value, (int, float)):
            yield from (at.instead(node, repr(new)) for new in _other_numbers(value))
        case ast.keyword("axis", value):
            yield from (at.instead(value, new) for new in ("0", "1", "None") if new != at.text(value))
        case ast.Return(value) | ast.Assign(value=value):
            for part in value.elts if isinstance(value, ast.Tuple) else [value]:
                if isinstance(part, (ast.BinOp, ast.Call, ast.Name, ast.Subscript)):
                    yield at.instead(part, f"-({at.text(part)})")
        case ast.Subscript(_, index):
            for part in index.elts if isinstance(index, ast.Tuple) else [index]:
                yield from _slice_ends(part, at) if isinstance(part, ast.Slice) else _shifts(part, at)
        case ast.Call(ast.Name("range"), args):
            for part in args:
                yield from _shifts(part, at)
        case ast.Attribute(value, "T"):
            yield at.end(value), at.end(node), ""
        case ast.Attribute(value, name) if name in TWINS:
            yield at.end(value), at.end(node), f".{TWINS[name]}"
        case ast.Name(name) if name in TWINS:
            yield at.instead(node, TWINS[name])


def _other_numbers(value):
    if isinstance(value, bool):
        return [not value]
    if value == int(value):
        return [value + 1, value - 1] if value else [value + 1]
    return [float(f"{value * (10 if value < 0.01 else 1.1):.6g}")]


def _shifts(index, at):
    """One more and one less. A constant is changed as a constant."""
    if not isinstance(index, (ast.Constant, ast.UnaryOp)):
        yield from (at.instead(index, f"({at.text(index)}) {shift}") for shift in ("+ 1", "- 1"))


def _slice_ends(part, at):
    for end in filter(None, (part.lower, part.upper)):
        yield from _shifts(end, at)
    if part.upper and not part.lower:
        yield at.start(part), at.start(part), "1"
    if part.lower and not part.upper:
        colon = at.raw.index(b":", at.end(part.lower)) + 1
        yield colon, colon, "-1"


def read_equivalents(path: str | Path) -> dict[tuple[str, str, str], str]:
    """Return {key of a mutant that is a right answer too: the reason}, {} if there is no such file."""
    if not Path(path).exists():
        return {}
    listed = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return {
        (exercise, entry["line"], entry["becomes"]): entry["reason"]
        for exercise, entries in listed.items()
        for entry in entries
    }
