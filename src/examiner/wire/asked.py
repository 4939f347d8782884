"""What the judge asks of an object in the student's process, beyond what the standard library has a function for."""

import inspect
import types


def is_instance(kind, obj):
    return isinstance(obj, kind)


def is_subclass(kind, other):
    return issubclass(other, kind)


def class_of(obj):
    return obj.__class__


def enter(obj):
    return type(obj).__enter__(obj)


def leave(obj, *error):
    return type(obj).__exit__(obj, *error)


def signature(obj):
    return inspect.signature(obj)


def subclass(_, name, bases, namespace):
    """Return a new class, as a class statement makes it."""
    made = types.new_class(name, bases, {}, lambda space: space.update(namespace))
    for function in namespace.values():
        if isinstance(function, types.FunctionType) and "__class__" in function.__code__.co_freevars:
            # What super() finds is left empty where a function has travelled.
            function.__closure__[function.__code__.co_freevars.index("__class__")].cell_contents = made
    return made


def reflected(right, function, left):
    """Return `function(left, right)`."""
    return function(left, right)
