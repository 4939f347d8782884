"""What students are told says what is wrong, and gives neither answers nor hidden tests away."""

import ast
import contextlib
import functools
import html
import io
import re
import signal

import numpy as np
import pytest
from banks import entries, lab
from courses import LABS, ROOT, lab_course, read

import descent.check
from descent.check.cases import Check
from examiner.authoring.bank import filled
from examiner.feedback.hidden_tests import without_regions
from examiner.notebook.cells import is_exercise, is_test, nbgrader

WRONG = [(name, entry) for name in LABS for entry in entries(name) if not entry.right]
SECONDS_A_CELL = 3  # of processor time
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
# Numbers that are no values: places, shapes, counts, and how far off a number is, coarsely.
PLACES = re.compile(
    r"index (\(.*?\)|\d+)|components? (\(.*?\)|\d+)(, (\(.*?\)|\d+))*|shape( is)? \(.*?\)|\d+ values|number \d+"
    r"|factor 2|a 1 in it|(about )?\d+ times|it is 1 minus|over \d+ (samples|numbers)"
    r"|Did \(.*?\) meet \(.*?\)\?.*columns"
    r"|`.*`|raised .*|less than 1 %|from 0 and 1|0 or 1|0 was divided by 0|[lL]og of 0|below 0"
    r"|Besides, .*?, it (?=raised)|as if it were \d+|0 everywhere"
)
INDEX = re.compile(r"at index (\(.*?\)|\d+)")


@functools.cache
def instructors(lab):
    return read(ROOT / "source" / lab / f"{lab}.ipynb")


@contextlib.contextmanager
def time_limit():
    def stop(*_):
        raise TimeoutError("the time is over")

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_A_CELL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def told(name, entry, monkeypatch):
    """Return [(sentence, expected)] of what the visible check of a wrong answer says in words of its own."""
    found, error = [], Check.error

    def recorded(self, tried, wrong):
        raised = error(self, tried, wrong)
        said = str(raised)
        if not any(mistake.rstrip(".") in said for mistake in self.mistakes):  # the template's numbers show those
            case = max((each.case for each in wrong if self.told(each.case) in said), key=lambda c: len(c.about))
            own = said.removeprefix(f"✗ {self.told(case)}").partition(". The arguments: ")[0]
            own = own.translate({0x2068: None, 0x2069: None})  # marks around what feedback pages hold back
            found.append((re.sub(r"\d+ of \d+ cases are right\.$", "", own), case.expected))
        return raised

    monkeypatch.setattr(Check, "error", recorded)
    ready, check = lab(name), f"{entry.exercise}_check"
    vars(descent.check).update(ready.cases)
    bound = dict(ready.namespace)
    for source in (entry.code, ready.checks.get(check, "")):
        with contextlib.suppress(Exception), time_limit(), contextlib.redirect_stdout(io.StringIO()):
            exec(source, ready.namespace)
    ready.namespace.clear()
    ready.namespace.update(bound)
    return found


def meant(sentence, expected):
    """Return the numbers of `expected` that a sentence is about: those at the place that it names, or all."""
    if place := re.search(r"returned value number (\d+)", sentence):
        expected = expected[int(place[1]) - 1]
    if place := re.search(r"entry '(\w+)'", sentence):
        expected = expected[place[1]]
    if isinstance(expected, dict | tuple):
        values = expected.values() if isinstance(expected, dict) else expected
        return [n for value in values for n in meant(sentence, value)]
    array = np.asarray(expected)
    if array.dtype.kind not in "biuf":
        return []
    if (place := INDEX.search(sentence)) and array.ndim:
        with contextlib.suppress(IndexError):  # the place is one of a result of another shape
            array = array[ast.literal_eval(place[1])]
    return np.abs(array).ravel().tolist()


