"""Each submission is graded once, by processes of which any may die; what is left of them at the end is nothing."""

import os
import time
from collections import Counter
from types import SimpleNamespace

import psutil
import pytest

from examiner.batch import pool
from examiner.submission.grade import DIED
from examiner.submission.messages import Graded, Submission

ASSIGNMENT = SimpleNamespace(modules=(), bubblewrap=False)


def work(line, assignment, folder, parents):
    """A worker that grades as the submission tells: `student` is a word and a number. It leaves its pid in `folder`."""
    while True:
        submission = line.recv()
        word = submission.student.split()[0]
        attempts = os.open(f"{folder}/{submission.student}", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(attempts, f"{os.getpid()}\n".encode())
        if word == "dies" or (word == "stumbles" and os.fstat(attempts).st_size < 10):
            os._exit(1)
        time.sleep(0.1 if word == "slow" else 0)
        disturbed = word == "disturbed"
        line.send(Graded(log=submission.student, reason="memory was short" * disturbed, disturbed=disturbed))


@pytest.fixture(autouse=True)
def no_kernels(monkeypatch):
    """Workers that start no kernels, and a count of the warm parents that were asked for and sent away."""
    pool.start_server()
    calls = Counter()
    monkeypatch.setattr(pool, "work", work)
    monkeypatch.setattr(pool.warm_parents, "warm_up", lambda *_: calls.update(["warm"]))
    monkeypatch.setattr(pool.warm_parents, "cool_down", lambda *_: calls.update(["cool"]))
    return calls


def submissions(*words):
    return [Submission(f"{word} {number}", {}, {}) for number, word in enumerate(words)]


def attempts(folder):
    """Return {student: the pids that began to grade the submission}."""
    return {path.name: path.read_text().split() for path in folder.iterdir()}


def results(todo, folder, jobs=2):
    return {
        submission.student: graded for submission, graded in pool.results(ASSIGNMENT, todo, jobs=jobs, folder=folder)
    }


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_each_submission_is_graded_once_whatever_the_number_of_processes(tmp_path, jobs):
    todo = submissions("well", "slow", "well", "well", "slow", "well", "well")
    found = results(todo, tmp_path, jobs)
    assert {student: graded.log for student, graded in found.items()} == {s.student: s.student for s in todo}
    assert all(len(pids) == 1 for pids in attempts(tmp_path).values())
    assert len({pid for (pid,) in attempts(tmp_path).values()}) <= jobs


def test_a_process_that_dies_costs_an_attempt_and_no_submission(tmp_path):
    todo = submissions("well", "stumbles", "well", "stumbles", "well")
    found = results(todo, tmp_path)
    assert [graded.reason for graded in found.values()] == [""] * 5
    assert {student: len(pids) for student, pids in attempts(tmp_path).items()} == {
        "well 0": 1,
        "stumbles 1": 2,
        "well 2": 1,
        "stumbles 3": 2,
        "well 4": 1,
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_submission_over_which_three_processes_died_is_not_graded_and_the_others_are(tmp_path, jobs):
    todo = submissions("dies", "well", "dies", "dies", "well")
    found = results(todo, tmp_path, jobs)
    assert {student: graded.reason for student, graded in found.items()} == {
        "dies 0": DIED,
        "well 1": "",
        "dies 2": DIED,
        "dies 3": DIED,
        "well 4": "",
    }
    assert all(len(pids) == (3 if "dies" in student else 1) for student, pids in attempts(tmp_path).items())


def test_what_the_machine_disturbed_is_graded_again_at_the_end_and_then_is_not_graded(tmp_path):
    todo = submissions("well", "disturbed", "well", "well")
    found = results(todo, tmp_path)
    assert list(found)[-1] == "disturbed 1"
    assert [graded.reason for graded in found.values()] == ["", "", "", "memory was short"]
    assert {student: len(pids) for student, pids in attempts(tmp_path).items()} == {
        "well 0": 1,
        "disturbed 1": 2,
        "well 2": 1,
        "well 3": 1,
    }


def test_while_a_disturbed_submission_is_graded_again_there_is_no_other(tmp_path, monkeypatch):
    todo, given = submissions("slow", "disturbed", "disturbed", "slow", "slow"), []
    under_way = []

    def give(worker, submission, attempts=1):
        under_way[:] = [w for w in under_way if w.submission and w is not worker]
        given.append((submission.student, attempts, [w.submission.student for w in under_way]))
        under_way.append(worker)
        usual(worker, submission, attempts)

    usual = pool.Worker.give
    monkeypatch.setattr(pool.Worker, "give", give)
    results(todo, tmp_path)
    last = [(student, others) for student, attempts, others in given if attempts == pool.LAST]
    assert sorted(last) == [("disturbed 1", []), ("disturbed 2", [])]


def test_submissions_are_read_no_faster_than_they_are_graded(tmp_path):
    read = []

    def reading():
        for submission in submissions(*["well"] * 20):
            read.append(submission)
            yield submission

    for number, _ in enumerate(pool.results(ASSIGNMENT, reading(), jobs=2, folder=tmp_path), 1):
        assert len(read) <= number + 2


def test_without_submissions_no_process_is_started(tmp_path, no_kernels):
    assert results([], tmp_path) == {}
    assert no_kernels == {"cool": 1}


def test_a_run_that_ends_early_leaves_no_process(tmp_path, no_kernels):
    run = pool.results(ASSIGNMENT, submissions(*["slow"] * 10), jobs=2, folder=tmp_path)
    next(run)
    workers = [psutil.Process(int(pid)) for pids in attempts(tmp_path).values() for pid in pids]
    run.close()
    assert not [p for p in workers if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert no_kernels["cool"] == 1
