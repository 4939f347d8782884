"""JupyterLab and Chromium for the tests in a browser."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A missing browser is told on a contributor's machine; where CI is set it is a failure, since .ci/run installs it.
in_a_browser = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="Chromium is not installed"),
]
PATIENCE = 120_000  # milliseconds: the machine may be busy
expect.set_options(timeout=PATIENCE)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1200, "height": 1600})
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def open_notebook(page, address, lab):
    page.goto(f"{address}/lab/tree/{lab}/{lab}.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    expect(page.locator("text=Python 3 (ipykernel) | Idle").first).to_be_visible()


def run_all_and_save(page):
    """Run all cells, wait until the last has run, save, and wait until that is done."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
