"""What is graded is recorded as a whole or not at all, in the gradebook and in autograded/, whenever a run ends."""

import dataclasses
import itertools
import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from cells import answer, cell, notebook
from classes import files, folders, rows
from courses import bare_course, read
from nbgrader.api import Gradebook
from runs import CELLS, RIGHT, WRONG, begun, graded
from sqlalchemy.orm import Session

from examiner.errors import Refused
from examiner.notebook.attempts import LOOK_AGAIN, answers_in
from examiner.submission.messages import Graded, Notebook

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
CONFIG = 'c.LateSubmissionPlugin.penalty_method = "zero"\nc.Autograde.exclude_overwriting = {"ps": ["mine.txt"]}'


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A course with an assignment of two notebooks, and what one student submitted."""
    course = bare_course(tmp_path_factory.mktemp("record") / "course", CONFIG)
    for name in ("data.txt", "mine.txt", "sub/more.txt"):
        path = course.root / "source/ps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("the instructor's")
    second = [answer("triple", "def triple(x):\n    return 3 * x"), cell("assert triple(1) == 3", "triple_t", points=4)]
    course.write("source/ps", "two", notebook(*second))
    course.assign(*CELLS)
    course.submit("ada")
    for name in ("data.txt", "mine.txt", "own.txt"):
        (course.root / "submitted/ada/ps" / name).write_text("the student's")
    return course


@pytest.fixture
def course(whole, tmp_path):
    return whole.copy(tmp_path / "course")


def write(run, result, student="ada", fingerprint="these files"):
    received = run.inbox.read(run.recorder.place(student).parents[2] / "submitted" / student / "ps")
    run.recorder.write(dataclasses.replace(received, fingerprint=fingerprint), result)


def record(course, result, student="ada", fingerprint="these files"):
    with begun(course) as run:
        write(run, result, student, fingerprint)
        return run.recorder.noted(student)


def of_person(course, student, points, remark, cell="essay"):
    """Let a person grade a cell, and remark on the essay."""
    with Gradebook(course.database) as gradebook:
        grade = gradebook.find_grade(cell, "nb", "ps", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.find_comment("essay", "nb", "ps", student).manual_comment = remark
        gradebook.db.commit()


def in_gradebook(course, student="ada", name="nb"):
    """Return {cell: (points of tests, points of a person, whether a person must look)}."""
    with Gradebook(course.database) as gradebook:
        grades = gradebook.find_submission_notebook(name, "ps", student).grades
        return {grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade) for grade in grades}


def test_points_are_in_the_gradebook_and_a_person_must_look_where_tests_gave_none(course):
    assert record(course, graded()) == "these files"
    assert in_gradebook(course) == {
        "double_values": (2, None, False),
        "double_pi": (1, None, False),
        "essay": (None, None, True),
    }


def test_remarks_are_in_the_gradebook(course):
    record(course, graded(comments={"essay": "No response."}))
    with Gradebook(course.database) as gradebook:
        assert gradebook.find_comment("essay", "nb", "ps", "ada").auto_comment == "No response."


def test_the_folder_holds_the_graded_notebook_the_students_files_and_the_instructors_over_them(course):
    result = graded(made={"made.txt": b"made", "own.txt": b"over", "../out.txt": b"out", "nb.ipynb": b""})
    record(course, result)
    place = course.root / "autograded/ada/ps"
    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert found == {
        "nb.ipynb": result.notebooks["nb"].data,
        "data.txt": b"the instructor's",
        "sub/more.txt": b"the instructor's",
        "mine.txt": b"the student's",
        "own.txt": b"the student's",
        "made.txt": b"made",
    }
    assert folders(course) == ["ada/ps"]


def test_a_notebook_that_was_not_submitted_has_0_points_and_nobody_needs_to_look(course):
    record(course, graded())
    assert in_gradebook(course, name="two") == {"triple_t": (0, None, False)}


def test_graded_again_the_points_of_tests_change_and_those_of_a_person_stay(course):
    record(course, graded())
    of_person(course, "ada", 2, "Well said.")
    record(course, graded(WRONG, made={"new.txt": b""}), fingerprint="other files")
    assert in_gradebook(course) == {
        "double_values": (0, None, False),
        "double_pi": (0, None, False),
        "essay": (None, 2, False),
    }
    with Gradebook(course.database) as gradebook:
        assert gradebook.find_comment("essay", "nb", "ps", "ada").comment == "Well said."
    record(course, graded())
    assert not (course.root / "autograded/ada/ps/new.txt").exists()


def attempt(essay="*an essay*", double="def double(x):\n    return 2 * x", scores=RIGHT):
    """Return a graded attempt with these answers."""
    cells = [c.copy() for c in CELLS]
    cells[1].source, cells[4].source = double, essay
    return Graded({"nb": Notebook(nbformat.writes(notebook(*cells)).encode(), dict(scores), {"essay": None})})


def remark_on_essay(course):
    with Gradebook(course.database) as gradebook:
        return gradebook.find_comment("essay", "nb", "ps", "ada").comment


@pytest.mark.parametrize("again", [attempt("*an essay* \n"), attempt(double="def double(x):\n    return x + x")])
def test_an_answer_that_a_person_graded_is_not_asked_for_again_as_long_as_its_text_is_the_same(course, again):
    record(course, attempt())
    of_person(course, "ada", 2, None)
    record(course, again, fingerprint="other files")
    assert in_gradebook(course)["essay"] == (None, 2, False)
    assert remark_on_essay(course) is None


@pytest.mark.parametrize("scores", [RIGHT, {**RIGHT, "essay": 0.0}], ids=["another text", "the stub"])
def test_where_the_text_changed_the_old_points_stand_and_somebody_looks_again_until_somebody_did(course, scores):
    record(course, attempt())
    of_person(course, "ada", 2, None)
    for _ in range(2):  # the second time the text is that of the first
        record(course, attempt("*another*", scores=scores), fingerprint="other files")
        assert in_gradebook(course)["essay"][1:] == (2, True)
        assert remark_on_essay(course) == LOOK_AGAIN
    of_person(course, "ada", 1, None)
    record(course, attempt("*another*", scores=scores))
    assert in_gradebook(course)["essay"][1:] == (1, False)
    assert remark_on_essay(course) is None


@pytest.mark.parametrize(
    ("again", "must"),
    [
        (attempt(scores=WRONG), False),
        (attempt(essay="*another*", scores=WRONG), False),
        (attempt(scores=RIGHT), True),
        (attempt(double="def double(x):\n    return 3 * x", scores=WRONG), True),
    ],
    ids=["same", "another exercise", "other points by the test", "another answer"],
)
def test_where_a_person_changed_the_points_of_a_test_somebody_looks_again_if_its_answer_or_points_changed(
    course, again, must
):
    record(course, attempt(scores=WRONG))
    of_person(course, "ada", 1, "Nearly.", cell="double_values")
    record(course, again, fingerprint="other files")
    assert in_gradebook(course)["double_values"][1:] == (1, must)
    assert in_gradebook(course)["double_pi"][1:] == (None, False)


def test_whose_points_changed_and_from_what_to_what_is_known(course):
    with begun(course) as run:
        write(run, graded())
        assert run.recorder.changes["ada"] == ()
        write(run, graded())
        assert run.recorder.changes["ada"] == ()
        write(run, graded({**RIGHT, "double_pi": 0.0}))
        assert run.recorder.changes["ada"] == ("nb: double_pi 1 → 0", "in all 3 → 2")


def test_a_due_date_that_moved_counts_for_what_is_graded_already(course):
    (course.root / "submitted/ada/ps/timestamp.txt").write_text("2030-02-02 00:00:00 UTC")
    record(course, graded())
    for due, change in (("2030-02-01", "0 → 3"), ("2030-02-01", None), ("2030-02-03", "3 → 0")):
        with Gradebook(course.database) as gradebook:
            gradebook.update_or_create_assignment("ps", duedate=f"{due} 00:00:00 UTC")
        with begun(course) as run:
            run.recorder.renew_penalties()
            assert run.recorder.changes == ({"ada": (f"late penalty {change}",)} if change else {})


@pytest.mark.parametrize(("submitted", "points"), [("2030-01-31", 3), ("2030-02-02", 0)])
def test_what_was_submitted_late_has_its_penalty_and_what_came_in_time_has_none(course, submitted, points):
    with Gradebook(course.database) as gradebook:
        gradebook.update_or_create_assignment("ps", duedate="2030-02-01 00:00:00 UTC")
    (course.root / "submitted/ada/ps/timestamp.txt").write_text(f"{submitted} 00:00:00 UTC")
    record(course, graded())
    with Gradebook(course.database) as gradebook:
        found = gradebook.find_submission_notebook("nb", "ps", "ada")
        assert found.score - (found.late_submission_penalty or 0) == points


@pytest.mark.parametrize("student", ["o'neil", "Zoë Ångström", "50%", "a;drop table grade", "%2F"])
def test_a_students_id_may_be_any_name_of_a_folder(course, student):
    course.submit(student)
    assert record(course, graded(), student) == "these files"
    assert in_gradebook(course, student)["double_values"][0] == 2
    assert read(course.root / "autograded" / student / "ps/nb.ipynb")


def test_a_student_whom_the_course_does_not_know_is_named_where_it_makes_none(course):
    (course.root / "nbgrader_config.py").open("a").write("c.Autograde.create_student = False\n")
    with begun(course) as run, pytest.raises(Refused, match=r"No such student: ada.*create_student = True"):
        write(run, graded())
    assert folders(course) == []


class Killed(BaseException):
    """The run was killed."""


STEPS = [
    *((Path, name) for name in ("rename", "replace", "mkdir", "write_text", "write_bytes", "chmod", "unlink")),
    (shutil, "rmtree"),
    (os, "fsync"),
    (Session, "flush"),
]


def killed_at(moment, action, *args):
    """Call the action and return whether it was killed, instead of the step with this number."""
    steps = itertools.count(1)

    def instead_of(usual):
        def step(*args, **kwargs):
            if next(steps) == moment:
                raise Killed
            return usual(*args, **kwargs)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in STEPS:
            patch.setattr(owner, name, instead_of(getattr(owner, name)))
        try:
            action(*args)
        except Killed:
            return True
    return False


@pytest.mark.parametrize(
    "before", [pytest.param(None, id="first"), pytest.param(WRONG, id="again", marks=pytest.mark.slow)]
)
def test_a_run_killed_before_any_step_loses_nothing_and_the_next_one_ends_where_it_would_have(whole, before, tmp_path):
    start = whole.copy(tmp_path / "start")
    if before:
        record(start, graded(before, made={"old.txt": b"old"}), fingerprint="before")
        of_person(start, "ada", 1, "Well said.")
    undisturbed = start.copy(tmp_path / "undisturbed")
    record(undisturbed, graded())
    for moment in itertools.count(1):
        course = start.copy(tmp_path / "killed")
        with begun(course) as run:
            if not killed_at(moment, write, run, graded()):
                break
        with begun(course) as run:
            known = run.recorder.noted("ada")
            # All of it is as before, or all as it will be.
            assert known in ("before" if before else None, "these files"), moment
            if known != "these files":
                assert (rows(course), files(course)) == (rows(start), files(start)), moment
                write(run, graded())
        assert rows(course) == rows(undisturbed), moment
        assert files(course) == files(undisturbed), moment
        assert folders(course) == ["ada/ps"]
        state = course.root / "autograded/.examiner/ps.state"
        assert not [path for name in ("partial", "complete", "replaced") for path in (state / name).iterdir()], moment
        shutil.rmtree(course.root)
    assert moment > 20


def test_what_an_interrupted_run_laid_out_is_recorded_once(course):
    with begun(course) as run, pytest.MonkeyPatch.context() as patch:
        patch.setattr(run.recorder, "record", lambda complete: None)
        write(run, graded())
    assert folders(course) == []
    with begun(course):
        assert in_gradebook(course)["double_values"] == (2, None, False)
    assert folders(course) == ["ada/ps"]


def test_trouble_in_the_middle_of_a_submission_leaves_no_row_of_it(course):
    before = rows(course)
    result = Graded({**graded().notebooks, **graded({"no_such_cell": 1.0}, name="two").notebooks})
    with begun(course) as run, pytest.raises(Refused, match="no_such_cell"):
        write(run, result)
    assert rows(course) == before


def test_what_is_recorded_is_text_that_a_later_run_can_read(course):
    with begun(course) as run, pytest.MonkeyPatch.context() as patch:
        laid = []
        patch.setattr(run.recorder, "record", lambda path: laid.append(json.loads((path / "result.json").read_text())))
        write(run, graded(comments={"essay": "No response."}))
    kept = answers_in(notebook(*CELLS))
    assert list(kept) == ["double_values", "double_pi", "essay"]
    assert laid == [
        {
            "student": "ada",
            "fingerprint": "these files",
            "timestamp": None,
            "scores": {"nb": RIGHT},
            "comments": {"nb": {"essay": "No response."}},
            "diagnoses": {"nb": []},
            "seconds": None,
            "answers": {"nb": kept},
            "changed": {"nb": list(kept)},
        }
    ]
