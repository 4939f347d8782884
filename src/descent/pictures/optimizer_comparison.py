"""The pictures of lab 4: a wave and its samples, what kind of ground lies where, and walks that race each other."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from .canvas import COLOURS, GREY, MARKERS, mark, number, panels, picture, style, value
from .landscapes import compare, contours, draw_path, landscape, loss_grid

__all__ = ["along", "arrivals", "compare", "fit", "kinds", "landscape", "phases", "race", "samples", "spread"]

# Each word that a student's function returns: the colour and hatch of such ground, and what it says of the curvature.
KINDS = {
    "minimum": ("#DDEEFF", "", "curved up"),
    "maximum": ("#F3C6A5", "xx", "curved down"),
    "saddle": ("#BFE3D0", "..", "up one way, down another"),
    "flat": ("#EEEEEE", "", "flat along some direction"),
}


def _measured(ax, x, y):
    ax.plot(x, y, "o", color="black", ms=5, label="samples")
    ax.set(xlabel="x, place along the rope (dm)", ylabel="y, height (cm)", ylim=(-1.05, 1.05))


@picture
def samples(x: np.ndarray, y: np.ndarray) -> tuple[Figure, str]:
    """Draw the samples x, y, each (N,)."""
    figure, (ax,) = panels(1, width=6.5, height=3)
    ax.axhline(0, color=GREY, lw=0.6)
    _measured(ax, x, y)
    return (
        figure,
        f"{len(x)} samples: the rope lies between {min(y):g} and {max(y):g}, and is nearly still at both ends.",
    )


@picture
def fit(
    x: np.ndarray, y: np.ndarray, model: Callable, ws: dict | Callable, loss: Callable | None = None
) -> tuple[Figure, str]:
    """Draw the samples x, y, each (N,), and the curve model(x, w) for each w of {label: w}, or of what ws() returns.

    loss: told for each curve, as loss(x, y, w).
    """
    figure, (ax,) = panels(1, width=6.5, height=3.4)
    grid, told = np.linspace(-16, 16, 400), []
    for i, (label, w) in enumerate(value(ws).items()):
        w = np.asarray(w, float)
        ax.plot(grid, model(grid, w), **style(i), lw=2, label=label)
        told.append(f"{label}: loss {number(loss(x, y, w))}" if loss else label)
    _measured(ax, x, y)
    ax.legend(fontsize=8)
    return figure, "; ".join(told) + "."


@picture
def arrivals(
    loss: Callable, end: Callable, starts: np.ndarray, w0: tuple[float, float], w1: tuple[float, float], enough: float
) -> tuple[Figure, str]:
    """Draw where walks begin and whether they arrive: end(start), (2,), for each row of starts, (M, 2).

    A walk arrives if the loss at its end is below `enough`.
    """
    figure, (ax,) = panels(1, width=6.6, height=4.6)
    contours(ax, loss, np.linspace(*w0, 50), np.linspace(*w1, 50))
    ends = np.array([end(start) for start in starts], float)
    arrived = np.array([loss(w) < enough for w in ends])
    for start, there in zip(starts, ends, strict=True):
        ax.plot(*np.transpose([start, there]), color="white", lw=0.7, alpha=0.8)
    ax.plot(*starts[arrived].T, "o", color=COLOURS[4], mec="black", ms=7, label="arrives")
    ax.plot(*starts[~arrived].T, "X", color="white", mec="black", ms=7, label="trapped")
    ax.legend(loc="upper right", fontsize=8)
    return figure, f"{arrived.sum()} of {len(starts)} walks arrive at a loss below {enough:g}; the others are trapped."


@picture
def kinds(
    kind: Callable[[np.ndarray], str],
    points: Mapping[str, Sequence[float]],
    w0: tuple[float, float],
    w1: tuple[float, float],
) -> tuple[Figure, str]:
    """Draw what kind of ground kind(w), one of four words, names over w0 × w1, and at each of {label: w}."""
    figure, (ax,) = panels(1, width=6.6, height=4.6)
    a, b = np.linspace(*w0, 31), np.linspace(*w1, 27)
    words = np.array([[kind(np.array([p, q])) for p in a] for q in b])
    ground = np.vectorize(list(KINDS).index)(words)
    colours = [colour for colour, *_ in KINDS.values()]
    ax.pcolormesh(a, b, ground, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(KINDS) - 0.5)
    for i, (colour, hatch, curved) in enumerate(KINDS.values()):
        here = ground == i
        if here.any():
            if hatch:
                ax.contourf(a, b, here * 1.0, [0.5, 1.5], colors="none", hatches=[hatch])
            ax.fill_between([], [], color=colour, hatch=hatch, ec=GREY, label=f"{curved}: {np.mean(here):.0%}")
    told = []
    for i, (label, w) in enumerate(points.items()):
        inside = w0[0] <= w[0] <= w0[1] and w1[0] <= w[1] <= w1[1]
        told.append(f"{label}: {kind(np.asarray(w, float))}" + ("" if inside else " (outside of the picture)"))
        if inside:
            ax.plot(*w, MARKERS[i % 6], color=COLOURS[i % 6], mec="black", ms=9, label=label)
    ax.set(xlabel="w0", ylabel="w1", xlim=w0, ylim=w1, title="how the ground is curved, by the Hessian")
    ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, "; ".join(told) + "."


@picture
def along(f: Callable, find: Callable, a: float, b: float) -> tuple[Figure, str]:
    """Draw f(t) for t from a to b, and the t that find() returns."""
    figure, (ax,) = panels(1, width=6, height=3)
    t = np.linspace(a, b, 300)
    ax.plot(t, [f(v) for v in t], **style(0), lw=2, label="loss along the line")
    found = float(find())
    ax.plot(found, f(found), MARKERS[1], color=COLOURS[1], ms=9, label="what the line search returns")
    ax.plot(a, f(a), "*", color="white", mec="black", ms=13, label="here you stand")
    ax.set(xlabel="length of the step, in gradients", ylabel="loss")
    ax.legend(fontsize=8)
    return figure, f"The line search returns {found:.4f}: from a loss of {number(f(a))} to {number(f(found))}."


def _walk(step, budget):
    """The places, (M, 2), that an optimizer reaches within the budget; its state begins with w."""
    state, _, spent = step(None)
    path = [state[0]]
    while True:
        state, _, cost = step(state)
        spent += cost
        if spent > budget:
            return np.array(path)
        path.append(state[0])


@picture
def race(
    run: Callable, optimizers: Callable, budget: int, loss: Callable, w0: tuple[float, float], w1: tuple[float, float]
) -> tuple[Figure, str]:
    """Draw run(optimizers(), budget) = {name: losses (budget + 1,)}, and each walk on the landscape of `loss`."""
    optimizers = optimizers()
    losses = {name: np.asarray(curve, float) for name, curve in run(optimizers, budget).items()}
    rows = -(-len(optimizers) // 3)
    figure = plt.figure(figsize=(10, 3.1 * rows + 3))  # without a layout engine, which would take half of the time
    grid = figure.add_gridspec(rows + 1, 3, left=0.1, right=0.87, bottom=0.06, top=0.96, hspace=0.3, wspace=0.08)
    curve = figure.add_subplot(grid[rows, :])
    a, b = np.linspace(*w0, 46), np.linspace(*w1, 46)  # even: no point on the centre of a bowl, whose log is far down
    heights = np.log10(np.maximum(loss_grid(loss, a, b), 1e-4))
    for i, (name, step) in enumerate(optimizers.items()):
        ax = figure.add_subplot(grid[i // 3, i % 3], xlim=w0, ylim=w1)
        ax.contourf(a, b, heights, 12, cmap="cividis")
        draw_path(ax, _walk(step, budget), i)
        ax.set_title(name, fontsize=10)
        ax.set(xlabel="w0", ylabel="w1")
        ax.label_outer()
        if i // 3 == rows - 1:
            ax.tick_params(labelbottom=True)
            ax.set_xlabel("w0")
        curve.plot(
            losses[name], **style(i), lw=1.8, label=name,
            marker=mark(i), markevery=(5 * i, max(budget // 8, 1)), ms=5,
        )  # fmt: skip
    curve.set(yscale="log", xlabel="evaluations of the gradient or the loss", ylabel="loss")
    curve.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    told = [f"{name} {number(curve[-1])}" for name, curve in losses.items()]
    return figure, f"Loss after {budget} evaluations: {', '.join(told)}."


def larger_eigenvalue(a: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """The size of the larger root of z² − (1 + β − a) z + β, for arrays of a = (1 − β) η λ and β."""
    half = (1 + beta - a) / 2
    root = np.sqrt((half**2 - beta).astype(complex))
    return np.maximum(np.abs(half + root), np.abs(half - root))


def phase_map(ax: Axes, most: float = 100.0, n: int = 220) -> QuadMesh:
    """Draw how fast momentum dies out over ηλ, on a log scale, and β, with the borders of its four kinds of walk."""
    rates, betas = np.logspace(-3, np.log10(most), n), np.linspace(0, 0.99, n)
    size = larger_eigenvalue((1 - betas[:, None]) * rates, betas[:, None])
    shown = ax.pcolormesh(rates, betas, np.minimum(size, 1), cmap="cividis", vmin=0.4, vmax=1, shading="auto")
    ax.contourf(rates, betas, size, [1 + 1e-9, 1e9], colors="none", hatches=["xx"])
    for sign in (-1, 1):
        ax.plot((1 + sign * np.sqrt(betas)) ** 2 / (1 - betas), betas, color="white", lw=1.5)
    ax.set(xscale="log", xlim=(rates[0], most), ylim=(0, 0.99), xlabel="ηλ, rate times curvature", ylabel="β")
    words = {"overdamped": (0.012, 0.3), "ringing": (0.35, 0.85), "divergent": (26, 0.35)}
    for word, place in words.items():
        box = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5}
        ax.annotate(word, place, fontsize=9, ha="center", bbox=box)
    return shown


@picture
def phases(edge: Callable, best: Callable, condition: float) -> tuple[Figure, str]:
    """Draw the phases of momentum with the student's edge(β, curvature), and the bowl that best(condition) fits in."""
    figure, (ax,) = panels(1, width=7, height=3.8)
    figure.colorbar(phase_map(ax), label="size of the larger eigenvalue")
    betas = np.linspace(0, 0.97, 60)
    found = np.array([float(edge(beta, 1.0)) for beta in betas])
    ax.plot(found, betas, **style(1), lw=2.4, label="your momentum_edge")
    beta = float(best(condition))
    low = (1 - np.sqrt(beta)) ** 2 / (1 - beta)
    ax.plot(
        [low, condition * low], [beta, beta], "o-", color="black", lw=2, ms=5, label=f"condition number {condition}"
    )
    ax.legend(fontsize=8, loc="lower left")
    return figure, (
        f"At β = 0.9 and curvature 1 your edge is {number(edge(0.9, 1.0))}. For a condition number of {condition} your "
        f"best β is {number(beta)}: each step shrinks the distance by {number(np.sqrt(beta))}."
    )


