"""What a feedback page may say of an exception: words of ours, chosen by what was raised, and no text of its own.

The text of an exception may be anything that the student's code knows: the arguments of a hidden test, for one. Where
it is one of the interpreter's or NumPy's own messages, a sentence of ours says the same without its numbers.
"""

import builtins
import keyword
import re
from collections.abc import Collection, Iterable, Mapping

# What descent.check puts around the parts of a message that came from the student's code, or are a case's arguments.
PRIVATE = re.compile("\u2068[^\u2069]*(?:\u2069|$)")
HELD_BACK = "…"
TYPES = {
    *("NoneType", "function", "method", "module", "generator", "builtin_function_or_method", "ellipsis"),
    *("ndarray", "Generator", "float64", "float32", "int64", "int32", "bool_"),
    *(name for name, kind in vars(builtins).items() if isinstance(kind, type) and not issubclass(kind, BaseException)),
}
OPERATORS = {*re.findall(r"\S+", "+ - * / // % @ << >> & ^ | < > <= >= += -= *= /= **="), "** or pow()"}
# A full match of the first is shown as the second. In it, t and u are types, o is an operator, n is a name.
MESSAGES = [
    (
        r"(?:(?:float|integer|int) )?(?:division|modulo|divmod|floor division)(?: or modulo)?(?:\(\))? by zero",
        "division by zero",
    ),
    (
        r"unsupported operand type\(s\) for (?P<o>.+): '(?P<t>[\w.]+)' and '(?P<u>[\w.]+)'",
        "{o} does not go with {t} and {u}",
    ),
    (
        r"'(?P<o>\S+)' not supported between instances of '(?P<t>[\w.]+)' and '(?P<u>[\w.]+)'",
        "{o} does not go with {t} and {u}",
    ),
    (r"bad operand type for unary (?P<o>\S+): '(?P<t>[\w.]+)'", "{o} does not go with {t}"),
    (r"'(?P<t>[\w.]+)' object is not callable", "a value of type {t} was called as if it were a function"),
    (
        r"(?:'(?P<t>[\w.]+)' object is not iterable|cannot unpack non-iterable (?P<u>[\w.]+) object)",
        "a value of type {t}{u} was taken apart",
    ),
    (r"'(?P<t>[\w.]+)' object is not subscriptable", "a value of type {t} has no entries to pick by [ ]"),
    (
        r"'(?P<t>[\w.]+)' object does not support item assignment",
        "the entries of a value of type {t} cannot be changed",
    ),
    (r"'(?:[\w.]+\.)?(?P<t>\w+)' object has no attribute '(?P<n>\w+)'.*", "a value of type {t} has no {n}"),
    (r"module '[\w.]+' has no attribute '(?P<n>\w+)'.*", "the module has no {n}"),
    (r"object of type '(?P<t>[\w.]+)' has no len\(\)", "a value of type {t} has no length"),
    (r"can't multiply sequence by non-int of type '(?P<t>[\w.]+)'", "a list or text was multiplied by a {t}"),
    (r"name '(?P<n>\w+)' is not defined.*", "the name {n} is not defined"),
    (r"(?:cannot access|local variable).* '(?P<n>\w+)' .*", "the variable {n} is read before it has a value"),
    (
        r"name '(?P<n>\w+)' is not there: .*",
        "{n} is not there: the cell that should define it raised an error, does not define it, or was deleted",
    ),
    (r"(?P<n>\w+)\(\) missing .* required positional argument.*", "{n} was called with too few arguments"),
    (r"(?P<n>\w+)\(\) takes .* positional argument.* given", "{n} was called with more arguments than it takes"),
    (r"(?P<n>\w+)\(\) got an unexpected keyword argument .*", "{n} was called with a keyword that it does not have"),
    (
        r"(?:list|string|tuple|range object) (?:assignment )?index out of range|index \S+ is out of bounds.*",
        "an index is out of range",
    ),
    (r"too many indices for array.*", "there are more indices than the array has dimensions"),
    (
        r"(?:list|string|tuple) indices must be integers.*|only integers, slices .*|arrays used as indices .*",
        "an index is not a whole number",
    ),
    (
        r"operands could not be broadcast together.*|non-broadcastable output.*|could not broadcast input.*",
        "the shapes of two arrays do not fit",
    ),
    (
        r"matmul: .*|shapes .* not aligned.*|all the input array dimensions.*|all the input arrays must have same.*",
        "the shapes of two arrays do not fit",
    ),
    (r"cannot reshape array .*", "the array has not as many entries as the new shape"),
    (r"The truth value of an array .*", "an array with several entries is neither true nor false"),
    (
        r"only (?:size|length)-1 arrays can be converted.*|only 0-dimensional arrays .*",
        "an array stands where one number is expected",
    ),
    (r"setting an array element with a sequence.*", "a list or an array stands where one number is expected"),
    (r"not enough values to unpack.*", "fewer values came than there are names for"),
    (r"too many values to unpack.*", "more values came than there are names for"),
    (r"could not convert string to float.*|invalid literal for int.*", "a text stands where a number is expected"),
    (
        r"math domain error",
        "a function of math was asked for a number that it does not have, such as the logarithm of 0",
    ),
    (r"maximum recursion depth exceeded.*", "a function calls itself without an end"),
    (r"assignment destination is read-only", "an array that may only be read was changed"),
    (r"Cannot cast ufunc .*", "an array of whole numbers cannot hold the result"),
    (r"Singular matrix", "the matrix is singular"),
    (r"overflow encountered in .*", "overflow"),
    (r"divide by zero encountered in .*", "division by zero, or the logarithm of 0"),
    (r"invalid value encountered in .*", "a result is not a number"),
    (r".* took longer than \S+ s(?: and was stopped|; the kernel .*)", "it took too long and was stopped"),
    (r"Unable to allocate .*|.*out of memory.*", "it needs too much memory"),
    (r"the kernel died.*", "the kernel died"),
]
PATTERNS = [(re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in MESSAGES]


def kind_of(name: object) -> str:
    """Return the name of an exception if it is one of Python's own, else "an exception": a name may say anything."""
    kind = getattr(builtins, name, None) if isinstance(name, str) else None
    known = isinstance(name, str) and isinstance(kind, type) and issubclass(kind, BaseException)
    return str(name) if known else "an exception"


def in_our_words(text: str, names: Collection[str]) -> str:
    """Return the sentence that says what one of the interpreter's own messages does, "" for any other text.

    names: the identifiers that it may name.
    """
    for pattern, sentence in PATTERNS:
        if found := pattern.fullmatch(text.strip()):
            parts = {key: value or "" for key, value in found.groupdict().items()}
            return sentence.format(**{"t": "", "u": ""} | parts) if all_known(parts, names) else ""
    return ""


def all_known(parts: Mapping[str, str], names: Collection[str]) -> bool:
    """Return whether each part of a message is a type, an operator or a name that is known."""
    known = {"t": TYPES, "u": TYPES, "o": OPERATORS, "n": names}
    return all(not value or value.removeprefix("numpy.") in known[key] for key, value in parts.items())


def public(message: str, names: Collection[str], lines: Collection[str]) -> str:
    """Return a message of descent.check without what is private in it, unless that is harmless.

    That is a line of the student's own, one of `lines`, a type, or an interpreter's message, which is put in our words.
    """

    def shown(private):
        text = private[0].strip("\u2068\u2069 ")
        return text if text in lines or text in TYPES else in_our_words(text, names) or HELD_BACK

    return PRIVATE.sub(shown, message).translate({0x2068: "", 0x2069: ""})


def identifiers(sources: Iterable[str]) -> set[str]:
    """Return the names that stand in code, but for Python's own words."""
    return {name for source in sources for name in re.findall(r"[^\W\d]\w*", source) if not keyword.iskeyword(name)}
