"""Test cells run outside of the student's process, in a real course graded by real nbgrader."""

import asyncio
import logging
import sys
import time

import nbformat
import pytest
from cells import answer, cell
from jupyter_client import AsyncKernelManager
from nbformat.v4 import new_code_cell

pytestmark = pytest.mark.slow

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "vec": "def vec(x):\n    return 2 * np.asarray(x)",
    "quad": "def quad(x):\n    return double(double(x))",
    "root": ("def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x ** 0.5"),
    "put": "def put(items, array):\n    items.sort()\n    array[0] = 7",
    "w": "w = np.array([1.0, 2.0])\ntable = {'a': (1, 2)}",
    "draw": "import random\ndef draw():\n    return random.random(), np.random.rand()",
    "bag": "class Bag:\n    def __init__(self):\n        self.items = []\n"
    "    def add(self, x):\n        self.items.append(x)",
    "sum": "def sum(x, y):\n    return x + y",
}

TESTS = {
    "double_t": """
assert double(3) == 6
assert near(double(0.5), 1)
expected = 6
print("tested")""",
    "lean_t": "assert expected == 6\nassert double(3) == expected",
    "vec_t": """
x = np.arange(3.0)
assert np.allclose(vec(x), [0, 2, 4])
assert np.array_equal(x, np.arange(3.0))""",
    "quad_t": """
with given(double=lambda x: 2 * x):
    assert quad(1) == 4
    assert double(1) == 2
try:
    with given(double=lambda x: 1 / 0):
        quad(1)
except ZeroDivisionError:
    pass""",
    "again_t": "assert double(2) == 4",
    "root_t": """
try:
    root(-1)
except ValueError as error:
    assert "negative" in str(error)
else:
    raise AssertionError("did not raise")
np.float64(1.5) if root(4) == 2 else 0.0""",
    "put_t": """
items, array = [3, 1], np.zeros(2)
put(items, array)
assert items == [1, 3]
assert array.tolist() == [7, 0]""",
    "w_t": "assert np.allclose(w, [1, 2])\nassert table == {'a': (1, 2)}\nw = 0",
    "draw_t": """
import random
for _ in range(2):
    random.seed(1)
    np.random.seed(1)
    first = draw()
    assert first == (random.Random(1).random(), np.random.RandomState(1).rand()), first""",
    "bag_t": "bag = Bag()\nbag.add(1)\nassert bag.items == [1]",
    "sum_t": "assert sum(1, 2) == 3",
}
POINTS = dict.fromkeys(TESTS, 2.0)
FULL = {**POINTS, "root_t": 1.5}

CELLS = [
    cell("import numpy as np", "imports"),
    cell("def near(a, b):\n    return abs(a - b) < 1e-9", "helper"),
]
for name, source in RIGHT.items():
    CELLS.append(answer(name, source))
    wanted = {"double": ["double_t", "lean_t"], "quad": ["quad_t", "again_t"]}
    CELLS += [cell(TESTS[t].strip(), t, 2) for t in wanted.get(name, [f"{name}_t"])]

WRONG = "\ndef double(x):\n    return 0\n"
LIAR = """
class Liar({base}):
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = lambda self, other: False
    __gt__ = __ge__ = __eq__
    __hash__ = None
    def __sub__(self, other): return 0.0
    __rsub__ = __mul__ = __rmul__ = __sub__
    def __abs__(self): return 0.0
    def __bool__(self): return True
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
def double(x):
    return {make}
"""
STUDENT = "import sys\nm = sys.modules['examiner.wire.student']\n"
ALL = list(TESTS)
DOUBLE = ["double_t", "lean_t", "again_t"]

