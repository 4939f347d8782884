"""The panel of an explorer: sliders, a picture, and one line that says what the picture shows.

A function with `@explorer` takes the student's functions and returns the parts of a panel. The newest state wins: an
event is answered by its frame before the kernel says that it is done with it, and until then the browser keeps back
what moves on. So it sends the newest state, and no queue of older ones can grow.
"""

import asyncio
import base64
import contextlib
import html
import inspect
import io
import os
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np

from .. import GRADING
from .stage import Stage

if TYPE_CHECKING:  # ipywidgets is loaded when the first explorer is made
    import ipywidgets

P = ParamSpec("P")

SECONDS_A_FRAME = 1.0
SECONDS_AN_OUTCOME = 5.0  # it comes once, and walks further than a frame does
REST = 0.25  # seconds without an event, after which a coarse picture is refined

noted: dict[str, str] = {}  # {question: what was expected}: a cell that is run again does not ask again
running: list[str] = []  # names of the student's functions that are being called, outermost first


class Trouble(Exception):
    """A student's function does not give what a picture needs. The message is the panel's line."""


class TooSlow(BaseException):
    """The time of a frame is over. Not an Exception, which a student's function might catch."""


@dataclass
class Prediction:
    """What is asked before the sliders move.

    outcome(): one sentence with what the student's functions give, shown beside what was expected.
    """

    question: str
    choices: list[str]
    outcome: Callable[[], str]


def explorer(build: Callable[P, dict[str, Any]]) -> Callable[P, "Panel | None"]:
    """Make `build(student's functions, data)`, which returns the arguments of Panel, a function that makes a panel."""
    signature = inspect.signature(build)

    @wraps(build)
    def explore(*args, **kwargs):
        if os.environ.get(GRADING):
            print("Explorer: not drawn while grading. The picture beside it stands in its place.")
            return None
        given = signature.bind(*args, **kwargs)
        for name, value in given.arguments.items():
            if callable(value):
                given.arguments[name] = watched(name, value)
        panel = Panel(**build(*given.args, **given.kwargs))
        panel.box.add_class(f"explorer-{build.__name__}")
        return panel

    return explore


def watched(name: str, function: Callable) -> Callable:
    """Return `function` with what it raises turned into a Trouble that names it."""

    @wraps(function)
    def call(*args, **kwargs):
        running.append(name)
        try:
            result = function(*args, **kwargs)
        except Trouble:
            raise
        except NotImplementedError as error:
            raise Trouble(f"{unwritten(error, name)} is not implemented yet.") from error
        except Exception as error:
            raise Trouble(f"{name} raised {type(error).__name__}: {error}") from error
        running.pop()  # stays after an error, so that the name of a function that was too slow is known
        return result

    return call


def unwritten(error: BaseException, name: str) -> str:
    """Return the name of the function in which NotImplementedError was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return frames[-1].name if len(frames) > 1 and frames[-1].name.isidentifier() else name


def answer(name: str, value: object, shape: tuple[int | None, ...], finite: bool = True) -> np.ndarray:
    """Return a student's answer as floats of this shape, in which None stands for any length.

    Raises Trouble where it is something else, or not finite.
    """
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Trouble(f"{name} must return numbers, and returned {type(value).__name__}.") from None
    if len(array.shape) != len(shape) or any(n not in (None, m) for n, m in zip(shape, array.shape, strict=True)):
        wanted = str(tuple("any" if n is None else n for n in shape)).replace("'", "")
        raise Trouble(f"{name} returned the shape {array.shape}, and {wanted} is needed.")
    if finite and not np.isfinite(array).all():
        raise Trouble(f"{name} returned {'nan' if np.isnan(array).any() else 'inf'}.")
    return array


@contextlib.contextmanager
def calm(seconds: float) -> Iterator[None]:
    """Run student's code without its prints and warnings, and raise Trouble where it takes more than `seconds`.

    They are of processor time, so that a busy machine stops nobody; one that waits may take ten times as long.
    """
    running.clear()
    # Alarms are there on Linux and macOS, and for the main thread, in which kernels run cells and events.
    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    timers = {signal.ITIMER_PROF: signal.SIGPROF, signal.ITIMER_REAL: signal.SIGALRM} if timed else {}

    def stop(*_):
        raise TooSlow

    before = {number: signal.signal(number, stop) for number in timers.values()}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for timer in timers:
                signal.setitimer(timer, seconds if timer == signal.ITIMER_PROF else 10 * seconds)
            yield
    except TooSlow:
        slow = running[-1] if running else "a function"
        raise Trouble(f"{slow} is too slow: it was not ready after {seconds:g} s.") from None
    finally:
        for timer, number in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def rate(label: str, value: float, low: float, high: float, step: float = 0.02) -> "ipywidgets.FloatLogSlider":
    """A slider on a log scale from 10**low to 10**high; `step` is of the exponent."""
    from ipywidgets import FloatLogSlider

    # The browser puts a slider on one of its steps and would send that as an event.
    value = 10 ** (low + step * round((np.log10(value) - low) / step))

    return FloatLogSlider(value, min=low, max=high, step=step, description=label, readout_format=".4g", **LOOKS)


def whole(label: str, value: int, low: int, high: int, step: int = 1) -> "ipywidgets.IntSlider":
    from ipywidgets import IntSlider

    return IntSlider(value, min=low, max=high, step=step, description=label, **LOOKS)


def real(label: str, value: float, low: float, high: float, step: float = 0.1) -> "ipywidgets.FloatSlider":
    from ipywidgets import FloatSlider

    return FloatSlider(value, min=low, max=high, step=step, description=label, readout_format=".3g", **LOOKS)


def choice(label: str, options: Sequence[object], value: object = None) -> "ipywidgets.Dropdown":
    from ipywidgets import Dropdown

    return Dropdown(options=options, value=value or options[0], description=label, **LOOKS)


def described_image() -> "type[ipywidgets.Image]":
    """Return ipywidgets' Image with a text: its view in the browser reads a tooltip only next to a description."""
    from ipywidgets import Image
    from traitlets import Unicode

    class DescribedImage(Image):
        description = Unicode("").tag(sync=True)

    return DescribedImage


