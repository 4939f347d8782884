"""The pictures of lab 2: probabilities over the plane, lines, thresholds, costs, and several classes."""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from .canvas import BESIDE, COLOURS, GREY, MARKERS, number, panels, picture, style, value
from .gradients import gradient_check

__all__ = [
    "costs",
    "counts",
    "errors",
    "gradient_check",
    "growth",
    "lengths",
    "likelihood",
    "lines",
    "loss_of_one",
    "losses",
    "masking",
    "penguins",
    "probabilities",
    "roc",
    "samples",
    "shares",
    "thresholds",
    "turn_and_shift",
    "with_outliers",
]

AXES = {"xlabel": "x0, weight", "ylabel": "x1, firmness"}
# Which colour and marker a class has, and how light its region is.
CLASS = [(COLOURS[1], "X"), (COLOURS[0], "o"), (COLOURS[2], "^")]


def draw_samples(ax: Axes, X: np.ndarray, y: np.ndarray, names: Sequence[str]) -> None:
    for k, name in enumerate(names):
        colour, marker = CLASS[k]
        ax.scatter(*X[y == k].T, s=38, color=colour, marker=marker, edgecolor="white", linewidth=0.6, label=name)
    ax.set(**AXES)


def frame(X: np.ndarray, margin: float = 0.4) -> list[tuple[float, float]]:
    """The lowest and highest value of each column, with a margin: ((low, high), (low, high))."""
    return [(low - margin, high + margin) for low, high in zip(X.min(0), X.max(0), strict=True)]


