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


# A widget of the shell that shows a notebook whose kernel has started: commands act on it.
READY = """path => {
    const widget = window.jupyterapp?.shell.currentWidget;
    return widget?.context?.path === path && widget.context.isReady
        && widget.context.sessionContext.session?.kernel?.status === "idle";
}"""


def open_notebook(page, address, path):
    """Open a notebook of the server and wait until it is the one that commands act on, and its kernel is idle."""
    page.goto(f"{address}/lab/tree/{path}?reset")
    page.wait_for_function(READY, arg=path)


# The command for all cells does not wait for those after the first that raises.
ALL_RAN = """() => {
    const widget = window.jupyterapp.shell.currentWidget;
    const cells = [...widget.content.model.cells].filter(cell => cell.type === "code");
    return cells.every(cell => cell.executionCount || !cell.sharedModel.source.trim())
        && widget.context.sessionContext.session.kernel.status === "idle";
}"""


def run_all_and_save(page):
    """Run all cells, wait until the last has run, save, and wait until that is done."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(ALL_RAN)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")


def panel_of(page, name):
    """Return the panel of the explorer of this name, scrolled into view."""
    show_cell(page, f"explore.{name}(")
    panel = page.locator(f".explorer-{name}").first
    panel.scroll_into_view_if_needed()
    return panel


def show_cell(page, text):
    """Scroll to the first cell with `text` in it or in its output. JupyterLab attaches cells as they come into view."""
    page.evaluate(
        """text => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            const found = [...notebook.model.cells].findIndex(cell => JSON.stringify(cell.toJSON()).includes(text));
            return notebook.scrollToItem(found, "start");
        }""",
        text,
    )


def unlock(panel, choice=1):
    """Note a prediction, by its text or its number, with the keyboard."""
    guess = panel.get_by_role("combobox", name="I expect:")
    guess.focus()
    choices = guess.evaluate("select => [...select.options].map(option => option.value)")
    number = choice if isinstance(choice, int) else choices.index(choice)
    for _ in range(number):
        guess.press("ArrowDown")
    panel.get_by_role("button", name="Note it, unlock").press("Enter")
    expect(panel.get_by_text("You expected:")).to_be_visible()
    expect(panel.get_by_text("What came:")).to_be_visible()


def picture(page, name, **options):
    """Keep what the page shows as PICTURES/<name>.png, for docs/, where that variable names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", **options)
