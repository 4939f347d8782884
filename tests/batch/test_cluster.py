"""The same work on Dask: a real scheduler and two workers, each in a folder of its own, far from the course."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from classes import files, quick_class, rows
from courses import ENVIRONMENT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")]

PATIENCE = 120


def dask(folder, *arguments):
    """Start a part of Dask that works in a folder, and home, of its own."""
    folder.mkdir()
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *map(str, arguments[1:])],
            cwd=folder,
            env=ENVIRONMENT | {"HOME": str(folder), "TMPDIR": str(folder)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextlib.contextmanager
def running(folder, threads):
    """Yield the address of a scheduler and its workers, one with each of these numbers of threads."""
    parts = [dask(folder / "scheduler", "scheduler", "--no-dashboard", "--port", 0, "--scheduler-file", "address")]
    try:
        file = folder / "scheduler" / "address"
        until(file.exists)
        logs = []
        for number in threads:
            options = ["--nthreads", number, "--no-dashboard", "--scheduler-file", file, "--local-directory", "."]
            parts.append(dask(folder / f"worker_{number}", "worker", *options))
            logs.append(folder / f"worker_{number}" / "log")
        until(lambda: all("Starting established connection" in log.read_text() for log in logs))
        yield json.loads(file.read_text())["address"], parts[1:]
    finally:
        for part in parts:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(part.pid, signal.SIGKILL)
            part.wait()


@pytest.fixture
def cluster(tmp_path):
    with running(tmp_path, [1, 2]) as found:
        yield found


def test_a_cluster_grades_as_this_machine_does(cluster, tmp_path):
    course = quick_class(tmp_path / "here", 6)
    other = course.copy(tmp_path / "there")
    course.autograde("--jobs", "2")
    assert "6 graded, 0 skipped, 0 not graded." in other.autograde("--scheduler", cluster[0])
    assert rows(other) == rows(course)
    assert files(other) == files(course)


def test_a_worker_that_dies_is_survived(cluster, tmp_path):
    address, workers = cluster
    course = quick_class(tmp_path / "here", 12)
    other = course.copy(tmp_path / "there")
    course.autograde("--jobs", "2")
    run = other.start_autograde("--scheduler", address)
    until(lambda: any((other.root / "autograded").glob("*/ps/nb.ipynb")))
    os.killpg(workers[0].pid, signal.SIGKILL)
    said, _ = run.communicate(timeout=600)
    assert "12 graded, 0 skipped, 0 not graded." in said
    assert rows(other) == rows(course)
    assert files(other) == files(course)


def test_where_there_is_no_scheduler_it_says_so(tmp_path):
    course = quick_class(tmp_path / "here", 1)
    said = course.autograde("--scheduler", "tcp://127.0.0.1:9", code=1)
    assert "no Dask scheduler at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said


def test_where_the_scheduler_has_no_workers_it_says_so(tmp_path):
    course = quick_class(tmp_path / "here", 1)
    with running(tmp_path, []) as (address, _):
        said = course.autograde("--scheduler", address, code=1)
    assert f"dask worker {address}" in said
    assert "Traceback" not in said
