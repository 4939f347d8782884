"""A right answer with one place of its code changed, each with a sentence that shows none of that code.

Operators, signs, constants, axes and loops are changed; terms, factors, functions and brackets are left out; arguments,
values found on the way, and the lab's own functions stand in place of one another.
"""

import ast
import itertools
import re
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from descent.check.slips import THIS_INPUT

SIGNS = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "a power",
    ast.MatMult: "a matrix product",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
    ast.Eq: "=",
    ast.NotEq: "≠",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.And: "and",
    ast.Or: "or",
}
INSTEAD = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
ALIKE = "min max, argmin argmax, minimum maximum, sum mean median, zeros ones, any all, sin cos"
TWINS = {name: [twin for twin in alike.split() if twin != name] for alike in ALIKE.split(",") for name in alike.split()}
NOUNS = ("sum", "mean", "median")
NAMED_FUNCTIONS = {
    "exp": "the exponential",
    "log": "the logarithm",
    "sqrt": "the square root",
    "abs": "the absolute value",
    "sum": "the sum",
    "mean": "the mean",
    "sin": "the sine",
    "cos": "the cosine",
    "tanh": "the tanh",
    "norm": "the norm",
}


def changed_answers(exercise: str, source: str, namespace: dict[str, Any]) -> Iterator[tuple[str, Callable]]:
    """Yield (sentence, answer) for each change of the code in an answer cell, whose names are in namespace."""
    written = _function_in(ast.parse(source), exercise)
    if written is None:
        return
    code = ast.unparse(written)  # parsed anew for each change, which is faster than a copy
    function = _function_in(ast.parse(code), exercise) or written
    arguments = [arg.arg for arg in function.args.args]
    stored = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    # A student knows what the docstring names.
    known = set(re.findall(r"\w+", ast.get_docstring(function) or ""))
    local = [name for name in dict.fromkeys(stored) if name not in arguments and name in known]
    loops = [n for n in ast.walk(function) if isinstance(n, ast.For | ast.While | ast.comprehension)]
    looped = {id(n) for loop in loops for n in ast.walk(loop)}
    own = {name: f.__code__.co_argcount for name, f in namespace.items() if _is_of_the_lab(name, f)}
    own.pop(exercise, None)
    kept = "\n".join(f"old_{name} = {name}" for name in arguments)
    for number, node in enumerate(ast.walk(function)):
        mixed = _mixed_up(node, local, own, id(node) in looped)
        for change, sentence in itertools.chain(_changes(node, arguments), mixed):
            changed = ast.parse(code)
            there = _function_in(changed, exercise) or written
            change(next(itertools.islice(ast.walk(there), number, None)))
            there.body[:0] = ast.parse(kept).body
            space = dict(namespace)
            try:
                exec(compile(ast.fix_missing_locations(_Replaced().visit(changed)), exercise, "exec"), space)
            except Exception:
                continue
            yield sentence, space[exercise]


