"""The template in a real JupyterLab and a real browser, as a student sees it, and formgrader, as an instructor does."""

import re
import shutil

import pytest
from browser import in_a_browser, open_notebook, run_all_and_save
from courses import LABS, ROOT, lab_course, read
from playwright.sync_api import expect
from server import jupyterlab

from examiner.notebook.cells import is_check

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def lab_server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    for lab in LABS:
        shutil.copytree(ROOT / "release" / lab, folder / lab)
    with jupyterlab(folder) as address:
        yield address, folder


def printed(cell):
    return "".join(o.get("text", "") + o.get("evalue", "") for o in cell.outputs)


@pytest.mark.parametrize("lab", LABS)
def test_an_untouched_template_says_in_every_check_that_nothing_is_written_yet(lab_server, page, lab):
    address, folder = lab_server
    open_notebook(page, address, f"{lab}/{lab}.ipynb")
    expect(page.locator("mjx-container").first).to_be_visible()
    run_all_and_save(page)
    notebook = read(folder / lab / f"{lab}.ipynb")
    checks = [cell for cell in notebook.cells if is_check(cell)]
    assert checks
    for cell in checks:
        assert printed(cell).endswith("not implemented yet.")
        (error,) = cell.outputs
        assert "Traceback" not in "".join(error.traceback)
    pictures = [c for c in notebook.cells if c.cell_type == "code" and c.source.startswith("pictures.")]
    of_answers = [cell for cell in pictures if not cell.source.startswith("pictures.samples(")]  # that is of data
    assert all("No picture yet" in printed(cell) for cell in of_answers)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.rpartition("\n")[2].startswith("explore."):
            panel, static = (output.data for output in cell.outputs)
            assert "application/vnd.jupyter.widget-view+json" in panel
            assert "No new picture: " in static["text/plain"]
            assert "image/png" not in static


def test_a_right_answer_gets_its_tick_and_its_picture(lab_server, page):
    address, folder = lab_server
    open_notebook(page, address, "sigmoid_fit/sigmoid_fit.ipynb")
    editor = page.locator(".jp-CodeCell", has_text="def sigmoid(z):").locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("def sigmoid(z):\n    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))")
    run_all_and_save(page)
    cells = {c.id: c for c in read(folder / "sigmoid_fit" / "sigmoid_fit.ipynb").cells}
    assert printed(cells["sigmoid-check"]) == "✓ sigmoid(z): right in all 7 cases\n"
    (picture,) = [c for c in cells.values() if c.source == "pictures.curve(sigmoid)"]
    image = next(o for o in picture.outputs if "image/png" in o.get("data", {}))
    assert image.metadata["image/png"]["alt"].startswith("σ(z) goes from 0.000335 at z = -8 to 1 at z = 8")


def test_formgrader_shows_the_class_and_the_marking_scheme_above_an_answer(page, tmp_path):
    course = lab_course(tmp_path, "sigmoid_fit")
    template = read(ROOT / "release" / "sigmoid_fit" / "sigmoid_fit.ipynb")
    for cell in template.cells:
        if cell.id == "answer-newton":
            cell.source = "One step."
    course.submit_lab("ada", template)
    course.run("examiner", "autograde", "sigmoid_fit")
    with jupyterlab(course.root) as address:
        page.goto(f"{address}/formgrader/gradebook/sigmoid_fit/sigmoid_fit")
        row = page.locator("tr", has_text="Submission #1")
        expect(row).to_contain_text("0 / 50")
        row.get_by_role("link", name="Submission #1").click()
        expect(page.locator("text=One step.")).to_be_visible()
        text = page.locator("body").inner_text()
    question = text.index("Newton's step (2 points)")
    assert re.search(r"Marking scheme\s+1 point: one step, from anywhere", text[question : text.index("One step.")])
