"""One submission is graded: bytes in, points and remarks out, or the reason why not. It can raise nothing."""

import dataclasses
from contextlib import redirect_stdout
from io import StringIO
from types import SimpleNamespace

import cloudpickle
import nbformat
import pytest
from cells import answer, cell
from courses import bare_course
from nbformat.v4 import new_output
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor

from examiner.batch.autograde import load
from examiner.batch.gradebook import open_gradebook
from examiner.submission import grade as module
from examiner.submission.grade import DIED, grade
from examiner.submission.messages import Submission

CELLS = [
    answer("double", "def double(x):\n    return 2 * x"),
    cell("assert double(2) == 4", "double_values", points=2),
    cell("assert double([1]) == [1, 1]", "double_lists", points=1),
    cell("*an essay*", "essay", points=3, answer=True, kind="markdown"),
    answer("name", 'name = "a"'),
    cell("assert name", "name_given", points=1),
]


class InThisProcess(NbGraderPreprocessor):
    """Runs the cells without a kernel."""

    def preprocess(self, nb, resources):
        names = {}
        for c in nb.cells:
            if c.cell_type == "code":
                try:
                    with redirect_stdout(StringIO()) as said:
                        exec(c.source, names)
                    c.outputs = [new_output("stream", name="stdout", text=said.getvalue())]
                except Exception as error:
                    c.outputs = [new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[])]
        return nb, resources


class Broken(NbGraderPreprocessor):
    """A fault of ours."""

    def preprocess(self, nb, resources):
        raise LookupError("a fault\nof ours")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = bare_course(tmp_path_factory.mktemp("grade") / "course", "c.OverwriteCells.add_missing_cells = True")
    course.assign(*CELLS)
    return course


@pytest.fixture(scope="module")
def assignment(course):
    api = course.api()
    with open_gradebook(api.coursedir) as gradebook:
        loaded = load(Autograde(coursedir=api.coursedir, parent=api), gradebook, "ps")
    return with_steps(loaded, InThisProcess)


def with_steps(assignment, execute):
    """Return the assignment with another preprocessor in the place of Execute."""
    chain = cloudpickle.loads(assignment.settings)
    steps = [execute if step == "examiner.submission.execute.Execute" else step for step in chain.autograde]
    assert execute in steps
    return dataclasses.replace(
        assignment, settings=cloudpickle.dumps(dataclasses.replace(chain, autograde=steps)), bubblewrap=False
    )


@pytest.fixture(autouse=True)
def parents(monkeypatch):
    """Warm parents that are none: how often they were asked for, and whether they are found dead each time."""
    told = SimpleNamespace(asked=0, deaths=[])

    def warm_up(*_):
        told.asked += 1
        dead = bool(told.deaths and told.deaths.pop(0))
        return [SimpleNamespace(died=lambda: False), SimpleNamespace(died=lambda: dead)]

    monkeypatch.setattr(module.warm_parents, "warm_up", warm_up)
    return told


def submission(course, answers=None, edit=None):
    path = course.submit("ada", answers, edit)
    return Submission("ada", {"nb": path.read_bytes()}, {})


def scores(assignment, submitted):
    graded = grade(assignment, submitted)
    assert not graded.reason, graded.log
    return graded.notebooks["nb"].scores


RIGHT = {"double": "def double(x):\n    return x + x", "essay": "Mine.", "name": 'name = "me"'}
FULL = {"double_values": 2, "double_lists": 1, "essay": None, "name_given": 1}


def test_tests_that_pass_give_their_points_and_an_essay_waits_for_a_person(course, assignment):
    assert scores(assignment, submission(course, RIGHT)) == FULL


def test_tests_that_fail_give_0_each(course, assignment):
    wrong = RIGHT | {"double": "def double(x):\n    return x + 2"}
    assert scores(assignment, submission(course, wrong)) == FULL | {"double_lists": 0}


def test_what_was_left_as_it_came_gives_0_and_is_remarked(course, assignment):
    graded = grade(assignment, submission(course, {"double": RIGHT["double"]}))
    assert graded.notebooks["nb"].scores == FULL | {"essay": 0, "name_given": 0}
    assert graded.notebooks["nb"].comments["essay"] == "No response."


