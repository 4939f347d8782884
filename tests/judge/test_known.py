"""What the judge believes of an object and of a value that claims to be more than one."""

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from shortcut import Shortcut

from examiner.errors import WireError
from examiner.judge.folder import WorkingFolder
from examiner.wire import records, values
from examiner.wire.messages import Known


@pytest.fixture
def ask(monkeypatch):
    """Return the values of names that are bound in a notebook, as a test sees them; `known`: fields of the Known."""
    shell = InteractiveShell.instance()
    monkeypatch.setattr(shell, "user_ns", {})

    def look_up(known, **names):
        questions = Shortcut()
        questions.start(Known(**known))
        shell.user_ns.update(names)
        found, missing = questions.look_up(list(names))
        return [found.get(name, missing.get(name)) for name in names]

    return look_up


class Yes:
    def __eq__(self, other):
        return True

    __lt__ = __gt__ = __contains__ = __eq__
    __hash__ = None

    def __rsub__(self, other):
        return 0.0

    def __float__(self):
        return 1.0


def test_an_object_decides_nothing_unless_the_instructors_answer_was_one_in_this_place(ask):
    (strict,) = ask({"kinds": {"f": ["object"], "f() x": ["object"]}}, f=lambda: Yes())
    assert not strict() == 3  # noqa: SIM201
    with pytest.raises(TypeError):
        float(strict())
    (trusting,) = ask({"kinds": {"f": ["object"], "f()": ["object"]}}, f=lambda: Yes())
    assert trusting() == 3
    assert float(trusting()) == 1


def test_an_object_is_refused_where_the_instructors_answer_was_plain(ask):
    (f,) = ask({"kinds": {"f": ["object"], "f()": ["int", "list"]}}, f=lambda: [1, Yes()])
    with pytest.raises(TypeError, match="an object of the type Yes; an int or a list is expected"):
        f()


def test_iterators_and_views_of_python_s_own_are_read_where_a_list_was(ask):
    (f,) = ask({"kinds": {"f": ["object"], "f()": ["list"]}}, f=lambda: {"a": 1}.keys())
    assert list(f()) == ["a"]


@pytest.mark.parametrize(
    "fields",
    [
        ["type", ["builtins.eval"]],
        ["type", ["os.system"]],
        ["type", ["subprocess.Popen"]],
        ["type", ["numpy.load"]],
        ["type", [3]],
        ["dtype", ["O" * 99]],
        ["namedtuple", ["x", ["a b"], [1]]],
        ["namedtuple", ["x", ["a"] * 2000, [1]]],
        ["datetime", ["yesterday", 0, None]],
        ["datetime", ["2024-01-01", 0, "../../etc/passwd"]],
        ["timedelta", ["a"]],
        ["decimal", [3]],
        ["fraction", [1, 0]],
        ["range", [1, 2, 0]],
        ["objects", [[2], [1]]],
        ["records", [[1], {}]],
        ["records", [[1], {"a": 3}]],
        ["sparse", [False, "csr", [2, 2], 1, 2, 3]],
        ["frame", [[["numpy", None, 3]], 1, 2]],
        ["series", [["extension", "object", []], None, None]],
        ["series", [["zoned", ["ns", "x"], 3], None, None]],
        ["index", ["levels", [[], []], None]],
        ["signature", [[["a", "eval", {}]], []]],
        ["nothing", []],
        [["type"], []],
    ],
    ids=str,
)
def test_parts_that_make_no_sense_are_refused(fields):
    name, *rest = fields
    with pytest.raises(Exception) as caught:  # noqa: PT011
        records.build(name, rest[0])
    assert not isinstance(caught.value, MemoryError | RecursionError)


def test_an_instance_of_an_instructors_class_is_made_without_running_code_of_it():
    class Own:
        def __init__(self, x):
            raise RuntimeError

    made = object.__new__(Own)
    made.x = [1, 2]
    data = values.encode(made, None, {"Own": Own})
    back = values.decode(data, None, {"Own": Own})
    assert type(back) is Own
    assert back.x == [1, 2]
    with pytest.raises(WireError, match="not the instructor's"):
        values.decode(data, None, {})


def test_text_of_characters_that_there_are_not_is_refused():
    data = values.encode(np.array(["ab"]), None)
    assert values.decode(data, None).tolist() == ["ab"]
    with pytest.raises(WireError):
        values.decode(data.replace("a".encode("utf-32-le"), b"\xff\xff\xff\xff"), None)


def test_files_of_a_students_are_data_beside_the_instructors_and_never_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "given.csv").write_text("1")
    folder = WorkingFolder()
    bad = [
        "given.csv",
        "numpy.py",
        "a/b.so",
        "../out.txt",
        "/tmp/examiner-out.txt",
        ".a/x.txt",
        "x.pkl",
        "a\0.txt",
        3,
    ]
    folder.take({**dict.fromkeys(bad, b"no"), "sub/out.txt": b"yes", "text.txt": "no bytes"})
    found = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"given.csv": "1", "sub/out.txt": "yes"}
    assert folder.written() == {}