LOOKS = {"style": {"description_width": "13.5em"}, "layout": {"width": "30em", "max_width": "100%"}}


# What stands with the static picture. In a notebook that was opened again, "model not found" becomes what to do.
# ipywidgets gives the handles of sliders and the buttons of Play no name, and says the exponent of a log slider: here
# they are given their label and what stands beside them. Keys belong to the control in focus: JupyterLab would take the
# arrows to go to the next cell.
STATIC = """<style>
.jp-OutputArea:has(.descent-static) .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { font-size: 0 }
.jp-OutputArea:has(.descent-static) .jp-OutputArea-output.jupyter-widgets:not(:has(*))::after
{ content: "Run this cell to move the sliders."; font: italic 13px sans-serif }</style>
<script>(function start(tries) {
  const area = document.querySelector(".CLASS")?.closest(".jp-OutputArea");
  if (!area) return tries && setTimeout(start, 500, tries - 1);
  const text = (slider, part) => slider.querySelector(part)?.textContent ?? "";
  const name = () => {
    area.querySelectorAll(".widget-slider").forEach(slider => {
      const handle = slider.querySelector("[role=slider]");
      handle?.setAttribute("aria-label", text(slider, ".widget-label"));
      handle?.setAttribute("aria-valuetext", text(slider, ".widget-readout"));
    });
    area.querySelectorAll(".widget-play button").forEach(
      (button, i) => button.setAttribute("aria-label", ["Play or pause", "Stop", "Repeat"][i % 3]));
    area.querySelectorAll(".widget-box :is(select, input, button, [role=slider])").forEach(
      control => control.setAttribute("data-lm-suppress-shortcuts", "true"));
  };
  new MutationObserver(name).observe(area, {childList: true, subtree: true});
  name();
})(120)</script>"""