# what a student writes instead of the right answers, and the tests that it must cost, no less
HOSTILE = {
    "right": ({}, []),
    "wrong": ({"double": WRONG}, DOUBLE),
    "raises in a cell": ({"w": "raise RuntimeError('no')"}, ["w_t"]),
    "an AST transformer that drops asserts": (
        {
            "double": "import ast\nclass T(ast.NodeTransformer):\n"
            "    def visit_Assert(self, node): return ast.Pass()\n"
            "get_ipython().ast_transformers.append(T())" + WRONG
        },
        DOUBLE,
    ),
    "an input transformer": (
        {
            "double": "get_ipython().input_transformers_cleanup.append("
            "lambda lines: [] if any('assert' in x for x in lines) else lines)" + WRONG
        },
        DOUBLE,
    ),
    "patched builtins": (
        {
            "double": "import builtins\nbuiltins.abs = lambda x: 0\n"
            "builtins.AssertionError = builtins.Warning = Exception" + WRONG
        },
        DOUBLE,
    ),
    "patched numpy": (
        {
            "double": "np.allclose = np.array_equal = lambda *a, **k: True",
            "vec": "def vec(x):\n    return 0",
        },
        [*DOUBLE, "vec_t"],
    ),
    "another np and another helper": (
        {"double": "class np:\n    pass\nnear = lambda *a: True" + WRONG},
        [*DOUBLE, "vec_t", "w_t", "draw_t"],
    ),
    "an object that says yes": ({"double": LIAR.format(base="object", make="Liar()")}, DOUBLE),
    "a float that says yes": ({"double": LIAR.format(base="float", make="Liar(0)")}, DOUBLE),
    "an array that says yes": (
        {"double": LIAR.format(base="np.ndarray", make="np.zeros(1).view(Liar)")},
        DOUBLE,
    ),
    "a huge value": ({"double": "def double(x):\n    return [0] * 10**7"}, DOUBLE),
    "a nested value": (
        {"double": "def double(x):\n    y = []\n    for _ in range(10**5): y = [y]\n    return y"},
        DOUBLE,
    ),
    "death in a call": (
        {"vec": "import os\ndef vec(x):\n    os._exit(1)"},
        ["vec_t"],
    ),
    "death in a cell": ({"vec": "import os\nos._exit(1)"}, ["vec_t"]),
    "death in every cell": (dict.fromkeys(RIGHT, "import os\nos._exit(1)"), ALL),
    "an endless call": ({"double": "def double(x):\n    while True: pass"}, DOUBLE),
    "an endless call that swallows interrupts": (
        {
            "vec": "import time\ndef vec(x):\n    while True:\n        try:\n"
            "            while True: time.sleep(0.01)\n        except KeyboardInterrupt: pass"
        },
        ["vec_t"],
    ),
    "an endless cell": ({"double": RIGHT["double"] + "\nwhile True: pass"}, []),
    "an endless cell that swallows interrupts": (
        {
            "vec": "import time\nwhile True:\n    try:\n        while True: time.sleep(0.01)\n"
            "    except KeyboardInterrupt: pass"
        },
        ["vec_t"],
    ),
    "an exit": ({"double": "def double(x):\n    raise SystemExit"}, DOUBLE),
    "replies that say nothing": (
        {"double": STUDENT + "m.answer = lambda data: b'AAAA'"},
        ALL,
    ),
    "a reply too large for the line": (
        {"double": STUDENT + "m.answer = lambda data: b'A' * 150_000_000"},
        ALL,
    ),
    "each reply given again": (
        {
            "double": STUDENT + "old = m.answer\nkept = []\n"
            "def again(data):\n    kept.append(old(data))\n    return kept[0]\n"
            "m.answer = again" + WRONG
        },
        ALL,
    ),
    "a kernel that answers before it is asked": (
        {
            "double": "k = get_ipython().kernel\nold = k.session.send\n"
            "def send(stream, kind, *a, **k):\n"
            "    for _ in range(3 if kind == 'execute_reply' else 0): old(stream, kind, *a, **k)\n"
            "    return old(stream, kind, *a, **k)\n"
            "k.session.send = send" + WRONG
        },
        DOUBLE,
    ),
    "a kernel that sends what is no message": (
        {
            "double": "k = get_ipython().kernel\nk.session.packer = 'json'\n"
            "k.session.pack = lambda x: b'[' * 5000" + WRONG
        },
        DOUBLE,
    ),
    "no side of the wire": (
        {"double": STUDENT + "for name in list(vars(m)): delattr(m, name)" + WRONG},
        ALL,
    ),
    "a line that is closed instead of an answer": (
        {"double": STUDENT + "m.line.send = lambda line, key, data: line.close()"},
        ALL,
    ),
    "a reply that promises more than there is memory": (
        {"double": STUDENT + "m.line.send = lambda line, key, data: line.sendall(m.line.HEADER.pack(key, 1 << 62))"},
        ALL,
    ),
    "half a reply": (
        {
            "double": STUDENT + "pack = m.line.HEADER.pack\n"
            "m.line.send = lambda line, key, data: line.sendall(pack(key, len(data)) + data[:-1])"
        },
        ALL,
    ),
    "each reply sent twice": (
        {
            "double": STUDENT + "old = m.line.send\n"
            "def twice(*frame):\n    old(*frame)\n    old(*frame)\n"
            "m.line.send = twice" + WRONG
        },
        DOUBLE,
    ),
    "all descriptors closed": ({"double": "import os\nos.closerange(3, 256)"}, DOUBLE),
    "a flood in a call": (
        {"double": "def double(x):\n    print('y' * 10**7)\n    return 2 * x"},
        [],
    ),
    "a flood in a cell": (
        {"double": RIGHT["double"] + "\nfor _ in range(300): print('z' * 10**5, flush=True)"},
        [],
    ),
    "text on stderr": (
        {
            "double": "import sys\ndef double(x):\n    print('!', file=sys.stderr)\n"
            "    np.log(np.zeros(1))\n    return 2 * x"
        },
        [],
    ),
    "a number as a module": ({"double": "import math as double"}, DOUBLE),
    "a wrong function with the name of a built-in": (
        {"sum": "def sum(x, y):\n    return 0"},
        ["sum_t"],
    ),
    "no function with the name of a built-in": ({"sum": "1 / 0"}, ["sum_t"]),
    "a credit that is no number": (
        {
            "root": "def root(x):\n    if x < 0: raise ValueError('negative')\n"
            "    class N(float):\n        __eq__ = lambda *a: True\n    return N('nan')"
        },
        ["root_t"],
    ),
}


