"""One run at a time holds a course, and what a killed one left behind is removed by the next."""

import json
import os
import subprocess
import sys
import tempfile
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


def said_to_be_left(file, folder):
    """Write the lock of a run that was killed and had this folder."""
    file.parent.mkdir(parents=True)
    holder = {"pid": 1, "user": "ada", "host": "here", "since": "2030-01-01 00:00:00", "folder": str(folder)}
    file.write_text(json.dumps(holder))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


@pytest.mark.parametrize(
    "kept", ["temporary/kept", "examiner-kept", "temporary/examiner-link", "temporary/../examiner-a"]
)
def test_nothing_is_removed_but_a_runs_own_folder(file, temporary, kept):
    kept = temporary.parent / kept
    if kept.name.endswith("link"):
        (temporary.parent / "target").mkdir()
        kept.symlink_to(temporary.parent / "target")
    else:
        kept.mkdir()
    said_to_be_left(file, kept)
    with locked(file):
        assert kept.is_dir()


def test_what_a_killed_run_left_is_removed(file, temporary):
    (temporary / "examiner-left").mkdir()
    said_to_be_left(file, temporary / "examiner-left")
    with locked(file):
        assert not (temporary / "examiner-left").exists()


@pytest.mark.parametrize("said", ['{"pid": 1', "\0\0\0"])
def test_a_lock_that_was_half_written_is_as_good_as_a_new_one(file, said):
    file.parent.mkdir(parents=True)
    file.write_text(said)
    with locked(file):
        assert json.loads(file.read_text())["pid"] == os.getpid()