def _function_in(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    return next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def _is_of_the_lab(name, value):
    return isinstance(value, FunctionType) and value.__code__.co_filename == name


def _mixed_up(node, local, own, in_loop):
    """Yield what becomes of a value found on the way, of a function of the lab, and of a branch."""
    match node:
        case ast.Name(name, ast.Load()) if name in local:
            for other in local:
                if other != name:
                    yield _put(lambda n, other=other: ast.Name(other, ast.Load())), f"{other} stands where {name} must"
        case ast.Call(ast.Name(name)) if name in own:
            for other in own:
                if other != name and own[other] == own[name]:
                    yield _function(other), f"{other} stands where {name} must"
            squared = _put(lambda n: ast.BinOp(ast.Call(n.func, n.args, n.keywords), ast.Pow(), ast.Constant(2)))
            yield squared, f"{name} is squared"
        case ast.If() | ast.IfExp() if in_loop:
            yield _test(False), "a step of a loop that needs a branch of its own has none"
            yield _test(True), "what only some steps of a loop need is done in all"
        case ast.If() | ast.IfExp():
            yield _test(False), f"{THIS_INPUT}needs a branch of its own, and your function has none"
            yield _test(True), f"{THIS_INPUT}is treated as a special case, but it is none"


def _function(other):
    def change(node):
        node.func.id = other

    return change


class _Replaced(ast.NodeTransformer):
    """Puts another expression in place of each node that has one in `instead`."""

    def generic_visit(self, node):
        instead = getattr(node, "instead", None)
        return instead if instead is not None else super().generic_visit(node)


def _put(instead):
    def change(node):
        node.instead = instead(node)

    return change


def _operator(new):
    def change(node):
        node.op = new()

    return change


def _comparison(new):
    def change(node):
        node.ops = [new()]

    return change


def _changes(node, arguments):
    """Yield (change of a copy of the node, sentence)."""
    match node:
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            for new in INSTEAD.get(type(op), ()):
                yield _operator(new), f"{_a(SIGNS[new])} stands where {_a(SIGNS[type(op)])} must"
            if isinstance(node, ast.BinOp):
                yield from _dropped(node, arguments)
                yield from _brackets(node)
        case ast.Compare(_, [op], _) if type(op) in INSTEAD:
            for new in INSTEAD[type(op)]:
                yield _comparison(new), _compared(type(op), new)
        case ast.BoolOp(op, _):
            new = INSTEAD[type(op)][0]
            yield _operator(new), f"an “{SIGNS[new]}” stands where an “{SIGNS[type(op)]}” must"
        case ast.UnaryOp(ast.USub(), operand):
            yield _put(lambda n: n.operand), "a minus is missing"
            if isinstance(operand, ast.BinOp):
                told = "the minus must stand before all of it: brackets are missing"
                yield _put(lambda n: _minus_inside(n.operand)), told
        case ast.For(orelse=[]) | ast.comprehension():
            for sentence, cut in LOOPS.items():
                yield _iterating(cut), sentence
        case ast.While():
            yield _once, "a loop ends after its first pass: does a return stand inside"
        case ast.Subscript(_, ast.Constant(value)) if type(value) is int:
            yield from _indices(node, value, arguments)
        case ast.Subscript(_, ast.UnaryOp(ast.USub(), ast.Constant(value))) if type(value) is int:
            yield from _indices_from_the_end(node, value)
        case ast.Constant(value) if type(value) in (int, float) and not getattr(node, "index", False):
            yield from _numbers(value)
        case ast.Name(name, ast.Load()) if name in arguments:
            yield from _names(name, arguments)
        case ast.Call(function, [_, *_]):
            yield from _calls(node, function)
        case ast.Attribute(_, "T"):
            yield _put(lambda n: n.value), "a matrix must be transposed before it is used"
        case ast.Subscript(_, ast.Slice(None, ast.AST(), None)):
            yield _put(lambda n: n.value), "what is too long is not cut off"
        case ast.Subscript(_, ast.Slice(None, None, ast.UnaryOp())):
            yield _put(lambda n: n.value), "the order must be turned round"
        case ast.Return(value) if isinstance(value, ast.Tuple) and len(value.elts) > 1:
            for i in range(len(value.elts)):
                part = _ORDINALS[i] if i < len(_ORDINALS) else f"{i + 1}th"
                yield _negated_part(i), f"the {part} returned value has its sign flipped"
        case ast.Assign(targets=[ast.Name()], value=value) if isinstance(value, ast.BinOp | ast.Call):
            yield _negate_value, "a sign is flipped on the way"


def _indices_from_the_end(node, value):
    node.slice.operand.index = True
    last = "the last" if value == 1 else "one of the last"
    for other, said in ((0, "the first"), (-1, "the last"), (-2, "the last but one")):
        if other != -value:
            sentence = f"{said} entry or row is taken where {last} must"
            yield _put(lambda n, o=other: ast.Subscript(n.value, ast.Constant(o), n.ctx)), sentence


def _names(name, arguments):
    for other in arguments:
        if other != name:
            yield _put(lambda n, other=other: ast.Name(other, ast.Load())), f"{other} stands where {name} must"
    yield _put(lambda n: ast.Name(f"old_{n.id}", ast.Load())), f"the old {name} stands where the new one must"
    yield (
        _put(lambda n: ast.BinOp(_plain_name(n), ast.Pow(), ast.Constant(2))),
        f"{name} is squared",
    )
    yield _put(lambda n: ast.BinOp(_plain_name(n), ast.Mult(), ast.Constant(2))), f"{name} is doubled"


_ORDINALS = ("first", "second", "third")


def _negated_part(i):
    def change(node):
        node.value.elts[i] = ast.UnaryOp(ast.USub(), node.value.elts[i])

    return change


def _negate_value(node):
    node.value = ast.UnaryOp(ast.USub(), node.value)


def _a(sign):
    return sign if " " in sign else f"a {sign}"


def _compared(old, new):
    if {old, new} in ({ast.Lt, ast.LtE}, {ast.Gt, ast.GtE}):
        return f"where both sides are equal it decides the other way: {SIGNS[new]} stands where {SIGNS[old]} must"
    return f"a comparison is the wrong way round: {SIGNS[new]} stands where {SIGNS[old]} must"


def _dropped(node, arguments):
    left, right = (_told(part, arguments) for part in (node.left, node.right))
    kind = {ast.Add: "term", ast.Sub: "term", ast.Mult: "factor"}.get(type(node.op))
    if kind:
        yield _put(lambda n: n.left), f"the {kind} {right} is missing" if right else f"a {kind} is missing"
        first = _put(lambda n: ast.UnaryOp(ast.USub(), n.right) if isinstance(n.op, ast.Sub) else n.right)
        yield first, f"the {kind} {left} is missing" if left else f"a {kind} is missing"
    elif isinstance(node.op, ast.Div):
        by = f" by {right}" if right else ""
        yield _put(lambda n: n.left), f"a division{by} is missing"
        yield _put(lambda n: ast.BinOp(n.right, ast.Div(), n.left)), "a fraction is upside down"
    elif isinstance(node.op, ast.Pow):
        yield _put(lambda n: n.left), "a power is missing: a square, or the like"
        yield _put(lambda n: ast.BinOp(n.right, ast.Pow(), n.left)), "basis and exponent are swapped"
    if isinstance(node.op, ast.Sub):
        yield _put(lambda n: ast.BinOp(n.right, ast.Sub(), n.left)), "a difference is taken the wrong way round"
    if isinstance(node.op, ast.MatMult):
        yield _put(lambda n: ast.BinOp(n.right, ast.MatMult(), n.left)), "the factors of a matrix product are swapped"


def _told(node, arguments):
    """Return what may be said of an operand: an argument's name, or one with an index; "" for all else."""
    if isinstance(node, ast.Name) and node.id in arguments:
        return node.id
    if isinstance(node, ast.Subscript) and _told(node.value, arguments) and isinstance(node.slice, ast.Constant):
        return f"{node.value.id}[{node.slice.value}]" if isinstance(node.slice.value, int) else ""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return ""


def _indices(node, value, arguments):
    """Yield other entries in place of one, and keep its number from being changed as a number."""
    node.slice.index = True
    name = node.value.id if isinstance(node.value, ast.Name) and node.value.id in arguments else ""
    for other in sorted({0, 1, 2} - {value}):
        said = f"{name}[{other}] stands where {name}[{value}] must" if name else "another entry or axis is expected"
        yield _put(lambda n, other=other: ast.Subscript(n.value, ast.Constant(other), n.ctx)), said


def _numbers(value):
    if value == int(value):
        others = [value + 1, value - 1] + ([value * 2, value / 2] if value > 1 else [])
    else:
        others = [value * 2, value / 2, value * 10, value / 10]
    for other in others:
        if other == int(other):
            other = int(other) if isinstance(value, int) or abs(other) > 0 else other
        yield _put(lambda n, other=other: ast.Constant(other)), f"a {other:g} stands where a {value:g} must"


def _calls(node, function):
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in NAMED_FUNCTIONS and len(node.args) == 1:
        if isinstance(function, ast.Attribute):
            twice = _put(lambda n: ast.Call(n.func, [ast.Call(n.func, n.args, n.keywords)], []))
            yield twice, f"{NAMED_FUNCTIONS[name]} is taken twice"
        yield _put(lambda n: n.args[0]), f"{NAMED_FUNCTIONS[name]} is missing"
    if name in TWINS and isinstance(function, ast.Attribute):
        for twin in TWINS[name]:
            yield (
                _twin(twin),
                f"the {twin} is taken where the {name} is expected"
                if name in NOUNS
                else f"{twin} is taken where {name} is expected",
            )
    if name == "range":
        yield from _ranges(len(node.args))
    elif isinstance(function, ast.Name) and name not in PLAIN and node.args:
        yield _put(lambda n: n.args[0]), f"{name} is not applied"
        twice = _put(lambda n: ast.Call(n.func, [ast.Call(n.func, n.args, n.keywords), *n.args[1:]], n.keywords))
        yield twice, f"{name} is applied twice"
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            wrong = "rows and columns are mixed up: it goes along the wrong axis"
            for other, said in ((0, wrong), (1, wrong), (None, "all axes are taken together")):
                if ast.unparse(keyword.value) != str(other):
                    yield _axis(i, other), said


PLAIN = ("len", "print", "enumerate", "reversed", "zip", "list", "float", "int")


def _ranges(count):
    """Yield the ends of a range moved by one; `count` arguments say where they are."""
    for i in range(count):
        start = i == 0 and count > 1
        yield _moved(i, 1), "a loop starts one step too late" if start else "a loop makes one step too many"
        yield _moved(i, -1), "a loop starts one step too early" if start else "a loop ends one step too early"


LOOPS = {
    "a loop ends after its first pass: does a return stand inside": "list({})[:1]",
    "a loop ends one pass too early": "list({})[:-1]",
    "a loop starts one pass too late": "list({})[1:]",
    "only the last pass of a loop counts": "list({})[-1:]",
    "a loop goes the other way round": "list({})[::-1]",
}


def _once(node):
    node.body = [*node.body, ast.Break()]


def _iterating(cut):
    def change(node):
        node.iter = ast.parse(cut.format(ast.unparse(node.iter)), mode="eval").body

    return change


def _test(value):
    def change(node):
        node.test = ast.Constant(value)

    return change


def _plain_name(node):
    return ast.Name(node.id, ast.Load())


def _minus_inside(node):
    return ast.BinOp(ast.UnaryOp(ast.USub(), node.left), node.op, node.right)


RANK = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.FloorDiv: 2, ast.MatMult: 2, ast.Pow: 3}


def _brackets(node):
    """Yield what becomes of a product or power whose operands lose their brackets."""
    rank, said = RANK.get(type(node.op), 9), "brackets are missing"
    looser = [isinstance(part, ast.BinOp) and RANK.get(type(part.op), 9) for part in (node.left, node.right)]
    if looser[0] and looser[0] < rank:
        yield _put(lambda n: ast.BinOp(n.left.left, n.left.op, ast.BinOp(n.left.right, n.op, n.right))), said
    if looser[1] and (looser[1] < rank or (looser[1] == rank and isinstance(node.op, ast.Div | ast.Sub))):
        yield _put(lambda n: ast.BinOp(ast.BinOp(n.left, n.op, n.right.left), n.right.op, n.right.right)), said


def _twin(name):
    def change(node):
        node.func.attr = name

    return change


def _axis(i, other):
    def change(node):
        node.keywords[i].value = ast.Constant(other)

    return change


def _moved(i, by):
    def change(node):
        node.args[i] = ast.BinOp(node.args[i], ast.Add(), ast.Constant(by))

    return change
