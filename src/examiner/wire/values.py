"""What may travel from the student's process: plain values, and handles for all the rest.

The bytes are msgpack: a tree of values, followed by one blob for the data of each array, so that
the tree can be held to a small size while arrays may be large. Decoding builds the types named
here and nothing else, whatever the bytes say.
"""

import struct
import sys
from collections import Counter, OrderedDict, defaultdict
from math import prod
from typing import NamedTuple

import msgpack

from ..errors import WireError

TUPLE, SET, FROZENSET, COMPLEX, BIG_INT, ARRAY, SCALAR, HANDLE = range(8)

DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"])

MAX_BYTES = 64 * 2**20
MAX_TREE = 4 * 2**20  # an empty list is one byte here and some sixty in memory
MAX_BLOBS = 10_000
MAX_DEPTH = 50
MAX_DIMENSIONS = 32
MAX_INT_BYTES = 2**16
MAX_ODD_KEYS = 10_000
MAX_NAME = 200


class Ref(NamedTuple):
    """An object that stays where it is: its number, its type, its name, can it be called."""

    id: int
    type: str
    name: str
    callable: bool


def encode(value, refer):
    """Return `value` as bytes. `refer(obj)` gives the Ref that stands for an object not plain.

    Raises WireError for a value that is too large or nested too deeply.
    """
    blobs = []
    depth = 0

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
        if kind in (OrderedDict, defaultdict, Counter):
            return dict(obj)
        if numpy is not None and kind is numpy.ndarray and _plain(obj.dtype):
            if obj.nbytes > MAX_BYTES:
                raise WireError(f"the value is an array of {obj.nbytes:,} bytes, more than {MAX_BYTES:,}")
            data = obj.astype(obj.dtype.newbyteorder("<"), copy=False)
            return msgpack.ExtType(ARRAY, pack([data.dtype.str, *obj.shape, blob(data.tobytes())]))
        if numpy is not None and issubclass(kind, numpy.generic) and _plain(kind):
            return msgpack.ExtType(SCALAR, pack([obj.dtype.str, obj.tobytes()]))
        if numpy is not None and kind is numpy.str_:
            return str(obj)
        return msgpack.ExtType(HANDLE, pack(list(refer(obj))))

    def _plain(dtype):
        dtype = sys.modules["numpy"].dtype(dtype)
        return dtype.newbyteorder("<").str in DTYPES

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


def _int_bytes(value):
    size = value.bit_length() // 8 + 1
    if size > MAX_INT_BYTES:
        raise WireError(f"the value holds an integer of {value.bit_length():,} bits")
    return value.to_bytes(size, "little", signed=True)


def decode(data, stand_in):
    """Return the value in `data`. `stand_in(ref)` makes what stands for an object that stayed.

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
        return _unpack(tree, blobs, stand_in, 0)
    except (WireError, MemoryError):
        raise
    except Exception as error:  # the bytes are hostile: anything may come out of reading them
        detail = f"{type(error).__name__}: {error}"[:MAX_NAME]
        raise WireError(f"the reply cannot be read as a value ({detail})") from None


def _unpack(data, blobs, stand_in, depth):
    if depth > MAX_DEPTH:
        raise WireError(f"the value is nested more than {MAX_DEPTH} levels deep")

    def inner(packed):
        return _unpack(packed, blobs, stand_in, depth + 1)

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
        if code == SCALAR:
            dtype, raw = _listed(inner(packed))
            return _from_bytes(dtype, raw, ())[()]
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


def _array(fields, blobs):
    dtype, *shape, index = fields
    if type(index) is not int or not 0 <= index < len(blobs) or blobs[index] is None:
        raise WireError("the value holds an array without its data")
    data, blobs[index] = blobs[index], None  # once only: a blob named often would fill the memory
    return _from_bytes(dtype, data, shape)


def _from_bytes(dtype, data, shape):
    import numpy

    if dtype not in DTYPES:
        raise WireError(f"the value holds an array of the type {str(dtype)[:MAX_NAME]!r}")
    if len(shape) > MAX_DIMENSIONS or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("the value holds an array of an impossible shape")
    if type(data) is not bytes or prod(shape) * numpy.dtype(dtype).itemsize != len(data):
        raise WireError("the value holds an array whose shape does not fit its data")
    return numpy.frombuffer(bytearray(data), dtype).reshape(shape)


def _ref(fields):
    number, kind, name, can_call = fields
    if [type(field) for field in fields] != [int, str, str, bool]:
        raise WireError("the reply names an object in a form that makes no sense")
    return Ref(number, kind[:MAX_NAME], name[:MAX_NAME], can_call)