@picture
def spread(curves: dict | Callable, found: float) -> tuple[Figure, str]:
    """Draw the median and the middle 80 % of curves() = {label: risks (epochs + 1, S)}; `found`: a risk that is low."""
    curves = value(curves)
    figure, (ax,) = panels(1, width=7.5, height=3.8)
    told = []
    for i, (label, risks) in enumerate(curves.items()):
        risks = np.where(np.isfinite(risks), risks, np.inf)
        paid = 80 * np.arange(len(risks))  # an epoch is 80 minibatches of five
        low, middle, high = np.percentile(risks, [10, 50, 90], axis=1)
        ax.fill_between(paid, low, high, color=COLOURS[i % 6], alpha=0.15)
        ax.plot(paid, middle, **style(i), marker=MARKERS[i % 6], ms=5, markevery=3, lw=2, label=label)
        first = np.flatnonzero(middle < found)
        when = f"half below {found:g} after {paid[first[0]]} gradients" if first.size else f"half never below {found:g}"
        told.append(
            f"{label}: median {number(middle[-1])}, {int(np.sum(risks[-1] < found))} of {risks.shape[1]} "
            f"below {found:g}, {when}"
        )
    ax.axhline(found, color=GREY, lw=0.8)
    ax.set(yscale="log", xlabel="gradients of a minibatch", ylabel="risk")
    ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, "; ".join(told) + "."
