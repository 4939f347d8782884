"""The time of a process is its own: it grows with nothing but what the process does."""

import os
import signal
import subprocess
import sys
import time

import pytest

from examiner.errors import Disturbed, OutOfTime
from examiner.sandbox import clock
from examiner.sandbox.clock import TICK, Clock, Deadline, Limit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")

WORKS, SLEEPS = "while True: pass", "import time\ntime.sleep(10**6)"
IN_A_THREAD = "import threading\nthreading.Thread(target=lambda: exec('while True: pass')).start()"


@pytest.fixture
def run():
    """Start Python with a line of code, and return its process, which says when it begins."""
    processes = []

    def start(code):
        command = [sys.executable, "-c", f"print(flush=True)\n{code}"]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        processes[-1].stdout.readline()
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def watched(limit, seconds):
    """Look at the limit as one who waits does, for so long, or until it raises; return what it says then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(TICK)
        try:
            limit.check()
        except OutOfTime as error:
            return str(error)
    return "in time"


def test_what_works_runs_out_of_cpu_time_and_does_not_wait(run):
    limit = Limit([Clock(run(WORKS).pid)], 0.5, 10**6)
    assert watched(limit, 600) == "took more than 0.5 s of CPU time"
    assert limit.used() - limit.begin > 0.5


def test_what_sleeps_waits_and_takes_no_cpu_time(run):
    limit = Limit([Clock(run(SLEEPS).pid)], 10**6, 1)
    assert watched(limit, 600).startswith("waited for more than 1 s")
    assert limit.used() - limit.begin < 0.5


def test_a_thread_that_works_is_the_process_at_work(run):
    process = run(IN_A_THREAD)
    assert watched(Limit([Clock(process.pid)], 0.5, 10**6), 600) == "took more than 0.5 s of CPU time"


def test_a_thread_that_was_left_behind_is_not_charged_and_keeps_nobody_from_waiting(run):
    process = run(f"import time\ntime.sleep(1)\n{IN_A_THREAD}\ntime.sleep(10**6)")
    its = Clock(process.pid)
    while not its.busy():
        time.sleep(TICK)
    its.settle()
    assert its.busy() == 0
    limit = Limit([its], 0.5, 1)
    assert watched(limit, 600).startswith("waited for more than 1 s")


def test_who_may_wait_for_a_thread_left_behind_waits_only_while_that_one_has_the_processor(run):
    process = run(f"import time\ntime.sleep(1)\n{IN_A_THREAD}\ntime.sleep(10**6)")
    its, one_core = Clock(process.pid), [min(os.sched_getaffinity(0))]
    while not its.busy():
        time.sleep(TICK)
    its.settle()
    for other in (process, *[run(WORKS) for _ in range(8)]):
        for thread in Clock(other.pid).threads():
            os.sched_setaffinity(thread, one_core)
    limit, (spinning,) = Limit([its], 10**6, 1), its.left
    before = its.ran(spinning)
    assert watched(limit, 600).startswith("waited for more than 1 s")
    assert its.ran(spinning) - before > 0.8


def test_a_process_that_is_stopped_neither_works_nor_waits(run):
    for code in (WORKS, SLEEPS):
        process = run(code)
        process.send_signal(signal.SIGSTOP)
        time.sleep(2 * TICK)
        limit = Limit([Clock(process.pid)], 0.2, 0.5)
        assert watched(limit, 3) == "in time"
        process.send_signal(signal.SIGCONT)
        assert watched(limit, 600) != "in time"


def test_a_pause_of_who_watches_counts_as_a_moment_of_waiting(run):
    limit = Limit([Clock(run(SLEEPS).pid)], 10**6, 10)
    time.sleep(3)
    limit.check()
    assert limit.waited <= 2 * TICK


def test_two_processes_wait_only_while_both_do(run):
    clocks = [Clock(run(WORKS).pid), Clock(run(SLEEPS).pid)]
    assert watched(Limit(clocks, 1, 0.5), 600) == "took more than 1 s of CPU time"


def test_time_that_is_excused_is_not_charged(run):
    limit = Limit([Clock(run(WORKS).pid)], 0.5, 10**6)
    before = limit.used()
    while limit.used() < before + 1:
        time.sleep(TICK)
    limit.excuse(before)
    assert limit.used() - limit.begin < 0.5


def test_a_process_that_gets_no_time_at_all_is_disturbed(run, monkeypatch):
    monkeypatch.setattr(clock, "STALLED", 1)
    process = run(WORKS)
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(Disturbed, match="no time"):
        watched(Limit([Clock(process.pid)], 10**6, 10**6), 600)


def test_the_waits_of_a_process_are_limited_in_all(run):
    its = Clock(run(SLEEPS).pid)
    assert its.patience(30) == 30
    its.waited = 290
    assert its.patience(30) == 10
    its.waited = 1000
    assert its.patience(30) == 1


def test_a_process_that_is_gone_has_used_what_it_had_used(run):
    process = run("pass")
    its = Clock(process.pid)
    process.wait()
    limit = Limit([its], 1, 1)
    assert limit.used() == its.last


def test_a_deadline_is_the_machines_doing():
    deadline = Deadline(0, "it did not start")
    time.sleep(0.01)
    with pytest.raises(Disturbed, match="it did not start in 0 s"):
        deadline.check()
