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
    return types.new_class(name, bases, {}, lambda space: space.update(namespace))


def reflected(right, function, left):
    """Return `function(left, right)`."""
    return function(left, right)