def names_of(submissions):
    return {f"s{number:02}": key for number, key in enumerate(submissions)}


@pytest.fixture(scope="module")
def course(make_course):
    course = make_course(
        "c.Execute.call_timeout = 1; c.Execute.grace = 1; c.Execute.timeout = 4; c.Execute.wait_timeout = 3"
    )
    course.assign(*CELLS)
    for student, key in names_of(HOSTILE).items():
        course.submit(student, {**RIGHT, **HOSTILE[key][0]})
    start = time.monotonic()
    course.log = course.nbgrade()
    course.seconds = time.monotonic() - start
    course.students = {key: student for student, key in names_of(HOSTILE).items()}
    return course


@pytest.mark.parametrize("key", HOSTILE)
def test_a_trick_earns_what_an_honest_answer_would(course, key):
    expected = {**FULL, **dict.fromkeys(HOSTILE[key][1], 0.0)}
    scores = course.scores(course.students[key])
    assert scores == expected, [course.text(course.students[key], t) for t in TESTS if scores[t] != expected[t]]


def test_a_missing_answer_is_explained(course):
    text = course.text(course.students["raises in a cell"], "w_t")
    assert "NameError" in text
    assert "the cell that should define it raised" in text


@pytest.mark.parametrize(
    ("key", "where", "told"),
    [
        ("death in a call", "vec_t", "the kernel died while running vec"),
        ("death in a cell", "vec", "the kernel died while running vec"),
        ("an endless call that swallows interrupts", "vec_t", "did not stop when it was interrupted"),
        ("an endless cell that swallows interrupts", "vec", "did not stop when it was interrupted"),
        ("death in every cell", "double", "the kernel died while running double"),
    ],
)
def test_a_dead_kernel_is_named_in_the_cell_that_ended_it(course, key, where, told):
    assert told in course.text(course.students[key], where)


