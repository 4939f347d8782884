"""A run that is killed is taken up by the next one: nothing twice, nothing lost, nothing half written, nothing left."""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import nbformat
import pytest
from classes import autograde, copy_of, examiner, files, folders, quick_class, rows

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")]

CLASS, KILLS = 40, 30
PATIENCE = 180


def family(root):
    """Return {pid: command} of the living processes that run for the course, by their home or their folder."""
    found = {}
    folder = holder(root).get("folder") or str(root)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            about = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rsplit(")")[-1].split()[0]
        except OSError:
            continue
        mine = str(root.parent).encode() in about or folder.encode() in about
        if mine and state not in "ZX" and int(process.name) != os.getpid():
            found[int(process.name)] = about[-300:]
    return found


def holder(root):
    lock = root / "autograded/.examiner/lock"
    try:
        return json.loads(lock.read_text())
    except (OSError, ValueError):
        return {}


def graded(said):
    return [line.split()[1].split("/")[0] for line in said.splitlines() if line.startswith("graded     s")]


def test_killed_at_30_random_moments_it_ends_where_an_undisturbed_run_does(tmp_path):
    chance = random.Random(4)
    course = quick_class(tmp_path / "whole" / "course", CLASS)
    (tmp_path / "killed").mkdir()
    other = copy_of(course, tmp_path / "killed" / "course")
    assert f"{CLASS} graded" in autograde(course, "--jobs", "2")
    told, kills, place = [], 0, other.root / "autograded"
    while kills < KILLS:
        # What is there is whole, whenever the run was killed. From time to time a class starts anew.
        run = examiner(other, "--jobs", "2", *(["--force"] if not kills % 10 else []), stderr=None)
        wait_for(lambda run=run: holder(other.root).get("pid") == run.pid or run.poll() is not None)
        time.sleep(chance.uniform(0, 5))
        run.kill()
        said, _ = run.communicate(timeout=PATIENCE)
        kills += 1
        told += [] if run.returncode == 0 else graded(said)
        for path in place.glob("*/ps/nb.ipynb"):
            nbformat.read(path, 4)
        wait_for(lambda: not family(other.root))
    autograde(other, "--jobs", "2")
    assert rows(other) == rows(course)
    assert files(other) == files(course)
    assert folders(other) == folders(course)
    assert all(not any(state.iterdir()) for state in place.glob(".examiner/ps.state/[!g]*"))
    assert f"0 graded, {CLASS} skipped" in autograde(other)


def test_what_was_graded_before_the_kill_is_not_graded_again(tmp_path):
    course = quick_class(tmp_path / "course", 12)
    run = examiner(course, "--jobs", "2", env=os.environ | {"PYTHONUNBUFFERED": "1", "HOME": str(tmp_path)})
    first = [run.stdout.readline() for _ in range(4)]
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    assert len(graded("".join(first))) == 4
    said = autograde(course, "--jobs", "2")
    assert not set(graded(said)) & set(graded("".join(first)))
    assert "0 not graded" in said


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_dies_costs_one_attempt(tmp_path):
    course = quick_class(tmp_path / "course", 8)
    run = examiner(course, "--jobs", "2")
    wait_for(lambda: workers(run.pid))
    os.kill(workers(run.pid)[0], signal.SIGKILL)
    said, _ = run.communicate(timeout=600)
    assert "8 graded, 0 skipped, 0 not graded." in said, said


def workers(pid):
    """Return the processes that grade for the run: those that have kernels' warm parents below them."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            above = int((process / "stat").read_text().rsplit(")")[-1].split()[1])
            parents[int(process.name)] = above, (process / "cmdline").read_bytes()
        except OSError:
            continue
    warm = [above for above, command in parents.values() if b"examiner.warm" in command]
    return sorted(w for w in set(warm) if pid in line_above(w, parents))


def line_above(pid, parents):
    while pid in parents:
        pid = parents[pid][0]
        yield pid
