"""Grading with the real nbgrader: full marks, no marks, and submissions that cannot be graded."""

import copy
import json
import shutil
import sys

import nbformat
import pytest
from courses import ENVIRONMENT, LABS, ROOT, lab_course, read, run
from nbgrader.api import Gradebook

from examiner.notebook.cells import nbgrader

pytestmark = pytest.mark.slow
sys.path.insert(0, str(ROOT / "answers"))


def source(lab):
    return read(ROOT / "source" / lab / f"{lab}.ipynb")


def template(lab):
    return read(ROOT / "release" / lab / f"{lab}.ipynb")


def messages(notebook):
    """Return the errors that an executed notebook shows, as (grade_id or None, name, text)."""
    return [
        (nbgrader(cell).get("grade_id"), output.ename, output.evalue)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def grades(course, student, lab):
    with Gradebook(course.database) as gradebook:
        submission = gradebook.find_submission(lab, student)
        return {g.name: (g.auto_score, g.max_score, g.needs_manual_grade) for g in submission.notebooks[0].grades}


@pytest.fixture(scope="module", params=LABS)
def graded(request, course):
    """A lab with the instructor's notebook and the untouched template graded."""
    lab = request.param
    course.submit_lab("instructor", source(lab), lab)
    course.submit_lab("blank", template(lab), lab)
    done = course.run("examiner", "autograde", lab)
    assert "2 graded, 0 skipped, 0 not graded" in done.stdout
    return course, lab


def test_the_instructors_notebook_scores_full_marks(graded):
    course, lab = graded
    executed = course.graded_lab("instructor", lab)
    assert messages(executed) == []
    assert "No picture" not in nbformat.writes(executed)
    for name, (score, most, by_hand) in grades(course, "instructor", lab).items():
        assert by_hand if name.startswith("answer_") else score == most, name


def test_the_untouched_template_scores_0_and_every_message_says_not_implemented_yet(graded):
    course, lab = graded
    executed = course.graded_lab("blank", lab)
    said = messages(executed)
    assert all(name == "CheckError" and "not implemented yet" in text for _, name, text in said), said
    tests = {nbgrader(c)["grade_id"] for c in executed.cells if nbgrader(c).get("grade") and c.cell_type == "code"}
    assert tests <= {grade_id for grade_id, _, _ in said}
    assert all(score == 0 and not by_hand for score, _, by_hand in grades(course, "blank", lab).values())


def test_a_marking_scheme_stands_above_each_answer_that_a_person_grades(graded):
    course, lab = graded
    executed = course.graded_lab("blank", lab)
    for question, answer in zip(executed.cells, executed.cells[1:], strict=False):
        if nbgrader(answer).get("grade_id", "").startswith("answer_"):
            assert "**Marking scheme**" in question.source


def test_feedback_is_generated(graded):
    course, lab = graded
    course.run("nbgrader", "generate_feedback", lab)
    assert "not implemented yet" in course.page("blank", lab, lab)


def test_scores_are_shown_and_written(graded):
    course, lab = graded
    done = course.run("examiner", "scores", lab, "--students", "instr*")
    assert "instructor" in done.stdout
    assert "blank" not in done.stdout
    assert "…" not in done.stdout
    course.run("examiner", "scores", lab, "--csv", "scores.csv")
    header, *rows = (course.root / "scores.csv").read_text().splitlines()
    assert header.startswith("student,")
    assert sorted(row.split(",")[0] for row in rows) == ["blank", "instructor"]


def test_what_is_graded_and_unchanged_is_skipped(graded):
    course, lab = graded
    done = course.run("examiner", "autograde", lab)
    assert "0 graded, 2 skipped" in done.stdout


# The kernel's CPU time and memory, and the CPU time of a piece of work that is the same for every lab: how long that
# takes depends on the machine, and on what else it does.
MEASURE = """
import json, resource, sys, time
import numpy as np
used = resource.getrusage(resource.RUSAGE_SELF)
began, total, table = time.process_time(), 0, np.random.default_rng(0).random((300, 300))
for i in range(4 * 10**6):
    total += i * i % 7
for _ in range(40):
    table = np.sort(np.tanh(table @ table.T / 300), axis=0)
work = time.process_time() - began
size = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps([used.ru_utime + used.ru_stime, work, size]))
"""
# The labs take the time of 10 to 31 such pieces, each of which is 0.3 to 0.5 seconds of one core.
PIECES = 45


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_runs_from_top_to_bottom_in_the_time_of_known_work_and_400_megabytes(lab, tmp_path):
    one_thread = ENVIRONMENT | {"OPENBLAS_NUM_THREADS": "1"}
    shutil.copytree(ROOT / "source" / lab, tmp_path / lab)
    notebook = source(lab)
    notebook.cells.append(nbformat.v4.new_code_cell(MEASURE))
    nbformat.write(notebook, tmp_path / lab / f"{lab}.ipynb")
    command = ["jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", f"{lab}.ipynb"]
    done = run(*command, cwd=tmp_path / lab, env=one_thread)
    assert done.returncode == 0, done.stderr
    seconds, work, megabytes = json.loads(read(tmp_path / lab / f"{lab}.ipynb").cells[-1].outputs[0].text)
    assert seconds < PIECES * work
    assert 50 < megabytes < 400


def of_version(notebook, version):
    notebook = copy.deepcopy(notebook)
    notebook["nbformat"] = version
    return json.dumps(notebook).encode()


def without_metadata(notebook):
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    return nbformat.writes(notebook).encode()


BLANK = template("sigmoid_fit")
EMPTY = nbformat.writes(nbformat.v4.new_notebook()).encode()
BAD = {
    "empty": (b"", "the file is empty"),
    "not_json": (nbformat.writes(BLANK).encode()[:5000], "not JSON"),
    "not_text": (b"\x89PNG\r\n\x1a\n\xff\xfe", "not JSON"),
    "not_a_notebook": (b'{"scores": [1, 2]}', "not a notebook"),
    "a_list": (b"[1, 2]", "not a notebook"),
    "deep": (b"[" * 200_000, "nested more than 100 levels"),
    "version_3": (of_version(BLANK, 3), "nbformat version 3"),
    "version_5": (of_version(BLANK, 5), "nbformat version 5"),
    "cells_broken": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 7}', "no list of cells"),
    "no_cells": (EMPTY, "it has no cells"),
    "no_metadata": (without_metadata(BLANK), "without the metadata of this lab"),
}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    """A course in which every kind of bad submission was handed in beside a good one, and `examiner autograde` run."""
    course = lab_course(tmp_path_factory.mktemp("troubled"), "sigmoid_fit")
    files = {student: course.submit_lab(student, raw) for student, (raw, _) in BAD.items()}
    course.submit_lab("good", BLANK)
    files["lost"] = course.submit_lab("lost", BLANK, "sigmoid_fot")
    (course.root / "submitted" / "nothing" / "sigmoid_fit").mkdir(parents=True)
    return course, files, course.run("examiner", "autograde", "sigmoid_fit", "--no-pictures", code=1)