def plane(X: np.ndarray, n: int = 90) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A grid over the samples: (the two axes, its points as rows (n·n, 2))."""
    a, b = (np.linspace(*ends, n) for ends in frame(X))
    u, v = np.meshgrid(a, b)
    return a, b, np.column_stack([u.ravel(), v.ravel()])


def draw_probabilities(
    ax: Axes, X: np.ndarray, y: np.ndarray, predict_proba: Callable, w: ArrayLike, names: Sequence[str]
) -> ContourSet:
    a, b, points = plane(X)
    p = np.asarray(predict_proba(points, np.asarray(w, float)), float).reshape(len(b), len(a))
    filled = ax.contourf(a, b, p, np.linspace(0, 1, 11), cmap="Greys", alpha=0.75, vmax=1.6)
    ax.contour(a, b, p, [0.5], colors="black", linewidths=2)
    draw_samples(ax, X, y, names)
    return filled


NAMES = ("0, did not come up", "1, came up")


@picture
def samples(X: np.ndarray, y: np.ndarray, names: Sequence[str] = NAMES) -> tuple[Figure, str]:
    """Draw the samples X, (N, 2), with a colour and a marker for each class of y, (N,)."""
    figure, (ax,) = panels(1, width=7, height=4)
    draw_samples(ax, X, y, names)
    ax.legend(title="class", **BESIDE)
    told = ", ".join(
        f"{np.sum(y == k)} of {'class ' if name[0].isdigit() else ''}{name}" for k, name in enumerate(names)
    )
    return figure, f"{len(y)} samples: {told}."


@picture
def probabilities(
    X: np.ndarray, y: np.ndarray, predict_proba: Callable, ws: dict | Callable, names: Sequence[str] = NAMES
) -> tuple[Figure, str]:
    """Shade the plane by predict_proba(X, w) for each w of {label: w}, or of what ws() returns; black is p = 1/2."""
    ws = value(ws)
    figure, axes = panels(len(ws), width=9.6 / max(len(ws), 2), height=3.2)
    told = []
    for ax, (label, w) in zip(axes, ws.items(), strict=True):
        filled = draw_probabilities(ax, X, y, predict_proba, w, names)
        ax.set_title(label, fontsize=10)
        p = np.asarray(predict_proba(X, np.asarray(w, float)))
        told.append(f"{label}: p between {number(p.min())} and {number(p.max())}")
    figure.colorbar(filled, ax=axes[-1], label="p", ticks=[0, 0.5, 1])
    return figure, f"{'; '.join(told)}. The black line is p = 1/2."


@picture
def likelihood(X: np.ndarray, y: np.ndarray, predict_proba: Callable) -> tuple[Figure, str]:
    """Draw the likelihood of the classes y for w = (a, a, 0) over a, and beside it its negative logarithm."""
    figure, (left, right) = panels(2, width=4.8, height=3.2)
    a = np.linspace(0, 6, 121)
    p = np.array([np.asarray(predict_proba(X, np.array([v, v, 0.0])), float) for v in a])
    happened = np.where(y == 1, p, 1 - p)
    product, minus_log = np.prod(happened, axis=1), -np.sum(np.log(happened), axis=1)
    for ax, curve, name, best in (
        (left, product, "likelihood", np.argmax(product)),
        (right, minus_log, "negative logarithm of the likelihood", np.argmin(minus_log)),
    ):
        ax.plot(a, curve, **style(0), lw=2)
        ax.plot(a[best], curve[best], "o", color=COLOURS[1], ms=8, mec="white")
        ax.set(xlabel="a, with w = (a, a, 0)", title=name)
        ax.title.set_fontsize(10)
    top, bottom = np.argmax(product), np.argmin(minus_log)
    return figure, (
        f"The likelihood of {len(y)} seeds is largest at a = {number(a[top])}: {number(product[top])}. Its negative "
        f"logarithm is smallest at a = {number(a[bottom])}: {number(minus_log[bottom])}. For 50 times as many seeds of "
        f"this kind, the computer's product there is {number(np.prod(np.tile(happened[top], 50)))}, and the negative "
        f"logarithm {number(50 * minus_log[bottom])}."
    )


@picture
def loss_of_one(bce: Callable) -> tuple[Figure, str]:
    """Draw the loss of one sample with y = 1 over its logit z, bce beside the squared error, and both derivatives."""
    figure, (left, right) = panels(2, width=4.8, height=3)
    z = np.linspace(-8, 8, 161)
    entropy = np.array([float(bce(np.array([[t, 0.0]]), np.array([1]), np.array([1.0, 0.0, 0.0]))) for t in z])
    p = np.exp(-np.logaddexp(0, -z))
    for i, (name, curve) in enumerate([("cross-entropy, yours", entropy), ("squared error, (p − 1)²", (p - 1) ** 2)]):
        left.plot(z, curve, **style(i), lw=2, label=name)
        right.plot(z, np.gradient(curve, z), **style(i), lw=2, label=name)
    left.set(xlabel="logit z", title="loss of one sample with y = 1")
    right.set(xlabel="logit z", title="its derivative along z")
    right.legend(**BESIDE)
    slopes = [np.gradient(curve, z)[1] for curve in (entropy, (p - 1) ** 2)]
    return figure, (
        f"At z = {z[1]:.1f} the derivative of the cross-entropy is {slopes[0]:.3f}, "
        f"that of the squared error {slopes[1]:.3f}."
    )


@picture
def losses(curves: dict | Callable) -> tuple[Figure, str]:
    """Draw the losses of curves() = {label: (steps+1,)} over the steps."""
    figure, (ax,) = panels(1, width=7.5, height=3.4)
    told = []
    for i, (label, curve) in enumerate(value(curves).items()):
        curve = np.asarray(curve, float)
        ax.plot(curve, **style(i), lw=2, marker=MARKERS[i % 6], markevery=5, ms=5, label=label)
        told.append(f"{label}: loss {number(curve[0])} → {number(curve[-1])} in {len(curve) - 1} steps")
        if curve.max() > 20 * curve.min() > 0:
            ax.set_yscale("log")
            ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ax.yaxis.set_major_formatter("{x:g}")
            ax.yaxis.set_minor_formatter("")
    ax.set(xlabel="step", ylabel="loss")
    ax.legend(**BESIDE)
    return figure, "; ".join(told) + "."


@picture
def lines(
    X: np.ndarray, y: np.ndarray, boundary: Callable, ws: dict | Callable, names: Sequence[str] = NAMES
) -> tuple[Figure, str]:
    """Draw the samples and the line boundary(w, x0) for each w of ws() = {label: w}."""
    figure, (ax,) = panels(1, width=6.6, height=4.2)
    across, up = frame(X)
    draw_samples(ax, X, y, names)
    grid, told = np.linspace(*across, 50), []
    for i, (label, w) in enumerate(value(ws).items()):
        height = np.asarray(boundary(np.asarray(w, float), grid), float)
        ax.plot(grid, height, **style(i + 2), lw=2, label=label)
        told.append(f"{label}: x1 = {height[0]:.2f} at the left edge, {height[-1]:.2f} at the right")
    ax.set(xlim=across, ylim=up)
    ax.legend(**BESIDE)
    return figure, "; ".join(told) + "."


@picture
def with_outliers(
    X: np.ndarray,
    y: np.ndarray,
    boundary: Callable,
    models: dict[str, Callable],
    where: Sequence[float] | np.ndarray,
    names: Sequence[str] = NAMES,
) -> tuple[Figure, str]:
    """For each of models = {label: w of (X, y)}: the line boundary(w, x0) without and with 1 and 3 seeds at `where`.

    where: (2,), far from the others; the seeds there are of class 1. Mistakes are counted on X, (N, 2), and y, (N,).
    """
    figure, axes = panels(len(models), width=9.6 / len(models), height=3.2)
    told = []
    for ax, (label, model) in zip(axes, models.items(), strict=True):
        wrong = []
        for i, far in enumerate((0, 1, 3)):
            more = np.tile(where, (far, 1)) + np.linspace(0, 0.5, far)[:, None] * [0, 1]
            w = np.asarray(model(np.vstack([X, more]), np.append(y, np.ones(far, int))), float)
            grid = np.linspace(X[:, 0].min() - 0.4, where[0] + 0.6, 60)
            ax.plot(grid, boundary(w, grid), **style(i + 2), lw=2, label=f"with {far} far away")
            wrong.append(f"{np.sum((X @ w[:2] + w[2] >= 0) != y)} with {far}")
        draw_samples(ax, np.vstack([X, more]), np.append(y, np.ones(far, int)), names)
        ax.set(xlim=(grid[0], grid[-1]), ylim=(X[:, 1].min() - 0.4, X[:, 1].max() + 0.4), title=label)
        ax.title.set_fontsize(10)
        told.append(f"{label}: {', '.join(wrong)}")
    axes[-1].legend(**BESIDE)
    return figure, f"Mistakes among the {len(y)} seeds, with 0, 1 and 3 more seeds far away. {'; '.join(told)}."


def draw_counts(ax: Axes, matrix: ArrayLike, title: str) -> None:
    matrix = np.asarray(matrix)
    ax.imshow(matrix, cmap="Blues", vmin=0, vmax=1.6 * matrix.max())
    for (i, j), count in np.ndenumerate(matrix):
        ax.text(j, i, f"{count:g}", ha="center", va="center", fontsize=14)
    ax.set(xticks=range(len(matrix)), yticks=range(len(matrix)), xlabel="predicted", ylabel="true")
    ax.set_title(title, fontsize=10)


@picture
def counts(matrix: Callable) -> tuple[Figure, str]:
    """Draw the confusion matrix that matrix() returns, (2, 2)."""
    matrix = np.asarray(matrix())
    figure, (ax,) = panels(1, width=3.2, height=2.8)
    draw_counts(ax, matrix, f"{matrix.sum()} samples")
    return figure, (
        f"True class 0: {matrix[0, 0]} predicted as 0 and {matrix[0, 1]} as 1. "
        f"True class 1: {matrix[1, 0]} as 0 and {matrix[1, 1]} as 1."
    )


def rates(matrix: ArrayLike) -> np.ndarray:
    """The share of each true class that was called 1, (false positive rate, true positive rate)."""
    matrix = np.asarray(matrix, float)
    return matrix[:, 1] / matrix.sum(1)


def draw_roc(ax: Axes) -> None:
    ax.plot([0, 1], [0, 1], ":", color=GREY, lw=1)
    ax.set(xlabel="false positive rate", ylabel="true positive rate", aspect="equal")
    ax.set_title("ROC curve", fontsize=10)


@picture
def thresholds(
    X: np.ndarray,
    y: np.ndarray,
    w: ArrayLike | Callable,
    classify: Callable,
    confusion_matrix: Callable,
    precision_recall: Callable,
    chosen: Sequence[float] = (0.2, 0.5, 0.8),
) -> tuple[Figure, str]:
    """Draw the confusion matrix of classify(X, w(), threshold) at the chosen thresholds, and the ROC curve."""
    w = value(w)
    figure, axes = panels(len(chosen) + 1, width=2.4, height=2.5)
    counted = {t: confusion_matrix(y, classify(X, w, t)) for t in (*np.linspace(0, 1.001, 101), *chosen)}
    roc, told = axes[-1], []
    draw_roc(roc)
    roc.plot(*np.array([rates(counted[t]) for t in sorted(counted)]).T, color=GREY, lw=2)
    for i, threshold in enumerate(chosen):
        matrix = np.asarray(counted[threshold])
        precision, recall = precision_recall(y, classify(X, w, threshold))
        draw_counts(axes[i], matrix, f"threshold {threshold}")
        roc.plot(*rates(matrix), MARKERS[i], color=COLOURS[i], ms=9, mec="white", label=f"{threshold}", zorder=3)
        told.append(
            f"threshold {threshold}: {matrix[0, 1] + matrix[1, 0]:g} mistakes, "
            f"precision {precision:.2f}, recall {recall:.2f}"
        )
    roc.legend(title="threshold", **BESIDE)
    return figure, "; ".join(told) + f". A model that always says no makes {np.sum(y)} mistakes of {len(y)}."


@picture
def errors(
    sets: dict[str, tuple[np.ndarray, np.ndarray]], w: ArrayLike | Callable, classify: Callable, error_rate: Callable
) -> tuple[Figure, str]:
    """Draw error_rate over the threshold of classify(X, w(), threshold) for each of sets = {label: (X, y)}."""
    w = value(w)
    figure, (ax,) = panels(1, width=8, height=3.2)
    grid, told = np.linspace(0, 1, 201), []
    for i, (label, (X, y)) in enumerate(sets.items()):
        curve = np.array([float(error_rate(y, classify(X, w, t))) for t in grid])
        ax.plot(grid, curve, **style(i), lw=2, label=label)
        best = grid[np.argmin(curve)]
        told.append(f"{label}: {curve.min():.3f} at {best:.3g}, {curve[100]:.3f} at 0.5")
        if not i:
            ax.axvline(best, color=GREY, lw=0.8)
            first = best
        else:
            told[-1] += f", {curve[np.searchsorted(grid, first)]:.3f} at {first:.3g}"
    ax.set(xlabel="threshold", ylabel="error rate")
    ax.legend(**BESIDE)
    return figure, "Error rate, lowest first. " + "; ".join(told) + "."


@picture
def roc(
    sets: dict[str, tuple[np.ndarray, np.ndarray]], w: ArrayLike | Callable, predict_proba: Callable, auc: Callable
) -> tuple[Figure, str]:
    """Draw the ROC curve of predict_proba(X, w()) for each of sets = {label: (X, y)}, and say what auc(y, p) gives."""
    w = value(w)
    figure, (ax,) = panels(1, width=5.4, height=3.4)
    draw_roc(ax)
    told = []
    for i, (label, (X, y)) in enumerate(sets.items()):
        p = np.asarray(predict_proba(X, w), float)
        edges = np.r_[np.inf, np.unique(p)[::-1]]
        curve = np.array([[np.mean(p[y == k] >= edge) for k in (0, 1)] for edge in edges])
        ax.plot(*curve.T, **style(i), lw=2, label=label)
        below = np.sum(np.diff(curve[:, 0]) * (curve[1:, 1] + curve[:-1, 1]) / 2)
        told.append(f"{label}: your auc gives {float(auc(y, p)):.3f}, the area under the curve is {below:.3f}")
    ax.legend(**BESIDE)
    return figure, "; ".join(told) + "."


@picture
def costs(
    X: np.ndarray,
    y: np.ndarray,
    w: ArrayLike | Callable,
    classify: Callable,
    confusion_matrix: Callable,
    cost_threshold: Callable,
    cost_fp: float = 1,
    cost_fn: float = 20,
) -> tuple[Figure, str]:
    """Draw what the mistakes of classify(X, w(), threshold) cost over the threshold, and where cost_threshold lies."""
    w = value(w)

    def cost(called):
        matrix = np.asarray(confusion_matrix(y, called))
        return float(cost_fp * matrix[0, 1] + cost_fn * matrix[1, 0])

    grid = np.linspace(0.002, 0.998, 499)
    curve = np.array([cost(classify(X, w, t)) for t in grid])
    chosen = float(cost_threshold(cost_fp, cost_fn))
    figure, (ax,) = panels(1, width=8, height=3.2)
    ax.plot(grid, curve, **style(0), lw=2, label="your model")
    always = {"always no": np.zeros(len(y), int), "always yes": np.ones(len(y), int)}
    for i, (label, called) in enumerate(always.items()):
        ax.axhline(cost(called), **style(i + 1), lw=1.5, label=label)
    ax.axvline(chosen, color="black", lw=1, label="cost_threshold")
    ax.set(xlabel="threshold", ylabel=f"cost of {len(y)} decisions", ylim=(0, None))
    ax.legend(**BESIDE)
    baselines = ", ".join(f"{label} {cost(called):g}" for label, called in always.items())
    return figure, (
        f"Cost: {baselines}, threshold 0.5 {cost(classify(X, w, 0.5)):g}, threshold {chosen:.3g} "
        f"{cost(classify(X, w, chosen)):g}. The lowest of all is {curve.min():g}, at {grid[np.argmin(curve)]:.3g}."
    )


@picture
def turn_and_shift(
    X: np.ndarray, y: np.ndarray, w: ArrayLike | Callable, bce: Callable, error: Callable
) -> tuple[Figure, str]:
    """Draw error(X, y, w) and bce(X, y, w) while the line of w() is turned, and while it is shifted."""
    w = np.asarray(value(w), float)
    length, angle = np.hypot(*w[:2]), np.arctan2(w[1], w[0])
    turns, shifts = np.linspace(-90, 90, 361), np.linspace(-3, 3, 361)
    turned = [[*(length * np.array([np.cos(t), np.sin(t)])), w[2]] for t in angle + np.radians(turns)]
    shifted = [[*w[:2], w[2] + s] for s in shifts]
    figure, axes = plt.subplots(2, 2, figsize=(9, 4.6), layout="constrained", sharex="col")
    told = []
    rows = [("turned", turns, turned, "turned by, in degrees"), ("shifted", shifts, shifted, "shifted: added to w2")]
    for column, (done, grid, ws, xlabel) in zip(axes.T, rows, strict=True):
        mistakes = np.array([error(X, y, np.array(v)) for v in ws])
        heights = np.array([bce(X, y, np.array(v)) for v in ws])
        column[0].plot(grid, mistakes, **style(1), lw=1.8)
        column[1].plot(grid, heights, **style(0), lw=2)
        column[1].set(xlabel=xlabel)
        for ax in column:
            ax.axvline(0, color=GREY, lw=0.8)
        told.append(
            f"While the line is {done}, the error rate takes {len(np.unique(mistakes))} values. "
            f"The lowest is {mistakes.min():.3f}; at your fit it is {mistakes[len(grid) // 2]:.3f}."
        )
    axes[0, 0].set(ylabel="error rate"), axes[1, 0].set(ylabel="loss")
    return figure, "\n".join(told)


@picture
def growth(
    X: np.ndarray, y: np.ndarray, predict_proba: Callable, ws: dict | Callable, names: Sequence[str] = NAMES
) -> tuple[Figure, str]:
    """Draw the length of each w of ws() = {steps: w}, and the probabilities of the second and the last."""
    ws = value(ws)
    figure, (curve, *planes) = panels(3, width=3.2, height=3)
    lengths = [float(np.linalg.norm(w)) for w in ws.values()]
    curve.semilogx(list(ws), lengths, **style(0), marker="o", lw=2)
    curve.set(xlabel="steps", ylabel="length of w", ylim=(0, 1.15 * max(lengths)))
    for ax, steps in zip(planes, (list(ws)[1], list(ws)[-1]), strict=True):
        draw_probabilities(ax, X, y, predict_proba, ws[steps], names)
        ax.set_title(f"p after {steps} steps", fontsize=10)
    return figure, "Length of w: " + ", ".join(
        f"{number(length)} after {steps}" for steps, length in zip(ws, lengths, strict=True)
    ) + " steps."


@picture
def lengths(paths: dict | Callable) -> tuple[Figure, str]:
    """Draw the length of w over the steps for each of paths() = {label: (steps+1, D)}."""
    figure, (ax,) = panels(1, width=7.5, height=3.2)
    told = []
    for i, (label, path) in enumerate(value(paths).items()):
        size = np.linalg.norm(path, axis=1)
        ax.semilogx(np.arange(1, len(size)), size[1:], **style(i), lw=2, label=label)
        middle, end = len(size) // 2, len(size) - 1
        told.append(f"{label}: {number(size[middle])} after {middle} steps, {number(size[end])} after {end}")
    ax.set(xlabel="steps", ylabel="length of w", ylim=(0, None))
    ax.legend(**BESIDE)
    return figure, "Length of w. " + "; ".join(told) + "."


@picture
def shares(softmax: Callable) -> tuple[Figure, str]:
    """Draw the three probabilities of softmax for the scores (z, 0, 1) over z."""
    figure, (ax,) = panels(1, width=7.5, height=3)
    z = np.linspace(-6, 6, 121)
    P = np.asarray(softmax(np.column_stack([z, np.zeros_like(z), np.ones_like(z)])), float)
    for k, name in enumerate(["class 0, score z", "class 1, score 0", "class 2, score 1"]):
        ax.plot(z, P[:, k], color=CLASS[k][0], linestyle=style(k)["linestyle"], lw=2, label=name)
    ax.set(xlabel="z", ylabel="probability", ylim=(-0.03, 1.03))
    ax.legend(**BESIDE)
    told = ", ".join(f"{p:.2f}" for p in P[60])
    sums = "At every z they add up to 1" if np.allclose(P.sum(1), 1) else "They do not add up to 1 at every z"
    return figure, f"At z = 0 the probabilities are {told}. {sums}."


@picture
def masking(X: np.ndarray, labels: np.ndarray, models: dict | Callable, names: Sequence[str]) -> tuple[Figure, str]:
    """For each of models() = {label: a function from (N, 2) to (N, C)}: its regions, and its outputs along the row.

    The row is the line through the mean of the first and the mean of the last class.
    """
    models = value(models)
    figure, axes = plt.subplots(2, len(models), figsize=(4.8 * len(models), 6.2), layout="constrained", squeeze=False)
    first, last = X[labels == 0].mean(0), X[labels == labels.max()].mean(0)
    along = np.linspace(-0.25, 1.25, 121)
    told = []
    for (region, curves), (label, outputs) in zip(axes.T, models.items(), strict=True):
        a, b, points = plane(X, 140)
        chosen = np.argmax(outputs(points), axis=1).reshape(len(b), len(a))
        region.contourf(a, b, chosen, [-0.5, 0.5, 1.5, 2.5], colors=[c for c, _ in CLASS], alpha=0.28)
        draw_samples(region, X, labels, names)
        region.set_title(label, fontsize=10)
        values = np.asarray(outputs(first + along[:, None] * (last - first)))
        for k, name in enumerate(names):
            curves.plot(along, values[:, k], color=CLASS[k][0], linestyle=style(k)["linestyle"], lw=2, label=name)
        curves.set(xlabel="along the row: 0 is the first sort's mean, 1 the last's", ylabel="output")
        right = [
            f"{np.sum(np.argmax(outputs(X[labels == k]), axis=1) == k)} of {np.sum(labels == k)}" for k in range(3)
        ]
        told.append(f"{label} gets {', '.join(right)} right")
    handles = [
        Line2D([], [], color=CLASS[k][0], marker=CLASS[k][1], linestyle=style(k)["linestyle"], label=name)
        for k, name in enumerate(names)
    ]
    axes[1, -1].legend(handles=handles, **BESIDE)
    return figure, "; ".join(told) + "."


@picture
def penguins(fitted: Callable, softmax: Callable, cross_entropy: Callable, names: Sequence[str]) -> tuple[Figure, str]:
    """Draw the loss per penguin over the steps of a path, and the held-out decisions at its end.

    fitted(): the training and the held-out set, each (X with its column of ones, (N, D+1); one-hot rows, (N, C)), and
    the path, (steps+1, D+1, C).
    """
    train, held_out, path = fitted()
    figure, (curves, table) = panels(2, width=4.6, height=3.4)
    told = []
    for i, (label, (B, Y)) in enumerate({"training": train, "held out": held_out}.items()):
        heights = np.array([float(cross_entropy(Y, softmax(B @ W))) for W in path]) / len(Y)
        wrong = int(np.sum(np.argmax(B @ path[-1], axis=1) != np.argmax(Y, axis=1)))
        curves.plot(heights, **style(i), lw=2, label=label)
        told.append(f"{label}: loss per penguin {heights[0]:.4f} → {heights[-1]:.3f}, {wrong} of {len(Y)} wrong")
    start = np.log(path.shape[2])
    curves.axhline(start, color=GREY, lw=0.8, label=f"log {path.shape[2]}")
    curves.set(xlabel="step", ylabel="loss per penguin", ylim=(0, None))
    curves.legend(fontsize=8)
    matrix = np.zeros((path.shape[2],) * 2, int)
    np.add.at(matrix, (np.argmax(Y, axis=1), np.argmax(B @ path[-1], axis=1)), 1)
    draw_counts(table, matrix, "held out")
    table.set(xticklabels=names, yticklabels=names)
    near = np.isclose(float(cross_entropy(train[1], softmax(train[0] @ path[0]))), len(train[1]) * start, rtol=1e-6)
    told.append(f"the loss at the start is {'' if near else 'not '}N log {path.shape[2]}")
    return figure, "; ".join(told) + "."
