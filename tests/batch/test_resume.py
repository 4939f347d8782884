"""A run that is killed is taken up by the next one: nothing twice, nothing lost, nothing half written, nothing left."""

import json
import os
import random
import signal
import sys
import time

import nbformat
import psutil
import pytest
from classes import files, folders, quick_class, rows

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")]

CLASS, KILLS = 24, 12
PATIENCE = 180


def family(root):
    """Return {pid: command} of the living processes that run for the course, by their home or their folder."""
    found = {}
    folder = holder(root).get("folder") or str(root)
    for process in psutil.process_iter(["environ", "cmdline"]):
        about = " ".join([*(process.info["environ"] or {}).values(), *(process.info["cmdline"] or ())])
        if (str(root.parent) in about or folder in about) and process.pid != os.getpid():
            found[process.pid] = about[-300:]
    return found


def holder(root):
    lock = root / "autograded/.examiner/lock"
    try:
        return json.loads(lock.read_text())
    except (OSError, ValueError):
        return {}


def has_told(log, lines, root, run):
    return len(graded(log.read_text())) >= lines and holder(root).get("pid") == run.pid


def graded(said):
    return [line.split()[1].split("/")[0] for line in said.splitlines() if line.startswith("graded     s")]


def test_killed_at_12_random_moments_it_ends_where_an_undisturbed_run_does(tmp_path):
    # Each step of recording is tried in test_record.py: this is for the processes around it.
    chance = random.Random(4)
    course = quick_class(tmp_path / "whole" / "course", CLASS)
    (tmp_path / "killed").mkdir()
    other = course.copy(tmp_path / "killed" / "course")
    assert f"{CLASS} graded" in course.autograde("--jobs", "2")
    kills, place = 0, other.root / "autograded"
    while kills < KILLS:
        # A class that is through is graded anew.
        notes = len(list(place.glob(".examiner/ps.state/graded/*")))
        log, lines = tmp_path / "log", chance.randint(0, 3)
        with log.open("w") as file:
            run = other.start_autograde("--jobs", "2", *(["--force"] if notes == CLASS else []), stdout=file)
        wait_for(lambda run=run, log=log, lines=lines: has_told(log, lines, other.root, run) or run.poll() is not None)
        time.sleep(chance.uniform(0, 0.5))
        kills += run.poll() is None
        run.kill()
        run.wait()
        wait_for(lambda: not family(other.root))
        # What is there is whole, whenever the run was killed.
        for path in place.glob("*/ps/nb.ipynb"):
            nbformat.read(path, 4)
    other.autograde("--jobs", "2")
    assert rows(other) == rows(course)
    assert files(other) == files(course)
    assert folders(other) == folders(course)
    assert all(not any(state.iterdir()) for state in place.glob(".examiner/ps.state/[!g]*"))
    assert f"0 graded, {CLASS} skipped" in other.autograde()


def test_what_was_graded_before_the_kill_is_not_graded_again(tmp_path):
    course = quick_class(tmp_path / "course", 12)
    run = course.start_autograde("--jobs", "2")
    first = [course.first_graded(run) for _ in range(4)]
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    assert len(graded("".join(first))) == 4
    said = course.autograde("--jobs", "2")
    assert not set(graded(said)) & set(graded("".join(first)))
    assert "0 not graded" in said


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_dies_costs_one_attempt(tmp_path):
    course = quick_class(tmp_path / "course", 8)
    run = course.start_autograde("--jobs", "2")
    wait_for(lambda: workers(run.pid))
    os.kill(workers(run.pid)[0], signal.SIGKILL)
    said, _ = run.communicate(timeout=600)
    assert "8 graded, 0 skipped, 0 not graded." in said, said


def test_a_warm_parent_that_dies_costs_no_submission_its_points(tmp_path):
    course = quick_class(tmp_path / "whole" / "course", 8)
    (tmp_path / "other").mkdir()
    other = course.copy(tmp_path / "other" / "course")
    course.autograde("--jobs", "2")
    run = other.start_autograde("--jobs", "2")
    for kind in ("student", "judge"):
        assert other.first_graded(run).startswith("graded ")
        for pid in warm_parents(run.pid, kind):
            os.kill(pid, signal.SIGKILL)
    said, _ = run.communicate(timeout=600)
    assert "8 graded, 0 skipped, 0 not graded." in said, said
    assert rows(other) == rows(course)
    assert files(other) == files(course)


def commands():
    """Return {pid: (the pid of the process above it, its command)} of all processes."""
    processes = psutil.process_iter(["ppid", "cmdline"])
    return {p.pid: (p.info["ppid"], " ".join(p.info["cmdline"] or ())) for p in processes}


def warm_parents(pid, kind):
    """Return the warm parents of this kind that run for the run, not what they forked."""
    words = "from examiner.processes.warm_parent import", f" {kind} "
    mine = {p: above for p, (above, command) in commands().items() if all(word in command for word in words)}
    below = {process.pid for process in psutil.Process(pid).children(recursive=True)}
    return [p for p, above in mine.items() if p in below and above not in mine]


def workers(pid):
    """Return the processes that grade for the run: those that the server of the pool forked."""
    found = commands()
    servers = [p for p, (above, command) in found.items() if "forkserver" in command and above == pid]
    return sorted(p for p, (above, _) in found.items() if above in servers)