def test_a_call_that_took_too_long_says_so(course):
    text = course.text(course.students["an endless call"], "double_t")
    assert "double took more than 1 s of CPU time and was stopped" in text


def test_a_traceback_of_the_students_is_shown_with_its_cell(make_course, course):
    text = course.text(course.students["an exit"], "double_t")
    assert "Cell In[" in text
    assert "in double" in text
    assert "examiner" not in text


def test_what_a_student_prints_is_shown_and_cut(course):
    text = course.text(course.students["a flood in a call"], "double_t")
    assert "yyy" in text
    assert len(text) < 200_000
    assert len(course.text(course.students["a flood in a cell"], "double")) < 6_000_000


def test_the_text_of_a_partial_credit_is_a_plain_number(course):
    outputs = course.outputs(course.students["right"], "root_t")
    assert outputs[-1].data["text/plain"] == "1.5"


def test_hidden_tests_are_not_beside_the_notebook_while_it_runs(make_course):
    course = make_course()
    course.assign(
        answer("files", "files = ['data.txt']"),
        cell("assert files == ['data.txt', 'own.csv'], files", "files_t", 1),
        cell("import os\nassert sorted(os.listdir()) == ['data.txt']", "judge_t", 1),
        cell("import numpy as np\nnp.ones(1)\nassert np.ones(1) == 1", "numpy_t", 1),
    )
    (course.root / "source/ps/data.txt").write_text("1")
    folder = course.submit("eve", {"files": "import os\nfiles = sorted(f for f in os.listdir() if f[0] != '.')"}).parent
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("c.Execute.extra_files = {'ps': ['*.csv', '*.py', 'numpy/*']}\n")
    (folder / "own.csv").write_text("2")
    (folder / "secret.txt").write_text("3")
    (folder / "sitecustomize.py").write_text("raise SystemExit")
    (folder / "random.py").write_text("raise SystemExit")
    (folder / ".ipython/profile_default/startup").mkdir(parents=True)
    (folder / ".ipython/profile_default/startup/00-x.py").write_text("open('started', 'w').close()")
    (folder / "numpy").mkdir()
    (folder / "numpy/__init__.py").write_text("raise SystemExit")
    (folder / "link.csv").symlink_to("/etc/passwd")
    course.nbgrade()
    assert course.scores("eve") == {"files_t": 1, "judge_t": 1, "numpy_t": 1}


def test_a_notebook_that_cannot_be_graded_does_not_stop_the_others(make_course):
    course = make_course()
    course.assign(answer("a", "a = 1"), cell("assert a == 1", "a_t", 1))
    course.write("submitted/bad/ps", "nb", b'{"cells": [')
    content = nbformat.read(course.submit("old", {"a": "a = 1"}), 4)
    content.cells[0].metadata.nbgrader.schema_version = 1
    course.write("submitted/old/ps", "nb", content)
    course.submit("zoe", {"a": "a = 1"})
    log = course.nbgrade(code=1)
    assert "not JSON" in log
    assert course.scores("zoe") == course.scores("old") == {"a_t": 1}


def test_a_test_that_never_ends_costs_its_own_points(make_course):
    course = make_course("c.Execute.timeout = 5")
    stubborn = "while True:\n    try:\n        while True: f()\n    except BaseException: pass"
    course.assign(
        answer("f", "def f():\n    return 1"),
        cell("while True: pass", "loop_t", 1),
        cell(stubborn, "stubborn_t", 1),
        cell("assert f() == 1", "f_t", 1),
    )
    course.submit("zoe", {"f": "def f():\n    return 1"})
    course.nbgrade()
    assert course.scores("zoe") == {"loop_t": 0, "stubborn_t": 0, "f_t": 1}, course.text("zoe", "f_t")


