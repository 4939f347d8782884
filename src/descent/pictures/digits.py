"""The pictures of lab 5: digits, curves of training, and what a network gets wrong.

Samples stand in columns: X is (64, N), 8 × 8 pixels from 0 (paper) to 1 (ink), and labels is (N,).
"""

from collections.abc import Callable, Sized

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .canvas import COLOURS, GREY, MARKERS, number, panels, picture, style, value

SIDE = 8
CLASSES = 10


def draw_digit(ax: Axes, pixels: np.ndarray, title: str = "") -> None:
    """Show 64 pixels, from 0 (paper) to 1 (ink), as a square."""
    ax.imshow(np.reshape(pixels, (SIDE, SIDE)), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9)


@picture
def gallery(X: np.ndarray, labels: np.ndarray, rows: int = 3) -> tuple[Figure, str]:
    """Draw the first `rows` samples of each digit, a column for each."""
    figure, axes = plt.subplots(rows, CLASSES, figsize=(9, 1.02 * rows), layout="constrained")
    for digit in range(CLASSES):
        for ax, i in zip(axes[:, digit], np.flatnonzero(labels == digit), strict=False):
            draw_digit(ax, X[:, i])
    counts = np.bincount(labels, minlength=CLASSES)
    return figure, f"{len(labels)} training digits, {counts.min()} to {counts.max()} of each kind."


@picture
def means(
    X: np.ndarray, labels: np.ndarray, guess: Callable, X_new: np.ndarray, labels_new: np.ndarray
) -> tuple[Figure, str]:
    """Draw the mean image of each digit, and tell how often guess(X, labels, X_new), (M,), is wrong."""
    guesses = np.asarray(guess(X, labels, X_new))
    figure, axes = plt.subplots(1, CLASSES, figsize=(9, 1.25), layout="constrained")
    for digit, ax in enumerate(axes):
        draw_digit(ax, X[:, labels == digit].mean(axis=1), str(digit))
    wrong = int(np.sum(guesses != labels_new))
    return (
        figure,
        f"The nearest mean is wrong for {wrong} of {len(labels_new)} validation digits: {share(wrong, guesses)}.",
    )


def share(wrong: int, of: Sized) -> str:
    return f"{100 * wrong / len(of):.1f} %"


@picture
def sanity(first_losses: Callable, few: Callable) -> tuple[Figure, str]:
    """Draw the losses of untrained networks, first_losses(), (S,), and the loss on a few samples, few(), per step."""
    losses, curve = np.asarray(value(first_losses), float), np.asarray(value(few), float)
    figure, (left, right) = panels(2, width=4.4, height=2.9)
    left.hist(losses, bins=16, color=COLOURS[5], edgecolor="white")
    left.axvline(np.log(CLASSES), color="black", ls="--")
    left.annotate("log 10", (np.log(CLASSES), 1), xycoords=("data", "axes fraction"), ha="right", va="top", fontsize=8,
                  rotation=90)  # fmt: skip
    left.set(xlabel="loss before training", ylabel="starts", xlim=(0, max(3.5, losses.max() * 1.05)))
    right.plot(curve, **style(1), lw=2)
    right.set(yscale="log", xlabel="step", title="loss on 20 digits")
    right.grid(alpha=0.3)
    return figure, (
        f"{len(losses)} untrained networks: median loss {number(np.median(losses))}, log 10 = {np.log(CLASSES):.3f}. "
        f"On 20 digits the loss falls from {number(curve[0])} to {number(curve[-1])} in {len(curve) - 1} steps."
    )


@picture
def sweep(runs: Callable) -> tuple[Figure, str]:
    """Draw the loss over the learning rate: runs() = {optimizer: {rate: losses (S,)}}; a band shows the range."""
    runs = value(runs)
    figure, (ax,) = panels(1, width=6.6, height=3.4)
    told = []
    for i, (name, ends) in enumerate(runs.items()):
        rates = np.array(sorted(ends))
        losses = np.array([np.asarray(ends[rate], float) for rate in rates])
        losses = np.where(np.isfinite(losses), losses, np.inf)
        middle = np.median(losses, axis=1)
        ax.plot(rates, middle, **style(i), marker=MARKERS[i], lw=2, label=name)
        ax.fill_between(rates, losses.min(axis=1), losses.max(axis=1), color=COLOURS[i], alpha=0.15)
        told.append(f"{name}: lowest {number(middle.min())}, at a rate of {rates[middle.argmin()]:g}")
    ax.axhline(np.log(CLASSES), color=GREY, lw=0.8)
    ax.annotate("log 10", (0.01, np.log(CLASSES)), xycoords=("axes fraction", "data"), fontsize=8, va="bottom")
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="validation loss", ylim=(0.04, 12))
    ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    return figure, f"Validation loss, median over {losses.shape[1]} starts. {'; '.join(told)}."


@picture
def stopping(curves: Callable, stop: Callable) -> tuple[Figure, str]:
    """Draw (training losses, validation losses) = curves() per epoch, and (best, stop) = stop(validation losses)."""
    training, validation = (np.asarray(losses, float) for losses in value(curves))
    best, end = (int(epoch) for epoch in stop(validation))
    figure, (ax,) = panels(1, width=6.6, height=3.3)
    for i, (name, losses) in enumerate((("training", training), ("validation", validation))):
        ax.plot(losses, **style(i), marker=MARKERS[i], markevery=4, ms=4, lw=2, label=name)
    ax.plot(best, validation[best], "*", color="white", mec="black", ms=15, label="best so far")
    ax.axvline(end, color="black", ls=":", label="stop")
    ax.set(yscale="log", xlabel="epoch", ylabel="loss")
    ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    return figure, (
        f"Validation loss: lowest at epoch {best}, {number(validation[best])}; training stops at epoch {end}. "
        f"After {len(validation) - 1} epochs it is {number(validation[-1])}, the training loss {number(training[-1])}."
    )


