"""The explorers: each slider gives another picture and another line, and nothing a student writes stops them.

The tests run over all explorers of `descent.explore`, built from the solutions of the instructor's notebook.
"""

import ast
import contextlib
import functools
import html
import inspect
import io
import sys
import time
import tracemalloc
import warnings

import matplotlib
import numpy as np
import psutil
import pytest
from courses import LABS, ROOT, read
from ipywidgets import Widget
from jupyter_client.manager import start_new_kernel

from descent import explore
from descent.explore import panel as panels
from examiner.notebook.cells import is_exercise

NAMES = sorted(explore.__all__)

pytestmark = pytest.mark.slow


def lab_of(name):
    return getattr(explore, name).__module__.rpartition(".")[2]


@functools.cache
def lab_names(lab):
    """The names of an instructor's notebook once its cells have run, without what those show."""
    assert lab in LABS
    names = {}
    with contextlib.chdir(ROOT / "source" / lab), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        matplotlib.use("agg")
        for cell in read(ROOT / "source" / lab / f"{lab}.ipynb").cells:
            meta = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and (is_exercise(cell) or (meta.get("locked") and not meta.get("grade"))):
                exec(cell.source, names)
    return names


def needed(name):
    """The arguments that an explorer must be given, from the lab: {name: value}, students' functions among them."""
    parameters = inspect.signature(getattr(explore, name)).parameters.values()
    return {p.name: lab_names(lab_of(name))[p.name] for p in parameters if p.default is p.empty}


def students(name):
    return [argument for argument, value in needed(name).items() if callable(value)]


def build(name, **changed):
    return getattr(explore, name)(**needed(name) | changed)


def elsewhere(control, step=1):
    """Put a control to another value than it has."""
    if hasattr(control, "options"):
        control.index = (control.index + step) % len(control.options)
    elif hasattr(control, "base"):
        here = np.log(control.value) / np.log(control.base)
        middle = (control.min + control.max) / 2
        control.value = control.base ** (here + 0.1 * step * (1 if here < middle else -1))
    elif isinstance(control.value, list):  # of ink
        control.value = [16 - ink for ink in control.value[:20]] + control.value[20:]
    elif isinstance(control.value, bool):
        control.value = not control.value
    else:
        away = max(control.step, (control.max - control.min) * 0.06) * step
        sign = 1 if control.value < (control.min + control.max) / 2 else -1
        control.value = type(control.value)(control.value + sign * away)


def drawn(panel):
    return bytes(panel.image.value), panel.line


@pytest.fixture(autouse=True)
def nothing_noted():
    panels.noted.clear()
    yield
    Widget.close_all()  # which would stay in memory


@pytest.mark.parametrize("name", NAMES)
def test_moving_a_slider_gives_another_picture_and_another_line(name):
    for control in build(name).controls:
        panel = build(name)
        assert panel.frames == 1, panel.line
        assert panel.image.layout.display is None
        picture, line = drawn(panel)
        elsewhere(panel.controls[control])
        assert panel.frames > 1, panel.line
        assert panel.line != line, control
        if not hasattr(panel.controls[control], "options"):  # two choices may come to the same until a slider moves
            assert panel.image.value != picture, control
        assert panel.image.tooltip == panel.line
        assert panel.line in html.unescape(panel.text.value)


def answer_prediction(panel):
    panel.guess.index = 1
    panel.note_button.click()


@pytest.mark.parametrize("name", NAMES)
def test_every_slider_can_stand_where_it_starts(name):
    """The browser moves it to the next place that its step allows, and the picture with it."""
    for control in build(name).controls.values():
        if hasattr(control, "step") and not hasattr(control, "base"):
            places = (control.value - control.min) / control.step
            assert places == pytest.approx(round(places), abs=1e-6), control.description


@pytest.mark.parametrize("name", NAMES)
def test_every_slider_has_a_label_and_the_text_line_is_announced(name):
    panel = build(name)
    assert all(control.description for control in panel.controls.values())
    assert 'role="status"' in panel.text.value
    assert panel.image.tooltip == panel.line


