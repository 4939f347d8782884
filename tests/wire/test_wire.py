"""What comes over the wire is plain, or is refused; what is asked over it is done there."""

import collections
import enum
import functools
import inspect
import operator
import re
import struct
import types
import unittest
import warnings

import msgpack
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from shortcut import Shortcut

from examiner.errors import WireError
from examiner.judge.answers import CallableAnswer
from examiner.judge.questions import MAX_PRINTED, MAX_WARNINGS
from examiner.notebook import cells
from examiner.wire import student
from examiner.wire import values as wire
from examiner.wire.messages import Swap


def refer(obj):
    return wire.Ref(7, type(obj).__name__, "", callable(obj))


def there_and_back(value):
    return wire.decode(wire.encode(value, refer), lambda ref: ref)


def tree(*items, blobs=()):
    """Bytes as a hostile process would make them: any tree, any blobs."""
    packed = b"".join(msgpack.packb(item) for item in items)
    return msgpack.packb([packed, *blobs])


def array(fields):
    return msgpack.ExtType(wire.ARRAY, msgpack.packb(fields))


PLAIN = [
    None,
    True,
    3,
    -(2**63),
    2**200,
    -(2**200),
    1.5,
    float("inf"),
    1 + 2j,
    "ü",
    b"x",
    [1, [2, (3, 4)]],
    (),
    ((1,), [2]),
    {"a": 1, 2: (3,), (1, 2): None, None: True, 1.5: 2},
    {1, 2},
    frozenset({"a"}),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_a_plain_value_comes_back_as_it_was(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES))
@pytest.mark.parametrize("shape", [(), (3,), (0, 2), (2, 3)])
def test_an_array_keeps_its_shape_and_type_and_can_be_written(dtype, shape):
    value = np.ones(shape, dtype)
    back = there_and_back(value)
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape) == (value.dtype, shape)
    assert np.array_equal(back, value)
    back[...] = 0


def test_order_and_byte_order_of_an_array_do_not_matter():
    value = np.arange(6.0).reshape(2, 3).T
    assert np.array_equal(there_and_back(value), value)
    assert np.array_equal(there_and_back(value.astype(">f4")), value)


