"""A gradebook on a real PostgreSQL server: the way from the instructor's notebook to the exported grades."""

import csv
import http.cookiejar
import json
import os
import sqlite3
import time
import urllib.request
from contextlib import ExitStack, closing, contextmanager

import postgres
import pytest
from courses import ROOT, lab_course, read
from nbgrader.api import Gradebook
from server import jupyterlab

from examiner.authoring.bank import filled, read_bank

pytestmark = [
    pytest.mark.slow,
    # As with the browser: where CI is set it is a failure, since .ci/run installs it.
    pytest.mark.skipif(
        not postgres.programs() and not os.environ.get("CI"), reason="PostgreSQL (initdb) is not installed"
    ),
]
LAB = "sigmoid_fit"


def the_class():
    """Return {student: notebook}: all right, nothing done, and two with some mistakes."""
    right = read(ROOT / "source" / LAB / f"{LAB}.ipynb")
    blank = read(ROOT / "release" / LAB / f"{LAB}.ipynb")
    wrong = {entry.exercise: entry for entry in read_bank(ROOT / "answers" / f"{LAB}.py") if not entry.right}
    some = [wrong["sse"], wrong["numeric_grad"]]
    return {"ada": right, "ben": blank, "cyd": filled(right, some), "dov": filled(blank, some)}


def course_with_class(folder, config=""):
    course = lab_course(folder, LAB, config=config)
    for student, notebook in the_class().items():
        course.submit_lab(student, notebook)
        (course.root / "submitted" / student / LAB / "timestamp.txt").write_text("2024-02-01 12:00:00 UTC")
    return course


def graded_course(folder, config=""):
    course = course_with_class(folder, config)
    course.run("examiner", "autograde", LAB, "--jobs", "2", "--no-pictures")
    return course


def grades(url):
    """Return every grade in a gradebook, by student and cell."""
    with Gradebook(url) as gradebook:
        return {
            (submission.student.id, grade.name): (
                *(grade.auto_score, grade.manual_score, grade.score, grade.max_score, grade.needs_manual_grade),
                submission.timestamp,
            )
            for submission in gradebook.assignment_submissions(LAB)
            for grade in submission.notebooks[0].grades
        }


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory):
    """A graded course with its gradebook on a server, and its URL."""
    with postgres.server() as url:
        folder = tmp_path_factory.mktemp("course")
        yield graded_course(folder, f"c.CourseDirectory.db_url = {url!r}"), url


def test_grades_are_what_they_are_on_sqlite(on_postgres, tmp_path):
    course, url = on_postgres
    other = graded_course(tmp_path)
    assert not (course.root / "gradebook.db").exists()
    assert grades(url) == grades(other.database)
    assert len({score for _, _, score, *_ in grades(url).values()}) > 1


def test_what_is_graded_is_skipped_and_what_changed_is_graded_again(on_postgres):
    course, url = on_postgres
    course.submit_lab("eve", the_class()["ben"])
    done = course.run("examiner", "autograde", LAB, "--students", "[de]*", "--no-pictures")
    assert "1 graded, 1 skipped, 0 not graded" in done.stdout, done.stdout + done.stderr
    assert ("eve", "sse_values") in grades(url)


def test_feedback_and_scores_are_made(on_postgres):
    course, _ = on_postgres
    course.run("nbgrader", "generate_feedback", LAB)
    assert "not implemented yet" in course.page("ben", LAB, LAB)
    course.run("examiner", "scores", LAB, "--csv", "scores.csv")
    rows = {row["student"]: row for row in csv.DictReader((course.root / "scores.csv").open())}
    assert (rows["ada"]["sse"], rows["cyd"]["sse"], rows["ben"]["sse"]) == ("3.0", "0.0", "0.0")


def test_formgrader_shows_the_class_and_takes_a_persons_points_which_the_export_then_has(on_postgres):
    course, url = on_postgres
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    with jupyterlab(course.root) as address:

        def ask(path, change=None):
            headers = {"X-XSRFToken": "".join(c.value for c in cookies if c.name == "_xsrf")}
            data = json.dumps(change).encode() if change else None
            method = "PUT" if change else "GET"
            request = urllib.request.Request(f"{address}/formgrader{path}", data, headers, method=method)
            with browser.open(request, timeout=60) as reply:
                return reply.read()

        ask("/manage_assignments")
        shown = {row["student"]: row for row in json.loads(ask(f"/api/submissions/{LAB}"))}
        assert {"ada", "ben", "cyd", "dov"} <= shown.keys()
        assert (shown["ada"]["code_score"], shown["ben"]["code_score"]) == (37, 0)
        (assignment,) = json.loads(ask("/api/assignments"))
        assert assignment["num_submissions"] == len(shown)
        with Gradebook(url) as gradebook:
            grade = gradebook.find_grade("answer_newton", LAB, LAB, "ada").id
        ask(f"/api/grade/{grade}", {"manual_score": 2, "extra_credit": None})
    assert grades(url)["ada", "answer_newton"][1:3] == (2, 2)

    # Graded again, she keeps what a person gave her.
    course.run("examiner", "autograde", LAB, "--students", "ada", "--force", "--no-pictures")
    assert grades(url)["ada", "answer_newton"][1:3] == (2, 2)

    course.run("nbgrader", "export")
    exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader((course.root / "grades.csv").open())}
    assert (exported["ada"], exported["ben"]) == (39, 0)


def test_a_student_can_be_taken_out_and_the_schema_brought_up_to_date(on_postgres):
    course, url = on_postgres
    course.run("nbgrader", "db", "student", "remove", "dov", "--force")
    assert not {student for student, _ in grades(url)} & {"dov"}
    course.run("nbgrader", "db", "upgrade")


@contextmanager
def held_postgres(url):
    """Hold a lock, as another process, against all who write grades; yield whether somebody waits for it."""
    with postgres.connect(url) as holder, postgres.connect(url) as watcher:
        watcher.autocommit = True
        holder.execute("LOCK TABLE grade IN EXCLUSIVE MODE")
        yield lambda log: watcher.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0]
        holder.rollback()


@contextmanager
def held_sqlite(url):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield lambda log: "Another process holds the gradebook" in log.read_text()
        holder.execute("ROLLBACK")


def wait_until(true):
    deadline = time.monotonic() + 300
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("held", [held_postgres, held_sqlite])
def test_another_process_that_holds_a_lock_delays_the_run_and_loses_nothing(held, tmp_path):
    with ExitStack() as stack:
        url, config = f"sqlite:///{tmp_path}/gradebook.db", ""
        if held is held_postgres:
            url = stack.enter_context(postgres.server())
            config = f"c.CourseDirectory.db_url = {url!r}"
        course, log = course_with_class(tmp_path, config), tmp_path / "log"
        with log.open("w") as out:
            command = ["examiner", "autograde", LAB, "--jobs", "2", "--no-pictures"]
            process = course.start(*command, stdout=out)
        try:
            wait_until(lambda: log.read_text().count("/sigmoid_fit") or process.poll() is not None)
            with held(url) as waited_for:
                wait_until(lambda: waited_for(log) or process.poll() is not None)
                before = log.read_text()
                time.sleep(3)
                # Nothing can be written meanwhile, and nobody gives up.
                assert process.poll() is None, before
                assert log.read_text() == before
            assert process.wait(300) == 0
        finally:
            process.kill()
        assert "4 graded, 0 skipped, 0 not graded" in log.read_text()
        found = grades(url)
        assert {student for student, _ in found} == set(the_class())
        assert found["ada", "sse_values"][0] == found["ada", "sse_values"][3] > found["ben", "sse_values"][0] == 0
