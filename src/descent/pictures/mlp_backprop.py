"""The pictures of lab 3: a network as a surface over the plane, what its hidden units do, and how its risk falls.

Samples stand in columns: X is (2, N), Y is (1, N). An `output` is a function from points (2, M) to values (1, M).
"""

import importlib
from collections.abc import Callable, Iterable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .canvas import COLOURS, GREY, MARKERS, number, panels, picture, style, value

__all__ = [
    "bugs",
    "drawing",
    "held_out",
    "hidden",
    "losses_over_two_weights",
    "minimal_network",
    "region",
    "same_curve",
    "shapes",
    "starts",
    "tangent",
    "torch",
    "training",
    "union",
]

STONE, EARTH = COLOURS[1], COLOURS[0]


def _points(ax, X, Y, size=14):
    """Draw the samples: squares where Y is 1, dots where it is 0."""
    ones = np.asarray(Y).ravel() > 0.5
    ax.scatter(*X[:, ones], s=size, c=STONE, marker="s", edgecolors="white", linewidths=0.4, label="y = 1")
    ax.scatter(*X[:, ~ones], s=size * 0.7, c=EARTH, marker="o", edgecolors="white", linewidths=0.4, label="y = 0")


def _plane(low=-1.0, high=1.0, n=90):
    """A grid over the plane: (ticks, (2, n * n) points)."""
    ticks = np.linspace(low, high, n)
    return ticks, np.array(np.meshgrid(ticks, ticks)).reshape(2, -1)


def _surface(ax, f, ticks, low=0.0, high=1.0):
    heights = np.asarray(f, float).reshape(len(ticks), len(ticks))
    ax.set(xlim=(ticks[0], ticks[-1]), ylim=(ticks[0], ticks[-1]), aspect="equal")
    return ax.imshow(
        heights,
        extent=(ticks[0], ticks[-1], ticks[0], ticks[-1]),
        origin="lower",
        cmap="cividis",
        vmin=low,
        vmax=high,
        interpolation="bilinear",
    )


def _walls(ax, W, b, reach):
    """Draw the line on which each hidden unit is 1/2, and an arrow to the side where it is above."""
    along = np.linspace(-reach, reach, 2)
    for i, (w, shift) in enumerate(zip(W, b.ravel(), strict=True)):
        length = np.hypot(*w)
        if length < 1e-12:
            continue
        normal, foot = w / length, -shift * w / length**2
        ax.plot(*(foot[:, None] + 3 * np.array([-normal[1], normal[0]])[:, None] * along), **style(i + 2), lw=2)
        ax.annotate(
            "", foot + 0.22 * reach * normal, foot, arrowprops={"arrowstyle": "->", "color": style(i + 2)["color"]}
        )


@picture
def region(X: np.ndarray, Y: np.ndarray) -> tuple[Figure, str]:
    """Draw the samples X, (2, N), with Y, (1, N)."""
    figure, (ax,) = panels(1, width=5, height=4.2)
    _points(ax, X, Y, size=22)
    ax.set(xlabel="x0, east", ylabel="x1, north", aspect="equal")
    ax.legend(loc="upper right", fontsize=8)
    return figure, f"{Y.size} blocks, {int(Y.sum())} of them with stone: a share of {Y.mean():.4f}."


@picture
def shapes(
    f: Callable, slope: Callable, alphas: Iterable[float], low: float = -3.0, high: float = 3.0
) -> tuple[Figure, str]:
    """Draw f(v, alpha) and slope(v, alpha) for each of alphas."""
    figure, axes = panels(2, width=4.6, height=3.2)
    v, told = np.linspace(low, high, 301), []
    for i, alpha in enumerate(alphas):
        curves = [np.asarray(g(v, alpha), float) for g in (f, slope)]
        for ax, curve in zip(axes, curves, strict=True):
            ax.plot(v, curve, **style(i), lw=2, label=f"α = {alpha:g}")
        told.append(f"α = {alpha:g}: {number(curves[1].max())}")
    axes[0].set(xlabel="v", title="φ(v)")
    axes[1].set(xlabel="v", title="its derivative φ′(v)")
    axes[0].legend(fontsize=8)
    return figure, f"The largest derivative: {'; '.join(told)}."


