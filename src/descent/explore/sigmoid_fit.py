"""The explorers of lab 1: a walk on the loss of a fit, the same loss from far away, and a bowl with its edge."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..pictures.canvas import COLOURS, number, style
from .panel import Prediction, answer, choice, explorer, rate, real, whole
from .stage import FAR, Landscape, Path, Stage

TIED, PER_AXIS = "one for both axes", "one an axis"

if TYPE_CHECKING:  # as in panel
    import ipywidgets


def near(w: np.ndarray) -> bool:
    """Whether numbers at w must be finite. Far away they may overflow: there a learning rate was too large."""
    return np.abs(w).max() < FAR


@explorer
def descent(
    predict: Callable,
    sse: Callable,
    sse_grad: Callable,
    gradient_descent: Callable,
    x: np.ndarray,
    y: np.ndarray,
    start: tuple[float, float] = (-5.0, 0.3),
    w0: tuple[float, float] = (-26, 26),
    w1: tuple[float, float] = (-14, 14),
) -> dict[str, Any]:
    """A fit, its walk over the loss, and the loss along the walk, with sliders for the learning rates.

    predict(x, w), sse(x, y, w), sse_grad(x, y, w), gradient_descent(grad, w, learning_rate, steps): the student's.
    x, y: (N,). start: where the walk begins. w0, w1: (low, high), what the landscape shows.
    """
    steps, grid = 100, np.linspace(x.min() - 0.3, x.max() + 0.3, 120)
    stage = Stage(3, ratios=(1, 1.35, 1))
    fit, map_, curve = stage.axes
    fit.plot(x, y, "o", color="black", ms=6, label="samples")
    fit.plot([], [], **style(0), lw=2, label="at the start")
    fit.plot([], [], **style(1), lw=2, label="at the end")
    fit.set(xlabel="x, moisture (−1 to 1)", ylabel="y, share that came up", ylim=(-0.05, 1.05))
    fit.legend(fontsize=7, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=0.8, handlelength=1.6)
    before = stage.move(fit.plot([], [], **style(0), lw=2)[0])
    after = stage.move(fit.plot([], [], **style(1), lw=2)[0])
    landscape = Landscape(stage, map_)
    map_.set_title("log10 of the loss: yellow is high", fontsize=9)
    path_shown = Path(stage, map_)
    curve.set(xlabel="step", title="loss", yscale="log", xlim=(0, steps), ylim=(1e-4, 10))
    curve.grid(alpha=0.3)
    losses_shown = stage.move(curve.plot([], [], **style(1), marker="s", ms=3.5)[0])
    drawn: list = []

    def walk(rates, n, w=start, share=1.0):
        def grad(v):
            return share * answer("sse_grad", sse_grad(x, y, v), (2,), finite=near(v))

        return answer("gradient_descent", gradient_descent(grad, np.array(w), rates, n), (n + 1, 2), finite=False)

    def loss(w, share=1.0):
        return share * float(answer("sse", sse(x, y, w), (), finite=near(w)))

    def draw(fine, tied, rate0, rate1, n, start0, start1, of):
        share = 1 / len(x) if of == "mean" else 1.0
        if not drawn:
            landscape.set(loss, w0, w1, 45)
            drawn.append(True)
        learning_rate = rate0 if tied == TIED else np.array([rate0, rate1])
        path = walk(learning_rate, n, (start0, start1), share)
        losses = np.array([loss(w, share) for w in path])
        last = path[np.isfinite(path).all(1)][-1]
        for line, w in ((before, path[0]), (after, last)):
            line.set_data(grid, answer("predict", predict(grid, w), grid.shape))
        path_shown.set(path)
        shown = np.isfinite(losses)
        losses_shown.set_data(np.arange(n + 1)[shown], losses[shown].clip(1e-4, FAR))
        rates = number(rate0) if tied == TIED else f"{number(rate0)} for w0, {number(rate1)} for w1"
        return (
            f"Learning rate {rates}: loss {number(losses[0])} → {number(losses[-1])} in {n} steps, "
            f"from w = ({start0:.3g}, {start1:.3g}) to ({last[0]:.3g}, {last[1]:.3g})."
        )

    def outcome():
        losses = {r: [loss(w) for w in walk(r, steps)] for r in (6, 20)}
        last = losses[20][-20:]
        return (
            f"with 6 the loss ends at {number(losses[6][-1])}, with 20 at {number(last[-1])}; "
            f"over its last 20 steps that lay between {number(min(last))} and {number(max(last))}."
        )

    tied = choice("learning rate η", [TIED, PER_AXIS])
    rates = [rate(f"rate for w{j}, per step", 1.0, -2, 2.5) for j in (0, 1)]

    def tie(change):
        if tied.value == TIED:
            for slider in rates:
                slider.value = rates[0].value if change.owner is tied else change.new

    for control in (tied, *rates):
        control.observe(tie, "value")
    controls = {
        "tied": tied,
        "rate0": rates[0],
        "rate1": rates[1],
        "n": whole("steps", 30, 0, steps),
        "start0": real("start w0", start[0], *w0),
        "start1": real("start w1", start[1], *w1),
        "of": choice("loss is the", ["sum", "mean"]),
    }
    return {
        "title": "Explore: a walk over the loss",
        "stage": stage,
        "controls": controls,
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "With a learning rate of 6 the walk ends in the pit. What does the loss do with 20, in 100 steps?",
            ["it ends lower still", "it ends higher, and jumps up and down", "it grows without end"],
            outcome,
        ),
    }


@explorer
def zoom(sse: Callable, sse_grad: Callable, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """The loss over ever larger parts of the plane, and a cut through it with the length of the gradient.

    sse(x, y, w), sse_grad(x, y, w): the student's. x, y: (N,).
    """
    stage = Stage(2, ratios=(1.2, 1))
    map_, cut = stage.axes
    landscape = Landscape(stage, map_, moves=True)
    level = stage.move(map_.plot([], [], "--", color="white", lw=1.5)[0])
    map_.set_title("log10 of the loss: yellow is high", fontsize=9)
    loss_shown = stage.move(cut.plot([], [], **style(0), lw=2)[0])
    slope_shown = stage.move(cut.plot([], [], **style(1), lw=1.6)[0])
    cut.plot([], [], **style(0), lw=2, label="loss along the dashed line")
    cut.plot([], [], **style(1), lw=1.6, label="length of its gradient")
    cut.set(xlabel="w0", yscale="log", ylim=(1e-12, 1e2))
    cut.grid(alpha=0.3, axis="y")
    cut.legend(fontsize=8, loc="lower left")
    stage.move_axis(map_.xaxis, map_.yaxis, cut.xaxis)

    def draw(fine, reach, centre0, centre1):
        def loss(w):
            return float(answer("sse", sse(x, y, w), ()))

        w0, w1 = (centre0 - reach, centre0 + reach), (centre1 - reach, centre1 + reach)
        heights = landscape.set(loss, w0, w1, 48 if fine else 16, floor=1e-3)
        along = np.linspace(*w0, 121 if fine else 41)
        places = np.stack([along, np.full_like(along, centre1)], 1)
        slopes = np.linalg.norm([answer("sse_grad", sse_grad(x, y, w), (2,)) for w in places], axis=1)
        map_.set(xlim=w0, ylim=w1)
        cut.set(xlim=w0)
        level.set_data(w0, (centre1, centre1))
        loss_shown.set_data(along, np.maximum([loss(w) for w in places], 1e-12))
        slope_shown.set_data(along, slopes.clip(1e-12, FAR))
        flat = np.mean(slopes < 1e-3)
        return (
            f"w0 from {w0[0]:.3g} to {w0[1]:.3g}: the loss lies between {number(heights.min())} and "
            f"{number(heights.max())}; along the dashed line the gradient is below 0.001 in {flat:.0%} of the places."
        )

    return {
        "title": "Explore: the landscape from far away",
        "stage": stage,
        "controls": {
            "reach": rate("reach, ± in w0 and w1", 10.0, 0, 2.3),
            "centre0": real("centre w0", 0.0, -60, 60, 0.5),
            "centre1": real("centre w1", 0.0, -40, 40, 0.5),
        },
        "draw": draw,
        "refine": True,
    }


@explorer
def bowl(risk: Callable, risk_grad: Callable, gradient_descent: Callable) -> dict[str, Any]:
    """A walk on the bowl and the risk along it, with a learning rate that crosses the stability edge.

    risk(w), risk_grad(w), gradient_descent(grad, w, learning_rate, steps): the student's.
    """
    return across_the_edge(
        risk,
        risk_grad,
        gradient_descent,
        title="Explore: the bowl across its edge",
        names=("risk", "risk_grad"),
        w0=(-2, 2),
        w1=(-2, 5),
        learning_rate=rate("learning rate η, per step", 0.05, -2.3, -0.7, step=0.002),
        start=(0.0, 0.0),
        step=0.1,
        heights=(1e-9, 1e9),
        steps=200,
        tried=(0.066, 0.068),
        choices=["hardly at all", "one at a few times the risk of the other", "one closes in, the other explodes"],
    )


@explorer
def pit(loss: Callable, gradient: Callable, gradient_descent: Callable) -> dict[str, Any]:
    """A walk beside the pit of the seeds' loss, with a learning rate that crosses the stability edge there.

    loss(w), gradient(w), gradient_descent(grad, w, learning_rate, steps): the student's.
    """
    return across_the_edge(
        loss,
        gradient,
        gradient_descent,
        title="Explore: the pit across its edge",
        names=("loss", "gradient"),
        w0=(3.3, 3.8),
        w1=(-0.4, 0.5),
        learning_rate=rate("learning rate η, per step", 6.0, 0.3, 1.4, step=0.002),
        start=(3.55, 0.05),
        step=0.01,
        heights=(1e-3, 10),
        steps=400,
        tried=(9.3, 9.7),
        choices=["both in the pit", "one in the pit, the other beside it", "one in the pit, the other very far away"],
    )


def across_the_edge(
    risk: Callable,
    risk_grad: Callable,
    gradient_descent: Callable,
    *,
    title: str,
    names: tuple[str, str],
    w0: tuple[float, float],
    w1: tuple[float, float],
    learning_rate: "ipywidgets.FloatLogSlider",
    start: tuple[float, float],
    step: float,
    heights: tuple[float, float],
    steps: int,
    tried: tuple[float, float],
    choices: list[str],
) -> dict[str, Any]:
    """Return the parts of a panel with a walk of at most `steps` steps from `start`.

    risk(w), risk_grad(w), gradient_descent(grad, w, learning_rate, steps): the student's; names: of the first two.
    w0, w1: (low, high) of the picture; heights: of the curve. learning_rate: its slider. step: of the start's sliders.
    tried: two rates that the prediction asks about.
    """
    floor, rate_slider = 1e-2 if names[0] == "risk" else 1e-4, learning_rate
    stage = Stage(2, ratios=(1.2, 1))
    map_, curve = stage.axes
    landscape = Landscape(stage, map_)
    map_.set_title("log10 of the height: yellow is high", fontsize=9)
    path_shown = Path(stage, map_)
    curve.set(xlabel="step", title="height", yscale="log", xlim=(0, steps), ylim=heights)
    curve.grid(alpha=0.3)
    line = stage.move(curve.plot([], [], color=COLOURS[1], lw=1.8)[0])
    drawn: list = []

    def walk(learning_rate, n, w=start):
        def grad(v):
            return answer(names[1], risk_grad(v), (2,), finite=near(v))

        path = gradient_descent(grad, np.array(w), learning_rate, n)
        return answer("gradient_descent", path, (n + 1, 2), finite=False)

    def height(w):
        return float(answer(names[0], risk(w), (), finite=near(w)))

    def draw(fine, learning_rate, n, start0, start1):
        if not drawn:
            landscape.set(height, w0, w1, 45, floor=floor)
            drawn.append(True)
        path = walk(learning_rate, n, (start0, start1))
        risks = np.array([height(w) for w in path])
        path_shown.set(path)
        shown = np.isfinite(risks)
        line.set_data(np.arange(n + 1)[shown], risks[shown].clip(1e-12, FAR**2))
        trend = "closes in" if risks[-1] < risks[0] else "does not close in"
        fall = f"height {risks[0]:.6g} → {risks[-1]:.6g} in {n} steps"
        return f"Learning rate {learning_rate:.4g}: {fall}. The walk {trend}."

    def outcome():
        ends = [f"{r:g} ends at a height of {height(walk(r, steps)[-1]):.5g}" for r in tried]
        return f"{' and '.join(ends)}, from {height(np.array(start)):.5g} at the start."

    return {
        "title": title,
        "stage": stage,
        "controls": {
            "learning_rate": rate_slider,
            "n": whole("steps", steps, 0, steps),
            "start0": real("start w0", start[0], *w0, step),
            "start1": real("start w1", start[1], *w1, step),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            f"{steps} steps from w = ({start[0]:g}, {start[1]:g}). How far apart do the learning rates "
            f"{tried[0]:g} and {tried[1]:g} end?",
            choices,
            outcome,
        ),
    }
