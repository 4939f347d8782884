"""A student's day: unpack the kit, solve, validate, hand in by the exchange as another user, and read the feedback."""

import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from browser import in_a_browser, open_notebook, page, picture, run_all_and_save  # noqa: F401
from courses import ENVIRONMENT, ROOT, lab_course, read, run
from playwright.sync_api import expect
from server import jupyterlab

from examiner.authoring.bank import with_solutions
from examiner.authoring.kit import write_kit
from examiner.notebook.cells import name_of, role_of

pytestmark = in_a_browser
LAB = "sigmoid_fit"
NOBODY = 65534  # who submits must have a name on this machine
AS_ANOTHER = ROOT / "tests/sandbox/ordinary_user.py"
WRITE = """answers => {
    const { content, context } = window.jupyterapp.shell.currentWidget;
    for (const cell of content.model.cells) {
        const name = cell.sharedModel.getMetadata("nbgrader")?.grade_id;
        if (name in answers) cell.sharedModel.setSource(answers[name]);
    }
    return context.save();
}"""


@pytest.fixture
def folders():
    """The course, the exchange and the student's home, which another user may enter."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        for folder, mode in (("exchange", 0o777), ("student", 0o755)):
            (root / folder).mkdir()
            (root / folder).chmod(mode)
        yield root


def answers():
    """Return {grade_id: what a student writes}: right answers to the exercises, some words for each question."""
    right = with_solutions(read(ROOT / f"release/{LAB}/{LAB}.ipynb"), read(ROOT / f"source/{LAB}/{LAB}.ipynb"))
    written = {name_of(cell): cell for cell in right.cells if role_of(cell) == "answer"}
    return {name: c.source if c.cell_type == "code" else "A reason." for name, c in written.items()}


def as_student(folders, *command):
    """Run a command of nbgrader's as the student, who is another user if we can be one."""
    home = folders / "student"
    words = [
        sys.executable,
        "-m",
        "nbgrader",
        *command,
        f"--Exchange.root={folders / 'exchange'}",
        "--course",
        "descent",
    ]
    if os.geteuid() == 0:
        for path in (home, *home.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        words = [sys.executable, AS_ANOTHER, NOBODY, *words]
    done = run(*words, cwd=home, env=ENVIRONMENT | {"HOME": str(home)})
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_kit_is_solved_validated_handed_in_and_comes_back_with_its_points(folders, page):  # noqa: F811
    course = lab_course(folders / "course", LAB, config=f'c.Exchange.root = "{folders / "exchange"}"')
    course.run("nbgrader", "release_assignment", LAB)
    solve_and_validate(page, folders)
    as_student(folders, "submit", LAB)
    course.run("nbgrader", "collect", LAB)
    (submitted,) = (course.root / "submitted").glob(f"*/{LAB}/{LAB}.ipynb")
    student = submitted.parts[-3]
    assert os.geteuid() or student == "nobody"
    said = course.run("examiner", "autograde", LAB, "--no-pictures").stdout
    assert "1 graded, 0 skipped, 0 not graded." in said
    course.run("examiner", "feedback", LAB)
    course.run("nbgrader", "release_feedback", LAB)
    as_student(folders, "fetch_feedback", LAB)
    (feedback,) = (folders / f"student/{LAB}/feedback").rglob("*.html")
    page.goto(feedback.as_uri())
    expect(page.get_by_text("of 50 points").first).to_be_in_viewport()
    assert "37 of 50 points" in page.locator(".total").inner_text(), "all but what a person gives"
    picture(page, "feedback")


def solve_and_validate(page, folders):  # noqa: F811
    home = folders / "student"
    with zipfile.ZipFile(write_kit(ROOT / "release" / LAB, folders / "dist")) as kit:
        kit.extractall(home)
    page.set_viewport_size({"width": 1200, "height": 900})
    with jupyterlab(home) as address:
        open_notebook(page, address, f"{LAB}/{LAB}.ipynb")
        page.evaluate(WRITE, answers())
        run_all_and_save(page)
        page.get_by_text("Validate", exact=True).first.click()
        dialog = page.locator(".jp-Dialog")
        expect(dialog).to_contain_text("Success! Your notebook passes all the tests.")
        picture(page, "validated")
        dialog.get_by_role("button", name="OK").click()
    shutil.rmtree(home / ".jupyter")