@pytest.mark.parametrize("value", [np.float64(0.5), np.int32(3), np.bool_(True), np.complex64(1j)])
def test_a_scalar_of_numpy_keeps_its_type(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


def test_dicts_of_the_standard_library_keep_their_type_and_what_they_do():
    assert there_and_back(collections.Counter("aab")).most_common(1) == [("a", 2)]
    grouped = there_and_back(collections.defaultdict(list, a=[1]))
    assert (grouped["a"], grouped["b"], type(grouped)) == ([1], [], collections.defaultdict)


def test_an_array_that_is_there_twice_is_the_same_one_twice():
    x, other = np.arange(3.0), np.arange(3.0)
    back = there_and_back({"x": x, "items": [0, x, (x, other)]})
    assert back["items"][1] is back["x"] is back["items"][2][0]
    assert back["items"][2][1] is not back["x"]
    assert back["items"] == [0, back["x"], (back["x"], back["items"][2][1])]


class Number(float):
    pass


class Colour(enum.IntEnum):
    RED = 1


class Rows(np.ndarray):
    pass


@pytest.mark.parametrize(
    "value",
    [
        Number(1),
        Colour.RED,
        np.ones(2).view(Rows),
        len,
        collections.UserDict,
        types.SimpleNamespace(),
        collections.UserDict(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_comes_as_a_reference(value):
    assert type(there_and_back(value)) is wire.Ref
    assert type(there_and_back([value])[0]) is wire.Ref


def test_nesting_and_size_are_bounded_when_encoding():
    loop = []
    loop.append(loop)
    deep = ()
    for _ in range(100):
        deep = (deep,)
    for value in (loop, deep, list(range(2**22)), "x" * 2**23, 1 << 10**6):
        with pytest.raises(WireError):
            wire.encode(value, refer)


def again(number):
    return msgpack.ExtType(wire.SAME, msgpack.packb(number))


HOSTILE = {
    "empty": b"",
    "not msgpack": b"\xc1" * 20,
    "not a list": msgpack.packb({}),
    "no tree": msgpack.packb([1]),
    "blob that is text": msgpack.packb([msgpack.packb(1), "x"]),
    "two values": tree(1, 2),
    "unknown kind": tree(msgpack.ExtType(99, b"")),
    "tuple of no list": tree(msgpack.ExtType(wire.TUPLE, msgpack.packb(5))),
    "object array": tree(array(["|O", 1, 0]), blobs=[b"\0" * 8]),
    "text as dtype": tree(array(["<U9", 1, 0]), blobs=[b"\xff" * 36]),
    "structured dtype": tree(array(["f8,O", 1, 0]), blobs=[b"\0" * 16]),
    "list as dtype": tree(array([["<f8"], 1, 0]), blobs=[b"\0" * 8]),
    "shape too large": tree(array(["<f8", 10**12, 0]), blobs=[b"\0" * 8]),
    "shape that overflows": tree(array(["<f8", 2**62, 2**62, 0]), blobs=[b"\0" * 8]),
    "negative shape": tree(array(["<f8", -1, -1, 0]), blobs=[b"\0" * 8]),
    "shape of floats": tree(array(["<f8", 1.0, 0]), blobs=[b"\0" * 8]),
    "shape of too many": tree(array(["<f8", *[1] * 65, 0]), blobs=[b"\0" * 8]),
    "no such blob": tree(array(["<f8", 1, 5]), blobs=[b"\0" * 8]),
    "blob from the end": tree(array(["<f8", 1, -1]), blobs=[b"\0" * 8]),
    "one blob twice": tree([array(["<f8", 1, 0])] * 2, blobs=[b"\0" * 8]),
    "an array again that was not there": tree(again(0), blobs=[b"\0" * 8]),
    "no number of an array again": tree([array(["<f8", 1, 0]), again("0")], blobs=[b"\0" * 8]),
    "no fields": tree(array([])),
    "dict key that is a list": b"\x92\xc4\x03\x81\x90\x01",
    "keys that collide": tree({(2**61 - 1) * n + 1: 0 for n in range(1, 9)}),
    "scalar of many": tree(msgpack.ExtType(wire.SCALAR, msgpack.packb(["<f8", b"\0" * 16]))),
    "complex of one": tree(msgpack.ExtType(wire.COMPLEX, struct.pack("<d", 1))),
    "huge integer": tree(msgpack.ExtType(wire.BIG_INT, b"\1" * 10**6)),
    "lone surrogate": msgpack.packb([b"\xa3\xed\xa0\x80"]),
    "reference without a number": tree(msgpack.ExtType(wire.HANDLE, msgpack.packb(["1", "t", "n", True]))),
    "reference with a list as name": tree(msgpack.ExtType(wire.HANDLE, msgpack.packb([1, [], "n", True]))),
    "large tree": msgpack.packb([b"\x90" * (wire.MAX_TREE + 1)]),
    "list longer than its bytes": msgpack.packb([b"\xdd\xff\xff\xff\xff"]),
    "nested lists": msgpack.packb([b"\x91" * 5000 + b"\x90"]),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_are_refused_with_a_message(data):
    if data is HOSTILE["keys that collide"]:
        data = wire.encode({2**61 * 8 + n: 0 for n in range(8)}, refer)
    with pytest.raises(WireError, match=r"the (value|reply)"):
        wire.decode(data, lambda ref: ref)


def test_a_time_of_msgpacks_own_is_a_number():
    assert type(wire.decode(tree(msgpack.Timestamp(1)), lambda ref: ref)) is float


def test_nested_tuples_are_bounded_when_decoding():
    packed = msgpack.packb([])
    for _ in range(200):
        packed = msgpack.packb(msgpack.ExtType(wire.TUPLE, packed))
    with pytest.raises(WireError, match="nested"):
        wire.decode(msgpack.packb([packed]), lambda ref: ref)


@pytest.fixture
def questions(monkeypatch):
    shell = InteractiveShell.instance()
    monkeypatch.setattr(shell, "user_ns", {})
    questions = Shortcut()
    questions.names = shell.user_ns
    yield questions
    questions.hang_up()


def answer(questions, **names):
    """The names, bound in the notebook, as the judge sees them."""
    questions.names.update(names)
    found, missing = questions.look_up(list(names))
    assert not missing
    return [found[name] for name in names]


def test_a_function_is_called_there(questions):
    (double,) = answer(questions, double=lambda x, y=1: 2 * x + y)
    assert double(2) == 5
    assert double(np.arange(2), y=0).tolist() == [0, 2]


def test_a_function_of_the_tests_travels_with_what_it_needs(questions):
    (apply, double) = answer(questions, apply=lambda f, x: f(x), double=lambda x: 2 * x)
    assert apply(lambda x: double(x) + 1, 3) == 7


def of_the_test(function):
    """The function as one that a test cell defines."""
    function.__module__, function.__qualname__ = "__main__", function.__name__
    return function


def lend(questions, name, function):
    """Bind a name in the notebook to a function of a test's, as `given` does."""
    questions.request("given", Swap({name: of_the_test(function)}))


def readable(thing, seen=()):
    """All that can be read of a function: what it is made of, and what that is made of."""
    names = ("__code__", "__closure__", "__defaults__", "__wrapped__", "func", "pyfunc", "cell_contents", "co_consts")
    parts = [*thing] if isinstance(thing, tuple | list) else [getattr(thing, n) for n in names if hasattr(thing, n)]
    parts = [part for part in parts if not isinstance(part, type) and not any(part is other for other in seen)]
    return [thing, *(found for part in parts for found in readable(part, (*seen, thing)))]


@pytest.mark.parametrize(
    "wrapped", [lambda f: f, lambda f: functools.partial(f, 2), np.vectorize, lambda f: [f], lambda f: lambda x: f(x)]
)
def test_what_is_lent_has_no_code_of_the_tests(questions, wrapped):
    secret = of_the_test(lambda x: 48127 * x)
    assert any(type(part) is int and part == 48127 for part in readable(wrapped(secret)))
    questions.request("given", Swap({"lent": wrapped(secret), "again": secret}))
    for name in ("lent", "again"):
        assert not any(type(part) is int and part == 48127 for part in readable(questions.names[name]))
    (call,) = answer(questions, call=lambda f, x: f(x))
    assert call(secret, 2) == call(lambda x: secret(x), 2) == 96254
    assert answer(questions, use=lambda: questions.names["again"](1))[0]() == 48127


def test_what_is_lent_changes_its_arguments_and_returns_the_very_one_as_it_does_here(questions):
    def shift(array, items, more=None):
        array += 1
        items.append(2)
        more["a"] = items
        return array

    def use():
        array, items, more = np.zeros(2), [1], {}
        came = questions.names["shift"](array, items, more=more)
        return came is array, array.tolist(), items, more

    lend(questions, "shift", shift)
    assert answer(questions, use=use)[0]() == (True, [1, 1], [1, 2], {"a": [1, 2]})


def test_what_is_lent_shows_its_name_and_its_parameters_and_raises_what_it_raises(questions):
    def right(x, scale=48127, *, shift=0):
        """Return a number."""
        raise KeyError("k")

    def look():
        lent = questions.names["right"]
        with pytest.raises(KeyError) as caught:
            lent(1)
        return lent.__name__, lent.__doc__, str(inspect.signature(lent)), caught.value.args

    lend(questions, "right", right)
    shown = ("right", "Return a number.", "(x, scale=Ellipsis, *, shift=Ellipsis)", ("k",))
    assert answer(questions, look=look)[0]() == shown


def test_what_was_taken_back_is_called_no_more(questions):
    (call,) = answer(questions, call=lambda: questions.names["lent"](1))
    with questions.lent():
        lend(questions, "lent", lambda x: x)
        assert call() == 1
    with pytest.raises(RuntimeError, match="taken back"):
        call()


def test_what_is_lent_calls_functions_of_the_students(questions):
    lend(questions, "walk", lambda grad, n: [grad(i) for i in range(n)])
    (walk,) = answer(questions, go=lambda: questions.names["walk"](lambda x: x + 1, 3))
    assert walk() == [1, 2, 3]


def test_a_flood_of_warnings_is_cut_in_number_and_length(questions, monkeypatch):
    forged = wire.encode({"value": 1, "warnings": [["UserWarning", f"{n}" + "x" * 500] for n in range(5000)]}, refer)
    monkeypatch.setattr(student, "encode", lambda *_: forged)
    flood = CallableAnswer(questions, wire.Ref(0, "function", "flood", True))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            flood()
    told = [str(warning.message) for warning in caught if "xxx" in str(warning.message)]
    assert len(told) == MAX_WARNINGS
    assert max(map(len, told)) <= 200


def test_an_answer_that_says_it_is_at_its_end_ends_no_loop_of_the_tests(questions):
    def end(x):
        raise StopIteration

    class Steps:
        def __iter__(self):
            return self

        def __next__(self):
            raise StopIteration

    (end, steps) = answer(questions, end=end, steps=Steps())
    for loop in (lambda: all(map(end, [1])), lambda: list(zip(map(end, [1]), [1], strict=False)), lambda: end(1)):
        with pytest.raises(RuntimeError, match="raised StopIteration"):
            loop()
    assert list(steps) == []


def test_arguments_changed_in_place_are_changed_here(questions):
    def spoil(array, items, table, rng):
        array[0] = 9
        items.append(array)
        table["a"].sort()
        rng.random()

    (spoil,) = answer(questions, spoil=spoil)
    array, items, table, rng = np.zeros(2), [1], {"a": [2, 1]}, np.random.default_rng(0)
    inner = table["a"]
    spoil(array, items, table, rng)
    assert array.tolist() == [9, 0]
    assert items[1].tolist() == [9, 0]
    assert inner == [1, 2]
    assert rng.random() == np.random.default_rng(0).random(2)[1]


def test_an_argument_that_was_not_changed_stays_as_it_is(questions):
    (peek,) = answer(questions, peek=lambda x: x.sum())
    array = np.ones(3)
    array.flags.writeable = False
    assert peek(array) == 3


def test_a_change_of_a_read_only_argument_raises(questions):
    def spoil(x):
        x[0] = 1

    (spoil,) = answer(questions, spoil=spoil)
    array = np.zeros(3)
    array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        spoil(array)


class OwnError(KeyError):
    pass


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (ValueError("no", 3), ValueError, r"\('no', 3\)"),
        (KeyError("k"), KeyError, "^'k'$"),
        (OwnError("k"), KeyError, "k"),
        (ZeroDivisionError(), ZeroDivisionError, "^$"),
        (np.linalg.LinAlgError("singular"), np.linalg.LinAlgError, "singular"),
        (unittest.SkipTest("skip"), Exception, "skip"),
        (UnicodeDecodeError("ascii", b"x", 0, 1, "bad"), RuntimeError, "UnicodeDecodeError"),
        (SyntaxError("bad", ("/etc/passwd", 1, 1, "x")), SyntaxError, "^bad"),
        (SystemExit(3), RuntimeError, "SystemExit"),
        (KeyboardInterrupt(), RuntimeError, "KeyboardInterrupt"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_an_exception_comes_back_as_its_own_type_or_one_that_inherits_from_the_same(questions, error, kind, text):
    def fail():
        raise error

    (fail,) = answer(questions, fail=fail)
    with pytest.raises(kind) as caught:
        fail()
    assert isinstance(caught.value, kind)
    assert not isinstance(caught.value, unittest.SkipTest | SystemExit | KeyboardInterrupt)
    assert re.search(text, str(caught.value))
    assert "in fail" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("error", "text"), [(MemoryError(), "no memory left"), (RuntimeError(), "RuntimeError"), (OSError("so"), "so")]
)
def test_a_value_that_cannot_be_sent_says_why(questions, error, text):
    class Hidden:
        def __getattr__(self, name):
            raise error

    (hide,) = answer(questions, hide=Hidden)
    with pytest.raises(WireError, match=text):
        hide()


def test_what_a_call_prints_and_warns_comes_along(questions, capsys):
    def talk():
        print("out")
        warnings.warn("careful", RuntimeWarning, stacklevel=1)
        return np.log(np.zeros(1))

    (talk,) = answer(questions, talk=talk)
    with pytest.warns(RuntimeWarning, match="careful|divide"):
        talk()
    assert capsys.readouterr() == ("out\n", "")


def test_a_flood_of_printing_is_cut(questions, capsys):
    (flood,) = answer(questions, flood=lambda: print("x" * 10**7))
    for _ in range(10):
        flood()
    assert len(capsys.readouterr().out) <= MAX_PRINTED


def test_a_number_never_given_out_is_no_object(questions):
    forged = CallableAnswer(questions, wire.Ref(123456, "function", "f", True))
    with pytest.raises(LookupError, match="ever given out"):
        forged(1)


def test_a_missing_name_is_told_from_one_that_cannot_be_brought_over(questions):
    questions.names.update(a=1, huge="x" * 2**23)
    found, missing = questions.look_up(["a", "huge", "b"])
    assert found == {"a": 1}
    assert "bytes" in missing["huge"]
    assert "deleted" in missing["b"]


class Liar:
    """Says yes to everything."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__
    __hash__ = None

    def __float__(self):
        return 1.0

    def __array__(self, *args, **kwargs):
        return np.ones(2)


def test_an_object_that_lies_about_equality_is_not_believed(questions):
    liar = answer(questions, f=lambda: Liar())[0]()
    assert not operator.eq(liar, 3)
    assert not operator.eq(3, liar)
    assert liar != np.float64(3)
    assert not np.array_equal(liar, np.ones(2))
    assert [liar] != [3]
    for compare in (
        lambda: abs(liar - 3) < 1,
        lambda: 3 - liar,
        lambda: liar < 3,
        lambda: liar > 3,
    ):
        with pytest.raises(TypeError, match=r"cannot be compared|unsupported"):
            compare()
    with pytest.raises(TypeError):
        np.allclose(liar, 3)
    with pytest.raises(TypeError):
        float(liar)


def test_objects_of_the_students_own_classes_can_be_used(questions):
    class Stack:
        size = 0

        def __init__(self, *items):
            self.items = list(items)

        def push(self, item):
            self.items.append(item)

        def __len__(self):
            return len(self.items)

        def __getitem__(self, index):
            return self.items[index]

        def __add__(self, other):
            return Stack(*self.items, *other.items)

        def __eq__(self, other):
            return self.items == other.items

        def __str__(self):
            return "stack of " + ", ".join(map(str, self.items))

    (kind,) = answer(questions, Stack=Stack)
    stack = kind(1)
    stack.push(2)
    assert isinstance(stack, kind)
    assert not isinstance(3, kind)
    assert len(stack) == 2
    assert stack[1] == 2
    assert list(stack) == [1, 2]
    assert stack.items == [1, 2]
    assert stack + kind(3) == kind(1, 2, 3)
    assert str(stack) == f"{stack}" == "stack of 1, 2"
    with pytest.raises(AttributeError, match="no attribute 'pop'"):
        stack.pop()
    with pytest.raises(IndexError):
        stack[9]


def test_a_generator_of_the_students_is_read_step_by_step(questions):
    (count,) = answer(questions, count=lambda n: (i * i for i in range(n)))
    assert list(count(3)) == [0, 1, 4]


def reads(source, **namespace):
    return cells.names_read(compile(source, "<test>", "exec"), namespace)


def test_the_names_that_a_test_needs_are_those_it_reads_before_it_binds_them():
    assert reads("x = f(y)\nx + z") == ["f", "y", "z"]
    assert reads("def g(a): return a + b.c(d)\ng(1)") == ["b", "d"]
    assert reads("old = f\ndel f\nf = old") == ["f"]
    assert reads("import numpy as np\nnp.sin([i for i in range(n)])") == ["range", "n"]


def test_names_that_a_helper_reads_are_needed_too():
    namespace = {}
    exec("def helper(): return predict(1)", namespace)
    assert set(reads("helper()", **namespace)) == {"helper"}
    assert set(cells.names_read(compile("helper()", "", "exec"), namespace)) == {
        "helper",
        "predict",
    }
