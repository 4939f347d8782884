"""Values that libraries make, as plain parts and back: dates, fractions, data frames, sparse matrices.

`parts` runs in the student's process, `build` in the judge's. `build` makes the types that are named here and no
others, whatever it is given; what its arguments hold is plain by then, or a handle.
"""

import collections
import datetime
import decimal
import fractions
import importlib
import inspect
import pathlib
import sys
import types
import zoneinfo
from functools import lru_cache
from typing import Any

from ..errors import WireError

# A test may call these here: their constructors do no more than make a value.
PLAIN_TYPES = {
    "builtins": "bool int float complex str bytes bytearray list tuple dict set frozenset range slice object type",
    "types": "NoneType FunctionType BuiltinFunctionType MethodType GeneratorType ModuleType",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "collections": "Counter OrderedDict defaultdict deque",
    "numpy": "ndarray matrix",
    "pandas": "DataFrame Series Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex CategoricalIndex Timestamp "
    "Timedelta Categorical",
}
OF_TYPES = {getattr(types, name): name for name in PLAIN_TYPES["types"].split()}
FACTORIES = {kind.__name__: kind for kind in (int, float, str, bool, list, dict, set, tuple)}
SPARSE = ("csr", "csc", "coo", "lil", "dok", "dia", "bsr")
EXTENSION_TYPES = {
    *(f"{kind}{bits}" for kind in ("Int", "UInt") for bits in (8, 16, 32, 64)),
    *("Float32", "Float64", "boolean", "string", "str"),
}
MAX_FIELDS = 1000
MAX_CLASSES = 256


def parts(obj: Any) -> tuple[str, list] | None:
    """Return (name, fields) of a value that travels in parts, None for any other."""
    kind = type(obj)
    if isinstance(obj, type):
        name = name_of_type(obj)
        return ("type", [name]) if name else None
    take = TAKE.get((kind.__module__.partition(".")[0], kind.__name__))
    if take is not None:
        return take(obj)
    if kind.__module__.startswith("numpy") and isinstance(obj, _of("numpy", "dtype")):
        return None if obj.hasobject or obj.names else ("dtype", [obj.str])
    return _namedtuple(obj) if issubclass(kind, tuple) else None


def build(name: object, fields: object) -> Any:
    """Return the value that these parts are of. Raises WireError, or anything else for parts that do not fit."""
    if type(name) is not str or name not in BUILD or type(fields) is not list:
        raise WireError(f"the value holds something of the unknown kind {str(name)[:50]!r}")
    return BUILD[name](*fields)


def _is(value, *kinds):
    """Return `value`. Raises WireError if it is not exactly of one of the kinds."""
    if type(value) not in kinds:
        raise WireError("the value does not have the form that it should")
    return value


def _of(module, name):
    """Return what a module has under a name, if it was imported; else a type that nothing is of."""
    return getattr(sys.modules.get(module), name, _Nothing)


class _Nothing:
    pass


# ---- types


def name_of_type(kind: type) -> str | None:
    """Return the name under which a type travels, None for one that does not."""
    module = "types" if kind in OF_TYPES else kind.__module__.partition(".")[0]
    name = f"{module}.{OF_TYPES.get(kind, kind.__name__)}"
    try:
        return name if _type(name) is kind else None
    except WireError:
        return None


def _type(name):
    module, _, name = _is(name, str).partition(".")
    found = getattr(sys.modules.get(module), name, None)
    known = isinstance(found, type) and (
        name in PLAIN_TYPES.get(module, "").split()
        or (module == "numpy" and issubclass(found, sys.modules["numpy"].generic))
        or (module == "builtins" and issubclass(found, BaseException))
    )
    if not known:
        raise WireError(f"the value holds the type {name[:50]!r}")
    return found


def _dtype(text):
    import numpy

    return numpy.dtype(_is(text, str)) if len(text) < 30 and text.isascii() else _is(None, str)


# ---- the standard library


def _namedtuple(obj):
    fields = getattr(type(obj), "_fields", None)
    if type(fields) is not tuple or len(fields) != len(obj) or not all(type(name) is str for name in fields):
        return None
    return "namedtuple", [type(obj).__name__, list(fields), list(tuple.__iter__(obj))]


def _build_namedtuple(name, fields, values):
    kind = namedtuple_class(_is(name, str), tuple(_is(field, str) for field in _is(fields, list)))
    return kind._make(_is(values, list))


@lru_cache(MAX_CLASSES)
def namedtuple_class(name: str, fields: tuple[str, ...]) -> type:
    """Return the class of the namedtuples of this form, the same one each time."""
    if len(fields) > MAX_FIELDS:
        raise WireError("the value is a namedtuple of too many fields")
    return collections.namedtuple(name if name.isidentifier() else "Namedtuple", fields)


