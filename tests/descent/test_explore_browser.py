"""The explorers in a real JupyterLab and a real browser: by keyboard, and in a half-finished notebook."""

import re
import shutil

import pytest
from browser import in_a_browser, open_notebook, panel_of, run_all_and_save, show_cell, unlock
from courses import ROOT, read
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect
from server import jupyterlab

pytestmark = in_a_browser
LAB = "sigmoid_fit"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explorers")
    shutil.copytree(ROOT / "source" / LAB, folder / LAB)
    half = folder / "half"
    shutil.copytree(ROOT / "release" / LAB, half)
    notebook = read(half / f"{LAB}.ipynb")
    answers = {cell.id: cell.source for cell in read(ROOT / "source" / LAB / f"{LAB}.ipynb").cells}
    for cell in notebook.cells:  # the first half of the lab is written, gradient_descent is not
        if cell.id in ("sigmoid", "predict", "sse", "sse-grad"):
            cell.source = answers[cell.id]
    write(notebook, half / "half.ipynb")
    with jupyterlab(folder) as address:
        yield address


def run_lab(page, address, name):
    open_notebook(page, address, f"{name}.ipynb")
    run_all_and_save(page)


def test_a_slider_moved_by_keyboard_gives_another_picture_and_another_line(server, page):
    run_lab(page, server, f"{LAB}/{LAB}")
    panel = panel_of(page, "descent")
    slider = panel.get_by_role("slider").first
    line, picture = panel.get_by_role("status"), panel.locator("img")
    expect(line).to_contain_text("Learning rate 1: loss 2.85 → 0.0221 in 30 steps")
    unlock(panel, "it ends higher, and jumps up and down")
    before = picture.get_attribute("src")
    slider.focus()
    slider.press("ArrowRight")
    expect(line).not_to_contain_text("Learning rate 1:")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_attribute("title", line.inner_text())
    panel.get_by_role("button", name="Reset").press("Enter")
    expect(line).to_contain_text("Learning rate 1: loss 2.85 → 0.0221 in 30 steps")


def test_in_a_half_finished_notebook_one_line_says_what_is_missing(server, page):
    run_lab(page, server, "half/half")
    panel = panel_of(page, "descent")
    expect(panel.get_by_role("status")).to_have_text("No new picture: gradient_descent is not implemented yet.")
    unlock(panel, "it ends lower still")
    slider = panel.get_by_role("slider").first
    slider.focus()
    readout = panel.locator(".widget-readout").first
    expect(readout).to_have_text("1.000")
    slider.press("ArrowRight")
    expect(readout).to_have_text("1.047")
    far = panel_of(page, "zoom")
    expect(far.get_by_role("status")).to_contain_text("w0 from -10 to 10")


# What has the focus: its name, and whether one sees that it has it.
FOCUSED = """() => {
    const here = document.activeElement, look = getComputedStyle(here), label = here.labels?.[0]?.textContent;
    return [here.ariaLabel || label || here.textContent, look.outlineStyle !== "none" || look.boxShadow !== "none"];
}"""


def test_all_controls_are_reached_by_the_tab_key_with_their_names(server, page):
    run_lab(page, server, f"{LAB}/{LAB}")
    panel = panel_of(page, "bowl")
    expect(panel.get_by_role("button", name="Note it, unlock")).not_to_have_css("font-size", "0px")
    unlock(panel)
    slider = panel.get_by_role("slider", name="learning rate η, per step")
    expect(slider).to_have_attribute("aria-valuetext", panel.locator(".widget-readout").first.inner_text())
    slider.focus()
    seen = {}
    for _ in range(16):
        name, visible = page.evaluate(FOCUSED)
        seen[name.strip()] = visible
        page.keyboard.press("Tab")
    sliders = ("learning rate η, per step", "steps", "start w0", "start w1")
    for label in (*sliders, "Play or pause", "Stop", "Repeat", "Reset"):
        assert seen[label], f"{label}: {seen}"


def test_opened_again_without_its_kernel_the_static_picture_stands_and_says_what_to_do(server, page):
    run_lab(page, server, f"{LAB}/{LAB}")
    page.evaluate("window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    open_notebook(page, server, f"{LAB}/{LAB}.ipynb")
    show_cell(page, "<figure")
    figure = page.locator("figure.descent-static").first
    expect(figure).to_be_visible()
    lost = page.get_by_text("model not found").first
    expect(lost).to_have_css("font-size", "0px")
    assert "Run this cell" in lost.evaluate("e => getComputedStyle(e, '::after').content")


DRAWING = """import numpy as np
from descent import explore
def best_layers():
    return []
def probabilities(layers, X):
    return np.full((10, 1), 0.1)
explore.digit(best_layers, probabilities)"""


def test_a_digit_is_drawn_with_the_mouse_and_with_keys(tmp_path, page):
    kernel = read(ROOT / "source" / LAB / f"{LAB}.ipynb").metadata
    write(new_notebook(cells=[new_code_cell(DRAWING)], metadata=kernel), tmp_path / "drawing.ipynb")
    with jupyterlab(tmp_path) as address:
        run_lab(page, address, "drawing")
        panel = panel_of(page, "digit")
        line, square = panel.get_by_role("status"), panel.get_by_role("application")
        expect(square).to_have_attribute("aria-label", re.compile("Arrow keys move"))
        expect(panel.get_by_role("button", name="Clear the drawing")).to_be_disabled()
        unlock(panel)
        panel.get_by_role("button", name="Clear the drawing").click()
        expect(line).to_contain_text("0 of 64 pixels have ink")
        square.scroll_into_view_if_needed()
        box = square.bounding_box()
        pixel = box["width"] / 8
        page.mouse.move(box["x"] + 3.5 * pixel, box["y"] + pixel)
        page.mouse.down()
        page.mouse.move(box["x"] + 3.5 * pixel, box["y"] + 7 * pixel, steps=10)
        page.mouse.up()
        expect(line).to_contain_text("24 of 64 pixels have ink")
        square.press("Delete")
        expect(line).to_contain_text("0 of 64 pixels have ink")
        square.press("Shift+ArrowLeft")
        expect(line).to_contain_text("5 of 64 pixels have ink")
        square.press("Backspace")
        expect(line).to_contain_text("4 of 64 pixels have ink")
        panel.get_by_role("button", name="Reset").click()
        expect(line).to_contain_text("30 of 64 pixels have ink")
