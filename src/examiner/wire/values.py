"""What may travel from the student's process: plain values, and handles for all the rest.

The bytes are msgpack: a tree of values, followed by one blob for the data of each array, so that
the tree can be held to a small size while arrays may be large. Decoding builds the types named
here and nothing else, whatever the bytes say.
"""

import enum
import re
import struct
import sys
from collections.abc import Callable, Mapping
from math import prod
from typing import Any, NamedTuple

import msgpack

from ..errors import WireError
from .records import array_parts, build, parts

TUPLE, SET, FROZENSET, COMPLEX, BIG_INT, ARRAY, SCALAR, HANDLE, RECORD, OWN, SAME = range(11)

DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"])
# Of texts, bytes, and times.
OTHER_DTYPES = re.compile(r"<U[1-9]\d{0,5}|\|S[1-9]\d{0,5}|<[Mm]8(?:\[\d*(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?")
LAST_CHARACTER = 0x10FFFF

MAX_BYTES = 64 * 2**20
MAX_TREE = 4 * 2**20  # an empty list is one byte here and some sixty in memory
MAX_BLOBS = 250_000
MAX_DEPTH = 50
MAX_DIMENSIONS = 32
MAX_INT_BYTES = 2**16
MAX_ODD_KEYS = 10_000
MAX_NAME = 200


class Ref(NamedTuple):
    """An object that stays where it is: its number, its type and the type's module, its name, can it be called.

    errors: of a class of exceptions, the classes that it comes from and itself, [number or None, name] each.
    """

    id: int
    type: str
    name: str
    callable: bool
    module: str = ""
    errors: tuple = ()


# More than 50 lines: its parts share the blobs, the depth and the objects that they are inside of.
def encode(value: Any, refer: Callable[[Any], Ref], own: Mapping[str, type] | None = None) -> bytes:
    """Return `value` as bytes. `refer(obj)` gives the Ref that stands for an object not plain.

    own: {name: class} of the classes that the other side has too, as the instructor's: their instances go by value.
    Raises WireError for a value that is too large or nested too deeply.
    """
    blobs = []
    arrays: dict[int, tuple] = {}  # id: number of the blob with its data, and the array, so that no other gets the id
    depth = 0
    inside = set()

    def pack(obj):
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")
        packed = msgpack.packb(obj, default=extend, strict_types=True, unicode_errors="replace")
        depth -= 1
        return packed

    def blob(data):
        blobs.append(data)
        return len(blobs) - 1

    def extend(obj):
        kind = type(obj)
        numpy = sys.modules.get("numpy")
        if kind is tuple:
            return msgpack.ExtType(TUPLE, pack(list(obj)))
        if kind is set or kind is frozenset:
            return msgpack.ExtType(SET if kind is set else FROZENSET, pack(list(obj)))
        if kind is complex:
            return msgpack.ExtType(COMPLEX, struct.pack("<dd", obj.real, obj.imag))
        if kind is int:
            return msgpack.ExtType(BIG_INT, _int_bytes(obj))
        if numpy is not None and kind is numpy.ndarray and _plain(obj.dtype):
            if id(obj) in arrays:
                return msgpack.ExtType(SAME, pack(arrays[id(obj)][0]))
            if obj.nbytes > MAX_BYTES:
                raise WireError(f"the value is an array of {obj.nbytes:,} bytes, more than {MAX_BYTES:,}")
            data = obj.astype(obj.dtype.newbyteorder("<"), copy=False)
            number = blob(data.tobytes())
            arrays[id(obj)] = number, obj
            return msgpack.ExtType(ARRAY, pack([data.dtype.str, *obj.shape, number]))
        if numpy is not None and issubclass(kind, numpy.generic) and _plain(kind):
            return msgpack.ExtType(SCALAR, pack([obj.dtype.str, obj.tobytes()]))
        if numpy is not None and kind is numpy.str_:
            return str(obj)
        if own and own.get(kind.__name__) is kind and (state := state_of(obj)) and id(obj) not in inside:
            inside.add(id(obj))
            try:
                return msgpack.ExtType(OWN, pack([kind.__name__, *state]))
            finally:
                inside.remove(id(obj))
        try:
            taken = array_parts(obj) if numpy is not None and kind is numpy.ndarray else parts(obj)
        except Exception:  # of a form that its library does not usually have
            taken = None
        if taken:
            return msgpack.ExtType(RECORD, pack([taken[0], *taken[1]]))
        return msgpack.ExtType(HANDLE, pack(list(refer(obj))))

    def _plain(dtype):
        dtype = sys.modules["numpy"].dtype(dtype)
        return _is_plain(dtype.newbyteorder("<").str)

    try:
        tree = pack(value)
    except (ValueError, RecursionError, OverflowError) as error:
        raise WireError(f"the value cannot be brought over: {error}") from None
    if len(tree) > MAX_TREE:
        raise WireError(f"the value takes {len(tree):,} bytes without its arrays, more than {MAX_TREE:,}")
    data = msgpack.packb([tree, *blobs])
    if len(data) > MAX_BYTES:
        raise WireError(f"the value takes {len(data):,} bytes, more than {MAX_BYTES:,}")
    return data


