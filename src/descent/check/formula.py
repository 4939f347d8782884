"""Functions that a check hands to an answer, written as formulas: a file can hold them, and they hold nothing else."""

import ast
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

KNOWN = """
sin cos tan tanh exp log log1p logaddexp sqrt abs sign floor round sum mean max min minimum maximum prod dot outer
array arange zeros ones eye where stack concatenate
"""
FUNCTIONS = {name: getattr(np, name) for name in KNOWN.split()}
NAMES = {"pi": np.pi}
NODES = (
    ast.Expression,
    ast.BinOp,
    ast.operator,
    ast.UnaryOp,
    ast.unaryop,
    ast.Compare,
    ast.cmpop,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Subscript,
    ast.Slice,
    ast.Tuple,
    ast.List,
)


class Formula:
    """A function of `of` (names, separated by commas), given by an expression in Python for each number it returns.

    Formula("w[0]**2 + 3*w[1]") returns a number, Formula("2*w[0]", "3") an array of two. An expression may use numbers,
    the arguments, the arrays in `data`, indices and slices, `.T`, arithmetic with `@`, comparisons, pi, and the NumPy
    functions of FUNCTIONS. Raises ValueError for anything else.
    """

    def __init__(self, *expressions: str, of: str = "w", **data: ArrayLike) -> None:
        self.expressions, self.of = expressions, of
        self.data = {name: np.asarray(value) for name, value in data.items()}
        self.names = [name.strip() for name in of.split(",")]
        known = {*FUNCTIONS, *NAMES, *self.data, *self.names}
        self.code = [_compiled(text, known) for text in expressions]

    def __call__(self, *args: Any) -> Any:
        if len(args) != len(self.names):
            raise TypeError(f"{self} takes {len(self.names)} argument(s), but was called with {len(args)}")
        given = {n: np.asarray(a) if isinstance(a, (list, tuple)) else a for n, a in zip(self.names, args, strict=True)}
        namespace = {"__builtins__": {}} | FUNCTIONS | NAMES | self.data | given
        values = [eval(code, namespace) for code in self.code]
        return values[0] if len(values) == 1 else np.array(values, dtype=float)

    def __repr__(self) -> str:
        text = ", ".join(self.expressions)
        return text if len(self.expressions) == 1 else f"({text})"

    def __reduce__(self) -> tuple:
        return _made, (self.expressions, self.of, self.data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and repr(self) == repr(other) and self.of == other.of

    __hash__ = object.__hash__


def _made(expressions, of, data):
    return Formula(*expressions, of=of, **data)


def _compiled(text, known):
    tree = ast.parse(text.strip(), mode="eval")
    for node in ast.walk(tree):
        transposed = isinstance(node, ast.Attribute) and node.attr == "T"
        if not transposed and not isinstance(node, NODES):
            raise ValueError(f"the formula {text!r} holds {ast.unparse(node)!r}, which a formula may not")
        if isinstance(node, ast.Name) and node.id not in known:
            raise ValueError(f"the formula {text!r} uses {node.id}, which is neither an argument nor known")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise ValueError(f"the formula {text!r} calls {ast.unparse(node.func)!r}, which a formula may not")
    return compile(tree, "<formula>", "eval")