def test_a_bad_submission_is_named_with_the_reason_in_one_line(troubled):
    _, _, done = troubled
    lines = {line.split()[2].split("/")[0]: line for line in done.stdout.splitlines() if line.startswith("not graded")}
    for student, (_, reason) in BAD.items():
        assert reason in lines[student], lines
    assert "unknown assignment 'sigmoid_fot'" in lines["lost"]
    assert "sigmoid_fit.ipynb is missing" in lines["nothing"]
    assert set(lines) == {*BAD, "lost", "nothing"}
    assert "Traceback" not in done.stdout + done.stderr


def test_the_others_are_graded_and_the_exit_status_says_that_some_were_not(troubled):
    course, _, done = troubled
    assert "1 graded, 0 skipped, 13 not graded" in done.stdout
    assert grades(course, "good", "sigmoid_fit")


def test_the_file_of_a_bad_submission_is_left_as_it_was(troubled):
    _, files, _ = troubled
    for student, (raw, _) in BAD.items():
        assert files[student].read_bytes() == raw


def test_plain_nbgrader_names_bad_submissions_too_and_grades_the_others(troubled):
    course, files, _ = troubled
    done = course.run("nbgrader", "autograde", "sigmoid_fit", "--force", code=1)
    assert (course.root / "autograded" / "good" / "sigmoid_fit" / "sigmoid_fit.ipynb").exists()
    for student, (raw, reason) in BAD.items():
        if raw != EMPTY:  # nbgrader's own tests want a notebook without cells to be graded, with 0
            assert f"{student}/sigmoid_fit/sigmoid_fit.ipynb: " in done.stderr
            assert reason in done.stderr
        assert files[student].read_bytes() == raw


def test_an_assignment_that_was_not_generated_is_named(course):
    done = course.run("examiner", "autograde", "no_such_lab", code=1)
    assert "nbgrader generate_assignment no_such_lab" in done.stderr
    assert "Traceback" not in done.stderr