@picture
def minimal_network(network: Callable) -> tuple[Figure, str]:
    """Draw what the step network with the parameters network() does on the plane, and in its hidden space."""
    params = {key: np.asarray(array, float) for key, array in network().items()}

    def step_units(points):
        return (params["W"] @ points + params["b"] >= 0) * 1.0

    corners = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    truth = np.array([[0, 1, 1, 0]])
    ticks, plane = _plane(-0.6, 1.6)
    figure, axes = panels(2, width=4.4, height=3.9)
    _surface(axes[0], params["U"] @ step_units(plane) + params["c"] >= 0, ticks)
    _walls(axes[0], params["W"], params["b"], 1.1)
    axes[0].set(title="the plane: output, dark 0, bright 1", xlabel="x0", ylabel="x1")
    _points(axes[0], corners, truth, size=90)
    hidden = step_units(corners)[:2]
    for name, spot in zip(("00", "01", "10", "11"), hidden.T, strict=True):
        shift = 10 if name != "10" else -18
        axes[1].annotate(name, spot, xytext=(10, shift), textcoords="offset points")
    _points(axes[1], hidden, truth, size=90)
    axes[1].set(title="the hidden space", xlabel="z0", ylabel="z1", xlim=(-0.6, 1.6), ylim=(-0.6, 1.6), aspect="equal")
    if len(params["W"]) == 2:
        h, points = _plane(-0.6, 1.6)
        side = (params["U"] @ points + params["c"]).reshape(len(h), len(h))
        axes[1].contour(h, h, side, levels=[0], colors=GREY, linestyles="--")
    outputs = (params["U"] @ step_units(corners) + params["c"] >= 0).astype(int).ravel()
    return figure, f"The outputs at (0, 0), (0, 1), (1, 0), (1, 1) are {', '.join(map(str, outputs))}."


def _units(ax, x, ys, colour, names):
    """Draw a layer as a column of circles, with a name in each."""
    ax.plot(np.full(len(ys), x), ys, "o", ms=26, color="white", mec=colour, mew=2, zorder=3)
    for y, name in zip(ys, names, strict=True):
        ax.annotate(name, (x, y), ha="center", va="center", fontsize=9, zorder=4)


@picture
def drawing(networks: dict | Callable) -> tuple[Figure, str]:
    """Draw each of networks() = {label: params} as units and weights: wide is large, dashed is negative."""
    networks = {label: {k: np.asarray(v, float) for k, v in p.items()} for label, p in value(networks).items()}
    figure, axes = panels(len(networks), width=4.8, height=3.4)
    largest = max(np.abs(p[key]).max() for p in networks.values() for key in "WU")
    for ax, (label, params) in zip(axes, networks.items(), strict=True):
        n_hidden, n_inputs = params["W"].shape
        columns = [np.linspace(1, 0, n + 2)[1:-1] for n in (n_inputs, n_hidden, 1)]
        for x, weights in ((0, params["W"]), (1, params["U"])):
            for (i, j), weight in np.ndenumerate(weights):
                ends = (x, x + 1), (columns[x][j], columns[x + 1][i])
                look = {"color": COLOURS[0], "ls": "-"} if weight >= 0 else {"color": COLOURS[1], "ls": "--"}
                ax.plot(*ends, **look, lw=0.4 + 5 * abs(weight) / max(largest, 1e-12), zorder=1)
        _units(ax, 0, columns[0], GREY, [f"x{j}" for j in range(n_inputs)])
        _units(ax, 1, columns[1], "black", [f"z{i}" for i in range(n_hidden)])
        _units(ax, 2, columns[2], "black", ["f"])
        for i, shift in enumerate(params["b"].ravel()):
            ax.annotate(f"b {shift:+.2f}", (1, columns[1][i] - 0.075), ha="center", va="top", fontsize=8)
        ax.annotate(f"c {params['c'].item():+.2f}", (2, columns[2][0] - 0.075), ha="center", va="top", fontsize=8)
        ax.set(xlim=(-0.25, 2.25), ylim=(-0.02, 1.02), title=label)
        ax.axis("off")
    told = [
        f"{label}: largest weight {np.abs(p['W']).max():.2g} in W, {np.abs(p['U']).max():.2g} in U"
        for label, p in networks.items()
    ]
    return figure, f"{'; '.join(told)}. Solid lines are positive weights, dashed ones negative."