@picture
def decay(runs: Callable) -> tuple[Figure, str]:
    """Draw both losses over λ, and the weights into eight hidden units for the smallest and the best λ.

    runs() = {λ: (training loss, validation loss, W of the first layer)}.
    """
    runs = value(runs)
    lams, losses = list(runs), np.array([[float(run[0]), float(run[1])] for run in runs.values()])
    best = int(np.argmin(losses[:, 1]))
    figure = plt.figure(figsize=(9.6, 3.3), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1.15, 1])
    ax = left.subplots()
    for i, name in enumerate(("training", "validation")):
        ax.plot(range(len(lams)), losses[:, i], **style(i), marker=MARKERS[i], lw=2, label=name)
    ax.set(xticks=range(len(lams)), xticklabels=[f"{lam:g}" for lam in lams], xlabel="λ", ylabel="mean cross-entropy")
    ax.set_ylim(0, 1.25 * losses.max())
    ax.legend(fontsize=8, loc="upper left", ncols=2)
    tiles = right.subplots(4, 4)
    for rows, k in ((tiles[:2], 0), (tiles[2:], best)):
        W = np.asarray(runs[lams[k]][2], float)[:8]
        for tile, weights in zip(rows.ravel(), W, strict=True):
            tile.imshow(weights.reshape(SIDE, SIDE), cmap="PuOr", vmin=-np.abs(W).max(), vmax=np.abs(W).max())
            tile.set(xticks=[], yticks=[])
        rows[0, 0].set_title(f"weights into 8 units, λ = {lams[k]:g}", fontsize=8, loc="left")
    told = [f"λ = {lam:g}: {number(a)} and {number(b)}" for lam, (a, b) in zip(lams, losses, strict=True)]
    return figure, f"Training and validation loss. {'; '.join(told)}."


@picture
def confusion(matrix: Callable) -> tuple[Figure, str]:
    """Draw a confusion matrix, matrix(), (10, 10), rows the true digit, and tell the pairs that are confused most."""
    counts = np.asarray(value(matrix))
    figure, (ax,) = panels(1, width=4.6, height=4.2)
    wrong = counts - np.diag(np.diag(counts))
    ax.imshow(wrong, cmap="Oranges", vmin=0, vmax=max(2 * wrong.max(), 1))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            ax.annotate(f"{count}", (column, row), ha="center", va="center", fontsize=8,
                        color=GREY if row == column else "black")  # fmt: skip
    ax.set(xticks=range(CLASSES), yticks=range(CLASSES), xlabel="the network's answer", ylabel="true digit")
    pairs = sorted(np.argwhere(wrong), key=lambda pair: -wrong[tuple(pair)])[:3]
    told = "; ".join(f"{a} taken for {b}: {wrong[a, b]}" for a, b in pairs)
    return figure, f"{wrong.sum()} of {counts.sum()} wrong. Most often: {told or 'none'}."


@picture
def hard(X: np.ndarray, labels: np.ndarray, chances: Callable, pick: Callable, k: int = 8) -> tuple[Figure, str]:
    """Draw the k samples that pick(P, labels, k) names, with the probabilities P = chances(), (10, N), as bars."""
    P = np.asarray(value(chances), float)
    shown = np.asarray(pick(P, labels, k)).astype(int)
    figure, axes = plt.subplots(2, len(shown), figsize=(1.2 * len(shown), 2.7), layout="constrained", squeeze=False)
    for (above, below), i in zip(axes.T, shown, strict=True):
        draw_digit(above, X[:, i], f"a {labels[i]}")
        colours = [COLOURS[1] if digit == labels[i] else COLOURS[0] for digit in range(CLASSES)]
        below.bar(range(CLASSES), P[:, i], color=colours, hatch=["//" if c == COLOURS[1] else "" for c in colours])
        below.set(ylim=(0, 1), yticks=[], xticks=(0, 3, 6, 9))
        below.tick_params(labelsize=7)
    told = ", ".join(f"a {labels[i]} taken for {P[:, i].argmax()}" for i in shown)
    return figure, f"The true digit's bar is hatched. {told[0].upper()}{told[1:]}."


@picture
def writers(errors: Callable) -> tuple[Figure, str]:
    """Draw the error on held-out digits for each of errors() = {label: errors (S,)}, of several starts each."""
    errors = {label: 100 * np.asarray(shares, float) for label, shares in value(errors).items()}
    figure, (ax,) = panels(1, width=6.6, height=0.55 * len(errors) + 1)
    for row, (label, shares) in enumerate(errors.items()):
        ax.barh(row, np.median(shares), color=COLOURS[row], alpha=0.45, label=label)
        ax.plot(shares, np.full(len(shares), row), "o", color=COLOURS[row], ms=5, mec="white")
    ax.set(yticks=range(len(errors)), yticklabels=list(errors), xlabel="test error in %")
    ax.invert_yaxis()
    told = [f"{label}: {np.median(shares):.1f} %" for label, shares in errors.items()]
    return figure, f"Median test error over {len(shares)} starts. {'; '.join(told)}."
