"""The `examiner` command says what came of each submission, shows and writes points, and its exit status is true."""

import csv
import dataclasses
from types import SimpleNamespace

import pytest
from cells import answer, cell, notebook
from click.testing import CliRunner
from courses import ROOT, bare_course
from runs import CELLS, begun, graded

from examiner import cli
from examiner.batch.inbox import Outcome
from examiner.errors import ExaminerError

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with two submissions, both recorded."""
    course = bare_course(tmp_path_factory.mktemp("cli") / "course", "c.Execute.timeout = 7")
    course.assign(*CELLS)
    for student, points in (("ada", (2, 1, None)), ("bob", (2, 0, 0))):
        course.submit(student)
        with begun(course) as run:
            names = ("double_values", "double_pi", "essay")
            received = run.inbox.read(course.root / "submitted" / student / "ps")
            run.recorder.write(received, graded(dict(zip(names, points, strict=True))))
    return course


@pytest.fixture
def examiner(course, monkeypatch):
    """Run `examiner` in the course; return its Result."""
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(cli.console, "_width", 200)

    def run(*arguments, code=0):
        result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments], catch_exceptions=False)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    return run


# ---- autograde


@pytest.fixture
def outcomes(monkeypatch):
    """Let grading give these outcomes, or raise what is among them; what it was called with is in `calls`."""
    found = SimpleNamespace(outcomes=[], calls=[])

    def grade(api, *arguments, tell, anyway, anew):
        found.calls.append((api.config, (*arguments, anyway, anew)))
        for outcome in found.outcomes:
            if not isinstance(outcome, Outcome):
                raise outcome
            yield outcome

    monkeypatch.setattr(cli, "autograde", grade)
    monkeypatch.setattr(cli.pool, "start_server", lambda: None)
    monkeypatch.setattr(cli, "sandbox_walls", lambda unsafe: None)
    return found


ADA, BOB = Outcome("ada", "ps", "graded"), Outcome("bob", "ps", "skipped")
EVE = Outcome("eve", "ps", "not graded", "the file is [bold]empty[/bold]")


@pytest.mark.parametrize(
    ("came", "code", "counts"),
    [
        ([ADA, BOB], 0, "1 graded, 1 skipped, 0 not graded."),
        ([ADA, EVE], 1, "1 graded, 0 skipped, 1 not graded."),
        ([BOB, EVE], 1, "0 graded, 1 skipped, 1 not graded."),
        ([EVE], 2, "0 graded, 0 skipped, 1 not graded."),
    ],
)
def test_each_submission_is_told_and_the_exit_status_says_whether_all_were_graded(
    examiner, outcomes, came, code, counts
):
    outcomes.outcomes = came
    said = examiner("autograde", "ps", code=code)
    assert said.splitlines()[-1] == counts
    for outcome in came:
        assert f"{outcome.status:10} {outcome.student}/ps" in said
    assert ("not graded eve/ps: the file is [bold]empty[/bold]" in said) == (EVE in came)


def test_where_nobody_handed_anything_in_it_says_where_submissions_belong_and_fails(examiner, outcomes):
    said = examiner("autograde", "ps", code=2)
    assert "0 graded, 0 skipped, 0 not graded." in said
    assert "No submissions are there. They go to submitted/STUDENT/ps/" in said
    assert "of students 'z*'" in examiner("autograde", "ps", "--students", "z*", code=2)


def test_whose_points_changed_is_said_and_from_what_to_what(examiner, outcomes):
    outcomes.outcomes = [dataclasses.replace(ADA, changes=("double_pi 1 → 0", "in all 3 → 2")), BOB]
    assert "Points changed: 1 of 2.\n  ada: double_pi 1 → 0; in all 3 → 2\n" in examiner("autograde", "ps")
    outcomes.outcomes = [ADA, BOB]
    assert "Points changed" not in examiner("autograde", "ps")
    assert "Points changed: 0 of 2.\n" in examiner("regrade", "ps")
    assert [(arguments[2], arguments[-1]) for _, arguments in outcomes.calls] == [
        *[(False, False)] * 2,
        (True, True),
    ]


def test_an_error_ends_the_run_with_its_message_after_what_was_graded(examiner, outcomes):
    outcomes.outcomes = [ADA, ExaminerError("The disk is full. Run it again.")]
    said = examiner("autograde", "ps", code=1)
    assert "graded     ada/ps" in said
    assert said.endswith("Error: The disk is full. Run it again.\n")


def test_a_run_that_is_stopped_says_that_nothing_is_lost(examiner, outcomes):
    outcomes.outcomes = [ADA, KeyboardInterrupt()]
    assert "Stopped. What was graded so far is kept" in examiner("autograde", "ps", code=1)


def test_what_is_said_is_passed_on(examiner, outcomes):
    outcomes.outcomes = [ADA]
    options = ("--students", "a*", "--force", "--jobs", "3", "--no-pictures", "--unsafe", "--anyway")
    examiner("autograde", "ps", *options)
    examiner("autograde", "ps", "--scheduler", "tcp://host:1")
    (config, arguments), (plain, others) = outcomes.calls
    assert arguments == ("ps", "a*", True, 3, None, True, False)
    assert (config.Execute.unsafe, config.Execute.pictures, config.Execute.timeout) == (True, False, 7)
    assert others == ("ps", "*", False, cli.cores(), "tcp://host:1", False, False)
    assert plain.Execute.unsafe is False
    assert "pictures" not in plain.Execute


def test_without_a_safe_sandbox_nothing_is_graded(examiner, outcomes, monkeypatch):
    def refuse(unsafe):
        raise ExaminerError("This machine has no safe sandbox.")

    monkeypatch.setattr(cli, "sandbox_walls", refuse)
    assert "no safe sandbox" in examiner("autograde", "ps", code=1)
    assert outcomes.calls == []


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_a_number_of_processes_is_at_least_1(examiner, outcomes, jobs):
    assert "--jobs" in examiner("autograde", "ps", "--jobs", jobs, code=2)
    assert outcomes.calls == []


def test_an_assignment_that_was_not_generated_is_named_with_the_command_that_does(examiner, monkeypatch):
    monkeypatch.setattr(cli.pool, "start_server", lambda: None)
    said = examiner("autograde", "no_such_lab", code=1)
    assert "nbgrader generate_assignment no_such_lab" in said


# ---- scores


def test_points_are_shown_by_exercise_and_a_dot_stands_where_a_person_must_grade(examiner):
    said = examiner("scores", "ps")
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.strip()[:3] in ("ada", "bob")}
    assert rows == {"ada": ["3", "3", "·"], "bob": ["2", "2", "0"]}
    assert "1 double (3), 2 essay (3)" in said


def test_points_are_written_to_a_file(examiner, tmp_path):
    file = tmp_path / "scores.csv"
    assert f"Wrote 2 students to {file}" in examiner("scores", "ps", "--csv", file)
    with file.open(newline="") as lines:
        rows = list(csv.reader(lines))
    about, sums = ["student", "last_name", "first_name"], ["late_penalty", "total", "waiting", "look_again", "remark"]
    assert rows == [
        [*about, "double", "essay", *sums],
        ["ada", "", "", "3.0", "", "0.0", "3.0", "essay", "", ""],
        ["bob", "", "", "2.0", "0.0", "0.0", "2.0", "", "", ""],
    ]


def test_points_of_some_students_only(examiner):
    said = examiner("scores", "ps", "--students", "b*")
    assert "bob" in said
    assert "ada" not in said


@pytest.mark.parametrize("arguments", [("no_such_lab",), ("ps", "--students", "z*")])
def test_where_there_are_no_points_it_says_how_to_get_them(examiner, arguments):
    assert f"examiner autograde {arguments[0]}" in examiner("scores", *arguments, code=1)


# ---- check, doctor, answers


def test_a_sound_notebook_is_well(examiner):
    path = ROOT / "source/sigmoid_fit/sigmoid_fit.ipynb"
    assert examiner("check", path) == "All is well.\n"


def test_each_problem_is_told_with_its_notebook(examiner, course):
    bad = course.write("bad", "lab", notebook(answer("f", "f = 1"), cell("assert g == 1", "f_t", points=1)))
    good = ROOT / "source/sigmoid_fit/sigmoid_fit.ipynb"
    said = examiner("check", good, bad, code=1)
    assert all(line.startswith(f"{bad}: ") for line in said.splitlines())
    assert "f_t" in said


def test_a_notebook_that_is_not_there_is_named(examiner):
    assert "no_such.ipynb" in examiner("check", "no_such.ipynb", code=2)


@pytest.mark.parametrize(("missing", "code"), [([], 0), (["landlock"], 1)])
def test_the_doctor_reports_and_its_exit_status_says_whether_it_is_safe(examiner, monkeypatch, missing, code):
    monkeypatch.setattr(cli.sandbox_doctor, "report", lambda: "yes [limits]")
    monkeypatch.setattr(cli.sandbox_doctor, "missing_essential", lambda: missing)
    assert examiner("doctor", code=code) == "yes [limits]\n"


def test_the_table_of_answers_goes_between_its_marks_and_complaints_are_told(examiner, monkeypatch, tmp_path):
    from examiner.authoring.rates import Rate

    rates = {"f": Rate(wrong=8, caught=8, named=8, right=4, passed=4, mutants=5, killed=4)}
    monkeypatch.setattr(cli, "measure", lambda folder, lab: rates)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{cli.BEGIN}old\n{cli.END}\nafter\n")
    said = examiner("answers", "lab", "--table", page)
    assert "| `f` | 8 of 8 | 8 of 8 | 4 of 4 | 4 of 5 | 0 |" in said
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "4 of 5" in text
    assert "old" not in text
    rates["f"].complaints.append("f | the mutant survives")
    assert "f | the mutant survives" in examiner("answers", "lab", code=1)


def test_help_names_each_command_and_the_version_is_the_packages(examiner):
    from importlib.metadata import version

    said = examiner("--help")
    assert all(command in said for command in ("autograde", "scores", "doctor", "check", "answers"))
    assert version("descent-labs") in examiner("--version")