def _datetime(obj):
    zone = obj.tzinfo
    if zone is None or type(zone) is datetime.timezone:
        return type(obj).__name__, [obj.isoformat(), obj.fold, None]
    return (type(obj).__name__, [obj.isoformat(), obj.fold, zone.key]) if type(zone) is zoneinfo.ZoneInfo else None


def _build_moment(kind):
    def make(text, fold, zone):
        moment = kind.fromisoformat(_is(text, str)).replace(fold=1 if fold else 0)
        return moment if zone is None else moment.replace(tzinfo=zoneinfo.ZoneInfo(_is(zone, str)))

    return make


def _defaultdict(obj):
    factory = obj.default_factory
    name = next((name for name, kind in FACTORIES.items() if kind is factory), None)
    return "defaultdict", [name, dict(obj)]


def _build_defaultdict(factory, items):
    return collections.defaultdict(FACTORIES.get(factory) if type(factory) is str else None, _is(items, dict))


def _build_signature(parameters, returns):
    kinds = {kind.name: kind for kind in inspect._ParameterKind}
    return inspect.Signature(
        [
            inspect.Parameter(_is(name, str), kinds[kind], **{_is(k, str): v for k, v in _is(more, dict).items()})
            for name, kind, more in _is(parameters, list)
        ],
        **({"return_annotation": returns[0]} if _is(returns, list) else {}),
    )


def _signature(obj):
    empty = inspect.Signature.empty
    parameters = [
        [
            p.name,
            p.kind.name,
            {key: getattr(p, key) for key in ("default", "annotation") if getattr(p, key) is not empty},
        ]
        for p in obj.parameters.values()
    ]
    return "signature", [parameters, [] if obj.return_annotation is empty else [obj.return_annotation]]


# ---- numpy: arrays that are not of numbers


def array_parts(obj: Any) -> tuple[str, list] | None:
    """Return (name, fields) of an array of objects or of records, None for any other."""
    if obj.dtype.names:
        return "records", [list(obj.shape), {name: obj[name].copy() for name in obj.dtype.names}]
    return ("objects", [list(obj.shape), list(obj.flat)]) if obj.dtype.hasobject else None


def _build_objects(shape, items):
    import numpy

    made = numpy.empty(len(_is(items, list)), object)
    for place, item in enumerate(items):
        made[place] = item
    return made.reshape([_is(n, int) for n in _is(shape, list)])


def _build_records(shape, fields):
    import numpy

    shape = tuple(_is(n, int) for n in _is(shape, list))
    fields = {_is(name, str): _is(array, numpy.ndarray) for name, array in _is(fields, dict).items()}
    if not fields or any(array.shape[: len(shape)] != shape for array in fields.values()):
        raise WireError("the value is an array of records whose fields do not fit")
    made = numpy.empty(shape, [(name, array.dtype, array.shape[len(shape) :]) for name, array in fields.items()])
    for name, array in fields.items():
        made[name] = array
    return made


def _masked(obj):
    import numpy

    return "masked", [numpy.asarray(obj.data), numpy.ma.getmaskarray(obj)]


def _build_masked(data, mask):
    import numpy

    return numpy.ma.masked_array(_is(data, numpy.ndarray), _is(mask, numpy.ndarray))


def _build_matrix(data):
    import numpy

    return _is(data, numpy.ndarray).view(numpy.matrix)


# ---- scipy


def _sparse(obj):
    if getattr(obj, "format", None) not in SPARSE or obj.ndim != 2:
        return None
    coo = obj.tocoo()
    return "sparse", [type(obj).__name__.endswith("array"), obj.format, list(obj.shape), coo.data, coo.row, coo.col]


def _build_sparse(is_array, form, shape, data, row, column):
    import numpy

    sparse = importlib.import_module("scipy.sparse")
    if form not in SPARSE or any(type(part) is not numpy.ndarray for part in (data, row, column)):
        raise WireError("the value is a sparse matrix that does not have the form of one")
    kind = sparse.coo_array if is_array else sparse.coo_matrix
    rows, columns = (_is(n, int) for n in _is(shape, list))
    return kind((data, (row, column)), (rows, columns)).asformat(form)


# ---- pandas


