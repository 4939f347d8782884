"""The explorers of lab 2: a line moved by hand, a threshold, classes that come apart, and three classes in a row."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from ..pictures.canvas import COLOURS, GREY, number, style
from ..pictures.logistic_classification import AXES, CLASS, NAMES, frame, plane
from .panel import Prediction, Trouble, answer, choice, explorer, rate, real, whole
from .stage import FAR, Stage

LEGEND = {"fontsize": 7, "loc": "lower center", "bbox_to_anchor": (0.5, 1), "handlelength": 1.2, "columnspacing": 0.8}


def walk(
    fit: Callable, X: np.ndarray, y: np.ndarray, w: np.ndarray, learning_rate: float, steps: int
) -> list[np.ndarray]:
    """Return what a student's fit returns: the last w, (D+1,), and the losses, (steps+1,)."""
    return pair("fit", fit(X, y, w, learning_rate, steps), w.shape, (steps + 1,))


def pair(name: str, values: object, *shapes: tuple) -> list[np.ndarray]:
    """Return the two answers of a student's function that returns two."""
    if not isinstance(values, (tuple, list)) or len(values) != 2:
        raise Trouble(f"{name} must return two values.")
    return [answer(name, value, shape) for value, shape in zip(values, shapes, strict=True)]


def marks(stage: Stage, ax: Axes, k: int, name: str) -> Line2D:
    """The samples of class k, which are drawn above what moves below them."""
    colour, marker = CLASS[k]
    looks = {"linestyle": "", "marker": marker, "color": colour, "ms": 6, "mec": "white", "mew": 0.5}
    ax.plot([], [], label=name, **looks)
    return stage.move(ax.plot([], [], **looks)[0])


class Plane:
    """Probabilities over two measurements, the line on which they are 1/2, the samples, and rings around mistakes."""

    def __init__(
        self, stage: Stage, ax: Axes, X: np.ndarray, names: Sequence[str] = NAMES, margin: float = 0.4
    ) -> None:
        self.across, self.up = frame(X, margin)
        a, b = (np.linspace(*ends, 40) for ends in (self.across, self.up))
        self.points = np.stack(np.meshgrid(a, b), -1).reshape(-1, 2)
        self.image = stage.move(
            ax.imshow(
                [[0.0]],
                cmap="Greys",
                vmin=0,
                vmax=1.6,
                origin="lower",
                aspect="auto",
                interpolation="bilinear",
                extent=(*self.across, *self.up),
            )
        )
        self.line = stage.move(ax.plot([], [], color="black", lw=2)[0])
        self.samples = [marks(stage, ax, k, name) for k, name in enumerate(names)]
        ring = {"linestyle": "", "marker": "o", "color": "none", "mec": "black", "mew": 1.2, "ms": 11}
        ax.plot([], [], label="wrong side", **ring)
        self.rings = stage.move(ax.plot([], [], **ring)[0])
        ax.set(**AXES, xlim=self.across, ylim=self.up)
        ax.legend(ncols=3, **LEGEND)

    def set(self, X: np.ndarray, y: np.ndarray, w: np.ndarray, predict_proba: Callable) -> np.ndarray:
        """Show the probabilities of the student's predict_proba for w, (3,), and return those of the samples, (N,)."""
        p = answer("predict_proba", predict_proba(self.points, w), (len(self.points),))
        self.image.set_data(p.reshape(40, 40))
        length = np.hypot(*w[:2])
        if length:
            across = w[:2] / length
            along = np.array([-across[1], across[0]]) * [[-9], [9]]
            self.line.set_data(*(-w[2] / length * across + along).T)
        else:
            self.line.set_data([], [])
        p = answer("predict_proba", predict_proba(X, w), y.shape)
        for k, shown in enumerate(self.samples):
            shown.set_data(*X[y == k].T)
        self.rings.set_data(*X[(p >= 0.5) != y].T)
        return p