@picture
def tangent(step: Callable, longest: float) -> tuple[Figure, str]:
    """Draw the risk against the length of a step, up to longest; step() returns (risk, a function of it; slope)."""
    risk, slope = step()
    figure, (ax,) = panels(1, width=6, height=3)
    lengths = np.linspace(-longest / 4, longest, 81)
    heights = np.array([float(risk(t)) for t in lengths])
    ax.plot(lengths, heights, **style(0), lw=2, label="risk after the step")
    ax.plot(lengths, float(risk(0)) + float(slope) * lengths, **style(1), lw=1.6, label="what the gradient predicts")
    ax.plot(0, float(risk(0)), "*", color="white", mec="black", ms=12)
    ax.set(xlabel="η, length of the step", ylabel="risk", ylim=(heights.min() - 0.3 * np.ptp(heights), None))
    ax.set_ylim(top=heights.max() + 0.3 * np.ptp(heights))
    ax.legend(fontsize=8)
    best = lengths[np.argmin(heights)]
    return (
        figure,
        f"Slope at 0: {number(slope)}. The risk is lowest, {number(heights.min())}, after a step with η = {best:.2g}.",
    )


@picture
def bugs(errors: dict | Callable) -> tuple[Figure, str]:
    """Draw a bar on a log scale for each of errors() = {label: error of the gradient check}."""
    errors = value(errors)
    figure, (ax,) = panels(1, width=7, height=0.42 * len(errors) + 0.9)
    heights = [max(float(error), 1e-12) for error in errors.values()]
    colours = [COLOURS[0] if height < 1e-5 else COLOURS[4] for height in heights]
    rows = ax.barh(list(errors), heights, color=colours, hatch=["" if h < 1e-5 else "//" for h in heights])
    ax.bar_label(rows, [f"{float(error):.0e}" for error in errors.values()], fontsize=8, padding=3)
    ax.set(xscale="log", xlabel="largest relative error", xlim=(1e-12, 1e2))
    ax.invert_yaxis()
    return figure, "; ".join(f"{label}: {float(error):.0e}" for label, error in errors.items()) + "."


@picture
def starts(X: np.ndarray, Y: np.ndarray, outputs: dict | Callable) -> tuple[Figure, str]:
    """Draw the surface of each of outputs() = {label: output}, with its risk on the samples."""
    outputs = value(outputs)
    figure, axes = panels(len(outputs), width=2.8, height=3)
    (ticks, plane), told = _plane(n=70), []
    for ax, (label, output) in zip(axes, outputs.items(), strict=True):
        shown = _surface(ax, output(plane), ticks)
        _points(ax, X, Y, size=5)
        ax.set(title=label, xticks=[], yticks=[])
        told.append(f"{label}: {number(np.mean((np.asarray(output(X)) - Y) ** 2))}")
    figure.colorbar(shown, label="f")
    return figure, f"Risk of the untrained network: {'; '.join(told)}."


