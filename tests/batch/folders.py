"""Submission folders as few students make them: made up by chance, the same for the same seed."""

import contextlib
import json
import os
import socket
from pathlib import Path

THAI = "นักเรียนที่มีชื่อยาวมากเป็นพิเศษสำหรับสอบ"[:37]
STUDENTS = [
    *("mia", "o'neil", "Zoë Ångström", "50%", "%2F", "-rf", "~", "*", "[a-z]", "a\\b", "con", "{student_id}", "%s"),
    *("=1+1", "+cmd|' !A0", "@SUM(1)", "-2+3", "\t=1", "\r=1", "[bold red]mia[]", "\x1b[2J\x1b]0;title\x07"),
    *("mia\ngraded     eve", "\u202egnp.exe"),
    *(THAI, "x" * 127, "x" * 200, "é" * 120, ".git", "__MACOSX", ".hidden", "😀" * 40),
    os.fsdecode(b"Jos\xe9"),
    os.fsdecode(b"\xff\xfe"),
]
TIMES = [
    *(b"", b"\n", b"2024-01-31 10:00:00 UTC", b"2024-01-31 10:00:00 +0100", b"2024-01-31 10:00:00 Europe/Berlin"),
    *(b"yesterday evening", b"\xff\xfe2\x000\x00", b"0001-01-01 00:00:00 +9999", b"2024-01-01 10:00:00 /etc/passwd"),
    *(b"9999-12-31 23:59:59 -9999", b"2024-13-45", b"now", b"1e400", b"9" * 50_000, b"2024-01-01 10:00:00 ../../x"),
    *(b"\x00" * 20, b"2024-01-01\n2025-01-01", b"12 " * 30, b"2024-01-01 10:00:00 :/dev/zero"),
]
DATES = (b"", b"\n", *TIMES[2:5])
NAMES = [
    *("notes.txt", "own.csv", "a b.csv", "random.py", "data", "data/points.csv/x", "data/more.csv", "venv/bin/python"),
    *(
        "=1.csv",
        "\x1b[31m.csv",
        "new\nline.csv",
        "x" * 250,
        "y" * 200 + "/" + "z" * 250 + "/" + "u" * 200,
        "nb.ipynb/x",
    ),
    *(
        "other.ipynb",
        "other.ipynb/y.csv",
        ".ipynb_checkpoints/nb-checkpoint.ipynb",
        ".ipython/startup/00-x.py",
        "nb.html",
    ),
    *(
        "__pycache__/x.pyc",
        "feedback/nb.html",
        "/".join("abcdefghij" * 6),
        ".nfs0000000001",
        "result.json",
        "gradebook.db",
    ),
    os.fsdecode(b"caf\xe9.csv"),
]


def notebook_bytes(chance, right):
    """Return the bytes of a file that ought to be a notebook, and whether it is graded: None for what may be either."""
    good = json.loads(right)
    code = [cell for cell in good["cells"] if cell["cell_type"] == "code"]
    kinds = [
        lambda: (right, True),
        lambda: (right[: chance.randrange(len(right) - 1)], False),
        lambda: (b"", False),
        lambda: (right.decode().encode("utf-16"), False),
        lambda: (right.replace(b"double", b"d\xe9"), False),
        lambda: (b"\xef\xbb\xbf" + right, True),
        lambda: (b"[" * chance.randrange(10**5), False),
        lambda: (b"%s" % chance.randbytes(chance.randrange(1, 1000)), False),
        lambda: (right.replace(b'"nbformat": 4', b'"nbformat": 3'), False),
        lambda: (json.dumps(good | {"metadata": chance.choice([None, 3, [], {"kernelspec": 1}])}).encode(), True),
    ]

    def outputs():
        code[-1]["outputs"] = chance.choice(
            [None, 3, "x", [{}], [{"output_type": "x"}], [[[[[]]]]], {"a": float("nan")}]
        )
        return json.dumps(good).encode(), True

    def ids():
        for cell in good["cells"]:
            cell["id"] = chance.choice(["same", "", 3, None, "<b>", "x" * 200])
        return json.dumps(good).encode(), True

    def grade_ids():
        for cell in good["cells"]:
            cell["metadata"]["nbgrader"] = chance.choice([None, 3, {"grade_id": 3}, {"grade_id": "\x1b[2J"}])
        return json.dumps(good).encode(), None

    return chance.choice([*kinds, outputs, ids, grade_ids])()


def put_notebook(chance, folder, right):
    """Put something in the place of the notebook; return whether it is graded, None for what may be either."""
    path, kind = folder / "nb.ipynb", chance.randrange(14)
    if kind == 0:
        path.symlink_to(chance.choice(["nowhere", "nb.ipynb", "/etc/passwd", "../../ann/ps/nb.ipynb"]))
    elif kind == 1:
        path.mkdir()
    elif kind == 2:
        os.mkfifo(path)
    elif kind == 3:
        put_socket(path)
    elif kind > 4:
        data, graded = notebook_bytes(chance, right)
        path.write_bytes(data)
        return graded
    return False


def put_socket(path):
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as made:  # a path too long
        made.bind(str(path))


