"""The same notebook gets the same points, comments and reasons, whatever else the machine does."""

import signal
import time
from contextlib import suppress

import psutil
import pytest
from busy import bank_class, busy, differences, grade, outcome
from cells import answer, cell
from courses import bare_course, lab_course
from nbformat.v4 import new_code_cell

pytestmark = pytest.mark.slow

LAB = "mlp_backprop"
NUMBER, OTHERS = 20, 24
FREEZE = 10

# What a student may add to the last exercise but one, whose own tests come after.
PLOTS = """
import matplotlib.pyplot as plt
for number in range(12):
    plt.figure()
    plt.imshow(np.random.default_rng(number).random((200, 200)))
    plt.show()
"""
EXTRA = {
    "plots": PLOTS,
    "hungry": "import numpy as np\nhoard = [np.ones(10**7) for _ in range(1000)]",
    "loops": "while True:\n    pass",
    "sleeps": "import time\ntime.sleep(10**9)",
    "ignores": "while True:\n    try:\n        while True: sum(range(9))\n    except KeyboardInterrupt:\n        pass",
    "dies": "import os\nos._exit(1)",
    "leaves_a_thread": "import threading\n"
    "def spin():\n    while True: pass\n"
    "threading.Thread(target=spin, daemon=True).start()",
}


@pytest.fixture(scope="module")
def class_on_a_lab(tmp_path_factory):
    """A class on the slowest lab: right answers and wrong ones, some of which never end, and those of EXTRA."""
    course = lab_course(tmp_path_factory.mktemp("steady") / "course", LAB, config="c.Execute.wait_timeout = 5")
    students = bank_class(course, LAB)
    right = [students[f"right{number:02}"] for number in range(4)]
    wrong = [students[f"wrong{number:02}"] for number in range(NUMBER - len(right) - len(EXTRA))]
    for number, notebook in enumerate([*right, *wrong]):
        course.submit_lab(f"student{number:02}", notebook, LAB)
    for number, (name, source) in enumerate(EXTRA.items()):
        notebook = students[f"right{number % 4:02}"].copy()
        middle = len(notebook.cells) // 2
        notebook.cells = [*notebook.cells[:middle], new_code_cell(source), *notebook.cells[middle:]]
        course.submit_lab(name, notebook, LAB)
    return course


@pytest.mark.alone
@pytest.mark.by_hand
def test_a_class_on_the_slowest_lab_gets_the_same_with_24_busy_processes_beside_it(class_on_a_lab, request):
    quiet = same_with_others_beside(class_on_a_lab, LAB, LAB, request.config.getoption("--times"))
    assert sum(bool(found["ended"]) for found in quiet.values()) >= 4


def same_with_others_beside(course, assignment, name, times):
    """Assert that a class of NUMBER gets the same in so many runs with nothing beside and with OTHERS; return that."""
    quiet = outcome(course, assignment, grade(course, assignment, "--no-pictures"), name)
    assert len(quiet) == NUMBER
    for _ in range(times - 1):
        again = outcome(course, assignment, grade(course, assignment, "--no-pictures"), name)
        assert not differences(quiet, again)
    with busy(OTHERS):
        for _ in range(times):  # more jobs get more of the machine: each kernel is a session of its own
            said = grade(course, assignment, "--no-pictures", "--jobs", "16")
            assert not differences(quiet, outcome(course, assignment, said, name))
    return quiet


WORKS = "def work():\n    for _ in range(3 * 10**8):\n        pass\n    return 1"
FROZEN = [answer("work", WORKS), answer("begun", "begun = work()"), cell("assert begun == 1", "begun_t", 1)]


def kernel_of(run):
    """Return the kernel of a student that a run has started, None if there is none: what its warm parent's child, the
    guard, has forked.
    """
    for process in psutil.Process(run.pid).children(recursive=True):
        with suppress(psutil.Error, AttributeError):
            if "student" in process.parent().parent().cmdline():
                return process
    return None


def test_a_kernel_that_is_frozen_for_10_seconds_in_a_cell_gets_the_same_points(tmp_path):
    course = bare_course(tmp_path / "course", "c.Execute.timeout = 9\nc.Execute.wait_timeout = 3")
    course.assign(*FROZEN)
    course.submit("ada", {"work": WORKS, "begun": "begun = work()"})
    run = course.start_autograde()
    while not (kernel := kernel_of(run)) or sum(kernel.cpu_times()[:2]) < 1:
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    kernel.send_signal(signal.SIGSTOP)
    time.sleep(FREEZE)
    kernel.send_signal(signal.SIGCONT)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    assert "Ended early" not in said
    assert course.scores("ada") == {"begun_t": 1}


