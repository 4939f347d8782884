"""Measure how fast the explorers answer, and write the table and the portraits of docs/explorers.md.

    python benchmarks/explorers.py                       # all explorers: in this process, and in a browser
    python benchmarks/explorers.py --portraits-only      # only docs/explorers/NAME.png
    python benchmarks/explorers.py --only network zoom   # only these; writes nothing, or with --portraits-only theirs

The explorers are those that the instructor's notebooks call as `explore.NAME(`, with their answers and data.
"""

import argparse
import contextlib
import io
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from unittest.mock import Mock, patch

import matplotlib
import nbformat
import numpy as np
from pages import DOCS, markdown, write_table
from PIL import Image

from descent import explore
from descent.explore.panel import GRADING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # JupyterLab and Chromium are started as the tests start them
PORTRAITS = DOCS / "explorers"
CALL = re.compile(r"^explore\.(\w+)\(", re.M)
INTERACT = 20  # events, as each takes long
MOUSE = 0.008  # seconds between two of its moves: 125 a second, as most mice tell


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, flush=True)


def notebooks():
    """Yield (lab, instructor's notebook, [names of its explorers]) of the labs that have explorers."""
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        names = [name for cell in notebook.cells if cell.cell_type == "code" for name in CALL.findall(cell.source)]
        if names:
            yield path.parent.name, notebook, names


def arguments(lab, notebook):
    """Run a notebook without showing anything; return {name of an explorer: its args and kwargs there}."""
    found = {}

    def note(name):
        return lambda *args, **kwargs: found.update({name: (args, kwargs)})

    os.environ["DESCENT_PICTURES"] = "off"
    names = {"__name__": "__main__"}
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(ROOT / "source" / lab))
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for name in explore.__all__:
            stack.enter_context(patch.object(explore, name, note(name)))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
    return found


# In the kernel


def sweep(control, events):
    """Yield values for a control: there and back again over its range, each another than the one before."""
    wave = 0.5 - 0.5 * np.cos(np.linspace(0.3, 2 * np.pi + 0.2, events))
    for share in wave:
        if hasattr(control, "options"):
            yield control.options[(control.index + 1) % len(control.options)]
        elif isinstance(control.value, list):  # of ink
            yield [round(16 * share)] * 20 + control.value[20:]
        elif hasattr(control, "base"):
            exponent = control.min + control.step * round(share * (control.max - control.min) / control.step)
            yield control.base**exponent
        else:
            steps = round(share * (control.max - control.min) / control.step)
            yield type(control.value)(control.min + control.step * steps)


