"""The judge behind its walls: what tests need is there, and what they read cannot take all of the memory."""

import os
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from cells import answer, cell
from courses import bare_course

from examiner.batch import cluster
from examiner.sandbox import memory
from examiner.submission import grade

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are for Linux")
MiB = 1 << 20

LOOK = """
import os, socket, tempfile, threading
import beside, descent
assert (beside.TWO, open("data.txt").read(), open(".secret").read()) == (2, "3", "4")
if {cold}:
    import course_package
with open("mine.txt", "w") as file, tempfile.NamedTemporaryFile() as other:
    file.write("5")
thread = threading.Thread(target=os.listdir)
thread.start()
thread.join()
assert os.getuid() != 0 and os.path.expanduser("~") == os.environ["HOME"] != {home!r}
for action in (lambda: open({gradebook!r}), lambda: open("/etc/passwd"), lambda: os.listdir("/"), os.fork,
               lambda: open({package!r}, "w"), lambda: socket.create_connection(("127.0.0.1", 9), 1)):
    try:
        action()
    except OSError:
        continue
    raise AssertionError("possible")
""".strip()
BIG = """
import numpy as np
class Endless:
    def __iter__(self):
        while True:
            yield np.ones(4_000_000)
def big():
    return Endless()
def pieces():
    return np.ones(4_000_000)
def small():
    return [1, 2]
"""
# Each holds 32 MB more in each round.
HELD = "held = []\nfor number in range(40):\n    held.append(pieces())\nassert held"


@pytest.fixture(scope="module", params=["nbgrader autograde", "examiner autograde"])
def course(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("walls") / "course"
    package = tmp_path_factory.mktemp("packages") / "course_package.py"
    package.parent.chmod(0o755)
    package.write_text("")
    # The tests take more memory than the judge has, also with the instructor's answers.
    config = f"c.Execute.test_memory = {200 * MiB}\nc.Execute.call_timeout = 5\nc.Execute.inside = 'never'"
    cold = request.param == "nbgrader autograde"
    if cold:  # a warm judge has the packages that are installed
        config += f"\nimport os\nos.environ['PYTHONPATH'] = {str(package.parent)!r}"
    course = bare_course(root, config)
    look = LOOK.format(home=str(root.parent), gradebook=str(root / "gradebook.db"), package=str(package), cold=cold)
    course.assign(
        answer("big", BIG),
        cell(look if os.geteuid() == 0 else look.replace("os.getuid() != 0 and ", ""), "look_t", 1),
        cell(HELD, "held_t", 1),
        cell("assert small() == [1, 2]", "small_t", 1),
        cell("held = []\nfor value in big():\n    held.append(value)", "iterated_t", 1),
        cell("assert small() == [1, 2] and pieces().sum() == 4_000_000", "again_t", 1),
    )
    for name, text in {"data.txt": "3", ".secret": "4", "beside.py": "TWO = 2"}.items():
        (root / "source/ps" / name).write_text(text)
    course.submit("ada", {"big": BIG})
    course.nbgrade() if cold else course.autograde("--anyway")
    return course


@pytest.mark.slow
def test_tests_have_their_packages_files_and_a_folder_and_nothing_else(course):
    assert course.scores("ada")["look_t"] == 1, course.text("ada", "look_t")


@pytest.mark.parametrize("test", ["held_t", "iterated_t"])
def test_a_test_that_is_out_of_memory_costs_its_points_and_says_so(test, course):
    scores = course.scores("ada")
    assert (scores[test], scores["small_t"], scores["again_t"]) == (0, 1, 1)
    assert "the tests have no memory left" in course.text("ada", test)


def taken(more, size):
    """Return what becomes of a process that is limited to `more` bytes and takes `size` in pieces."""
    child = os.fork()
    if not child:
        status = 1
        try:
            memory.limit(more)
            pieces = [bytearray(MiB) for _ in range(size // MiB)]
            status = 0 if pieces else 1
        except MemoryError:
            status = 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_process_takes_what_it_may_and_no_more():
    assert taken(100 * MiB, 50 * MiB) == 0
    assert taken(100 * MiB, 200 * MiB) == 2


def limits():
    return resource.getrlimit(resource.RLIMIT_DATA)


def test_who_does_other_things_too_is_limited_only_while_it_grades():
    before = limits()
    with memory.limited(100 * MiB):
        with pytest.raises(MemoryError):
            bytearray(200 * MiB)
        with ThreadPoolExecutor(1) as threads:  # as on a cluster's worker, where several grade beside each other
            assert threads.submit(nested).result() < before[1] or before[1] < 0
        assert limits() != before
    assert limits() == before
    bytearray(200 * MiB)


def nested():
    with memory.limited(100 * MiB):
        return limits()[0]


def test_nbgraders_own_process_is_limited_while_it_grades_and_goes_on(tmp_path):
    course = bare_course(
        tmp_path / "course",
        "import examiner.submission.execute as execute\nright = execute.Execute.run\n"
        "def run(self, nb, resources):\n"
        "    held = bytearray(500 * 2**20) if resources['nbgrader']['student'] == 'ada' else None\n"
        "    return right(self, nb, resources)\n"
        "execute.Execute.run = run",
    )
    course.assign(answer("a", "a = 1"), cell("assert a == 1", "a_t", 1))
    for student in ("ada", "bob"):
        course.submit(student, {"a": "held = bytearray(500 * 2**20)\na = 1"})
    assert memory.TOO_LARGE in course.nbgrade(code=1)
    assert course.scores("bob") == {"a_t": 1}, "neither bob nor his kernel has the limit of the process"


def test_a_clusters_worker_is_limited_while_it_grades(monkeypatch):
    monkeypatch.setattr(cluster, "grade", lambda *_: limits())
    before = limits()
    assert cluster.grade_within_limits(None, None) != before == limits()


def test_a_submission_that_takes_a_workers_memory_is_not_graded_and_says_why(monkeypatch):
    def take(*_):
        raise MemoryError

    monkeypatch.setattr(grade, "_grade", take)
    monkeypatch.setattr(grade.warm_parents, "warm_up", lambda *_: [])
    monkeypatch.setattr(grade.cloudpickle, "loads", lambda _: None)
    assignment = SimpleNamespace(modules=(), bubblewrap=False, settings=b"")
    graded = grade.grade(assignment, SimpleNamespace(notebooks={"nb": b""}))
    assert graded.reason == memory.TOO_LARGE