def test_the_file_of_the_graded_notebook_has_the_outputs_and_the_instructors_tests(course, assignment):
    told = RIGHT | {"name": 'name = "me"\nprint("hello")'}
    graded = grade(assignment, submission(course, told))
    notebook = nbformat.reads(graded.notebooks["nb"].data.decode(), 4)
    nbformat.validate(notebook)
    by_name = {c.metadata.nbgrader.grade_id: c for c in notebook.cells}
    assert by_name["name"].outputs[0].text == "hello\n"
    assert by_name["double_values"].source == "assert double(2) == 4"
    assert by_name["double"].source == RIGHT["double"]


def weaker(notebook):
    for c in notebook.cells:
        if c.metadata.nbgrader.grade_id == "double_values":
            c.source = "pass"
            c.metadata.nbgrader["points"] = 100
    return notebook


def without_tests(notebook):
    notebook.cells = [c for c in notebook.cells if not c.metadata.nbgrader.grade or c.metadata.nbgrader.solution]
    return notebook


def unlocked(notebook):
    for c in notebook.cells:
        c.metadata.nbgrader.update(locked=False, solution=True, checksum="0")
    return notebook


@pytest.mark.parametrize("edit", [weaker, without_tests, unlocked])
def test_tests_that_a_student_changed_or_deleted_are_the_instructors_again(course, assignment, edit):
    wrong = RIGHT | {"double": "def double(x):\n    return 0"}
    assert scores(assignment, submission(course, wrong, edit)) == FULL | {"double_values": 0, "double_lists": 0}


REFUSED = {
    b"": "the file is empty",
    b"{": "not JSON",
    b"[]": "not a notebook",
    nbformat.writes(nbformat.v4.new_notebook()).encode(): "it has no cells",
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.items(), ids=REFUSED.values())
def test_a_file_that_is_refused_is_a_reason_in_one_line_without_a_log(assignment, data, reason):
    graded = grade(assignment, Submission("ada", {"nb": data}, {}))
    assert reason in graded.reason
    assert "\n" not in graded.reason
    assert (graded.notebooks, graded.log) == ({}, "")


def test_a_fault_of_ours_is_a_reason_in_one_line_and_the_whole_of_it_in_the_log(course, assignment):
    graded = grade(with_steps_of(assignment, Broken), submission(course, RIGHT))
    assert graded.reason == "LookupError: a fault"
    assert "Traceback" in graded.log
    assert "of ours" in graded.log
    assert graded.notebooks == {}


def with_steps_of(assignment, step):
    chain = cloudpickle.loads(assignment.settings)
    return dataclasses.replace(
        assignment, settings=cloudpickle.dumps(dataclasses.replace(chain, autograde=[step, *chain.autograde]))
    )


def test_settings_that_cannot_be_read_are_a_reason_too(course, assignment):
    graded = grade(dataclasses.replace(assignment, settings=b"no pickle"), submission(course, RIGHT))
    assert "UnpicklingError" in graded.reason


def test_a_submission_during_which_a_warm_parent_died_is_graded_again_and_only_the_second_counts(
    course, assignment, parents
):
    parents.deaths = [True]
    assert scores(assignment, submission(course, RIGHT)) == FULL
    assert parents.asked == 2


def test_where_a_warm_parent_dies_twice_it_is_not_graded_whatever_came_of_it(course, assignment, parents):
    parents.deaths = [True, True, False]
    graded = grade(assignment, submission(course, RIGHT))
    assert (graded.reason, graded.disturbed, graded.notebooks) == (DIED, True, {})
    assert parents.asked == 2


def test_the_late_penalty_is_the_recorders_and_not_the_workers(course, assignment, monkeypatch):
    from nbgrader.preprocessors import AssignLatePenalties

    monkeypatch.setattr(AssignLatePenalties, "preprocess", None)
    assert scores(assignment, submission(course, RIGHT)) == FULL
