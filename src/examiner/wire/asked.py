"""What the judge asks of an object in the student's process, beyond what the standard library has a function for."""

import inspect
import types
from collections.abc import Callable
from typing import Any


def is_instance(kind: Any, obj: Any) -> bool:
    return isinstance(obj, kind)


def is_subclass(kind: Any, other: Any) -> bool:
    return issubclass(other, kind)


def class_of(obj: Any) -> Any:
    return obj.__class__


def enter(obj: Any) -> Any:
    return type(obj).__enter__(obj)


def leave(obj: Any, *error: Any) -> Any:
    return type(obj).__exit__(obj, *error)


def signature(obj: Any) -> inspect.Signature:
    return inspect.signature(obj)


def subclass(_: object, name: str, bases: tuple, namespace: dict[str, Any]) -> type:
    """Return a new class, as a class statement makes it."""
    made = types.new_class(name, bases, {}, lambda space: space.update(namespace))
    for function in namespace.values():
        closure = getattr(function, "__closure__", None)
        if isinstance(function, types.FunctionType) and closure and "__class__" in function.__code__.co_freevars:
            # What super() finds is left empty where a function has travelled.
            closure[function.__code__.co_freevars.index("__class__")].cell_contents = made
    return made


def reflected(right: Any, function: Callable, left: Any) -> Any:
    """Return `function(left, right)`."""
    return function(left, right)