@pytest.mark.parametrize(("name", "entry"), WRONG, ids=[f"{e.exercise}: {e.title}" for _, e in WRONG])
def test_a_visible_check_shows_a_wrong_answer_no_expected_value(name, entry, monkeypatch):
    monkeypatch.chdir(ROOT / "source" / name)
    monkeypatch.setenv("MPLBACKEND", "agg")
    for sentence, expected in told(name, entry, monkeypatch):
        said = [abs(float(n)) for n in NUMBER.findall(PLACES.sub("", sentence))]
        shown = [n for n in said for e in meant(sentence, expected) if np.isclose(n, e, rtol=1e-2, atol=0)]
        assert not shown, (sentence, expected)


@pytest.mark.parametrize("name", LABS)
def test_checks_say_something_in_words_of_their_own(name, monkeypatch):
    monkeypatch.chdir(ROOT / "source" / name)
    assert any(told(name, entry, monkeypatch) for known, entry in WRONG if known == name)


@pytest.mark.parametrize("lab", LABS)
def test_the_check_of_an_exercise_whose_answer_is_a_value_does_not_hold_it(lab):
    cells = {nbgrader(c).get("grade_id"): c for c in read(ROOT / "release" / lab / f"{lab}.ipynb").cells}
    for exercise in filter(is_exercise, instructors(lab).cells):
        functions = [node for node in ast.parse(exercise.source).body if isinstance(node, ast.FunctionDef)]
        returned = [
            node.value for f in functions if not f.args.args for node in ast.walk(f) if type(node) is ast.Return
        ]
        for call in ast.walk(ast.parse(cells[f"{nbgrader(exercise)['grade_id']}_check"].source)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "check.returns":
                assert ast.unparse(call.args[3]) not in map(ast.unparse, returned)


# ---- feedback pages of the labs


def hidden_lines(lab, answers):
    """Return the lines of a lab's hidden tests that say something and stand neither in the template nor in answers."""
    known = [cell.source for cell in read(ROOT / "release" / lab / f"{lab}.ipynb").cells] + answers
    found = set()
    for cell in instructors(lab).cells:
        _, regions = without_regions(cell.source, "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
        found |= {line.strip() for region in regions for line in region if len(line.strip()) > 20}
    return {line for line in found if not any(line in source for source in known)}


@pytest.mark.slow
@pytest.mark.parametrize("lab", LABS)
def test_a_page_names_each_test_and_each_mistake_and_has_no_line_of_a_hidden_test(lab, tmp_path):
    course = lab_course(tmp_path, lab)
    mistakes = {entry.exercise: entry for known, entry in reversed(WRONG) if known == lab}
    course.submit_lab("mistaken", filled(instructors(lab), mistakes.values()), lab)
    course.run("examiner", "autograde", lab, "--no-pictures")
    course.run("nbgrader", "generate_feedback", lab)
    body = course.page("mistaken", lab, lab).partition("<body>")[2]
    page = html.unescape(re.sub(r"<[^>]+>", "", body))
    hidden = hidden_lines(lab, [entry.code for entry in mistakes.values()])
    assert len(hidden) > 50
    assert not [line for line in hidden if line in page]
    assert not re.search("(BEGIN|END) (HIDDEN|MARK)|Marking scheme", page)
    for cell in filter(is_test, instructors(lab).cells):
        assert cell.source.splitlines()[0] in page
    for cell in course.graded_lab("mistaken", lab).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and is_test(cell):  # what stands behind may be of the student's code
                # Values that a message holds are held back: what stands between them is there.
                parts = [" ".join(part.split()) for part in re.split(r"[:.]( |$)", output.evalue)]
                assert any(part in " ".join(page.split()) for part in parts if len(part) > 15), output.evalue
    summary = page.partition("what to look at")[2].partition("Lab")[0]
    for exercise in mistakes:
        assert re.search(rf"{exercise}\s+\d+ of \d+\s+✗ ", summary), exercise
    assert "a person has not graded this yet" in summary
