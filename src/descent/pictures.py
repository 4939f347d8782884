"""Pictures of a descent, drawn with the student's own functions.

Each function draws one figure, shows it, and prints one line that says what it shows. Where an answer that the picture
needs is not written yet or raises, that line says so in place of the picture. For that, answers come in as functions:
what is called before the picture would raise in the student's cell.
"""

import warnings
from functools import wraps

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display

# Okabe and Ito's palette, which colour-blind readers can tell apart. Each colour has a line style and a marker too.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
LINES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1))]
MARKERS = ["o", "s", "^", "D", "v", "P"]
GREY = "#777777"


def _picture(draw):
    """Show the figure that `draw` returns with its sentence, or one line where an answer stands in the way."""

    @wraps(draw)
    def show(*args, **kwargs):
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                figure, sentence = draw(*args, **kwargs)
            display(figure, metadata={"image/png": {"alt": sentence}})
            print(sentence)
        except NotImplementedError:
            print("No picture yet: it needs an exercise above that is not implemented yet.")
        except Exception as error:  # Whatever the student's function raises is told in one line.
            print(f"No picture: a function it draws raised {type(error).__name__}: {error}")
        finally:
            plt.close()

    return show


def _style(i):
    return {"color": COLOURS[i % 6], "linestyle": LINES[i % 6]}


def _panels(n, width=4.6, height=3.6):
    figure, axes = plt.subplots(1, n, figsize=(width * n, height), layout="constrained", squeeze=False)
    return figure, axes[0]


def _value(answer):
    return answer() if callable(answer) else answer


def _number(value):
    return f"{value:.3g}"


@_picture
def curve(f, low=-8.0, high=8.0, name="σ(z)"):
    """Draw a function of one number, f: (M,) → (M,), between low and high."""
    figure, (ax,) = _panels(1, width=5.5, height=3)
    z = np.linspace(low, high, 201)
    values = np.asarray(f(z), float)
    ax.axhline(0, color=GREY, lw=0.6), ax.axhline(1, color=GREY, lw=0.6), ax.axvline(0, color=GREY, lw=0.6)
    ax.plot(z, values, **_style(0), lw=2)
    ax.set(xlabel="z", ylabel=name)
    return figure, f"{name} goes from {_number(values[0])} at z = {low:g} to {_number(values[-1])} at z = {high:g}."


@_picture
def samples(x, y):
    """Draw the samples x, y, each (N,)."""
    figure, (ax,) = _panels(1, width=6, height=3)
    ax.plot(x, y, "o", color="black", ms=6)
    ax.set(xlabel="x, moisture", ylabel="y, share that came up", ylim=(-0.05, 1.05))
    return figure, f"{len(x)} samples: y climbs from {min(y):g} to {max(y):g}."


@_picture
def fit(x, y, predict, ws, loss=None):
    """Draw the samples x, y, each (N,), and the curve predict(x, w) for each w of {label: w}, or of what ws() returns.

    loss: for a single curve, loss(x, y, w) is told, and the residuals are drawn.
    """
    figure, (ax,) = _panels(1, width=6, height=3.6)
    grid, told = np.linspace(x.min() - 0.3, x.max() + 0.3, 200), []
    for i, (label, w) in enumerate(_value(ws).items()):
        w = np.asarray(w, float)
        ax.plot(grid, predict(grid, w), **_style(i), lw=2, label=label)
        residual = np.asarray(predict(x, w)) - y
        told.append(f"{label}: {np.abs(residual).max():.2f}")
        if loss:
            ax.vlines(x, y, y + residual, color=COLOURS[1], lw=1.5, label="residual f − y")
            told[-1] += f", loss {_number(loss(x, y, w))}"
    ax.plot(x, y, "o", color="black", ms=6, label="samples")
    ax.set(xlabel="x, moisture", ylabel="y, share that came up", ylim=(-0.05, 1.05))
    ax.legend(fontsize=8)
    return figure, f"Largest distance between curve and sample: {'; '.join(told)}."


def _heights(loss, w0, w1):
    """The loss on a grid: (len(w1), len(w0))."""
    return np.array([[float(loss(np.array([a, b]))) for a in w0] for b in w1])


def _contours(ax, loss, w0, w1, levels=18):
    """Colour the loss over w0 × w1; return (the coloured contours, the heights)."""
    heights = _heights(loss, w0, w1)
    shown = np.log10(np.maximum(heights, 1e-4))
    filled = ax.contourf(w0, w1, shown, levels, cmap="cividis")
    ax.contour(w0, w1, shown, levels, colors="white", linewidths=0.3)
    ax.set(xlabel="w0", ylabel="w1", xlim=(w0[0], w0[-1]), ylim=(w1[0], w1[-1]))
    return filled, heights


def _draw_path(ax, path, i, label=None):
    path = np.asarray(path, float)
    ax.plot(*path.T, color="white", lw=2.6, zorder=2)
    ax.plot(*path.T, **_style(i), marker=MARKERS[i % 6], ms=5, lw=1.6, mec="white", mew=0.5, label=label, zorder=3)
    ax.plot(*path[0], "*", color="white", mec="black", ms=12, zorder=4)


