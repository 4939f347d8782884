"""The explorers of the warm-up: guesses against a walk, and a polynomial from too stiff to too free."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..pictures.canvas import COLOURS, GREY, MARKERS, number, style
from .panel import Prediction, answer, explorer, rate, whole
from .stage import FAR, Landscape, Path, Stage


def temperatures(ax: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Draw the samples x, y, each (N,), and leave room for curves that overshoot a little."""
    ax.plot(x, y, "o", color="black", ms=4.5)
    ax.set(xlabel="x, metres from the middle", ylabel="y, °C", xlim=(-1.05, 1.05), ylim=(y.min() - 7, y.max() + 7))


def legend(ax: Axes, columns: int) -> None:
    ax.legend(fontsize=7, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, columnspacing=0.8)


@explorer
def guess_or_walk(
    design_matrix: Callable,
    least_squares: Callable,
    mse: Callable,
    x: np.ndarray,
    y: np.ndarray,
    start: tuple[float, float] = (2.0, -8.0),
    reach: float = 20.0,
) -> dict[str, Any]:
    """Random guesses and gradient descent on the error of a polynomial, with the same work for both.

    design_matrix(x, degree), least_squares(X, y), mse(X, y, w): the student's. x, y: (N,). start: w0 and w1 where the
    walk begins; the other weights begin at 0. Guesses are drawn evenly from −reach to reach. A gradient counts as two
    errors, since it takes about as much work (Lecture 3: Gradient Descent).
    """
    most, grid = 400, np.linspace(-1, 1, 120)
    stage = Stage(3, ratios=(1, 1.25, 1))
    fit, map_, curve = stage.axes
    temperatures(fit, x, y)
    curves = []
    for i, label in enumerate(("lowest error", "best guess", "end of the walk")):
        fit.plot([], [], **style(i), lw=2, label=label)
        curves.append(stage.move(fit.plot([], [], **style(i), lw=2)[0]))
    legend(fit, 2)
    landscape = Landscape(stage, map_, moves=True)
    map_.set(xlabel="w0, °C", ylabel="w1, °C a metre", xlim=(-reach, reach), ylim=(-reach, reach))
    map_.set_title("× guesses   ★ start of the walk\nyellow is a high error, other weights at their best", fontsize=8)
    halo = stage.move(map_.plot([], [], "x", color="white", ms=5, mew=2)[0])
    crosses = stage.move(map_.plot([], [], "x", color=COLOURS[1], ms=4, mew=1.1)[0])
    path_shown = Path(stage, map_, 2)
    curve.set(xlabel="work: errors computed", yscale="log", xlim=(0, most), ylim=(1e-6, 1e4))
    curve.set_ylabel("error above the lowest, °C²")
    curve.grid(alpha=0.3)
    curve.plot([], [], **style(1), lw=2, label="best guess so far")
    curve.plot([], [], **style(2), lw=2, label="walk")
    legend(curve, 2)
    guessed = stage.move(curve.step([], [], where="post", **style(1), lw=2)[0])
    walked = stage.move(curve.plot([], [], **style(2), lw=2)[0])
    drawn: list = []

    def problem(degree):
        """Return the design matrix, the best weights and their error."""
        X = answer("design_matrix", design_matrix(x, degree), (len(x), degree + 1))
        lowest = answer("least_squares", least_squares(X, y), (degree + 1,))
        return X, lowest, error(X, lowest)

    def error(X, w):
        return float(answer("mse", mse(X, y, w), (), finite=np.abs(w).max() < FAR))

    def guesses(degree, luck):
        return np.random.default_rng(luck).uniform(-reach, reach, (most, degree + 1))

    def walk(X, learning_rate, steps):
        path = np.zeros((steps + 1, X.shape[1]))
        path[0, :2] = start
        for i in range(steps):
            path[i + 1] = path[i] - learning_rate * 2 / len(y) * X.T @ (X @ path[i] - y)
        return path

    def draw(fine, degree, learning_rate, n, luck):
        X, lowest, floor = problem(degree)
        if drawn != [degree]:
            side = (-reach, reach)
            landscape.set(lambda w: error(X, np.append(w, lowest[2:])), side, side, 30, floor=floor)
            drawn[:] = [degree]
        tries, path = guesses(degree, luck)[:n], walk(X, learning_rate, n // 2)
        tried = np.array([error(X, w) for w in tries])
        above = np.array([error(X, w) for w in path]) - floor
        best, last = tries[np.argmin(tried)], path[np.isfinite(path).all(1)][-1].clip(-FAR, FAR)
        powers = answer("design_matrix", design_matrix(grid, degree), (len(grid), degree + 1))
        for line, w in zip(curves, (lowest, best, last), strict=True):
            line.set_data(grid, powers @ w)
        for marks in (halo, crosses):
            marks.set_data(*tries.T[:2])
        path_shown.set(path[:, :2])
        guessed.set_data(np.arange(1, n + 1), np.maximum(np.minimum.accumulate(tried) - floor, 1e-12))
        shown = np.isfinite(above)
        walked.set_data(2 * np.arange(len(above))[shown], above[shown].clip(1e-12, FAR))
        end = number(above[-1]) if not above[-1] < 1e-9 else "less than 1e-09"
        return (
            f"{degree + 1} weights, lowest error {number(floor)}. The best of {n} guesses (luck {luck}) is "
            f"{number(tried.min() - floor)} above it; the walk with learning rate {learning_rate:.3g} is {end} above "
            f"it after {n // 2} steps."
        )

    def outcome():
        above = {}
        for degree in (1, 4):
            X, _, floor = problem(degree)
            bests = [min(error(X, w) for w in guesses(degree, luck)) - floor for luck in range(5)]
            above[degree] = float(np.mean(bests))
        left = error(X, walk(X, 0.5, most // 2)[-1]) - floor
        return (
            f"{number(above[1])} above the lowest error with two weights and {number(above[4])} with five, "
            f"on average over five tries. A walk of {most // 2} steps with learning rate 0.5, which is the same work, "
            f"ends {number(left)} above it with five weights."
        )

    return {
        "title": "Explore: guess or walk",
        "stage": stage,
        "controls": {
            "learning_rate": rate("rate η, per step", 0.1, -2, 0.3, step=0.01),
            "n": whole("work n, in errors", 80, 2, most, step=2),
            "degree": whole("degree K", 1, 1, 4),
            "luck": whole("luck, seed", 0, 0, 20),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "The best of 400 guesses for a line comes close to the lowest error. You guess five weights instead of "
            "two, a polynomial of degree 4. How far above its lowest error is the best of 400 guesses now?",
            ["about as far as for the line", "a few times as far", "ten times as far, or more"],
            outcome,
        ),
    }


@explorer
def stiff_or_free(
    design_matrix: Callable,
    ridge: Callable,
    mse: Callable,
    cross_validate: Callable,
    x: np.ndarray,
    y: np.ndarray,
    x_new: np.ndarray,
    y_new: np.ndarray,
) -> dict[str, Any]:
    """A ridge polynomial, and its errors on three kinds of samples against the degree and against λ.

    design_matrix(x, degree), ridge(X, y, lam), mse(X, y, w), cross_validate(x, y, degree, lams, k, rng): the student's.
    x, y: (N,), the training set. x_new, y_new: (M,), the test set.
    """
    highest, grid = 12, np.linspace(-1, 1, 160)
    degrees, lams = np.arange(highest + 1), 10.0 ** np.arange(-8, 3.1, 0.5)
    stage = Stage(3, ratios=(1.15, 1, 1))
    fit, by_degree, by_lam = stage.axes
    temperatures(fit, x, y)
    fit.plot([], [], color=GREY, lw=0.7, label="without one sample each")
    fit.plot([], [], **style(0), lw=2, label="fit")
    legend(fit, 2)
    without = stage.move(fit.plot([], [], color=GREY, lw=0.7)[0])
    curve = stage.move(fit.plot([], [], **style(0), lw=2.2)[0])
    kinds = ["training set", "cross-validated", "test set"]
    lines = {}
    for ax, xlabel in ((by_degree, "degree K"), (by_lam, "λ")):
        here = stage.move(ax.axvline(1, color=GREY, lw=6, alpha=0.3))
        moving = [
            stage.move(ax.plot([], [], **style(i), marker=MARKERS[i], ms=3.5, lw=1.6)[0]) for i in range(len(kinds))
        ]
        lines[ax] = here, moving
        ax.set(xlabel=xlabel, yscale="log", ylim=(0.3, 300))
        ax.grid(alpha=0.3)
    by_degree.set(xlim=(-0.6, highest + 0.6), xticks=degrees[::2], ylabel="mean squared error, °C²")
    by_lam.set(xscale="log", xlim=(lams[0] / 2, lams[-1] * 2))
    for ax, i in ((by_degree, 0), (by_degree, 1), (by_lam, 2)):
        ax.plot([], [], **style(i), marker=MARKERS[i], ms=3.5, lw=1.6, label=kinds[i])
    by_lam.plot([], [], color=GREY, lw=6, alpha=0.3, label="where the sliders are")
    legend(by_degree, 2)
    legend(by_lam, 2)
    powers: dict = {}
    known: dict = {}

    def matrix(positions, degree):
        """Return the design matrix; asked once for each degree, since the samples stay."""
        key = len(positions), degree
        if key not in powers:
            powers[key] = answer("design_matrix", design_matrix(positions, degree), (len(positions), degree + 1))
        return powers[key]

    def weights(degree, lam, kept=slice(None)):
        return answer("ridge", ridge(matrix(x, degree)[kept], y[kept], lam), (degree + 1,))

    def errors(degree, some, k, shuffle):
        """Return the three errors for each λ of `some`, (3, L)."""
        ws = [weights(degree, lam) for lam in some]
        pairs = (matrix(x, degree), y), (matrix(x_new, degree), y_new)
        seen, new = ([answer("mse", mse(X, targets, w), ()) for w in ws] for X, targets in pairs)
        held = cross_validate(x, y, degree, some, k, np.random.default_rng(shuffle))
        return np.array([seen, answer("cross_validate", held, (len(some),)), new])

    def once(name, setting, compute):
        """Return compute(), and keep it until the setting changes: a slider changes one of the two curves only."""
        if known.get(name, (None, None))[0] != setting:
            known[name] = setting, compute()
        return known[name][1]

    def draw(fine, degree, lam, k, shuffle):
        along_lam = once(by_lam, (degree, k, shuffle), lambda: errors(degree, lams, k, shuffle))
        along_degree = once(
            by_degree,
            (lam, k, shuffle),
            lambda: np.hstack([errors(d, np.array([lam]), k, shuffle) for d in degrees]),
        )
        for ax, place, settings, rows in (
            (by_degree, degree, degrees, along_degree),
            (by_lam, lam, lams, along_lam),
        ):
            here, moving = lines[ax]
            here.set_xdata([place, place])
            for line, row in zip(moving, rows, strict=True):
                line.set_data(settings, row.clip(1e-9, FAR))
        on_grid = matrix(grid, degree)
        curve.set_data(grid, (on_grid @ weights(degree, lam)).clip(-FAR, FAR))
        rows = [np.append(on_grid @ weights(degree, lam, np.arange(len(x)) != i), np.nan) for i in range(len(x))]
        without.set_data(np.tile(np.append(grid, np.nan), len(x)), np.concatenate(rows).clip(-FAR, FAR))
        seen, held, new = (number(value) for value in along_degree[:, degree])
        return (
            f"Degree {degree}, λ = {number(lam)}: mean squared error {seen} on the training set, "
            f"{held} cross-validated in {k} folds (shuffle {shuffle}), {new} on the test set."
        )

    def outcome():
        pairs = [(6, 1e-2), (12, 1e-2), (12, 1e-6)]
        low, high, freer = (errors(d, np.array([lam]), len(x), 0)[1, 0] for d, lam in pairs)
        return (
            f"{low:.2f} for degree 6 and {high:.2f} for degree 12, both with λ = 0.01 and each sample a fold of its "
            f"own. With λ = 0.000001 degree 12 has {freer:.0f}."
        )

    return {
        "title": "Explore: too stiff, too free",
        "stage": stage,
        "controls": {
            "degree": whole("degree K", 6, 0, highest),
            "lam": rate("λ, price of weights", 1e-4, -8, 3, step=0.05),
            "k": whole("folds k", 5, 2, len(x)),
            "shuffle": whole("shuffle, seed of folds", 0, 0, 20),
        },
        "draw": draw,
        "play": "degree",
        "prediction": Prediction(
            "Keep λ = 0.01 and raise the degree from 6 to 12. What does the cross-validated error do?",
            ["it leaps up, as it does without a penalty", "it hardly changes", "it falls to less than half"],
            outcome,
        ),
    }
