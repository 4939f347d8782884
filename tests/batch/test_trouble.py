"""Full disks, closed folders, old gradebooks, two runs at once: a clear message, and nothing is lost."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest
from classes import files, quick_class, rows

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's namespaces")]

NUMBER = 6
UNSHARE = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else []), "sh", "-ec"]


def can_mount():
    return shutil.which("unshare") and not subprocess.run([*UNSHARE, "mount -t tmpfs none /mnt"]).returncode


needs_mount = pytest.mark.skipif(not can_mount(), reason="this machine gives no mount namespaces")


def mounted(command):
    """Return the words that run the rest of a command after `command`, in a view of the files of its own."""
    return [*UNSHARE, f'{command}; exec "$0" "$@"']


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A class as it was before grading, and the same class graded without disturbance."""
    root = tmp_path_factory.mktemp("trouble")
    before = quick_class(root / "before", NUMBER)
    after = before.copy(root / "after")
    after.autograde()
    return before, after


@pytest.fixture
def course(whole, tmp_path):
    return whole[0].copy(tmp_path / "course")


def same(course, whole):
    assert rows(course) == rows(whole[1])
    assert files(course) == files(whole[1])


def told(said, *words):
    assert "Traceback" not in said
    for word in words:
        assert word in said


@needs_mount
def test_a_full_disk_is_named_and_the_next_run_goes_on(course, whole):
    (course.root / "autograded").mkdir()
    said = course.autograde(before=mounted("mount -t tmpfs -o size=36k none autograded"), code=1)
    told(said, "No space left on device", "run it again", "autograded")
    course.autograde()
    same(course, whole)


def test_a_gradebook_that_cannot_be_written_is_named_and_the_next_run_goes_on(course, whole):
    run = course.start_autograde()
    said = course.first_graded(run)
    resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (20_000, 20_000))
    said += run.communicate(timeout=600)[0]
    assert run.returncode == 1
    told(said, "The gradebook cannot be used", "What was graded so far is kept")
    course.autograde()
    same(course, whole)


@needs_mount
@pytest.mark.parametrize("folder", ["autograded", "."])
def test_a_read_only_folder_is_named_and_nothing_is_lost(course, whole, folder):
    (course.root / "autograded").mkdir()
    closed = mounted(f"mount --bind {folder} {folder}; mount -o remount,ro,bind {folder}; cd $PWD")
    told(course.autograde(before=closed, code=1), "Read-only file system")
    course.autograde()
    same(course, whole)


def test_an_older_gradebook_is_not_touched(course, whole):
    with sqlite3.connect(course.root / "gradebook.db") as database:
        (new,) = database.execute("select version_num from alembic_version").fetchone()
        database.execute("update alembic_version set version_num = '724cde206c17'")
    before = (course.root / "gradebook.db").read_bytes()
    told(course.autograde(code=1), "older nbgrader", "nbgrader db upgrade", "gradebook.db")
    assert (course.root / "gradebook.db").read_bytes() == before
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("update alembic_version set version_num = ?", [new])
    course.autograde()
    same(course, whole)


def test_the_second_of_two_runs_says_who_holds_the_course(course, whole):
    first = course.start_autograde()
    line = course.first_graded(first)
    # It holds the course for as long as the second one needs to see that.
    first.send_signal(signal.SIGSTOP)
    told(course.autograde(code=1), "being graded already", f"process {first.pid} of")
    first.send_signal(signal.SIGCONT)
    rest, _ = first.communicate(timeout=600)
    assert f"{NUMBER} graded, 0 skipped, 0 not graded." in line + rest
    same(course, whole)


def test_a_gradebook_that_another_process_holds_delays_and_loses_nothing(course, whole):
    database = sqlite3.connect(course.root / "gradebook.db")
    run = course.start_autograde()
    assert course.first_graded(run).startswith("graded ")
    database.execute("begin exclusive")
    said = [run.stdout.readline()]
    while said[-1] and "Another process holds the gradebook" not in said[-1]:
        said.append(run.stdout.readline())
    assert said[-1]
    database.rollback()
    rest, _ = run.communicate(timeout=600)
    assert f"{NUMBER} graded, 0 skipped, 0 not graded." in rest
    same(course, whole)