def state_of(obj: Any) -> list | None:
    """Return what an instance of an instructor's class is made of: ["enum", name], or [its kind, its state, its items].

    None where that cannot be had.
    """
    if isinstance(obj, enum.Enum):
        return ["enum", obj.name]
    bases = type(obj).__mro__
    built_in = next(base for base in bases if base.__module__ == "builtins")
    if built_in not in (object, tuple) or any(vars(base).get("__slots__") for base in bases):
        return None
    state = getattr(obj, "__dict__", {})
    return ["tuple", list(tuple.__iter__(obj)), dict(state)] if isinstance(obj, tuple) else ["object", dict(state)]


def rebuilt(kind: type, form: object, *state: Any) -> Any:
    """Return the instance of an instructor's class that state_of() told of, without running any code of the class."""
    if form == "enum" and issubclass(kind, enum.Enum):
        return kind[state[0]]
    if form == "tuple" and issubclass(kind, tuple):
        made = tuple.__new__(kind, _listed(state[0]))
    elif form == "object" and not issubclass(kind, tuple | enum.Enum):
        made = object.__new__(kind)
    else:
        raise WireError("the value is not of the class that it claims to be of")
    if state[-1]:
        made.__dict__.update({name: value for name, value in dict(state[-1]).items() if type(name) is str})
    return made


def _is_plain(dtype):
    return dtype in DTYPES or OTHER_DTYPES.fullmatch(dtype) is not None


def _int_bytes(value):
    size = value.bit_length() // 8 + 1
    if size > MAX_INT_BYTES:
        raise WireError(f"the value holds an integer of {value.bit_length():,} bits")
    return value.to_bytes(size, "little", signed=True)


def decode(data: bytes, stand_in: Callable[[Ref], Any], own: Mapping[str, type] | None = None) -> Any:
    """Return the value in `data`. `stand_in(ref)` makes what stands for an object that stayed. own: as for encode.

    Raises WireError for bytes that are not a plain value, whatever else is wrong with them, and MemoryError.
    """
    if len(data) > MAX_BYTES:
        raise WireError(f"the reply takes {len(data):,} bytes, more than {MAX_BYTES:,}")
    try:
        tree, *blobs = msgpack.unpackb(data, max_array_len=MAX_BLOBS, max_map_len=0)
        if type(tree) is not bytes or any(type(blob) is not bytes for blob in blobs):
            raise WireError("the reply does not have the form of a value")
        if len(tree) > MAX_TREE:
            raise WireError(f"the value takes {len(tree):,} bytes without its arrays")
        return _unpack(tree, blobs, stand_in, own or {}, 0)
    except (WireError, MemoryError):
        raise
    except Exception as error:  # the bytes are hostile: anything may come out of reading them
        detail = f"{type(error).__name__}: {error}"[:MAX_NAME]
        raise WireError(f"the reply cannot be read as a value ({detail})") from None