def frame_times(panel, events):
    """Return the milliseconds from each of the events, shared among the controls, to its frame."""
    taken = []
    for control in panel.controls.values():
        for value in sweep(control, max(events // len(panel.controls), 10)):
            if value == control.value:
                continue
            frames, begin = panel.frames, time.perf_counter()
            control.value = value
            if panel.frames > frames:  # else the student's function gave a reason for no picture
                taken.append(1000 * (time.perf_counter() - begin))
    return taken


def interact_times(name, args, kwargs, controls):
    """Return the milliseconds of what a function given to ipywidgets.interact does for each event.

    It makes the figure with the same content, all of it, and encodes it as the inline backend does. Widgets made on
    the way are replaced by one that costs nothing: interact makes its own once.
    """
    build, stub, taken = getattr(explore, name).__wrapped__, Mock(), []
    names = ("rate", "whole", "real", "choice", "pad")
    makers = {maker: lambda *a, **k: stub for maker in names if maker in build.__globals__}
    for key, control in controls.items():
        for value in sweep(control, max(INTERACT // len(controls), 3)):
            values = {k: other.value for k, other in controls.items()} | {key: value}
            begin = time.perf_counter()
            with patch.dict(build.__globals__, makers), np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parts = build(*args, **kwargs)
                parts["draw"](fine=True, **values)
            for artist in parts["stage"].moving:
                artist.set_animated(False)
            parts["stage"].figure.canvas.print_figure(io.BytesIO(), format="png", bbox_inches="tight")
            taken.append(1000 * (time.perf_counter() - begin))
    return taken


def grading_time(name, args, kwargs):
    """Return the milliseconds that the explorer costs while grading, the median of 50 calls."""
    taken = []
    with patch.dict(os.environ, {GRADING: "1"}), contextlib.redirect_stdout(io.StringIO()):
        for _ in range(50):
            begin = time.perf_counter()
            getattr(explore, name)(*args, **kwargs)
            taken.append(1000 * (time.perf_counter() - begin))
    return statistics.median(taken)


def in_the_kernel(name, args, kwargs, events):
    """Return {column: milliseconds} of one explorer."""
    panel = getattr(explore, name)(*args, **kwargs)
    frame_times(panel, 10)  # the first frames load fonts
    mine = frame_times(panel, events)
    redrawn = interact_times(name, args, kwargs, panel.controls)
    return {
        "refines": panel.refine,
        "median": statistics.median(mine),
        "p95": float(np.percentile(mine, 95)),
        "interact": statistics.median(redrawn),
        "interact p95": float(np.percentile(redrawn, 95)),
        "grading": grading_time(name, args, kwargs),
    }


# In a browser

# Notes when a key is pressed on a slider, and when a new picture has been loaded into the panel.
WATCH = """panel => {
    const seen = window.seen = {pressed: 0, taken: [], loaded: []};
    const picture = panel.querySelector("img");
    panel.addEventListener("keydown", () => { seen.pressed = performance.now(); }, true);
    picture.addEventListener("load", () => {
        const now = performance.now();
        seen.loaded.push(now);
        if (seen.pressed) { seen.taken.push(now - seen.pressed); seen.pressed = 0; }
    });
}"""


def open_panels(page, address, lab, names):
    """Run a lab and yield (name, its unlocked panel)."""
    from browser import open_notebook, panel_of, run_all_and_save, unlock

    open_notebook(page, address, f"{lab}/{lab}.ipynb")
    run_all_and_save(page)
    for name in names:
        panel = panel_of(page, name)
        if panel.get_by_label("I expect:").count():
            unlock(panel)
        yield name, panel


def portrait(panel, path):
    """Save a picture of the panel, in few colours, so that it is small."""
    panel.scroll_into_view_if_needed()
    picture = Image.open(io.BytesIO(panel.screenshot())).convert("RGB")
    path.parent.mkdir(exist_ok=True)
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    say(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size / 1000:.0f} kB")


def in_the_browser(page, panel, refines, keys, seconds):
    """Return {column: number}: milliseconds from a key press to the loaded picture, and frames behind a drag.

    The drag has five rests: what comes in after the mouse stands still was behind. Where a picture is coarse while a
    slider moves (`refines`), the last is the fine one that belongs to the rest.
    """
    panel.evaluate(WATCH)
    handle = panel.get_by_role("slider").first
    handle.focus()
    for number in range(keys):
        known = page.evaluate("seen.taken.length")
        handle.press("ArrowRight" if number % 20 < 10 else "ArrowLeft")
        with contextlib.suppress(Exception):  # where the function gives no picture there is a line instead
            page.wait_for_function("n => seen.taken.length > n", arg=known, timeout=3000)
    taken = page.evaluate("seen.taken")
    handle.scroll_into_view_if_needed()
    bar, grip = panel.locator(".noUi-base").first.bounding_box(), handle.bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    behind, shown = [], 0
    for _ in range(5):
        page.evaluate("seen.loaded.length = 0")
        end = time.perf_counter() + seconds / 5
        while time.perf_counter() < end:
            share = 0.5 + 0.4 * np.sin(4 * time.perf_counter())
            page.mouse.move(bar["x"] + share * bar["width"], bar["y"] + bar["height"] / 2)
            time.sleep(MOUSE)
        still = page.evaluate("performance.now()")
        page.wait_for_timeout(1500)
        loaded = page.evaluate("seen.loaded")
        behind.append(sum(moment > still for moment in loaded) - refines)
        shown += len(loaded)
    page.mouse.up()
    return {"browser": statistics.median(taken), "behind": max(behind), "a second": shown / seconds}


def browse(labs, rows, options):
    """Open each lab in JupyterLab, draw the portraits and, unless told not to, add to rows what was measured."""
    from browser import CHROMIUM, PATIENCE, QUIET
    from playwright.sync_api import sync_playwright
    from server import jupyterlab

    with tempfile.TemporaryDirectory(prefix="explorers-") as folder, sync_playwright() as playwright:
        for lab, _, _ in labs:
            shutil.copytree(ROOT / "source" / lab, Path(folder) / lab)
        with jupyterlab(Path(folder)) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            for lab, _, names in labs:
                page = browser.new_page(viewport={"width": 1260, "height": 1500})
                page.set_default_timeout(PATIENCE)
                for name, panel in open_panels(page, address, lab, names):
                    if options.portraits_only or not options.only:
                        portrait(panel, PORTRAITS / f"{name}.png")
                    if not options.portraits_only:
                        row = rows[name]
                        row |= in_the_browser(page, panel, row["refines"], options.keys, options.seconds)
                        say(name, row)
                page.close()
            browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=200, help="slider events of each explorer in the kernel")
    parser.add_argument("--keys", type=int, default=60, help="key presses of each explorer in the browser")
    parser.add_argument("--seconds", type=float, default=10, help="length of the drag in the browser")
    parser.add_argument("--portraits-only", action="store_true", help="only renew the pictures of docs/explorers")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="measure only these explorers, and write nothing")
    options = parser.parse_args()
    matplotlib.use("agg")
    labs, rows = [], {}
    for lab, notebook, names in notebooks():
        wanted = [name for name in names if name in (options.only or names)]
        if wanted:
            labs.append((lab, notebook, wanted))
    for lab, notebook, names in [] if options.portraits_only else labs:
        found = arguments(lab, notebook)
        for name in names:
            args, kwargs = found[name]
            rows[name] = {"lab": lab} | in_the_kernel(name, args, kwargs, options.events)
            say(name, rows[name])
    browse(labs, rows, options)
    if options.portraits_only or options.only:
        return
    header = ["explorer", "kernel, median", "95 %", "interact, median", "95 %", "faster"]
    header += ["browser, median", "frames behind a drag", "frames a second", "while grading"]
    table = []
    for name, row in rows.items():
        times = [f"{row[key]:.0f}" for key in ("median", "p95", "interact", "interact p95")]
        faster = f"{row['interact'] / row['median']:.1f}×"
        seen = [f"{row['browser']:.0f}", row["behind"], f"{row['a second']:.0f}"]
        table.append([f"`{name}`", *times, faster, *seen, f"{row['grading']:.2f}"])
    write_table("explorers.md", "make bench", f"Times are in milliseconds.\n\n{markdown(header, table)}")


if __name__ == "__main__":
    main()