def _values(array):
    """Return the parts of the values of a pandas array: [dtype's name, more, plain values]. None if there are none."""
    import numpy

    dtype, pandas = array.dtype, sys.modules["pandas"]
    if isinstance(dtype, pandas.CategoricalDtype):
        categories = _values(dtype.categories.array)
        return categories and ["category", [categories, bool(dtype.ordered)], numpy.asarray(array.codes)]
    if isinstance(dtype, pandas.DatetimeTZDtype):
        # Not each zone has a name that says what it is.
        zone = str(dtype.tz)
        return ["zoned", [dtype.unit, zone], numpy.asarray(array.tz_convert("UTC").tz_localize(None))]
    if str(dtype) in EXTENSION_TYPES:
        missing = numpy.asarray(array.isna())
        values = [None if gap else value for value, gap in zip(array.tolist(), missing.tolist(), strict=True)]
        return ["extension", str(dtype), values]
    is_numpys = isinstance(dtype, numpy.dtype) or type(dtype).__name__ in ("NumpyEADtype", "PandasDtype")
    return ["numpy", None, array.to_numpy()] if is_numpys else None


def _built_values(fields):
    import numpy

    pandas = importlib.import_module("pandas")

    name, more, values = _is(fields, list)
    if name == "category":
        categories, ordered = _is(more, list)
        return pandas.Categorical.from_codes(_is(values, numpy.ndarray), _built_values(categories), bool(ordered))
    if name == "zoned":
        unit, zone = _is(more, list)
        moments = pandas.DatetimeIndex(_is(values, numpy.ndarray)).as_unit(_is(unit, str))
        return moments.tz_localize("UTC").tz_convert(_is(zone, str)).array
    if name == "extension" and more in EXTENSION_TYPES:
        return pandas.array(_is(values, list), dtype=more)
    return _is(values, numpy.ndarray)


def _index(obj):
    pandas = sys.modules["pandas"]
    if type(obj) is pandas.RangeIndex:
        return "index", ["range", [obj.start, obj.stop, obj.step], obj.name]
    if type(obj) is pandas.MultiIndex:
        levels = [_values(level.array) for level in obj.levels]
        return all(levels) and (
            "index",
            ["levels", [levels, [code.copy() for code in map(_array, obj.codes)]], list(obj.names)],
        )
    values = _values(obj.array)
    return values and ("index", ["values", [values, getattr(obj, "freqstr", None)], obj.name])


def _array(values):
    return sys.modules["numpy"].array(values)


def _build_index(kind, fields, name):
    pandas = importlib.import_module("pandas")

    if kind == "range":
        return pandas.RangeIndex(*(_is(n, int) for n in _is(fields, list)), name=name)
    first, second = _is(fields, list)
    if kind == "levels":
        return pandas.MultiIndex([_built_values(level) for level in first], second, names=name)
    index = pandas.Index(_built_values(first), name=name)
    if type(second) is str and isinstance(index, pandas.DatetimeIndex | pandas.TimedeltaIndex):
        index.freq = second[:20]
    return index


def _series(obj):
    values = _values(obj.array)
    return values and ("series", [values, obj.index, obj.name])


def _build_series(values, index, name):
    pandas = importlib.import_module("pandas")

    return pandas.Series(_built_values(values), _is_index(index), name=name, copy=False)


def _frame(obj):
    columns = [_values(obj.iloc[:, place].array) for place in range(obj.shape[1])]
    return ("frame", [columns, obj.columns, obj.index]) if all(columns) else None


def _build_frame(columns, names, index):
    pandas = importlib.import_module("pandas")

    values = dict(enumerate(map(_built_values, _is(columns, list))))
    frame = pandas.DataFrame(values, index=_is_index(index), copy=False)
    frame.columns = _is_index(names)
    return frame


def _is_index(value):
    pandas = importlib.import_module("pandas")

    if not isinstance(value, pandas.Index):
        raise WireError("the value is a table without an index")
    return value


def _stamp(obj):
    return "stamp", [obj.isoformat(), None if obj.tzinfo is None else str(obj.tz), obj.unit]


def _build_stamp(text, zone, unit):
    pandas = importlib.import_module("pandas")

    stamp = pandas.Timestamp(_is(text, str))
    return (stamp if zone is None else stamp.tz_convert(_is(zone, str))).as_unit(_is(unit, str))


def _build_delta(value, unit):
    pandas = importlib.import_module("pandas")

    return pandas.Timedelta(_is(value, int), "ns").as_unit(_is(unit, str))


def _missing(name):
    return lambda: getattr(importlib.import_module("pandas"), name)


# ---- polars


def _polars(obj):
    names = [str(kind) for kind in (obj.dtypes if hasattr(obj, "dtypes") else [obj.dtype])]
    if any("(" in name and not name.startswith(("Datetime", "Duration")) for name in names):
        return None
    series = obj.get_columns() if hasattr(obj, "get_columns") else [obj]
    columns = [
        [column.name, name.partition("(")[0], column.to_list()] for column, name in zip(series, names, strict=True)
    ]
    return "polars", [hasattr(obj, "get_columns"), columns]


POLARS = {*(f"{k}{n}" for k in ("Int", "UInt") for n in (8, 16, 32, 64)), "Float32", "Float64", "Boolean", "String"}
POLARS |= {"Utf8", "Date", "Datetime", "Duration", "Time", "Null", "Object"}