@pytest.mark.parametrize("name", NAMES)
def test_reset_brings_back_the_first_picture(name):
    panel = build(name)
    first = drawn(panel)
    for control in panel.controls.values():
        elsewhere(control)
    assert drawn(panel) != first
    panel.reset_button.click()
    panel.show(fine=True)  # as it does after a rest
    assert drawn(panel) == first


@pytest.mark.parametrize("name", NAMES)
def test_play_moves_its_slider_and_the_picture(name):
    panel = build(name)
    if panel.play is None:
        assert "n" not in panel.controls, "an explorer with steps has Play"
        return
    seen = set()
    for value in range(panel.play.min, min(panel.play.max, panel.play.min + 5) + 1):
        panel.play.value = value
        seen.add(drawn(panel))
    assert len(seen) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_a_key_experiment_is_locked_until_a_prediction_is_noted_and_then_shows_both(name):
    panel = build(name)
    if panel.prediction is None:
        assert not any(control.disabled for control in panel.controls.values())
        return
    buttons = [panel.reset_button, *filter(None, [panel.play])]
    assert all(control.disabled for control in [*panel.controls.values(), *buttons])
    panel.note_button.click()
    assert all(control.disabled for control in [*panel.controls.values(), *buttons])
    panel.guess.index = 1
    panel.note_button.click()
    assert not any(control.disabled for control in [*panel.controls.values(), *buttons])
    assert panel.guess.value in panel.note.value.partition("You expected:")[2]
    assert "not known" not in panel.note.value.partition("What came:")[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_that_is_run_again_keeps_the_prediction(name):
    panel = build(name)
    if panel.prediction:
        answer_prediction(panel)
        again = build(name)
        assert again.guess.value == panel.guess.value
        assert again.note.value == panel.note.value
        assert not any(control.disabled for control in again.controls.values())


def test_some_explorer_of_each_lab_asks_for_a_prediction_first():
    for lab in {lab_of(name) for name in NAMES}:
        assert any(build(name).prediction for name in NAMES if lab_of(name) == lab)


def raises(*args, **kwargs):
    raise ValueError("no luck")


def unwritten(*args, **kwargs):
    raise NotImplementedError


def not_a_number(*args, **kwargs):
    return np.nan


def wrong_shape(*args, **kwargs):
    return np.zeros((2, 3, 4))


BROKEN = {raises: "raised ValueError: no luck", unwritten: "is not implemented yet", not_a_number: "", wrong_shape: ""}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_a_broken_function_is_told_in_one_line_and_the_sliders_stay_alive(name, broken, capsys):
    for function in students(name):
        panel = build(name, **{function: broken})
        assert panel.line.startswith("No new picture: ")
        assert "\n" not in panel.line
        assert BROKEN[broken] in panel.line
        assert panel.image.layout.display == "none"  # a browser would show a broken picture
        if panel.prediction:
            answer_prediction(panel)
        for control in panel.controls.values():
            elsewhere(control)
            assert not control.disabled or not panel.prediction
        assert panel.line.startswith("No new picture: ")
        assert capsys.readouterr() == ("", "")


def compute_for_three_seconds():
    end = time.process_time() + 3
    while time.process_time() < end:
        pass


@pytest.mark.parametrize(
    ("name", "takes_long"), [*((name, compute_for_three_seconds) for name in NAMES), (NAMES[0], lambda: time.sleep(30))]
)
def test_a_function_that_computes_or_waits_for_long_is_cut_off_and_named(name, takes_long, monkeypatch):
    function = students(name)[-1]
    right, slow = needed(name)[function], []

    def sometimes_slow(*args, **kwargs):
        if slow:
            takes_long()
        return right(*args, **kwargs)

    panel = build(name, **{function: sometimes_slow})
    assert panel.frames == 1, panel.line
    slow.append(True)
    monkeypatch.setattr(panels, "SECONDS_A_FRAME", 0.2)
    for control in panel.controls.values():
        elsewhere(control)
    assert f"{function} is too slow" in panel.line
    slow.clear()
    monkeypatch.undo()
    elsewhere(control)
    assert panel.frames > 1, panel.line


@pytest.mark.parametrize("name", NAMES)
def test_what_a_function_prints_does_not_flood_the_notebook(name, capsys):
    function = students(name)[0]
    right = needed(name)[function]

    def talkative(*args, **kwargs):
        print("here I am")
        return right(*args, **kwargs)

    panel = build(name, **{function: talkative})
    for control in panel.controls.values():
        elsewhere(control)
    assert capsys.readouterr().out == ""
    assert panel.frames > 1


@pytest.mark.parametrize("name", NAMES)
def test_controls_that_are_put_back_together_share_one_frame(name):
    panel = build(name)
    first = panel.line
    for control in panel.controls.values():
        elsewhere(control)
    before = panel.frames
    panel.reset_button.click()
    assert panel.frames == before + 1
    panel.show(fine=True)
    assert panel.line == first


PANEL = """
import numpy as np
from descent import explore
A = np.array([[13.0, -5.0], [-5.0, 2.0]])
def risk(w): return w @ A @ w
def risk_grad(w): return 2 * A @ w
def gradient_descent(grad, w, learning_rate, steps):
    path = [w]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad(path[-1]))
    return np.array(path)
panel = explore.bowl(risk, risk_grad, gradient_descent)
"""


def test_a_kernel_is_done_with_an_event_only_when_its_frame_is_sent():
    """The browser sends the next event then, the newest: so it cannot send more than are drawn."""
    manager, client = start_new_kernel()
    try:
        reply = client.execute_interactive(
            PANEL,
            user_expressions={
                "slider": "panel.controls['start0'].model_id",
                "image": "panel.image.model_id",
            },
            timeout=60,
        )["content"]
        assert reply["status"] == "ok", reply
        slider, image = (ast.literal_eval(e["data"]["text/plain"]) for e in reply["user_expressions"].values())
        data = {"method": "update", "state": {"value": 1.5}, "buffer_paths": []}
        event = client.session.msg("comm_msg", {"comm_id": slider, "data": data})
        client.shell_channel.send(event)
        pictures = 0
        while True:
            message = client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != event["header"]["msg_id"]:
                continue
            pictures += message["content"].get("comm_id") == image and bool(message["buffers"])
            if message["content"].get("execution_state") == "idle":
                break
        assert pictures == 1
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("name", NAMES)
def test_while_grading_nothing_is_drawn_and_one_line_says_so(name, monkeypatch, capsys):
    monkeypatch.setenv(panels.GRADING, "1")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert build(name) is None
    assert capsys.readouterr().out.count("\n") == 1


def test_the_sandbox_says_that_it_is_grading():
    from examiner.sandbox.environment import ENVIRONMENT

    assert panels.GRADING in ENVIRONMENT


def drag(panel, events):
    controls = [c for c in panel.controls.values() if not hasattr(c, "options")]
    for k in range(events):
        elsewhere(controls[k % len(controls)])


@pytest.mark.parametrize("name", NAMES)
def test_no_event_leaves_a_frame_in_memory(name):
    panel = build(name)
    drag(panel, 20)
    tracemalloc.start()  # which makes each event slow
    try:
        drag(panel, 5)
        before = tracemalloc.get_traced_memory()[0]
        drag(panel, 40)
        assert tracemalloc.get_traced_memory()[0] - before < 200_000  # forty frames take 800,000 or more
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_over_five_thousand_events():
    """On the explorer whose frames are quickest. What all share makes, sends and forgets a frame."""
    panel, process = build("bowl"), psutil.Process()
    drag(panel, 100)
    before = process.memory_info().rss
    drag(panel, 5000)
    assert process.memory_info().rss - before < 40e6  # 5,000 frames of 25,000 bytes take 125,000,000


@pytest.mark.parametrize("name", NAMES)
def test_every_explorer_is_named_and_pictured_in_its_page(name):
    page = (ROOT / "docs" / "explorers.md").read_text(encoding="utf-8")
    assert f"\n`{name}`: " in page
    assert f"![{name}](explorers/{name}.png)" in page
    assert 10_000 < (ROOT / "docs" / "explorers" / f"{name}.png").stat().st_size < 150_000