BAD = {
    "sleeps": ("import time\ndef f():\n    time.sleep(10**9)", "f waited for more than 3 s"),
    "sleeps_in_the_cell": ("import time\ntime.sleep(10**9)", "f waited for more than 3 s"),
    "reads": ("def f():\n    return input()", ""),
    "deadlock": (
        "import threading\ndef f():\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()",
        "f waited for more than 3 s",
    ),
    "fork_bomb": ("import os\ndef f():\n    while True:\n        os.fork()", ""),
    "thread_bomb": (
        "import threading, time\ndef f():\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=(10**9,), daemon=True).start()",
        "",
    ),
    "loops": ("def f():\n    while True: pass", "f took more than 1 s of CPU time"),
    "loops_in_a_thread": (
        "import threading\ndef spin():\n    while True: pass\n"
        "def f():\n    thread = threading.Thread(target=spin)\n    thread.start()\n    thread.join()",
        "f took more than 1 s of CPU time",
    ),
    "leaves_a_thread": (
        "import threading\ndef spin():\n    while True: pass\n"
        "threading.Thread(target=spin, daemon=True).start()\ndef f():\n    return 0",
        "1 thread that it started went on after its end",
    ),
    "ignores_interrupts": (
        "def f():\n    while True:\n        try:\n            while True: sum(range(9))\n"
        "        except KeyboardInterrupt: pass",
        "did not stop when it was interrupted",
    ),
    "ignores_interrupts_in_the_cell": (
        "while True:\n    try:\n        while True: sum(range(9))\n    except KeyboardInterrupt: pass",
        "did not stop when it was interrupted",
    ),
    "exits": ("import os\ndef f():\n    os._exit(0)", "the kernel died while running f"),
}
ORDINARY = {
    "right": "def f():\n    return 1",
    "wrong": "def f():\n    return 2",
    "blank": "def f():\n    raise NotImplementedError",
    "misspelt": "def g():\n    return 1",
    "not_python": "def f(:\n    return 1",
    "slow": "def f():\n    return len([sum(range(10**5)) for _ in range(60)]) // 60",
    "plots": f"{PLOTS}\ndef f():\n    return 1",
    "hungry": "def f():\n    return len([bytes(10**8) for _ in range(10**4)])",
}
LIMITS = "c.Execute.timeout = 3; c.Execute.call_timeout = 1; c.Execute.wait_timeout = 3; c.Execute.grace = 1"


@pytest.fixture(scope="module")
def bad(make_course):
    course = make_course(LIMITS)
    course.assign(
        answer("before", "before = 1"),
        answer("f", "def f():\n    return 1"),
        cell("assert f() == 1", "f_t", 1),
        cell("assert f() == 1", "f_again_t", 1),
        cell("assert before == 1", "before_t", 1),
        answer("after", "after = 1"),
        cell("assert after == 1", "after_t", 1),
    )
    for student, source in (ORDINARY | {student: source for student, (source, _) in BAD.items()}).items():
        course.submit(student, {"before": "before = 1", "f": source, "after": "after = 1"})
    course.said = course.autograde("--jobs", "2")
    return course


@pytest.mark.parametrize("student", BAD)
def test_bad_code_costs_its_own_points_and_is_named(bad, student):
    assert bad.scores(student) == {"f_t": 0, "f_again_t": 0, "before_t": 1, "after_t": 1}
    told = BAD[student][1]
    if told:
        (line, *_) = [line for line in bad.said.splitlines() if line.startswith(f"  {student}: f")]
        assert told in line
        assert told in (bad.root / "autograde.log").read_text()
        assert told in "".join(bad.text(student, name) for name in ("f", "f_t"))


@pytest.mark.alone
@pytest.mark.by_hand
def test_a_class_of_20_gets_the_same_with_24_busy_processes_beside_it(bad, request):
    quiet = same_with_others_beside(bad, "ps", "nb", request.config.getoption("--times"))
    of_f = {student: [quiet[student]["points"][name] for name in ("f_t", "f_again_t")] for student in ORDINARY}
    assert {student for student, points in of_f.items() if points == [1, 1]} == {"right", "slow", "plots"}
    assert all(sum(points) == 0 for student, points in of_f.items() if student not in ("right", "slow", "plots"))


def test_a_function_that_never_ends_is_tried_twice_and_then_not_again(make_course):
    course = make_course(LIMITS)
    course.assign(
        answer("f", "def f(x):\n    return x"), *[cell(f"assert f({x}) == {x}", f"f{x}", 1) for x in range(6)]
    )
    course.submit("loops", {"f": "def f(x):\n    while True: pass"})
    course.submit("loops_on_0", {"f": "def f(x):\n    while x == 0: pass\n    return x"})
    course.autograde()
    assert course.scores("loops") == {f"f{x}": 0 for x in range(6)}
    assert course.scores("loops_on_0") == {f"f{x}": x > 0 for x in range(6)}
    assert "f took more than 1 s of CPU time and was stopped" in course.text("loops", "f0")
    assert "f took more than 0.25 s of CPU time and was stopped" in course.text("loops", "f1")
    for x in range(2, 6):
        assert "f was not called again: f took more than 1 s" in course.text("loops", f"f{x}")