def _build_polars(is_frame, columns):
    polars = importlib.import_module("polars")
    made = []
    for name, kind, values in _is(columns, list):
        if kind not in POLARS:
            raise WireError("the value is a table of an unknown kind")
        made.append(polars.Series(_is(name, str), _is(values, list), dtype=getattr(polars, kind)))
    return polars.DataFrame(made) if is_frame else made[0]


TAKE = {
    ("datetime", "date"): lambda obj: ("date", [obj.isoformat()]),
    ("datetime", "datetime"): _datetime,
    ("datetime", "time"): _datetime,
    ("datetime", "timedelta"): lambda obj: ("timedelta", [obj.days, obj.seconds, obj.microseconds]),
    ("datetime", "timezone"): lambda obj: ("timezone", [obj.utcoffset(None), obj.tzname(None)]),
    ("decimal", "Decimal"): lambda obj: ("decimal", [str(obj)]),
    ("fractions", "Fraction"): lambda obj: ("fraction", [obj.numerator, obj.denominator]),
    ("builtins", "range"): lambda obj: ("range", [obj.start, obj.stop, obj.step]),
    ("builtins", "slice"): lambda obj: ("slice", [obj.start, obj.stop, obj.step]),
    ("builtins", "ellipsis"): lambda obj: ("ellipsis", []),
    ("collections", "Counter"): lambda obj: ("counter", [dict(obj)]),
    ("collections", "OrderedDict"): lambda obj: ("ordered", [dict(obj)]),
    ("collections", "defaultdict"): _defaultdict,
    ("collections", "deque"): lambda obj: ("deque", [list(obj), obj.maxlen]),
    ("pathlib", "PosixPath"): lambda obj: ("path", [str(obj)]),
    ("pathlib", "WindowsPath"): lambda obj: ("path", [str(obj)]),
    ("pathlib", "PurePosixPath"): lambda obj: ("purepath", [str(obj)]),
    ("inspect", "Signature"): _signature,
    ("numpy", "MaskedArray"): _masked,
    ("numpy", "matrix"): lambda obj: ("matrix", [sys.modules["numpy"].asarray(obj)]),
    ("pandas", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas", "Timestamp"): _stamp,
    ("pandas", "Timedelta"): lambda obj: ("delta", [int(obj.as_unit("ns")._value), obj.unit]),
    ("pandas", "NaTType"): lambda obj: ("nat", []),
    ("pandas", "NAType"): lambda obj: ("na", []),
    ("pandas", "Categorical"): lambda obj: (values := _values(obj)) and ("categorical", [values]),
    ("polars", "DataFrame"): _polars,
    ("polars", "Series"): _polars,
    **{("pandas", name): _index for name in PLAIN_TYPES["pandas"].split() if name.endswith("Index")},
    **{("scipy", f"{form}_{kind}"): _sparse for form in SPARSE for kind in ("matrix", "array")},
}
BUILD = {
    "type": _type,
    "dtype": _dtype,
    "namedtuple": _build_namedtuple,
    "date": lambda text: datetime.date.fromisoformat(_is(text, str)),
    "datetime": _build_moment(datetime.datetime),
    "time": _build_moment(datetime.time),
    "timedelta": lambda *numbers: datetime.timedelta(*(_is(n, int) for n in numbers)),
    "timezone": lambda offset, name: datetime.timezone(_is(offset, datetime.timedelta), _is(name, str)),
    "decimal": lambda text: decimal.Decimal(_is(text, str)),
    "fraction": lambda above, below: fractions.Fraction(_is(above, int), _is(below, int)),
    "range": lambda *numbers: range(*(_is(n, int) for n in numbers)),
    "slice": lambda *ends: slice(*ends),
    "ellipsis": lambda: ...,
    "counter": lambda items: collections.Counter(_is(items, dict)),
    "ordered": lambda items: collections.OrderedDict(_is(items, dict)),
    "defaultdict": _build_defaultdict,
    "deque": lambda items, most: collections.deque(_is(items, list), _is(most, int, type(None))),
    "path": lambda text: pathlib.Path(_is(text, str)),
    "purepath": lambda text: pathlib.PurePosixPath(_is(text, str)),
    "signature": _build_signature,
    "objects": _build_objects,
    "records": _build_records,
    "masked": _build_masked,
    "matrix": _build_matrix,
    "sparse": _build_sparse,
    "index": _build_index,
    "series": _build_series,
    "frame": _build_frame,
    "stamp": _build_stamp,
    "delta": _build_delta,
    "nat": _missing("NaT"),
    "na": _missing("NA"),
    "categorical": lambda values: _built_values(values),
    "polars": _build_polars,
}