def put_something(chance, path):
    """Put a file, a link, a pipe, a socket, a folder or a crowd at a path, if it can be had at all."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path):  # a pipe, for one, into which nobody writes for ever
            return
        kind = chance.randrange(9)
        if kind == 0:
            path.symlink_to(chance.choice(["/etc/passwd", "nowhere", path.name, "..", "/", "/dev/zero", "../../.."]))
        elif kind == 1:
            os.mkfifo(path)
        elif kind == 2:
            put_socket(path)
        elif kind == 3:
            path.mkdir()
        elif kind == 4:
            path.mkdir()
            for number in range(chance.choice([3, 600])):
                (path / f"{number}.txt").touch()
        elif kind == 5:
            path.write_bytes(chance.randbytes(chance.choice([0, 10, 200_000])))
            path.chmod(chance.choice([0o000, 0o444, 0o777]))
        else:
            path.write_bytes(chance.randbytes(chance.randrange(50)))


def put_submission(chance, root, right):
    """Make a submission below `root`; return its folder, and whether it is graded, None for what may be either."""
    folder = root / chance.choice(STUDENTS) / "ps"
    folder.mkdir(parents=True)
    graded = put_notebook(chance, folder, right) if chance.random() < 0.7 else None
    if graded is None:
        folder.joinpath("nb.ipynb").write_bytes(right)
        graded = True
    if chance.random() < 0.5:
        data = chance.choice(TIMES)
        if chance.random() < 0.2:
            put_something(chance, folder / "timestamp.txt")
            graded = None
        else:
            (folder / "timestamp.txt").write_bytes(data)
            graded = graded if data in DATES else False
    for _ in range(chance.randrange(6)):
        put_something(chance, folder / chance.choice(NAMES))
    student = folder.parent.name
    if student.startswith(".") or student == "__MACOSX":
        graded = False
    return folder, graded if is_name(student) else False


def is_name(student):
    """Return whether a gradebook can hold the name."""
    try:
        return bool(student.encode()) and len(student) <= 128
    except UnicodeEncodeError:
        return False


MADE = [
    *(
        "nb.ipynb/x",
        "timestamp.txt/x",
        "timestamp.txt",
        "nb.ipynb",
        "../out",
        "/tmp/out",
        "a\0b",
        "x" * 300,
        "own/made.csv",
    ),
    *(
        "own.csv",
        "data",
        "data/points.csv",
        "data/points.csv/x",
        ".hidden/x",
        "",
        ".",
        "a/../../b",
        "\ud800",
        "\x1b[2J",
        3,
    ),
]


def made(chance):
    """Return what a student's process says are the files that the notebook made."""
    kind = chance.randrange(4)
    if kind == 0:
        return {f"{number}.txt": b"" for number in range(3000)}
    if kind == 1:
        return chance.choice([None, [], 3, "x"])
    return {name: chance.choice([b"made", b"", "text", None]) for name in chance.sample(MADE, 5)}


LOCKS = [b"", b"{", b"[]", b'{"pid": 1}', b"\xff", b'{"folder": 3}']
RESULTS = [b"", b"{", b'{"student": "ann"', b"[]", b"null", b'{"student": 3}', b"\xff", b"{}", b'"x"']


def damage(chance, autograded):
    """Leave in the examiner's own folder, and in the students', what an interrupted run or a person may have left."""
    state = autograded / ".examiner"
    for name in ("partial", "complete", "replaced", "graded"):
        (state / "ps.state" / name).mkdir(parents=True, exist_ok=True)
    kinds = [
        lambda: left_complete(chance, state / "ps.state/complete/ann"),
        lambda: left_complete(chance, state / "ps.state/complete/mia"),
        lambda: (state / f"ps.state/{chance.choice(['partial', 'complete', 'replaced'])}/.nfs0001").write_text("x"),
        lambda: (state / "ps.state/partial/ann").mkdir(),
        lambda: (state / "ps.state/partial/zed").write_text("x"),
        lambda: (state / "ps.state/complete/zed").write_text("x"),
        lambda: (state / "lock").write_bytes(
            chance.choice([b"", b"{", b"[]", b'{"pid": 1}', b"\xff", b'{"folder": 3}'])
        ),
        lambda: (state / "lock").mkdir(),
        lambda: ((state / "ps.state/graded").rmdir(), (state / "ps.state/graded").write_text("x")),
        lambda: (state / "ps.state/graded/ann").mkdir(),
        lambda: (state / "ps.state/graded/ann").write_bytes(b"\xff\xfe"),
        lambda: (autograded / "ann").write_text("a file"),
        lambda: ((autograded / "zed").mkdir(), (autograded / "zed/ps").symlink_to("nowhere")),
        lambda: ((autograded / "zed").mkdir(), (autograded / "zed/ps").write_text("x")),
    ]
    chosen = chance.randrange(len(kinds))
    kinds[chosen]()
    return "ann" if chosen == 11 else None


def left_complete(chance, folder):
    """Leave a complete folder with a result that cannot be used, of a cell that has another name by now for one."""
    (folder / "files").mkdir(parents=True)
    older = {
        "student": "ann",
        "fingerprint": "x",
        "scores": {"nb": {"no_such_cell": 1}},
        "comments": {},
        "timestamp": None,
    }
    results = [*RESULTS, json.dumps(older).encode(), json.dumps(older | {"scores": {"nb": 3}}).encode()]
    if chance.random() < 0.9:
        Path(folder, "result.json").write_bytes(chance.choice(results))
