"""nbgrader's Validate button, which needs no configuration at a student's, tells what is written and what is wrong."""

import shutil

import nbformat
import pytest
from browser import in_a_browser, open_notebook
from courses import LABS, ROOT, read
from nbgrader.validator import Validator
from playwright.sync_api import expect
from server import jupyterlab

from examiner.authoring.bank import with_solutions
from examiner.authoring.checks import has_block
from examiner.notebook.cells import is_check, is_exercise, nbgrader

pytestmark = pytest.mark.slow
CONVERTED = [
    lab for lab in LABS if all(map(has_block, filter(is_check, read(ROOT / "source" / lab / f"{lab}.ipynb").cells)))
]


def validated(folder, lab, notebook):
    """Return {exercise: what Validate says of its check} for a notebook in a copy of the lab's folder."""
    shutil.copytree(ROOT / "release" / lab, folder / lab)
    nbformat.write(notebook, folder / lab / f"{lab}.ipynb")
    failed = Validator().validate(str(folder / lab / f"{lab}.ipynb")).get("failed", [])
    said = {cell["source"]: cell["raw_error"] for cell in failed}
    return {
        nbgrader(cell)["grade_id"].removesuffix("_check"): said[cell.source.strip()]
        for cell in notebook.cells
        if is_check(cell) and cell.source.strip() in said
    }


def template(lab):
    return read(ROOT / "release" / lab / f"{lab}.ipynb")


def right(lab):
    return with_solutions(template(lab), read(ROOT / "source" / lab / f"{lab}.ipynb"))


def exercises(lab):
    return [nbgrader(cell)["grade_id"] for cell in filter(is_exercise, template(lab).cells)]


@pytest.mark.parametrize("lab", CONVERTED)
def test_validate_lists_every_exercise_of_an_untouched_template_as_not_written(tmp_path, lab):
    said = validated(tmp_path, lab, template(lab))
    assert list(said) == exercises(lab)
    assert all("not implemented yet" in text for text in said.values())


@pytest.mark.parametrize("lab", CONVERTED)
def test_validate_says_of_a_half_right_notebook_what_fails_and_how(tmp_path, lab):
    notebook, names = right(lab), exercises(lab)
    wrong, unwritten = names[2], names[4:]
    for cell, empty in zip(notebook.cells, template(lab).cells, strict=True):
        name = nbgrader(cell).get("grade_id")
        if name == wrong:
            cell.source += f"\n\n\nright_one = {wrong}\n\n\ndef {wrong}(*args):\n    return -right_one(*args)"
        elif name in unwritten:
            cell.source = empty.source
    said = validated(tmp_path, lab, notebook)
    assert names[0] not in said
    assert said[wrong].startswith("✗ ")
    assert "not implemented yet" not in said[wrong]
    assert all("not implemented yet" in said[name] for name in unwritten)


@pytest.mark.parametrize("lab", CONVERTED)
def test_validate_says_of_a_right_notebook_that_it_is(tmp_path, lab):
    notebook = right(lab)
    for cell in notebook.cells:
        if nbgrader(cell).get("solution") and cell.cell_type == "markdown":
            cell.source += "\n\nWritten."
    shutil.copytree(ROOT / "release" / lab, tmp_path / lab)
    nbformat.write(notebook, tmp_path / lab / f"{lab}.ipynb")
    assert Validator().validate(str(tmp_path / lab / f"{lab}.ipynb")) == {}


@pytest.mark.alone
@pytest.mark.skipif(in_a_browser[2].args[0], reason="Chromium is not installed")
def test_the_button_says_it_in_the_browser(tmp_path, page):
    shutil.copytree(ROOT / "release" / "sigmoid_fit", tmp_path / "sigmoid_fit")
    with jupyterlab(tmp_path) as address:
        open_notebook(page, address, "sigmoid_fit/sigmoid_fit.ipynb")
        page.get_by_text("Validate", exact=True).first.click()
        dialog = page.locator(".jp-Dialog")
        expect(dialog).to_contain_text("sse_grad(x, y, w): not implemented yet.")
        expect(dialog).to_contain_text("max_stable_learning_rate(H): not implemented yet.")