@_picture
def landscape(loss, w0, w1, grad=None):
    """Draw loss(w) over w0 × w1, each (low, high), in colours of its logarithm; with `grad`, arrows downhill too."""
    figure, (ax,) = _panels(1, width=6.2, height=4.2)
    a, b = np.linspace(*w0, 70), np.linspace(*w1, 70)
    filled, heights = _contours(ax, loss, a, b)
    figure.colorbar(filled, label="log10 of the loss")
    if grad is not None:
        u, v = np.meshgrid(np.linspace(*w0, 17)[1:-1], np.linspace(*w1, 11)[1:-1])
        slopes = np.array([grad(np.array(w)) for w in zip(u.flat, v.flat, strict=True)], float)
        arrows = -slopes / np.maximum(np.linalg.norm(slopes, axis=1, keepdims=True), 1e-300)
        ax.quiver(u, v, *arrows.T, color="white", angles="xy", width=0.004, scale=28)
    j, i = np.unravel_index(np.nanargmin(heights), heights.shape)
    return figure, f"The lowest point of this grid is {_number(heights[j, i])}, near w = ({a[i]:.2g}, {b[j]:.2g})."


@_picture
def wide_landscape(loss, w0, w1):
    """Draw loss(w) over w0 × w1, each (low, high), as a surface: what the plain looks like from far away."""
    figure = plt.figure(figsize=(6.5, 4.6))
    ax = figure.add_subplot(projection="3d")
    a, b = np.linspace(*w0, 90), np.linspace(*w1, 90)
    heights = _heights(loss, a, b)
    ax.plot_surface(*np.meshgrid(a, b), heights, cmap="cividis", rcount=90, ccount=90, linewidth=0)
    ax.set(xlabel="w0", ylabel="w1", zlabel="loss")
    ax.view_init(38, -62)
    return figure, f"On this scale the loss lies between {_number(heights.min())} and {_number(heights.max())}."


@_picture
def compare(loss, paths, w0, w1):
    """Draw paths() = {label: (steps+1, 2)} on the landscape of `loss` over w0 × w1, and the loss along each."""
    paths = _value(paths)
    columns = len(paths) if len(paths) < 4 else 2
    rows = -(-len(paths) // columns)
    figure = plt.figure(figsize=(10, 3.2 * rows), layout="constrained")
    grid = figure.add_gridspec(rows, columns + 1)
    curve = figure.add_subplot(grid[:, columns])
    a, b = np.linspace(*w0, 45), np.linspace(*w1, 45)
    losses = []
    for i, (label, path) in enumerate(paths.items()):
        ax = figure.add_subplot(grid[i // columns, i % columns])
        _contours(ax, loss, a, b)
        _draw_path(ax, path, i)
        ax.set_title(label, fontsize=10)
        losses.append(np.array([float(loss(w)) for w in np.asarray(path)]))
        curve.plot(losses[-1], **_style(i), lw=1.8, label=label)
    if np.max(losses) > 20 * np.min(losses) > 0:
        curve.set_yscale("log")
    curve.set(xlabel="step", title="loss")
    curve.legend(fontsize=8)
    told = [
        f"{label}: loss {_number(path[0])} → {_number(path[-1])}" for label, path in zip(paths, losses, strict=True)
    ]
    return figure, f"{'; '.join(told)} in {len(losses[0]) - 1} steps."


@_picture
def distances(paths, minimum):
    """Draw the distance to the minimum, (D,), along each of paths() = {label: (steps+1, D)}, on a log scale."""
    paths = _value(paths)
    figure, (ax,) = _panels(1, width=6, height=3.4)
    ends = []
    for i, (label, path) in enumerate(paths.items()):
        far = np.linalg.norm(np.asarray(path, float) - minimum, axis=1)
        ax.semilogy(np.clip(far, 1e-16, 1e12), **_style(i), lw=2, label=label)
        ends.append(f"{label}: {_number(far[-1])} away after {len(far) - 1} steps")
    ax.set(xlabel="step", ylabel="distance to the minimum", ylim=(1e-5, 1e12))
    ax.legend(fontsize=8)
    return figure, "; ".join(ends) + "."


@_picture
def gradient_check(by_hand, by_differences, w):
    """Draw and print two gradients at w, (D,), component by component."""
    exact, approximate = np.asarray(by_hand(w), float), np.asarray(by_differences(w), float)
    figure, (ax,) = _panels(1, width=5.5, height=2.2)
    rows, names = np.arange(w.size), [f"w{j}" for j in range(w.size)]
    ax.barh(rows + 0.2, exact, 0.35, color=COLOURS[0], label="by hand")
    ax.barh(rows - 0.2, approximate, 0.35, color=COLOURS[4], hatch="//", label="by differences")
    ax.axvline(0, color=GREY, lw=0.6)
    ax.set(yticks=rows, yticklabels=names, xlabel="component of the gradient")
    ax.invert_yaxis()
    ax.legend(fontsize=8)
    lines = [
        f"{name}:  by hand {e:+.8f}   by differences {a:+.8f}   apart {abs(e - a):.0e}"
        for name, e, a in zip(names, exact, approximate, strict=True)
    ]
    return figure, "\n".join(lines)


@_picture
def bars(f, values, xlabel, ylabel):
    """Draw one bar of height f(value) for each of values."""
    figure, (ax,) = _panels(1, width=6, height=3)
    heights, labels = [f(value) for value in values], [f"{value:g}" for value in values]
    ax.bar_label(ax.bar(labels, heights, color=COLOURS[0]), fontsize=8)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return figure, f"{ylabel}: " + ", ".join(f"{h} at {v}" for h, v in zip(heights, labels, strict=True)) + "."