@picture
def training(X: np.ndarray, Y: np.ndarray, runs: dict | Callable, title: str = "risk") -> tuple[Figure, str]:
    """Draw the final surface of each of runs() = {label: (output, risk (epochs,))}, and all risks over the epochs.

    title: of the curves, "risk" for the squared loss, whose height for the best constant answer is marked.
    """
    runs = value(runs)
    rows, columns = (2, 2) if len(runs) == 4 else (1, len(runs))  # wider, and a notebook makes the words too small
    figure = plt.figure(figsize=(9.6, 4.4 if rows == 2 else 2.9), layout="constrained")
    grid = figure.add_gridspec(rows, columns + 1, width_ratios=[1] * columns + [1.6])
    curves, (ticks, plane) = figure.add_subplot(grid[:, columns]), _plane(n=70)
    told = []
    for i, (label, (output, risk)) in enumerate(runs.items()):
        ax, risk = figure.add_subplot(grid[divmod(i, columns)]), np.asarray(risk, float)
        _surface(ax, output(plane), ticks)
        _points(ax, X, Y, size=5)
        ax.set(xticks=[], yticks=[])
        ax.set_title(label, fontsize=10)
        marker = {"marker": MARKERS[i % 6], "markevery": max(len(risk) // 8, 1), "ms": 4}
        curves.plot(np.arange(1, len(risk) + 1), risk, **style(i), **marker, lw=1.6, label=label)
        told.append(f"{label}: {number(risk[-1])} after {len(risk)} epochs")
    if title == "risk":
        curves.axhline(np.var(Y), color=GREY, lw=0.8)
        place = {"xy": (0.98, np.var(Y) * 0.97), "xycoords": ("axes fraction", "data"), "ha": "right", "va": "top"}
        curves.annotate("variance of y", fontsize=8, **place)
    curves.set(yscale="log", xlabel="epoch", ylabel=title)
    curves.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, handlelength=1.6, columnspacing=0.8)
    return figure, f"{title.capitalize()}: {'; '.join(told)}."


@picture
def union(layers: Callable, forward: Callable, unit: Callable) -> tuple[Figure, str]:
    """Draw, over the plane, how many half-planes hold, how many polygons, and the output of layers(), three of them."""
    layers = layers()
    ticks, plane = _plane(n=160)
    v, cache = forward(plane, layers, unit)
    halves, polygons = (np.sum(unit(np.asarray(pair[1], float)), axis=0) for pair in cache[:2])
    inside = np.asarray(v, float) >= 0
    figure, axes = panels(3, width=3.2, height=3.2)
    titles = ("half-planes that hold", "polygons that hold", "the union")
    for ax, heights, title in zip(axes, (halves, polygons, inside * 1.0), titles, strict=True):
        _surface(ax, heights, ticks, heights.min(), heights.max() + 1e-9)
        ax.set(title=title, xticks=[], yticks=[])
    counts = f"{len(layers[0][0])} half-planes, {len(layers[1][0])} polygons"
    return figure, f"{counts}; their union fills {inside.mean():.0%} of the field."


@picture
def held_out(X: np.ndarray, runs: dict | Callable) -> tuple[Figure, str]:
    """Draw what weight decay does: runs() = {λ: (output, training loss, held-out loss, indices, their labels)}.

    X: (2, N). The surface of the smallest λ and of the one with the lowest held-out loss, and both losses over λ.
    """
    runs = value(runs)
    lams = list(runs)
    losses = np.array([[float(run[1]), float(run[2])] for run in runs.values()])
    best = int(np.argmin(losses[:, 1]))
    figure, axes = panels(3, width=3.2, height=3.2)
    ticks, plane = _plane(n=90)
    for ax, k in zip(axes, (0, best), strict=False):
        output, *_, few, labels = runs[lams[k]]
        _surface(ax, output(plane), ticks)
        _points(ax, X[:, few], labels, size=16)
        ax.set(xticks=[], yticks=[])
        ax.set_title(f"λ = {lams[k]:g}, the {len(few)} training blocks", fontsize=10)
    for i, name in enumerate(("training set", "held out")):
        axes[2].plot(range(len(lams)), losses[:, i], **style(i), marker=MARKERS[i], lw=2, label=name)
    axes[2].set(
        xticks=range(len(lams)), xticklabels=[f"{lam:g}" for lam in lams], xlabel="λ", title="mean cross-entropy"
    )
    axes[2].set_ylim(0, 1.25 * losses.max())
    axes[2].legend(fontsize=8, loc="upper center", ncols=2)
    told = [
        f"λ = {lam:g}: training {number(a)}, held out {number(b)}" for lam, (a, b) in zip(lams, losses, strict=True)
    ]
    return figure, f"{'; '.join(told)}."


@picture
def same_curve(risks: dict | Callable) -> tuple[Figure, str]:
    """Draw the curves of risks() = {label: risk (epochs,)}, of two runs, and tell how far apart they are."""
    risks = {label: np.asarray(risk, float) for label, risk in value(risks).items()}
    figure, (ax,) = panels(1, width=6, height=3)
    for i, (label, risk) in enumerate(risks.items()):
        look = {"lw": 5, "alpha": 0.5} if i == 0 else {"lw": 1.6}
        ax.plot(np.arange(1, len(risk) + 1), risk, **style(i), **look, label=label)
    ax.set(yscale="log", xlabel="epoch", ylabel="risk")
    ax.legend(fontsize=8)
    one, other = risks.values()
    return figure, f"The two curves differ by at most {np.abs(one - other).max():.0e}."


@picture
def hidden(X: np.ndarray, Y: np.ndarray, network: Callable) -> tuple[Figure, str]:
    """Draw the hidden space of a network over the plane.

    network() returns (params, units, output), with units from points (2, M) to the hidden values (H, M). Above,
    the walls, and the samples along U z + c, where one cut separates the two kinds; below, each unit.
    """
    params, units, output = network()
    params = {key: np.asarray(array, float) for key, array in params.items()}
    n = len(params["W"])
    figure = plt.figure(figsize=(9.6, 5.4), layout="constrained")
    upper, lower = figure.subfigures(2, 1, height_ratios=[3, 2.2])
    (walls, cut) = upper.subplots(1, 2, width_ratios=[1, 1.5])
    ticks, plane = _plane(n=70)
    _surface(walls, output(plane), ticks)
    _points(walls, X, Y, size=6)
    _walls(walls, params["W"], params["b"], 1)
    walls.set(title="output, and the walls", xticks=[], yticks=[])
    z = np.asarray(units(X), float)
    height = (params["U"] @ z + params["c"]).ravel()
    ones = Y.ravel() > 0.5
    spread = np.random.default_rng(0).uniform(-0.3, 0.3, Y.size)
    for kind, name, colour, marker in ((ones, "y = 1", STONE, "s"), (~ones, "y = 0", EARTH, "o")):
        cut.plot(
            height[kind], kind[kind] * Y.ravel()[kind] + spread[kind], marker, color=colour, ms=4, mec="white", mew=0.4
        )
        corner = {"xy": (0.01, 0.86), "ha": "left"} if name == "y = 1" else {"xy": (0.99, 0.08), "ha": "right"}
        cut.annotate(name, **corner, xycoords="axes fraction", fontsize=9, color=colour)
    cut.axvline(0, color=GREY, ls="--")
    cut.set(title="the samples in the hidden space, along U z + c", yticks=[], xlabel="U z + c")
    values = np.asarray(units(plane), float)
    for i, ax in enumerate(np.atleast_1d(lower.subplots(1, n))):
        _surface(ax, values[i], ticks)
        ax.set_title(f"unit {i}, weight {params['U'][0, i]:+.2f}", fontsize=9)
        ax.set(xticks=[], yticks=[])
    wrong = int(np.sum((height >= 0) != ones))
    return figure, f"{wrong} of {Y.size} samples stand on the wrong side of the cut."


@picture
def losses_over_two_weights(
    squared: Callable, entropy: Callable, w1: tuple[float, float], w2: tuple[float, float]
) -> tuple[Figure, str]:
    """Draw two losses as surfaces over two weights w1 and w2, each (low, high); both are functions of (w1, w2)."""
    figure = plt.figure(figsize=(9.5, 4.2), layout="constrained")
    a, b = np.linspace(*w1, 41), np.linspace(*w2, 41)
    told = []
    for i, (name, loss) in enumerate({"cross-entropy": entropy, "squared loss": squared}.items()):
        heights = np.array([[float(loss(p, q)) for p in a] for q in b])
        ax = figure.add_subplot(1, 2, i + 1, projection="3d")
        ax.plot_surface(*np.meshgrid(a, b), heights, cmap="cividis", rcount=41, ccount=41, linewidth=0)
        ax.set(title=name, xlabel="w1, first layer", ylabel="w2, second layer")
        ax.set(xticks=(*w1, 0), yticks=(*w2, 0))
        ax.set_zlim(0, None)
        ax.view_init(28, -60)
        told.append(f"the {name} goes from {number(heights.min())} to {number(heights.max())}")
    return figure, f"On this square {' and '.join(told)}."


def torch(X: np.ndarray, Y: np.ndarray, params: Callable, alpha: float, grads: Callable) -> None:
    """Compare grads(), a dict like params(), with torch's gradient; print one line where torch is absent."""
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        print("torch is not installed, so this comparison is left out. Nothing depends on it.")
        return
    except OSError as error:  # A library of its own is missing, or a limit on memory is too low for it.
        print(f"torch is installed but cannot be loaded here, so this comparison is left out: {error}")
        return
    try:
        params, yours = params(), grads()
        yours = {key: np.asarray(yours[key], float) for key in "WbUc"}
    except NotImplementedError:
        print("No comparison yet: it needs an exercise above that is not implemented yet.")
        return
    except Exception as error:  # Whatever the student's function raises is told in one line.
        print(f"No comparison: a function it needs raised {type(error).__name__}: {error}")
        return
    W, b, U, c = leaves = [torch.tensor(params[key], requires_grad=True) for key in "WbUc"]
    z = torch.sigmoid(alpha * (W @ torch.tensor(X) + b))
    f = torch.sigmoid(alpha * (U @ z + c))
    theirs = torch.autograd.grad(((f - torch.tensor(Y)) ** 2).mean(), leaves)
    for key, gradient in zip("WbUc", theirs, strict=True):
        apart = np.abs(yours[key] - np.asarray(gradient)).max()
        print(f"{key}: largest difference between your gradient and torch's {apart:.0e}")
