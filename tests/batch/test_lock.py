"""One run at a time holds a course, and what a killed one left behind is removed by the next."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from courses import ENVIRONMENT

from examiner.batch.lock import locked
from examiner.errors import ExaminerError

HOLDER = """
import sys
from examiner.batch.lock import locked
with locked(sys.argv[1]) as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "autograded/.examiner/lock"


@pytest.fixture
def other(file):
    """Another process that holds the lock, and its temporary folder."""
    command = [sys.executable, "-c", HOLDER, file]
    with subprocess.Popen(
        command, env=ENVIRONMENT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_a_run_has_a_temporary_folder_which_is_gone_at_its_end(file):
    with locked(file) as folder:
        Path(folder, "kernel").mkdir()
        assert json.loads(file.read_text())["pid"] == os.getpid()
    assert not Path(folder).exists()
    assert file.read_text() == ""


def test_a_folder_is_removed_where_a_run_ends_with_an_error(file):
    with pytest.raises(KeyError), locked(file) as folder:
        raise KeyError
    assert not Path(folder).exists()
    with locked(file):
        pass


def test_a_second_run_is_told_who_holds_the_course_and_disturbs_nothing(file, other):
    process, folder = other
    said = file.read_text()
    with pytest.raises(ExaminerError, match=rf"being graded already, by process {process.pid} of .* on .*, since 20"):
        locked(file).__enter__()
    assert folder.is_dir()
    assert file.read_text() == said


def test_after_a_killed_run_the_course_is_free_and_its_folder_is_removed(file, other):
    process, folder = other
    (folder / "left").mkdir()
    process.kill()
    process.wait()
    assert folder.is_dir()
    with locked(file) as mine:
        assert not folder.exists()
        assert mine != str(folder)


@pytest.mark.parametrize("kind", ["another name", "a link", "no text"])
def test_nothing_is_removed_but_a_runs_own_folder(file, tmp_path, kind):
    kept = tmp_path / ("kept" if kind == "another name" else "examiner-kept")
    target = tmp_path / "target"
    target.mkdir()
    if kind == "a link":
        kept.symlink_to(target)
    else:
        kept.mkdir()
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"folder": None if kind == "no text" else str(kept)}))
    with locked(file):
        assert kept.is_dir()
        assert target.is_dir()


@pytest.mark.parametrize("said", ['{"pid": 1', "\0\0\0"])
def test_a_lock_that_was_half_written_is_as_good_as_a_new_one(file, said):
    file.parent.mkdir(parents=True)
    file.write_text(said)
    with locked(file):
        assert json.loads(file.read_text())["pid"] == os.getpid()