def test_a_cell_whose_end_is_lost_in_its_own_flood_costs_no_later_points(make_course):
    course = make_course("c.Execute.timeout = 2; c.Execute.iopub_timeout = 2")
    course.assign(
        answer("flood", "pass"),
        answer("silence", "pass"),
        answer("f", "def f():\n    return 1"),
        cell("assert f() == 1", "f_t", 1),
    )
    # What a full queue does by chance: the kernel's word that it is free again is lost.
    mute = "kernel = get_ipython().kernel\nkernel._publish_status = lambda *a, **k: None\n"
    restore = "\ndel kernel._publish_status"
    endless = "from IPython.display import display\nwhile True:\n    display(1)"
    course.submit("ivy", {"flood": mute + endless, "silence": "1" + restore, "f": "def f():\n    return 1"})
    course.nbgrade()
    assert course.scores("ivy") == {"f_t": 1}, course.text("ivy", "f_t")
    assert "too much of it" in course.text("ivy", "flood")
    assert "CellTimeoutError" in course.text("ivy", "flood")


def test_an_interrupt_that_comes_late_does_not_end_a_kernel_that_is_free():
    from examiner.sandbox.clock import Clock, Deadline
    from examiner.submission.student_kernel import Student, bounded_client, wait_until_ready

    async def stopped():
        manager = AsyncKernelManager()
        await manager.start_kernel()
        client = bounded_client(manager)
        try:
            await wait_until_ready(manager, client, 60)
            student = Student(manager, client, grace=10, log=logging.getLogger("test"))
            student.clock = Clock(manager.provisioner.pid)
            # A kernel waits for a moment before it replies: here for a long one, into which the interrupt falls.
            await student.reply_to(client.execute("get_ipython().kernel._execute_sleep = 0.3"), Deadline(600, "set"))
            interrupt = manager.interrupt_kernel

            async def late():
                asyncio.get_running_loop().call_later(0.15, lambda: asyncio.ensure_future(interrupt()))

            manager.interrupt_kernel = late
            verdict = await student.stop("f")
            return verdict.status, student.ended
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    assert asyncio.run(stopped()) == ("late", None)


def test_outputs_of_a_student_hold_nothing_but_text():
    from examiner.notebook.outputs import tidy

    dirty = new_code_cell("1", execution_count=None)
    dirty.execution_count = "<script>"
    picture = {"image/png": {"width": "1 onerror=alert(1)", "height": 3, "alt": 'loss "2" <b>& 1</b>'}}
    dirty.outputs = [
        nbformat.from_dict(o)
        for o in [
            {"output_type": "stream", "name": "x", "text": "\ud800"},
            {"output_type": "display_data", "data": {"image/png": "aa"}, "metadata": picture},
            {"output_type": "display_data", "data": {"application/json": {}}, "metadata": {}},
            {"output_type": "error", "ename": 1, "evalue": [], "traceback": [{}]},
            {"output_type": "other"},
        ]
    ]
    tidy(dirty)
    assert dirty.execution_count is None
    assert [o.output_type for o in dirty.outputs] == ["stream", "display_data", "error"]
    assert dirty.outputs[0].text == "?"
    assert dirty.outputs[1].metadata == {"image/png": {"height": 3, "alt": "loss 2 b 1/b"}}


