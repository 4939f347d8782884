"""Values as JSON that a person can read, and back: arrays with their type, tuples, dicts, formulas, seeds."""

import math
from typing import Any

import numpy as np

from .formula import Formula

DIGITS = 12  # of expected numbers: what lies beyond differs from machine to machine


class Seeded:
    """Stands in a case for a new random generator with this seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __repr__(self) -> str:
        return f"rng with seed {self.seed}"


class Raised:
    """What a foreseen mistake does instead of returning a value: it raises an exception of this type."""

    def __init__(self, name: str) -> None:
        self.name = name


def encoded(value: Any, digits: int | None = None) -> Any:
    """Return `value` as what json.dumps takes, floats rounded to `digits` significant digits if given.

    Raises TypeError for a value of another kind than the module's first line names.
    """
    match value:
        case None | bool() | str():
            return value
        case int():
            return int(value)
        case float() if not isinstance(value, np.floating):
            return _number(value, digits)
        case np.ndarray() | np.generic() if value.dtype.kind in "biuf":
            found = {"array": _numbers(value.tolist(), digits)}
            found |= {"dtype": str(value.dtype)} if value.dtype != float else {}
            return found | ({"shape": list(value.shape)} if value.size == 0 else {})
        case list():
            return [encoded(part, digits) for part in value]
        case tuple():
            return {"tuple": [encoded(part, digits) for part in value]}
        case dict():
            return {"dict": [[encoded(k), encoded(v, digits)] for k, v in value.items()]}
        case Formula():
            data = {name: encoded(array) for name, array in value.data.items()}
            return {"formula": list(value.expressions), "of": value.of} | ({"data": data} if data else {})
        case Seeded():
            return {"seed": value.seed}
        case Raised():
            return {"raises": value.name}
        case _ if value is ...:
            return {"any": True}
    raise TypeError(
        f"a check can hold numbers, arrays, words, lists, tuples, dicts and formulas, but not {type(value).__name__}: "
        f"{value!r:.100}"
    )


def decoded(value: Any) -> Any:
    """Return the value that `encoded` made this of."""
    match value:
        case {"array": numbers}:
            array = np.array(_floats(numbers), dtype=value.get("dtype", float)).reshape(
                value.get("shape", np.shape(numbers))
            )
            return array if array.ndim else array[()]
        case {"tuple": parts}:
            return tuple(map(decoded, parts))
        case {"dict": items}:
            return {decoded(k): decoded(v) for k, v in items}
        case {"formula": expressions, "of": of}:
            return Formula(*expressions, of=of, **{k: decoded(v) for k, v in value.get("data", {}).items()})
        case {"seed": seed}:
            return Seeded(seed)
        case {"raises": name}:
            return Raised(name)
        case {"number": text}:
            return float(text)
        case {"any": True}:
            return ...
        case list():
            return [decoded(part) for part in value]
    return value


def _number(value, digits):
    if not math.isfinite(value):
        return {"number": str(value)}
    return float(f"{value:.{digits}g}") if digits else float(value)


def _numbers(value, digits):
    """As `_number`, in nested lists; what is not finite stands there as a word."""
    if isinstance(value, list):
        return [_numbers(part, digits) for part in value]
    if isinstance(value, float):
        return _number(value, digits) if math.isfinite(value) else str(value)
    return value


def _floats(value):
    if isinstance(value, list):
        return [_floats(part) for part in value]
    return float(value) if isinstance(value, str) else value