class Panel:
    """A title, sliders, a picture and its line. Shown where it is the last line of a cell.

    stage: the Stage. controls: {name: widget}, in the order of the tab key. draw(fine, **values): updates the stage's
    artists and returns the line; `fine` is False while a slider moves and True when it rests. play: the whole-number
    control that Play runs through. prediction: what is asked before the controls are unlocked.
    """

    def __init__(
        self,
        title: str,
        stage: Stage,
        controls: dict[str, Any],
        draw: Callable[..., str],
        play: str | None = None,
        prediction: Prediction | None = None,
        refine: bool = False,
    ) -> None:
        import ipywidgets as w

        self.title, self.stage, self.controls, self.draw, self.refine = title, stage, controls, draw, refine
        self.defaults = {name: control.value for name, control in controls.items()}
        self.prediction, self.frames = prediction, 0
        self.shown: dict[str, Any] = {}
        self.resting: asyncio.TimerHandle | None = None
        # Hidden until there is a frame: a browser shows a broken picture for an empty one.
        look = {"max_width": "100%", "object_fit": "contain", "display": "none"}
        self.image = described_image()(format="png", layout=look)
        self.text = w.HTML()
        self.reset_button = w.Button(description="Reset", tooltip="Put all sliders back", icon="undo")
        self.reset_button.on_click(self.reset)
        buttons = [self.reset_button]
        self.play = None
        if play:
            slider = controls[play]
            self.play = w.Play(
                slider.value, min=slider.min, max=slider.max, step=slider.step, interval=150, description=f"Play {play}"
            )
            self.link = w.link((self.play, "value"), (slider, "value"))
            buttons.insert(0, self.play)
        for control in controls.values():
            control.observe(self.changed, "value")
        self.box = w.VBox(
            [
                w.HTML(f'<b style="font-size: 1.05em">{html.escape(title)}</b>'),
                self.make_lock(w),
                self.image,
                self.text,
                w.HBox([*controls.values(), *buttons], layout={"flex_flow": "row wrap", "align_items": "center"}),
            ]
        )
        # Where this panel is alive, the picture that stands in for it elsewhere is not shown.
        self.static = f"descent-static-{self.box.model_id}"
        # A slider in focus has a ring, not another colour only.
        ring = ".widget-slider [role=slider]:focus { outline: 3px solid #56B4E9 !important; outline-offset: 2px }"
        self.box.children[0].value += f"<style>.{self.static} {{ display: none }} {ring}</style>"
        self.show(fine=True)

    def make_lock(self, w: ModuleType) -> "ipywidgets.Widget":
        """Return the box of the prediction, and lock the controls until it is made."""
        self.note = w.HTML()
        if not self.prediction:
            return self.note
        self.guess = w.Dropdown(
            options=["choose …", *self.prediction.choices],
            description="I expect:",
            layout={"width": "26em", "max_width": "100%"},
        )
        self.note_button = w.Button(
            description="Note it, unlock", tooltip="Note what you expect and unlock the sliders"
        )
        self.note_button.on_click(self.unlock)
        self.lock(True)
        self.note.value = f"<b>Before you move anything:</b> {html.escape(self.prediction.question)}"
        if self.prediction.question in noted:
            self.guess.value = noted[self.prediction.question]
            self.unlock()
        return w.VBox(
            [self.note, w.HBox([self.guess, self.note_button], layout={"flex_flow": "row wrap"})],
        )

    def lock(self, locked: bool) -> None:
        for control in [*self.controls.values(), self.reset_button, *filter(None, [self.play])]:
            control.disabled = locked

    def unlock(self, _: object = None) -> None:
        """Note the prediction, say what came, and unlock the controls."""
        if self.prediction is None:
            return
        if self.guess.index == 0:
            self.note.value = f"<b>Choose one first:</b> {html.escape(self.prediction.question)}"
            return
        noted[self.prediction.question] = self.guess.value
        try:
            with calm(SECONDS_AN_OUTCOME):
                came = self.prediction.outcome()
        except Trouble as trouble:
            came = f"not known yet. {trouble}"
        self.guess.disabled = self.note_button.disabled = True
        self.guess.layout.display = self.note_button.layout.display = "none"
        self.note.value = "<br>".join(
            [
                html.escape(self.prediction.question),
                f"<b>You expected:</b> {html.escape(self.guess.value)}",
                f"<b>What came:</b> {html.escape(came)}",
            ]
        )
        self.lock(False)

    def values(self) -> dict[str, Any]:
        return {name: control.value for name, control in self.controls.items()}

    def changed(self, _: object = None) -> None:
        """Draw the frame of an event. Controls that move together share the one of the first."""
        if self.values() != self.shown:
            self.show(fine=not self.refine)

    def reset(self, _: object = None) -> None:
        with contextlib.ExitStack() as together:
            for name, value in self.defaults.items():
                together.enter_context(self.controls[name].hold_trait_notifications())
                self.controls[name].value = value

    def show(self, fine: bool) -> None:
        """Draw what the controls now say."""
        self.shown = self.values()
        if self.resting:
            self.resting.cancel()
        try:
            with calm(SECONDS_A_FRAME):
                line = self.draw(fine=fine, **self.shown)
        except Trouble as trouble:
            self.say(f"No new picture: {trouble}")
            return
        frame = self.stage.frame()
        self.frames += 1
        with self.image.hold_sync():
            self.image.value = frame
            # The text that a screen reader reads for the picture.
            self.image.tooltip = line
        self.image.layout.display = None
        self.say(line)
        if self.refine and not fine:
            with contextlib.suppress(RuntimeError):  # no kernel
                self.resting = asyncio.get_running_loop().call_later(REST, self.show, True)

    def say(self, line: str) -> None:
        self.line = line
        self.text.value = f'<div role="status" aria-live="polite">{html.escape(line)}</div>'

    def _ipython_display_(self):
        from IPython.display import display

        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": self.title}, raw=True)
        self.display_static()

    def display_static(self) -> None:
        """Show what stands in the panel's place where no kernel runs: the picture and its line."""
        from IPython.display import display

        line, plain = html.escape(f"{self.title}. {self.line}"), {"text/plain": f"{self.title}. {self.line}"}
        about, kind = STATIC.replace("CLASS", self.static), f'class="descent-static {self.static}"'
        if not self.frames:
            display(plain | {"text/html": f"<p {kind}>{line}</p>{about}"}, raw=True)
            return
        frame = base64.b64encode(self.stage.frame(compress_level=9)).decode()
        figure = (
            f'<figure {kind}><img src="data:image/png;base64,{frame}" alt="{line}">'
            f"<figcaption>{line}</figcaption></figure>{about}"
        )
        display(plain | {"text/html": figure, "image/png": frame}, metadata={"image/png": {"alt": line}}, raw=True)