def test_graders_see_no_script_of_a_student(make_course):
    course = make_course()
    course.assign(
        answer("a", "a = 1"),
        cell("assert a == 1", "a_t", 1),
        cell("Why?", "essay", 1, answer=True, kind="markdown"),
    )
    bad = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    code = f"""
from IPython.display import display
def show(kind, text, **metadata):
    display({{kind: text, "text/plain": ""}}, raw=True, metadata={{kind: metadata}})
for kind in ("text/html", "text/markdown", "image/svg+xml", "text/latex",
             "application/javascript", "text/vnd.mermaid",
             "application/vnd.jupyter.widget-view+json"):
    show(kind, {bad!r})
show("text/html", {bad!r}, isolated=True)
show("image/png", "x' onerror=alert(1) {bad}", width="1 onerror=alert(1)", alt="{bad}")
print({bad!r})
raise ValueError({bad!r})"""
    course.submit("eve", {"a": code, "essay": bad + "\n\n# Title\n\n[x](javascript:alert(1))"})
    course.nbgrade()
    course.run("nbgrader", "generate_feedback", "ps")
    page = course.page("eve")
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "html.parser")
    body = soup.find("body")
    assert not body.find_all(["script", "iframe", "svg", "object", "embed", "form", "style"])
    assert not [
        (tag.name, name)
        for tag in body.find_all(True)
        for name, value in tag.attrs.items()
        if name.startswith("on") or "javascript:" in str(value)
    ]
    assert soup.find("h1", string=lambda text: text and "Title" in text) or "Title" in body.text


FORMGRADER = """
import asyncio, os
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
import examiner

async def press_the_button():
    config = Config()
    examiner.configure(config)
    return NbGraderAPI(CourseDirectory(root=os.getcwd()), config=config).autograde("ps", "zoe")

print(asyncio.run(press_the_button()))
"""


def test_formgraders_button_goes_the_same_way(make_course):
    course = make_course()
    course.assign(
        answer("f", "def f():\n    return 1"),
        cell("from descent.check import given\nwith given(f=lambda: 2):\n    pass", "given_t", 1),
        cell("assert f() == 1", "f_t", 1),
    )
    package = course.root / "source/ps/descent"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "check.py").write_text("given = None")
    course.submit("zoe", {"f": "def f():\n    return 1"})
    done = course.run(sys.executable, "-c", FORMGRADER)
    assert "'success': True" in done.stdout, done.stdout + done.stderr
    assert course.scores("zoe") == {"given_t": 1, "f_t": 1}


def test_where_the_instructors_imports_fail_nothing_is_graded_and_it_is_said(make_course):
    course = make_course()
    course.assign(cell("import no_such_module", "imports"), answer("a", "a = 1"), cell("assert a == 1", "a_t", 1))
    course.submit("ada", {"a": "a = 1"})
    log = course.nbgrade(code=1)
    assert "a locked cell of imports failed" in log
    assert "no_such_module" in log
    assert not (course.root / "autograded/ada/ps/nb.ipynb").exists()


def test_without_a_safe_sandbox_grading_stops_unless_told_in_so_many_words(monkeypatch):
    from examiner.sandbox import doctor
    from examiner.sandbox.confine import SandboxError

    lost = doctor.Protection("landlock", False, "the files", "use a newer Linux")
    monkeypatch.setattr(doctor, "protections", lambda: [lost])
    with pytest.raises(SandboxError, match=r"landlock missing.*examiner doctor.*--unsafe"):
        doctor.sandbox_walls(unsafe=False)
    assert doctor.sandbox_walls(unsafe=True) == frozenset()


def test_the_outputs_of_all_cells_have_a_bound_together(make_course):
    course = make_course("c.Execute.max_notebook_output_bytes = 1_000_000\nc.Execute.max_output_bytes = 300_000")
    course.assign(answer("f", "def f():\n    return 1"), cell("assert f() == 1", "f_t", 1))
    print_much = [new_code_cell("print('x' * 250_000)") for _ in range(12)]

    def more(nb):
        nb.cells = [*print_much, *nb.cells]
        return nb

    course.submit("ivy", edit=more)
    course.submit("ann", {"f": "def f():\n    return 1"})
    course.nbgrade()
    assert (course.root / "autograded/ivy/ps/nb.ipynb").stat().st_size < 1_100_000
    cut = [c for c in course.graded("ivy").cells if "too much of it" in str(c.get("outputs"))]
    assert len(cut) == 9
    assert course.scores("ann") == {"f_t": 1}