def _unpack(data, blobs, stand_in, own, depth):
    if depth > MAX_DEPTH:
        raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")

    def inner(packed):
        return _unpack(packed, blobs, stand_in, own, depth + 1)

    def extension(code, packed):
        if code == TUPLE:
            return tuple(_listed(inner(packed)))
        if code == SET:
            return set(_keys(_listed(inner(packed))))
        if code == FROZENSET:
            return frozenset(_keys(_listed(inner(packed))))
        if code == COMPLEX:
            return complex(*struct.unpack("<dd", packed))
        if code == BIG_INT:
            if len(packed) > MAX_INT_BYTES:
                raise WireError("the value holds an integer that is too large")
            return int.from_bytes(packed, "little", signed=True)
        if code == ARRAY:
            return _array(_listed(inner(packed)), blobs)
        if code == SAME:
            return _array_again(inner(packed), blobs)
        if code == SCALAR:
            dtype, raw = _listed(inner(packed))
            return _from_bytes(dtype, raw, ())[()]
        if code == RECORD:
            name, *fields = _listed(inner(packed))
            return build(name, fields)
        if code == OWN:
            name, *state = _listed(inner(packed))
            if name not in own:
                raise WireError(f"the value is of the class {str(name)[:MAX_NAME]!r}, which is not the instructor's")
            return rebuilt(own[name], *state)
        if code == HANDLE:
            return stand_in(_ref(_listed(inner(packed))))
        raise WireError(f"the value holds something of the unknown kind {code}")

    return msgpack.unpackb(
        data,
        ext_hook=extension,
        object_pairs_hook=_pairs,
        strict_map_key=False,
        timestamp=1,  # a time, which msgpack reads by itself, comes as a number
    )


def _listed(value):
    if type(value) is not list:
        raise WireError("the reply does not have the form of a value")
    return value


def _pairs(pairs):
    _keys([key for key, _ in pairs])
    return dict(pairs)


def _keys(keys):
    """Return `keys`. Raises WireError if they might collide: only text is hashed at random."""
    odd = [k for k in keys if type(k) not in (str, bytes, float, bool) and not _small(k)]
    if any(type(key) is int for key in odd) or len(odd) > MAX_ODD_KEYS:
        raise WireError("the value is a set or dict with keys that are too large or too many")
    return keys


def _small(key):
    return type(key) is int and key.bit_length() <= 64


def _array(fields: list, blobs: list) -> Any:
    dtype, *shape, index = fields
    if type(index) is not int or not 0 <= index < len(blobs) or type(blobs[index]) is not bytes:
        raise WireError("the value holds an array without its data")
    blobs[index] = made = _from_bytes(dtype, blobs[index], shape)  # once only: the data would fill the memory
    return made


def _array_again(index: Any, blobs: list) -> Any:
    """Return the very array that was made of a blob before: lists with the same arrays in them are equal."""
    if type(index) is not int or not 0 <= index < len(blobs) or type(blobs[index]) is bytes:
        raise WireError("the value holds an array again that it does not hold")
    return blobs[index]


def _from_bytes(dtype, data, shape):
    import numpy

    if type(dtype) is not str or not _is_plain(dtype):
        raise WireError(f"the value holds an array of the type {str(dtype)[:MAX_NAME]!r}")
    if len(shape) > MAX_DIMENSIONS or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("the value holds an array of an impossible shape")
    if type(data) is not bytes or prod(shape) * numpy.dtype(dtype).itemsize != len(data):
        raise WireError("the value holds an array whose shape does not fit its data")
    if dtype.startswith("<U") and numpy.frombuffer(data, "<u4").max(initial=0) > LAST_CHARACTER:
        raise WireError("the value holds text of characters that there are not")
    return numpy.frombuffer(bytearray(data), dtype).reshape(shape)


def _ref(fields):
    if [type(field) for field in fields] != [int, str, str, bool, str, tuple]:
        raise WireError("the reply names an object in a form that makes no sense")
    number, kind, name, can_call, module, errors = fields
    return Ref(number, kind[:MAX_NAME], name[:MAX_NAME], can_call, module[:MAX_NAME], errors[:MAX_DEPTH])
