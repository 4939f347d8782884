"""The pictures of lab 1: a curve, its samples, and the gradient beside its check."""

import numpy as np

from .canvas import COLOURS, GREY, number, panels, picture, style, value
from .landscapes import compare, distances, landscape, wide_landscape

__all__ = [
    "bars",
    "compare",
    "curve",
    "distances",
    "fit",
    "landscape",
    "samples",
    "wide_landscape",
]


@picture
def curve(f, low=-8.0, high=8.0, name="σ(z)"):
    """Draw a function of one number, f: (M,) → (M,), between low and high."""
    figure, (ax,) = panels(1, width=5.5, height=3)
    z = np.linspace(low, high, 201)
    values = np.asarray(f(z), float)
    ax.axhline(0, color=GREY, lw=0.6), ax.axhline(1, color=GREY, lw=0.6), ax.axvline(0, color=GREY, lw=0.6)
    ax.plot(z, values, **style(0), lw=2)
    ax.set(xlabel="z", ylabel=name)
    return figure, f"{name} goes from {number(values[0])} at z = {low:g} to {number(values[-1])} at z = {high:g}."


@picture
def samples(x, y):
    """Draw the samples x, y, each (N,)."""
    figure, (ax,) = panels(1, width=6, height=3)
    ax.plot(x, y, "o", color="black", ms=6)
    ax.set(xlabel="x, moisture", ylabel="y, share that came up", ylim=(-0.05, 1.05))
    return figure, f"{len(x)} samples: y climbs from {min(y):g} to {max(y):g}."


@picture
def fit(x, y, predict, ws, loss=None):
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
def bars(f, values, xlabel, ylabel):
    """Draw one bar of height f(value) for each of values."""
    figure, (ax,) = panels(1, width=6, height=3)
    heights, labels = [f(value) for value in values], [f"{value:g}" for value in values]
    ax.bar_label(ax.bar(labels, heights, color=COLOURS[0]), fontsize=8)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return figure, f"{ylabel}: " + ", ".join(f"{h} at {v}" for h, v in zip(heights, labels, strict=True)) + "."
