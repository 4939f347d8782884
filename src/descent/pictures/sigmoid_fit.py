"""The pictures of lab 1: a curve, its samples, and the gradient beside its check."""

import textwrap
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from .canvas import BESIDE, COLOURS, GREY, MARKERS, number, panels, picture, style, value
from .gradients import gradient_check
from .landscapes import compare, distances, landscape, wide_landscape

__all__ = [
    "bars",
    "compare",
    "curve",
    "distances",
    "fit",
    "gradient_check",
    "landscape",
    "samples",
    "step_lengths",
    "two_rules",
    "wide_landscape",
]


@picture
def curve(f: Callable, low: float = -8.0, high: float = 8.0, name: str = "σ(z)") -> tuple[Figure, str]:
    """Draw a function of one number, f: (M,) → (M,), between low and high."""
    figure, (ax,) = panels(1, width=5.5, height=3)
    z = np.linspace(low, high, 201)
    values = np.asarray(f(z), float)
    ax.axhline(0, color=GREY, lw=0.6), ax.axhline(1, color=GREY, lw=0.6), ax.axvline(0, color=GREY, lw=0.6)
    ax.plot(z, values, **style(0), lw=2)
    ax.set(xlabel="z", ylabel=name)
    return figure, f"{name} goes from {number(values[0])} at z = {low:g} to {number(values[-1])} at z = {high:g}."


@picture
def samples(x: np.ndarray, y: np.ndarray) -> tuple[Figure, str]:
    """Draw the samples x, y, each (N,)."""
    figure, (ax,) = panels(1, width=6, height=3)
    ax.plot(x, y, "o", color="black", ms=6)
    ax.set(xlabel="x, moisture", ylabel="y, share that came up", ylim=(-0.05, 1.05))
    return figure, f"{len(x)} samples: y climbs from {min(y):g} to {max(y):g}."


@picture
def fit(
    x: np.ndarray, y: np.ndarray, predict: Callable, ws: dict | Callable, loss: Callable | None = None
) -> tuple[Figure, str]:
    """Draw the samples x, y, each (N,), and the curve predict(x, w) for each w of {label: w}, or of what ws() returns.

    loss: for a single curve, loss(x, y, w) is told, and the residuals are drawn.
    """
    figure, (ax,) = panels(1, width=6, height=3.6)
    grid, told = np.linspace(x.min() - 0.3, x.max() + 0.3, 200), []
    for i, (label, w) in enumerate(value(ws).items()):
        w = np.asarray(w, float)
        ax.plot(grid, predict(grid, w), **style(i), lw=2, label=label)
        residual = np.asarray(predict(x, w)) - y
        told.append(f"{label}: {np.abs(residual).max():.2f}")
        if loss:
            ax.vlines(x, y, y + residual, color=COLOURS[1], lw=1.5, label="residual f − y")
            told[-1] += f", loss {number(loss(x, y, w))}"
    ax.plot(x, y, "o", color="black", ms=6, label="samples")
    ax.set(xlabel="x, moisture", ylabel="y, share that came up", ylim=(-0.05, 1.05))
    ax.legend(fontsize=8)
    return figure, f"Largest distance between curve and sample: {'; '.join(told)}."


@picture
def bars(f: Callable, values: Sequence[float], xlabel: str, ylabel: str) -> tuple[Figure, str]:
    """Draw one bar of height f(value) for each of values."""
    figure, (ax,) = panels(1, width=6, height=3)
    heights, labels = [f(value) for value in values], [f"{value:g}" for value in values]
    ax.bar_label(ax.bar(labels, heights, color=COLOURS[0]), fontsize=8)
    ax.set(xlabel=xlabel, ylabel=textwrap.fill(ylabel, 30), ylim=(0, 1.12 * max(heights)))
    return figure, f"{ylabel}: " + ", ".join(f"{h} at {v}" for h, v in zip(heights, labels, strict=True)) + "."


@picture
def step_lengths(f: Callable, grad: Callable, numeric_grad: Callable, w: np.ndarray) -> tuple[Figure, str]:
    """Draw the error of central and of one-sided differences against their step h, at w, (D,).

    f(w), grad(w), numeric_grad(f, w, h): the student's.
    """
    figure, (ax,) = panels(1, width=6, height=3.4)
    steps = 10.0 ** -np.arange(1, 13)
    exact, here = np.asarray(grad(w), float), f(w)

    def one_sided(h):
        return np.array([(f(w + step) - here) / h for step in h * np.eye(len(w))])

    told = []
    for i, (name, slopes) in enumerate([("central", lambda h: numeric_grad(f, w, h)), ("one-sided", one_sided)]):
        error = np.array([np.abs(np.asarray(slopes(h), float) - exact).max() for h in steps])
        ax.loglog(steps, error.clip(1e-16), **style(i), marker=MARKERS[i], ms=4, label=name)
        told.append(f"{name}: smallest error {number(error.min())} at h = {steps[error.argmin()]:.0e}")
    ax.set(xlabel="h, length of a step", ylabel="largest error of a derivative")
    ax.grid(alpha=0.3)
    ax.legend(**BESIDE)
    return figure, f"{'; '.join(told)}."


@picture
def two_rules(
    loss: Callable,
    grad: Callable,
    gradient_descent: Callable,
    descend_until: Callable,
    walks: Mapping[str, tuple[ArrayLike, float]],
    steps: int = 400,
    small_gradient: float = 1e-3,
    small_decrease: float = 1e-5,
) -> tuple[Figure, str]:
    """Draw the loss along walks, {label: (start, learning rate)}, and where each of two rules stops them.

    loss(w), grad(w), gradient_descent, descend_until: the student's.
    """
    figure, (ax,) = panels(1, width=6.5, height=3.6)
    told = []
    for i, (label, (start, rate)) in enumerate(walks.items()):
        path = np.asarray(gradient_descent(grad, np.array(start, dtype=float), rate, steps))
        heights = np.array([float(loss(w)) for w in path])
        enough = np.flatnonzero(heights[:-1] - heights[1:] < small_decrease)
        stops = [
            int(descend_until(grad, np.array(start, dtype=float), rate, small_gradient, steps)[1]),
            int(enough[0]) + 1 if len(enough) else steps,
        ]
        ax.plot(np.arange(steps + 1) + 1, heights, **style(i), lw=1.6, label=label)
        for stop, marker in zip(stops, "os", strict=True):
            ax.plot(stop + 1, heights[stop], marker, color=COLOURS[i], ms=8, mfc="none")
        by = [f"after {stop} steps at {number(heights[stop])}" if stop < steps else "never" for stop in stops]
        told.append(f"{label}: small gradient (circle) {by[0]}, small decrease (square) {by[1]}")
    ax.set(xlabel="step, counted from 1", ylabel="loss", xscale="log", yscale="log")
    ax.legend(**BESIDE)
    return figure, f"Where each rule stops. {'; '.join(told)}."
