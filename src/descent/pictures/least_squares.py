"""The pictures of the warm-up: fits too stiff and too free, the errors that tell, searches, and a cloud's axes."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure

from .canvas import BESIDE, COLOURS, GREY, LINES, MARKERS, number, panels, picture, style, value
from .landscapes import contours, draw_path

__all__ = ["cloud", "columns", "components", "error_bars", "errors", "estimates", "fits", "folds", "samples", "search"]


def _temperatures(ax, x, y):
    """Draw the samples x, y, each (N,), and leave room for a curve that overshoots a little."""
    ax.plot(x, y, "o", color="black", ms=4.5, zorder=4)
    ax.set(xlabel="x, metres from the middle", ylabel="y, °C", ylim=(min(0, y.min()) - 1.5, y.max() + 5))


@picture
def samples(x: np.ndarray, y: np.ndarray) -> tuple[Figure, str]:
    """Draw the samples x, y, each (N,)."""
    figure, (ax,) = panels(1, width=6, height=3)
    _temperatures(ax, x, y)
    return figure, f"{len(x)} samples: the coldest {min(y):g} °C, the warmest {max(y):g} °C."


@picture
def columns(design_matrix: Callable, degree: int) -> tuple[Figure, str]:
    """Draw each column of design_matrix(x, degree), (M, degree + 1), over x from −1 to 1."""
    figure, (ax,) = panels(1, width=6, height=3)
    grid = np.linspace(-1, 1, 101)
    matrix = np.asarray(design_matrix(grid, degree), float)
    for j, column in enumerate(matrix.T):
        ax.plot(grid, column, **style(j), lw=2, label=f"column {j}")
    ax.axhline(0, color=GREY, lw=0.6), ax.axvline(0, color=GREY, lw=0.6)
    ax.set(xlabel="x", ylabel="entry of the column", xticks=(-1, -0.5, 0, 0.5, 1))
    figure.legend(fontsize=8, loc="outside right center", handlelength=4)
    ends = ", ".join(number(v) for v in matrix[0])
    return figure, f"{matrix.shape[1]} columns. At x = −1 they hold {ends}."


@picture
def fits(x: np.ndarray, y: np.ndarray, curves: dict | Callable, bars: bool = False) -> tuple[Figure, str]:
    """Draw the samples x, y, each (N,), beside each of curves() = {label: a function (M,) → (M,)}, a panel per curve.

    bars: whether the distance of each sample to the curve is drawn too.
    """
    curves = value(curves)
    figure, axes = panels(len(curves), width=9.6 / max(len(curves), 2), height=3)
    grid, told = np.linspace(-1, 1, 401), []
    for i, (ax, (label, curve)) in enumerate(zip(axes, curves.items(), strict=True)):
        _temperatures(ax, x, y)
        ax.plot(grid, np.asarray(curve(grid), float), color=COLOURS[0], lw=2, zorder=3)
        ends = np.asarray(curve(x), float)
        if bars:
            ax.vlines(x, y, ends, color=COLOURS[1], lw=1.5)
        if i:
            ax.set_ylabel("")
        ax.set_title(label, fontsize=10)
        told.append(f"{label}: {number(np.mean((ends - y) ** 2))}")
    return figure, f"Mean squared error on the {len(x)} samples: {'; '.join(told)}."


@picture
def errors(settings: Sequence[float] | np.ndarray, lines: dict | Callable, xlabel: str) -> tuple[Figure, str]:
    """Draw each of lines() = {label: one error for each of settings} on a log scale, its lowest point ringed.

    settings: numbers from small to large; a log axis if they span more than a factor of 100.
    """
    figure, (ax,) = panels(1, width=8.4, height=3.4)
    told = []
    for i, (label, line) in enumerate(value(lines).items()):
        line = np.asarray(line, float)
        ax.plot(settings, line, **style(i), marker=MARKERS[i % 6], ms=4.5, lw=1.8, label=label)
        best = int(np.argmin(line))
        ax.plot(settings[best], line[best], "o", ms=13, mfc="none", mec=COLOURS[i % 6], mew=1.8)
        told.append(f"{label}: lowest {number(line[best])} at {xlabel} = {settings[best]:g}")
    if min(settings) > 0 and max(settings) > 100 * min(settings):
        ax.set_xscale("log")
    ax.set(xlabel=xlabel, ylabel="mean squared error, °C²", yscale="log", ylim=(0.3, 300))
    ax.legend(**BESIDE)
    return figure, "\n".join(told)


@picture
def error_bars(
    lams: np.ndarray,
    design_matrix: Callable,
    ridge: Callable,
    mse: Callable,
    k_fold: Callable,
    mean_and_error: Callable,
    x: np.ndarray,
    y: np.ndarray,
    tested: Callable,
    degree: int = 12,
    k: int = 5,
) -> tuple[Figure, str]:
    """Draw the mean of the errors on k folds for each of lams, (L,), with its standard error as a bar.

    The functions: the student's. x, y: (N,). tested() = (mean, standard error) on the test set, for the sentence.
    """
    X, folds = np.asarray(design_matrix(x, degree), float), k_fold(len(x), k, np.random.default_rng(0))
    errors = [
        [mse(X[fold], y[fold], ridge(np.delete(X, fold, axis=0), np.delete(y, fold), lam)) for lam in lams]
        for fold in folds
    ]
    mean, bar = (np.asarray(part, float) for part in mean_and_error(np.array(errors)))
    figure, (ax,) = panels(1, width=7, height=3.4)
    for i, line in enumerate(errors):
        ax.plot(lams, line, ".", color=GREY, ms=4, label="one fold" if i == 0 else None)
    lower = np.maximum(mean - bar, 1e-3)
    ax.errorbar(
        lams, mean, (mean - lower, bar), **style(0), marker="o", ms=4.5, lw=1.8, capsize=3, label="mean ± error"
    )
    ax.set(xlabel="λ", ylabel="mean squared error, °C²", xscale="log", yscale="log", ylim=(0.3, 300))
    ax.legend(fontsize=8, loc="upper center")
    best = int(np.argmin(mean))
    near = range(max(best - 2, 0), min(best + 3, len(lams)))
    told = "; ".join(f"λ = {lams[j]:g}: {number(mean[j])} ± {number(bar[j])}" for j in near)
    on_test, error = (float(part) for part in tested())
    return figure, f"Over {k} folds, {told}.\nOn the test set: {number(on_test)} ± {number(error)}."


@picture
def estimates(runs: dict | Callable, truth: Sequence[float] | np.ndarray) -> tuple[Figure, str]:
    """Draw what many fits found: runs() = {label: (M, 2)}, a column for each of w0 and w1, and the true w, (2,)."""
    runs = {label: np.asarray(w, float) for label, w in value(runs).items()}
    figure, axes = panels(2, width=4.6, height=2.9)
    for j, ax in enumerate(axes):
        both = np.concatenate([w[:, j] for w in runs.values()])
        edges = np.linspace(both.min(), both.max(), 50)
        for i, (label, w) in enumerate(runs.items()):
            ax.hist(w[:, j], edges, histtype="stepfilled", alpha=0.25, color=COLOURS[i])
            ax.hist(w[:, j], edges, histtype="step", color=COLOURS[i], linestyle=LINES[i], lw=1.6, label=label)
        ax.axvline(truth[j], color="black", lw=1.5, label="true")
        ax.set(xlabel=f"w{j} that the fit found", ylabel="how many fits" if j == 0 else None)
    figure.legend(*axes[0].get_legend_handles_labels(), fontsize=8, loc="outside upper center", ncols=3)
    told = [f"{label}: mean w0 {w[:, 0].mean():.2f}, mean w1 {w[:, 1].mean():.2f}" for label, w in runs.items()]
    return figure, f"True w0 {truth[0]:g}, w1 {truth[1]:g}. {'; '.join(told)}."


@picture
def search(
    loss: Callable,
    lowest: Callable,
    guesses: np.ndarray,
    paths: Callable,
    w0: tuple[float, float],
    w1: tuple[float, float],
) -> tuple[Figure, str]:
    """Draw random guesses and walks on the landscape of `loss` over w0 × w1, and how far above the lowest they are.

    loss: (2,) → number. lowest: a function that returns the best w, (2,). guesses: (M, 2), in the order of trying.
    paths: a function that returns {label: (steps + 1, 2)}, walks of which each step costs two guesses.
    """
    figure, (ax, curve) = panels(2, width=4.8, height=3.6)
    contours(ax, loss, np.linspace(*w0, 60), np.linspace(*w1, 60))
    floor = float(loss(lowest()))
    ax.plot(*guesses.T, "x", color="white", ms=6, mew=2.4), ax.plot(*guesses.T, "x", color=COLOURS[1], ms=5, mew=1.2)
    best = np.minimum.accumulate([float(loss(w)) for w in guesses]) - floor
    curve.step(np.arange(1, len(best) + 1), best, where="post", **style(1), lw=2, label="best guess so far")
    told = [f"the best of {len(guesses)} guesses is {number(best[-1])} above the lowest error"]
    for i, (label, path) in zip((0, 2, 3), paths().items(), strict=False):
        draw_path(ax, path, i)
        above = [float(loss(w)) - floor for w in np.asarray(path)]
        curve.plot(2 * np.arange(len(above)), np.maximum(above, 1e-12), **style(i), lw=2, label=label)
        end = number(above[-1]) if above[-1] > 1e-9 else "less than 1e-9"
        told.append(f"{label} is {end} above after {len(above) - 1} steps")
    ax.set_title("x: guesses   ★: start of the walks", fontsize=10)
    curve.set(yscale="log", xlabel="errors computed (a gradient counts as two)", ylim=(1e-6, 1e4))
    curve.set_title("error above the lowest, °C²", fontsize=10)
    curve.legend(fontsize=8)
    return figure, "; ".join(told).capitalize() + "."


@picture
def folds(draw: Callable, n: int) -> tuple[Figure, str]:
    """Draw draw() = a list of index arrays as rounds: in row j, the held-out samples of fold j are dark."""
    parts = [np.asarray(part, int) for part in draw()]
    held = np.zeros((len(parts), n))
    for row, part in zip(held, parts, strict=True):
        np.add.at(row, part, 1)
    figure, (ax,) = panels(1, width=7, height=0.6 + 0.36 * len(parts))
    ax.pcolormesh(held, cmap="cividis_r", vmin=0, vmax=1.2, edgecolors="white", lw=1.5)
    ax.set(xlabel="sample", xticks=np.arange(n) + 0.5, yticks=np.arange(len(parts)) + 0.5)
    ax.set_xticklabels(range(n), fontsize=8)
    ax.set_yticklabels([f"round {j + 1}" for j in range(len(parts))], fontsize=8)
    ax.invert_yaxis()
    times = held.sum(axis=0)
    often = f"{times.min():g} to {times.max():g} times" if np.ptp(times) else f"{times.min():g} times"
    often = "once" if often == "1 times" else often
    sizes = ", ".join(str(len(part)) for part in parts)
    return figure, f"{len(parts)} folds of {sizes} samples. Each sample is held out {often}."


@picture
def cloud(points: np.ndarray, find: Callable, line: Callable) -> tuple[Figure, str]:
    """Draw points, (N, 2), with the axes that find(points) = (eigenvalues (2,), vectors (2, 2) as columns) returns.

    Each axis is two standard deviations long to each side. line: a function (M,) → (M,) that is drawn too.
    """
    eigenvalues, vectors = (np.asarray(part, float) for part in find(points))
    centre = points.mean(axis=0)
    figure, (ax,) = panels(1, width=5.6, height=4.2)
    ax.plot(*points.T, "o", color="black", ms=4, alpha=0.7)
    for j, (variance, v) in enumerate(zip(eigenvalues, vectors.T, strict=True)):
        ends = centre + 2 * np.sqrt(max(variance, 0)) * np.outer([-1, 1], v)
        ax.plot(*ends.T, color=COLOURS[j], linestyle=LINES[j], lw=2.5, label=f"axis {j + 1}, variance {variance:.2f}")
    grid = np.linspace(points[:, 0].min(), points[:, 0].max(), 2)
    ax.plot(grid, np.asarray(line(grid), float), **style(2), lw=2, label="least squares, width from length")
    ax.set(xlabel="length, cm", ylabel="width, cm", aspect="equal")
    ax.legend(fontsize=8, loc="upper left")
    slope = (line(grid)[1] - line(grid)[0]) / (grid[1] - grid[0])
    share = eigenvalues[0] / eigenvalues.sum()
    return figure, (
        f"Axis 1 holds {share:.0%} of the variance and climbs {vectors[1, 0] / vectors[0, 0]:.2f} cm per cm; "
        f"the least-squares line climbs {slope:.2f}."
    )


@picture
def components(
    X: np.ndarray, find: Callable, reconstruct: Callable, kinds: np.ndarray, names: Sequence[str]
) -> tuple[Figure, str]:
    """Draw what PCA finds in X, (N, D): variances beside singular values, two coordinates, what k axes lose.

    find(X) = (eigenvalues (D,), vectors (D, D)). reconstruct(X, k): (N, D). kinds: (N,), the kind of each row.
    """
    eigenvalues, vectors = (np.asarray(part, float) for part in find(X))
    centred, ks = X - X.mean(axis=0), np.arange(X.shape[1] + 1)
    from_svd = np.linalg.svd(centred, compute_uv=False) ** 2 / (len(X) - 1)
    lost = np.array([np.sum((X - np.asarray(reconstruct(X, k), float)) ** 2) / (len(X) - 1) for k in ks])
    dropped = eigenvalues.sum() - np.append(0, np.cumsum(eigenvalues))
    figure, (bars, map_, curve) = panels(3, width=3.2, height=3.2)
    bars.bar(ks[1:], eigenvalues, color=COLOURS[0], alpha=0.6, label="eigenvalue of C")
    bars.plot(ks[1:], from_svd, MARKERS[3], color=COLOURS[1], label="s² / (N − 1), by the SVD")
    bars.set(xlabel="axis", ylabel="variance", xticks=ks[1:])
    bars.legend(fontsize=8)
    along = centred @ vectors[:, :2]
    for i, name in enumerate(names):
        map_.plot(*along[kinds == i].T, MARKERS[i], color=COLOURS[i], ms=3.5, alpha=0.7, label=name)
    map_.set(xlabel="coordinate along axis 1", ylabel="coordinate along axis 2")
    map_.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=0.6, handletextpad=0.1)
    curve.plot(ks, dropped, **style(0), lw=2, label="variance of the dropped axes")
    curve.plot(ks, lost, MARKERS[1], color=COLOURS[1], ms=6, label="lost by your reconstruct")
    curve.set(xlabel="axes kept, k", ylabel="squared error / (N − 1)", xticks=ks)
    curve.legend(fontsize=8)
    scale = dropped[0]
    agree = "agree" if np.allclose(eigenvalues, from_svd, atol=1e-6 * scale) else "do NOT agree"
    as_much = "as much as" if np.allclose(lost, dropped, atol=1e-6 * scale) else "NOT what"
    shares = ", ".join(f"{share:.2%}" if share > 0.995 else f"{share:.0%}" for share in eigenvalues / scale)
    return figure, (
        f"The axes hold {shares} of the variance. Eigenvalues and singular values {agree}; your reconstruction loses "
        f"{as_much} the dropped axes held."
    )