@explorer
def turn_and_shift(
    predict_proba: Callable,
    bce: Callable,
    classify: Callable,
    error_rate: Callable,
    both_sets: dict[str, tuple[np.ndarray, np.ndarray]],
) -> dict[str, Any]:
    """A line to turn and to shift, the error rate, which moves in steps, and the loss, which is smooth.

    predict_proba(X, w), bce(X, y, w), classify(X, w), error_rate(y_true, y_pred): the student's.
    both_sets: {"training": (X, y), which is drawn, "held out": (X, y), whose error is told}, with X (N, 2), y (N,).
    """
    (X, y), held_out = both_sets["training"], both_sets["held out"]
    stage = Stage(3, ratios=(1.25, 1, 1))
    map_, steps, smooth = stage.axes
    seen = Plane(stage, map_, X)
    steps.set(ylabel="training error", ylim=(0, 1))
    smooth.set(ylabel="loss", yscale="log", ylim=(10, 3000))
    turns, shifts = np.linspace(-180, 180, 121), np.linspace(-2, 2, 101)
    curves = []
    for ax in (steps, smooth):
        ax.set(xlabel="turn, degrees (solid)", xlim=(-180, 180), xticks=(-180, -90, 0, 90, 180))
        upper = ax.secondary_xaxis("top", functions=(lambda v: v / 90, lambda v: v * 90))
        upper.set_xlabel("shift (dashed)")
        ax.grid(alpha=0.3)
        lines = [stage.move(ax.plot([], [], **style(i), lw=1.6)[0]) for i in (0, 1)]
        dots = [stage.move(ax.plot([], [], m, color=COLOURS[i], mec="black", ms=7)[0]) for i, m in ((0, "o"), (1, "s"))]
        curves.append((lines, dots))
    kept: dict = {}

    def w_of(turn, shift, length):
        angle = np.radians(turn)
        return length * np.array([np.cos(angle), np.sin(angle), 0 - shift])

    def error_of(X, y, w):
        called = answer("classify", classify(X, w), y.shape)
        return float(answer("error_rate", error_rate(y, called), ()))

    def heights(w):
        """Return the error rate and the loss at w."""
        return error_of(X, y, w), float(answer("bce", bce(X, y, w), ()))

    def scan(i, *still):
        """Return the error rates and the losses while the line is turned, i = 0, or shifted, i = 1, by all values."""
        if kept.get(i, [None])[0] != still:
            other, length = still
            ws = [w_of(v, other, length) for v in turns] if i == 0 else [w_of(other, v, length) for v in shifts]
            kept[i] = still, np.array([heights(w) for w in ws]).T
        return kept[i][1]

    def draw(fine, turn, shift, length):
        w = w_of(turn, shift, length)
        error, loss = heights(w)
        seen.set(X, y, w, predict_proba)
        turned, shifted = scan(0, shift, length), scan(1, turn, length)
        for (lines, dots), along_turn, along_shift, here in zip(curves, turned, shifted, (error, loss), strict=True):
            lines[0].set_data(turns, along_turn.clip(1e-9, FAR))
            lines[1].set_data(90 * shifts, along_shift.clip(1e-9, FAR))
            dots[0].set_data([turn], [here])
            dots[1].set_data([90 * shift], [here])
        return (
            f"w = ({w[0]:.3f}, {w[1]:.3f}, {w[2]:.3f}): {round(error * len(y))} of {len(y)} on the wrong side, "
            f"training error {number(error)}, loss {loss:.2f}. A turn alone reaches a training error of "
            f"{number(turned[0].min())}, a shift alone {number(shifted[0].min())}. "
            f"Held-out error {number(error_of(*held_out, w))}."
        )

    def outcome():
        (error, loss), (error_3, loss_3) = heights(w_of(0, 0, 2)), heights(w_of(0, 0, 6))
        return (
            f"the training error goes from {number(error)} to {number(error_3)}, "
            f"the loss from {loss:.1f} to {loss_3:.1f}."
        )

    return {
        "title": "Explore: turn and shift the line",
        "stage": stage,
        "controls": {
            "turn": real("turn, degrees", 0.0, -180, 180, 1),
            "shift": real("shift", 0.0, -2, 2, 0.02),
            "length": rate("length of (w0, w1)", 2.0, -1, 1.3),
        },
        "draw": draw,
        "prediction": Prediction(
            "You make w three times as long. What do the training error and the loss do?",
            ["both stay, since the line is the same", "the error stays, the loss rises", "both fall"],
            outcome,
        ),
    }


