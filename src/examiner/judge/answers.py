"""What stands, in a test, for an object that stays in the student's process."""

import copy
import operator
import sys
import types
from collections.abc import Callable
from typing import Any

from ..wire import asked
from ..wire.records import PLAIN_TYPES

OWN = frozenset(["_questions", "_ref", "_path", "_trusted", "_kind", "_ask", "_own_kind", "_tells"])
ITS_OWN = ("__deepcopy__", "__copy__", "__array_ufunc__", "__mro_entries__", "__reduce_ex__")
SHOWING = ("_repr_", "_ipython_")
KINDS = {
    getattr(types, name).__name__: getattr(types, name)
    for name in ("FunctionType", "MethodType", "BuiltinFunctionType", "GeneratorType", "ModuleType", "CodeType")
}
_INFORMING = """
doc name qualname module annotations defaults kwdefaults dict bases mro code closure signature wrapped func self slots
len iter next contains getitem call eq lt enter exit add str repr init hash bool dataclass_fields members
abstractmethods isabstractmethod type_params text_signature file path spec version all globals match_args subclasses
cause context traceback notes
"""
INFORMING = frozenset(f"__{name}__" for name in _INFORMING.split())


class Answer:
    """Stands for an object that stays in the student's process.

    Its attributes, items, length, text and methods are asked for there. Unless it is trusted, because the instructor's
    answer was an object in this place too, it takes no part in a comparison or a sum with a value of the test's own:
    the object would decide the verdict. path: how the test came by it, such as `Stack().pop()`.
    """

    __slots__ = ("__weakref__", "_kind", "_path", "_questions", "_ref", "_trusted")
    # Arrays leave an operation with an answer to the answer.
    __array_ufunc__ = None

    def __new__(cls, *args: Any) -> Any:
        if args and type(args[0]) is str:  # a class statement of the test's, with a class of the student's as its base
            name, bases, namespace = args
            namespace.pop("__classcell__", None)
            return bases[0]._ask(asked.subclass, name, bases, namespace)
        return super().__new__(cls)

    def __init__(self, questions: Any, ref: Any, path: str = "", trusted: bool = False) -> None:
        if type(questions) is str:  # a class statement, as above: it is made already
            return
        set_own(self, _questions=questions, _ref=ref, _path=path or ref.name or ref.type, _trusted=trusted, _kind=None)

    def _ask(self, function: Callable, *args: Any) -> Any:
        name = f".{args[0]}" if function is getattr else f" {function.__name__}"
        name = f" {args[0].__name__}" if function is asked.reflected else name
        return self._questions.call(
            f"{function.__name__} of {self._ref.name or self._ref.type}", self._path + name, function, (self, *args), {}
        )

    def _own_kind(self) -> type | None:
        """Return the class of this process that the object claims to be of, None for one that is not here."""
        if self._ref.module == "builtins":
            return KINDS.get(self._ref.type) or (type if self._ref.type == "type" else None)
        found = getattr(sys.modules.get(self._ref.module), self._ref.type, None)
        top = self._ref.module.partition(".")[0]
        # What comes by value has no need to claim that it is a value.
        return found if isinstance(found, type) and top not in (*PLAIN_TYPES, "__main__", "unittest") else None

    def _tells(self, name: str) -> bool:
        """Return whether a special attribute is asked for there, and not taken for one that is not there."""
        return name in INFORMING or self._trusted

    def __getattribute__(self, name: str) -> Any:
        if name in OWN:
            return object.__getattribute__(self, name)
        if name == "__class__":
            return kind_of(self)
        if name in ITS_OWN:
            return object.__getattribute__(self, name)
        if name.startswith(SHOWING) or (name.startswith("__") and not self._tells(name)):
            raise AttributeError(f"the student's {self._ref.type} object shows no {name}")
        if name == "__signature__":
            return self._ask(asked.signature)
        return self._ask(getattr, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._ask(setattr, name, value)

    def __delattr__(self, name: str) -> None:
        self._ask(delattr, name)

    def __dir__(self) -> Any:
        return self._ask(dir)

    def __len__(self) -> Any:
        return self._ask(len)

    def __getitem__(self, key: Any) -> Any:
        return self._ask(operator.getitem, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._ask(operator.setitem, key, value)

    def __delitem__(self, key: Any) -> None:
        self._ask(operator.delitem, key)

    def __contains__(self, item: Any) -> bool:
        if not self._trusted and not isinstance(item, Answer):
            return any(item == found for found in self)
        return bool(self._ask(operator.contains, item))

    def __iter__(self) -> Any:
        return self._ask(iter)

    def __next__(self) -> Any:
        return self._ask(next)

    def __enter__(self) -> Any:
        return self._ask(asked.enter)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
        # The traceback is the test's own, and no value.
        return self._ask(asked.leave, *((None, None, None) if error is None else (type(error), error, None)))

    def __str__(self) -> str:
        return str(self._ask(str))

    def __repr__(self) -> str:
        return str(self._ask(repr))

    def __format__(self, spec: str) -> str:
        return str(self._ask(format, spec))

    def __bool__(self) -> bool:
        return bool(self._ask(bool)) if self._trusted else True

    def __hash__(self) -> int:
        return hash(self._ask(hash)) if self._trusted else self._ref.id

    def __eq__(self, other: Any) -> Any:
        return both(self, operator.eq, other, otherwise=False)

    def __ne__(self, other: Any) -> Any:
        return both(self, operator.ne, other, otherwise=True) if self._trusted else not self == other

    def __instancecheck__(self, other: Any) -> Any:
        return both(self, asked.is_instance, other, otherwise=False)

    def __subclasscheck__(self, other: Any) -> Any:
        return both(self, asked.is_subclass, other, otherwise=False)

    def __mro_entries__(self, bases: tuple) -> tuple:
        return bases

    def __copy__(self) -> Any:
        return self._ask(copy.copy)

    def __deepcopy__(self, memo: dict) -> Any:
        return self._ask(copy.deepcopy)


class CallableAnswer(Answer):
    """An Answer that can be called: the call runs in the student's process, under a time limit."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._questions.call(self._ref.name or self._ref.type, f"{self._path}()", self, args, kwargs)


def set_own(answer: Any, **fields: Any) -> None:
    """Set fields of the Answer itself."""
    for name, value in fields.items():
        object.__setattr__(answer, name, value)


def kind_of(value: Any) -> Any:
    """Return `type(value)`, of an answer the class that it is of there."""
    if not issubclass(type(value), Answer):
        return type(value)
    if value._kind is None:
        set_own(value, _kind=value._own_kind() or value._ask(asked.class_of))
    return value._kind


def both(left: Any, function: Callable, right: Any, **otherwise: Any) -> Any:
    """Return `function(left, right)` if both are the student's, or the one that is may be believed."""
    answer, other = (left, right) if issubclass(type(left), Answer) else (right, left)
    if answer._trusted or issubclass(type(other), Answer):
        return answer._ask(asked.reflected, function, other) if answer is right else answer._ask(function, other)
    if otherwise:
        return otherwise["otherwise"]
    raise TypeError(
        f"the answer is an object of the type {answer._ref.type}, not a number, a text, an array, "
        "or a list of such: it cannot be compared or computed with"
    )


def _operator(function):
    return lambda self, other: both(self, function, other)


def _reflected(function):
    return lambda self, other: both(other, function, self)


def _alone(function):
    def ask(self):
        if not self._trusted:
            raise TypeError(f"the answer is an object of the type {self._ref.type}, not a number")
        return self._ask(function)

    return ask


class Missing:
    """Stands for an answer with the name of a built-in, which must not earn the points."""

    def __init__(self, reason: str) -> None:
        self.__dict__["_reason"] = reason

    def __getattr__(self, name: str) -> Any:
        raise NameError(self._reason)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NameError(self._reason)


for _name in "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split():  # noqa: SIM905
    _function = getattr(operator, f"__{_name}__")
    setattr(Answer, f"__{_name}__", _operator(_function))
    setattr(Answer, f"__r{_name}__", _reflected(_function))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Answer, f"__{_name}__", _operator(getattr(operator, f"__{_name}__")))
for _name, _function in {
    "abs": abs,
    "neg": operator.neg,
    "pos": operator.pos,
    "invert": operator.invert,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "round": round,
}.items():
    setattr(Answer, f"__{_name}__", _alone(_function))
