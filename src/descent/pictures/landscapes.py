"""Losses as landscapes over two parameters, and walks on them."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from .canvas import mark, number, panels, picture, style, value


def loss_grid(loss: Callable, w0: np.ndarray, w1: np.ndarray) -> np.ndarray:
    """The loss on a grid: (len(w1), len(w0))."""
    return np.array([[float(loss(np.array([a, b]))) for a in w0] for b in w1])


def contours(
    ax: Axes, loss: Callable, w0: np.ndarray, w1: np.ndarray, levels: int = 18
) -> tuple[ContourSet, np.ndarray]:
    """Colour the loss over w0 × w1; return (the coloured contours, the heights)."""
    heights = loss_grid(loss, w0, w1)
    shown = np.log10(np.maximum(heights, 1e-4))
    filled = ax.contourf(w0, w1, shown, levels, cmap="cividis")
    ax.contour(w0, w1, shown, levels, colors="white", linewidths=0.3)
    ax.set(xlabel="w0", ylabel="w1", xlim=(w0[0], w0[-1]), ylim=(w1[0], w1[-1]))
    return filled, heights


def draw_path(ax: Axes, path: ArrayLike, i: int, label: str | None = None) -> None:
    path = np.asarray(path, float)
    ax.plot(*path.T, color="white", lw=2.6, zorder=2)
    ax.plot(*path.T, **style(i), marker=mark(i), ms=5, lw=1.6, mec="white", mew=0.5, label=label, zorder=3)
    ax.plot(*path[0], "*", color="white", mec="black", ms=12, zorder=4)


@picture
def landscape(
    loss: Callable, w0: tuple[float, float], w1: tuple[float, float], grad: Callable | None = None
) -> tuple[Figure, str]:
    """Draw loss(w) over w0 × w1, each (low, high), in colours of its logarithm; with `grad`, arrows downhill too."""
    figure, (ax,) = panels(1, width=6.2, height=4.2)
    a, b = np.linspace(*w0, 70), np.linspace(*w1, 70)
    filled, heights = contours(ax, loss, a, b)
    figure.colorbar(filled, label="log10 of the loss")
    if grad is not None:
        u, v = np.meshgrid(np.linspace(*w0, 17)[1:-1], np.linspace(*w1, 11)[1:-1])
        slopes = np.array([grad(np.array(w)) for w in zip(u.flat, v.flat, strict=True)], float)
        arrows = -slopes / np.maximum(np.linalg.norm(slopes, axis=1, keepdims=True), 1e-300)
        ax.quiver(u, v, *arrows.T, color="white", angles="xy", width=0.004, scale=28)
    j, i = np.unravel_index(np.nanargmin(heights), heights.shape)
    return figure, f"The lowest point of this grid is {number(heights[j, i])}, near w = ({a[i]:.2g}, {b[j]:.2g})."


@picture
def wide_landscape(loss: Callable, w0: tuple[float, float], w1: tuple[float, float]) -> tuple[Figure, str]:
    """Draw loss(w) over w0 × w1, each (low, high), as a surface: what the plain looks like from far away."""
    figure = plt.figure(figsize=(4.6, 4.2))
    ax = figure.add_axes((-0.02, 0.04, 0.92, 0.98), projection="3d")
    a, b = np.linspace(*w0, 90), np.linspace(*w1, 90)
    heights = loss_grid(loss, a, b)
    ax.plot_surface(*np.meshgrid(a, b), heights, cmap="cividis", rcount=90, ccount=90, linewidth=0)
    ax.set(xlabel="w0", ylabel="w1", zlabel="loss")
    ax.view_init(38, -62)
    return figure, f"On this scale the loss lies between {number(heights.min())} and {number(heights.max())}."


@picture
def compare(
    loss: Callable, paths: dict | Callable, w0: tuple[float, float], w1: tuple[float, float]
) -> tuple[Figure, str]:
    """Draw paths() = {label: (steps+1, 2)} on the landscape of `loss` over w0 × w1, and the loss along each."""
    paths = value(paths)
    columns = len(paths) if len(paths) < 4 else 2
    rows = -(-len(paths) // columns)
    figure = plt.figure(figsize=(9.6, 3.2 * rows + 0.4), layout="constrained")
    grid = figure.add_gridspec(rows, columns + 1)
    curve = figure.add_subplot(grid[:, columns])
    a, b = np.linspace(*w0, 45), np.linspace(*w1, 45)
    losses = []
    for i, (label, path) in enumerate(paths.items()):
        ax = figure.add_subplot(grid[i // columns, i % columns])
        contours(ax, loss, a, b)
        draw_path(ax, path, i)
        ax.set_title(label, fontsize=10)
        ax.locator_params("x", nbins=4)  # as many ticks after the layout as before, so that no label is cut off
        ax.locator_params("y", nbins=6)
        losses.append(np.array([float(loss(w)) for w in np.asarray(path)]))
        curve.plot(losses[-1], **style(i), lw=1.8, label=label)
    if np.max(losses) > 20 * np.min(losses) > 0:
        curve.set_yscale("log")
    curve.set(xlabel="step", title="loss")
    curve.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.2 / rows))  # off the curves
    told = [f"{label}: loss {number(path[0])} → {number(path[-1])}" for label, path in zip(paths, losses, strict=True)]
    return figure, f"{'; '.join(told)} in {len(losses[0]) - 1} steps."


@picture
def distances(paths: dict | Callable, minimum: np.ndarray) -> tuple[Figure, str]:
    """Draw the distance to the minimum, (D,), along each of paths() = {label: (steps+1, D)}, on a log scale."""
    paths = value(paths)
    figure, (ax,) = panels(1, width=6, height=3.4)
    ends = []
    for i, (label, path) in enumerate(paths.items()):
        far = np.linalg.norm(np.asarray(path, float) - minimum, axis=1)
        ax.semilogy(np.clip(far, 1e-16, 1e12), **style(i), lw=2, label=label)
        ends.append(f"{label}: {number(far[-1])} away after {len(far) - 1} steps")
    ax.set(xlabel="step", ylabel="distance to the minimum", ylim=(1e-5, 1e12))
    ax.legend(fontsize=8)
    return figure, "; ".join(ends) + "."