@explorer
def threshold(
    fit: Callable,
    predict_proba: Callable,
    classify: Callable,
    confusion_matrix: Callable,
    precision_recall: Callable,
    auc: Callable,
    both_sets: dict[str, tuple[np.ndarray, np.ndarray]],
) -> dict[str, Any]:
    """A threshold to move: the probabilities on both sides of it, the confusion matrix, and the ROC curve.

    The student's: fit(X, y, w, learning_rate, steps), predict_proba(X, w), classify(X, w, threshold),
    confusion_matrix(y_true, y_pred), precision_recall(y_true, y_pred), auc(y_true, p).
    both_sets: {"training": (X, y), which fit gets, "held out": (X, y)}, with X (N, 2) and y (N,).
    """
    X, y = both_sets["training"]
    rng = np.random.default_rng(0)
    heights = {name: labels + rng.uniform(-0.3, 0.3, len(labels)) for name, (_, labels) in both_sets.items()}
    stage = Stage(3, ratios=(1.5, 1, 1))
    strip, table, roc = stage.axes
    samples = [marks(stage, strip, k, name) for k, name in enumerate(NAMES)]
    edge = stage.move(strip.axvline(0.5, color="black", lw=2))
    strip.set(xlabel="p, probability of class 1", ylabel="true class", yticks=(0, 1))
    strip.set(xlim=(-0.02, 1.02), ylim=(-0.5, 1.5))
    strip.text(0.01, 0.5, "← called 0", fontsize=8, va="center")
    strip.text(0.99, 0.5, "called 1 →", fontsize=8, va="center", ha="right")
    strip.legend(ncols=2, **LEGEND)

    cells = stage.move(table.imshow(np.zeros((2, 2)), cmap="Blues", vmin=0, vmax=1))
    table.set(xticks=(0, 1), yticks=(0, 1), xlabel="predicted", ylabel="true", title="confusion matrix")
    words = [["left out", "empty pot"], ["good seed lost", "grows"]]
    for i, j in np.ndindex(2, 2):
        stage.move(table.text(j, i + 0.3, words[i][j], ha="center", va="center", fontsize=8))
    counts = [[stage.move(table.text(j, i, "", ha="center", va="center", fontsize=16)) for j in (0, 1)] for i in (0, 1)]

    roc.plot([0, 1], [0, 1], ":", color=GREY, lw=1)
    roc.set(xlabel="false positive rate", ylabel="true positive rate", title="ROC curve")
    roc.set(aspect="equal", xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    curve = stage.move(roc.plot([], [], **style(0), lw=2)[0])
    dot = stage.move(roc.plot([], [], "s", color=COLOURS[1], mec="white", ms=9)[0])

    def counted(X, y, w, t):
        called = answer("classify", classify(X, w, t), y.shape)
        return called, answer("confusion_matrix", confusion_matrix(y, called), (2, 2))

    def draw(fine, t, of, n):
        w, losses = walk(fit, X, y, np.zeros(3), 0.1, n)
        X_of, y_of = both_sets[of]
        p = answer("predict_proba", predict_proba(X_of, w), y_of.shape)
        called, matrix = counted(X_of, y_of, w, t)
        precision, recall = pair("precision_recall", precision_recall(y_of, called), (), ())
        edges = np.unique(p)[:: max(1, len(y_of) // 60)]
        every = np.array([counted(X_of, y_of, w, edge)[1] for edge in (0, *edges, 1.001)])
        for k, shown in enumerate(samples):
            shown.set_data(p[y_of == k], heights[of][y_of == k])
        edge.set_xdata([t, t])
        cells.set_data(matrix / (1.6 * len(y_of) / 2))
        for i, j in np.ndindex(2, 2):
            counts[i][j].set_text(f"{matrix[i, j]:g}")
        shares = every[:, :, 1] / every.sum(2)
        curve.set_data(*shares.T)
        dot.set_data(*(matrix[:, 1:] / matrix.sum(1, keepdims=True)))
        return (
            f"Threshold {t:.3g} after {n} steps, training loss {losses[-1]:.2f}. Of the {len(y_of)} seeds "
            f"({of}), {matrix[0, 1] + matrix[1, 0]:g} are called wrongly: {matrix[0, 1]:g} pots stay empty, "
            f"{matrix[1, 0]:g} good seeds are lost. Precision {precision:.3f}, recall {recall:.3f}, "
            f"AUC {float(answer('auc', auc(y_of, p), ())):.3f}."
        )

    return {
        "title": "Explore: move the threshold",
        "stage": stage,
        "controls": {
            "t": real("threshold", 0.5, 0, 1, 0.01),
            "of": choice("seeds", list(both_sets)),
            "n": whole("steps of fit", 30, 0, 30),
        },
        "draw": draw,
        "play": "n",
    }


@explorer
def separable(predict_proba: Callable, bce_l2: Callable, X_apart: np.ndarray, y_apart: np.ndarray) -> dict[str, Any]:
    """A walk on two classes that a line separates or not, as they are moved: the length of w, and the loss.

    predict_proba(X, w), bce_l2(X, y, w, lam): the student's. X_apart: (N, 2). y_apart: (N,).
    """
    most, y = 200, y_apart
    towards = X_apart[y == 1].mean(0) - X_apart[y == 0].mean(0)
    aside = (y[:, None] - 0.5) * towards / np.linalg.norm(towards)
    stage = Stage(3, ratios=(1.25, 1, 1))
    map_, lengths, losses = stage.axes
    seen = Plane(stage, map_, X_apart, ("0", "1"), margin=0.9)
    lengths.set(xlabel="step", title="length of w", xlim=(0, 1.03 * most), ylim=(0, 30))
    losses.set(xlabel="step", title="loss", yscale="log", xlim=(0, 1.03 * most), ylim=(1e-3, 30))
    curves = []
    for i, ax in enumerate((lengths, losses)):
        ax.grid(alpha=0.3)
        line = stage.move(ax.plot([], [], **style(i), lw=2)[0])
        curves.append((line, stage.move(ax.plot([], [], "o", color="black", ms=8)[0])))
    kept: dict = {}

    def path_of(learning_rate, gap, lam):
        """Return X, the path of w, (most+1, 3), and the losses on it."""
        key = learning_rate, gap, lam
        if key not in kept:
            X, path, heights = X_apart + gap * aside, [np.zeros(3)], []
            for _ in range(most + 1):
                loss, gradient = pair("bce_l2", bce_l2(X, y, path[-1], lam), (), (3,))
                heights.append(float(loss))
                path.append(path[-1] - learning_rate * gradient)
            kept.clear()
            kept[key] = X, np.array(path[:-1]), np.array(heights)
        return kept[key]

    def draw(fine, n, gap, lam, learning_rate):
        X, path, heights = path_of(learning_rate, gap, lam)
        size = np.linalg.norm(path, axis=1)
        p = seen.set(X, y, path[n], predict_proba)
        for (line, dot), values in zip(curves, (size, heights), strict=True):
            line.set_data(np.arange(n + 1), values[: n + 1].clip(1e-6, FAR))
            dot.set_data([n], [values[n]])
        return (
            f"Gap {gap:+.2g}, λ {number(lam)}, rate {number(learning_rate)}: after {n} steps the length of w is "
            f"{number(size[n])}, after {n // 2} it was {number(size[n // 2])}. The loss is {number(heights[n])}. "
            f"{np.sum((p >= 0.5) != y)} of {len(y)} on the wrong side."
        )

    def outcome():
        (half, end), (half_closer, end_closer) = (
            np.linalg.norm(path_of(0.2, gap, 0.0)[1][[most // 2, most]], axis=1) for gap in (0, -1)
        )
        return (
            f"from {most // 2} to {most} steps the length of w goes from {number(half)} to {number(end)} while a line "
            f"separates them, and from {number(half_closer)} to {number(end_closer)} where they overlap."
        )

    return {
        "title": "Explore: classes that come apart",
        "stage": stage,
        "controls": {
            "n": whole("steps", most, 0, most),
            "gap": real("classes apart by", 0.0, -1.5, 1, 0.05),
            "lam": real("λ", 0.0, 0, 1, 0.01),
            "learning_rate": rate("learning rate η", 0.2, -2, 0.3),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "You move the two classes towards each other until they overlap. What does the length of w do then?",
            ["it still grows without end", "it grows faster", "it settles"],
            outcome,
        ),
    }


@explorer
def masking(
    one_hot: Callable,
    softmax: Callable,
    softmax_grad: Callable,
    add_bias: Callable,
    X_three: np.ndarray,
    y_three: np.ndarray,
) -> dict[str, Any]:
    """Three classes in a row, and the middle one moved out of it: the regions of least squares and of softmax.

    one_hot(labels, n_classes), softmax(Z), softmax_grad(X, Y, W), add_bias(X): the student's. X_three: (N, 2).
    y_three: (N,), 0 to 2.
    """
    models, labels = ("least squares", "softmax"), y_three
    first, last = (X_three[labels == k].mean(0) for k in (0, 2))
    row = last - first
    across = np.array([-row[1], row[0]]) / np.linalg.norm(row)
    along = np.linspace(-0.25, 1.25, 61)
    a, b, points = plane(X_three, 40)
    # How far from the nearest sample and from the edge a place is: names of regions stand where there is room.
    room = np.minimum(
        np.linalg.norm(points[:, None] - X_three, axis=2).min(1),
        2 * np.minimum(points - points[0], points[-1] - points).min(1),
    )
    tints = np.array([[0.68 + 0.32 * c for c in to_rgb(colour)] for colour, _ in CLASS])
    stage = Stage(3, ratios=(1, 1, 1.1))
    maps = []
    for ax, model in zip(stage.axes, models, strict=False):
        image = stage.move(
            ax.imshow(np.ones((2, 2, 3)), origin="lower", aspect="auto", extent=(a[0], a[-1], b[0], b[-1]))
        )
        samples = [marks(stage, ax, k, f"sort {k}") for k in range(3)]
        box = {"boxstyle": "circle,pad=0.2", "fc": "white", "ec": GREY}
        names = [stage.move(ax.text(0, 0, k, ha="center", va="center", fontsize=9, bbox=box)) for k in range(3)]
        ax.set(**AXES, xlim=(a[0], a[-1]), ylim=(b[0], b[-1]))
        ax.set_title(model, fontsize=10, pad=22)
        ax.legend(ncols=3, **LEGEND)
        maps.append((image, samples, names))
    curves = stage.axes[2]
    for k in range(3):
        curves.plot([], [], color=CLASS[k][0], linestyle=style(k)["linestyle"], lw=2, label=f"sort {k}")
    outputs = [
        stage.move(curves.plot([], [], color=CLASS[k][0], linestyle=style(k)["linestyle"], lw=2)[0]) for k in range(3)
    ]
    curves.set(xlabel="along the row: 0 is sort 0, 1 is sort 2", ylabel="output", ylim=(-0.5, 1.5))
    curves.set(xlim=(along[0], along[-1]))
    curves.legend(ncols=3, **LEGEND)

    def moved(out):
        return X_three + out * (labels == 1)[:, None] * across

    def fitted(X, n):
        """Return for each model a function from points, (N, 2), to its three outputs."""
        Y = answer("one_hot", one_hot(labels, 3), (len(X), 3))
        W_squares = np.linalg.lstsq(with_bias(X), Y, rcond=None)[0]
        W = np.zeros((3, 3))
        for _ in range(n):
            W = W - 0.05 * answer("softmax_grad", softmax_grad(X, Y, W), W.shape)
        return (
            lambda at: with_bias(at) @ W_squares,
            lambda at: answer("softmax", softmax(with_bias(at) @ W), (len(at), 3)),
        )

    def with_bias(at):
        return answer("add_bias", add_bias(at), (len(at), 3))

    def hits(model, X):
        """Return how many of the middle sort, and of all, the model gets right."""
        right = np.argmax(model(X), axis=1) == labels
        return np.sum(right & (labels == 1)), np.sum(right)

    def draw(fine, out, n, of):
        X = moved(out)
        both = fitted(X, n)
        for (image, samples, names), model in zip(maps, both, strict=True):
            chosen = np.argmax(model(points), axis=1)
            image.set_data(tints[chosen].reshape(40, 40, 3))
            for k in range(3):
                samples[k].set_data(*X[labels == k].T)
                region = points[chosen == k]
                names[k].set_visible(len(region) > 0)
                if len(region):
                    names[k].set_position(region[np.argmax(room[chosen == k])])
        for line, values in zip(outputs, both[models.index(of)](first + along[:, None] * row).T, strict=True):
            line.set_data(along, values.clip(-FAR, FAR))
        (squares, squares_all), (soft, soft_all) = (hits(model, X) for model in both)
        return (
            f"Sort 1 moved out by {out:.2g}, {n} steps of softmax. Of its {np.sum(labels == 1)} seeds, least squares "
            f"gets {squares} right and softmax {soft}; of all {len(labels)}, {squares_all} and {soft_all}. "
            f"On the right: the outputs of {of}."
        )

    def outcome():
        squares, soft = (hits(model, moved(1.5))[0] for model in fitted(moved(1.5), 200))
        return f"least squares gets {squares} of the {np.sum(labels == 1)} right, softmax {soft}."

    return {
        "title": "Explore: the masked sort",
        "stage": stage,
        "controls": {
            "out": real("sort 1 moved out by", 0.0, -3, 3),
            "n": whole("softmax steps", 200, 0, 200, 10),
            "of": choice("outputs on the right", list(models)),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "You move sort 1 out of the row, by 1.5. How many of its 16 seeds does least squares get right then?",
            ["none, as in the row", "about half", "nearly all"],
            outcome,
        ),
    }
