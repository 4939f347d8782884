"""The explorers of lab 4: the phases of momentum, a heavy ball, and races of two optimizers."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..pictures.canvas import GREY, number, style
from ..pictures.optimizer_comparison import larger_eigenvalue, phase_map
from .panel import Prediction, Trouble, answer, choice, explorer, rate, real, whole
from .stage import FAR, Landscape, Path, Stage

PIT = 0.6  # a loss below it is in the pit of the rope's landscape
RATES = {"plain": 0.1, "line search": 1.0, "sgd": 0.8, "momentum": 1.0, "Nesterov": 1.0, "normalized": 0.1, "Adam": 0.3}


def near(w: np.ndarray) -> bool:
    """Whether numbers at w must be finite. Far away they may overflow: there a learning rate was too large."""
    return np.abs(w).max() < FAR


def parts(name: str, result: object, count: int, w: np.ndarray) -> list[np.ndarray]:
    """Return the `count` arrays of shape (2,) that a student's step from w gives."""
    if not isinstance(result, (tuple, list, np.ndarray)) or len(result) != count:
        raise Trouble(f"{name} must return {count} arrays, separated by a comma.")
    return [answer(name, part, (2,), finite=near(w)) for part in result]


def gorge(condition: float, angle: float) -> np.ndarray:
    """Return H, (2, 2), of curvatures 1 and `condition` along axes turned by `angle` degrees."""
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    axes = np.array([[c, -s], [s, c]])
    return axes @ np.diag([1.0, condition]) @ axes.T


def for_good(losses: np.ndarray, level: float) -> int | None:
    """Return the evaluation from which all losses are below the level, or None."""
    above = np.flatnonzero(~(losses < level))
    first = above[-1] + 1 if above.size else 0
    return first if first < len(losses) else None


def show_losses(line: Line2D, losses: np.ndarray) -> None:
    shown = np.isfinite(losses)
    line.set_data(np.arange(len(losses))[shown], losses[shown].clip(1e-12, FAR**2))


class Ground:
    """One landscape on two maps, computed again only where it has changed."""

    def __init__(self, stage: Stage, maps: Sequence[Axes], moves: bool = True) -> None:
        self.landscapes = [Landscape(stage, ax, moves) for ax in maps]
        self.H: np.ndarray | None = None
        maps[1].set_ylabel("")

    def set(
        self, loss: Callable, w0: tuple[float, float], w1: tuple[float, float], n: int, floor: float = 1e-4
    ) -> None:
        self.landscapes[0].set(loss, w0, w1, n, floor)
        image, other = (landscape.image for landscape in self.landscapes)
        other.set_data(image.get_array())
        other.set_clim(image.get_clim())
        other.set_extent(image.get_extent())
        for landscape in self.landscapes:
            landscape.image.axes.set(xlim=w0, ylim=w1)

    def set_bowl(self, H: np.ndarray, w0: tuple[float, float], w1: tuple[float, float]) -> None:
        """Show half of wᵀ H w, for H of shape (2, 2)."""
        if self.H is None or (H != self.H).any():
            self.H = H
            self.set(lambda w: 0.5 * w @ H @ w, w0, w1, 36, floor=1e-2)


@explorer
def heavy_ball(
    gd_step: Callable,
    momentum_step: Callable,
    nesterov_step: Callable,
    w0: tuple[float, float] = (-9, 9),
    w1: tuple[float, float] = (-9, 9),
) -> dict[str, Any]:
    """Momentum and Nesterov in a gorge, and their losses beside that of the plain step.

    gd_step(w, grad, learning_rate), momentum_step(w, m, grad, learning_rate, beta),
    nesterov_step(w, m, grad_fn, learning_rate, beta): the student's. w0, w1: (low, high), what the maps show.
    """
    most, level = 200, 0.01
    stage = Stage(3, ratios=(1, 1, 1.1))
    *maps, curve = stage.axes
    ground, paths, lines = Ground(stage, maps), [], []
    for i, name in enumerate(("plain", "momentum", "Nesterov")):
        if i:
            paths.append(Path(stage, maps[i - 1], i))
            maps[i - 1].set_title(name)
        curve.plot([], [], **style(i), lw=1.8, label=name)
        lines.append(stage.move(curve.plot([], [], **style(i), lw=1.8)[0]))
    curve.axhline(level, color=GREY, lw=1)
    curve.text(most - 3, level * 1.3, "0.01", fontsize=8, ha="right")
    curve.set(xlabel="evaluations of the gradient", title="loss", yscale="log", xlim=(0, most), ylim=(1e-6, 1e6))
    curve.grid(alpha=0.3)
    curve.legend(fontsize=8, loc="upper right")

    def walks(condition, learning_rate, beta, n, start):
        H = gorge(condition, 30)
        w = np.array(start)
        plain, heavy, ahead = [w], [w], [w]
        m, m_ahead = np.zeros(2), np.zeros(2)
        for _ in range(n):
            w = plain[-1]
            plain.append(answer("gd_step", gd_step(w, H @ w, 1.8 / condition), (2,), finite=near(w)))
            w = heavy[-1]
            w, m = parts("momentum_step", momentum_step(w, m, H @ w, learning_rate, beta), 2, w)
            heavy.append(w)
            w = ahead[-1]
            step = nesterov_step(w, m_ahead, lambda v: H @ v, learning_rate, beta)
            w, m_ahead = parts("nesterov_step", step, 2, w)
            ahead.append(w)
        walked = [np.array(path) for path in (plain, heavy, ahead)]
        return walked, [0.5 * np.einsum("ti,ij,tj->t", path, H, path) for path in walked]

    def told(name, losses):
        first = for_good(losses, level)
        end = number(losses[-1]) if np.isfinite(losses[-1]) else "inf"
        return f"{name} {end}, " + (
            "not below 0.01 for good" if first is None else f"below 0.01 for good from {first} on"
        )

    def draw(fine, learning_rate, beta, condition, n, start0, start1):
        ground.set_bowl(gorge(condition, 30), w0, w1)
        walked, losses = walks(condition, learning_rate, beta, n, (start0, start1))
        for shown, path in zip(paths, walked[1:], strict=True):
            shown.set(path)
        for line, heights in zip(lines, losses, strict=True):
            show_losses(line, heights)
        plain = f"plain (η = {number(1.8 / condition)}) {number(losses[0][-1])}"
        return (
            f"Condition number {number(condition)}, η = {number(learning_rate)}, β = {beta:.3g}, from ({start0:.3g}, "
            f"{start1:.3g}). Loss after {n} evaluations: {plain}; {told('momentum', losses[1])}; "
            f"{told('Nesterov', losses[2])}."
        )

    def outcome():
        ends = {beta: walks(100.0, 0.1, beta, 100, (-8.0, 6.0))[1][1][-1] for beta in (0.9, 0.6)}
        return (
            f"the loss after 100 evaluations is {number(ends[0.9])} with β = 0.9, and {number(ends[0.6])} with β = 0.6."
        )

    return {
        "title": "Explore: a heavy ball in a gorge",
        "stage": stage,
        "controls": {
            "learning_rate": rate("learning rate η", 0.1, -3, 0),
            "beta": real("memory β", 0.9, 0, 0.996, 0.002),
            "condition": rate("condition number", 100, 0, 3),
            "n": whole("evaluations", 150, 0, most),
            "start0": real("start w0", -8.0, *w0),
            "start1": real("start w1", 6.0, *w1),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "With β = 0.9 and a rate of 0.1, momentum arrives. What does a shorter memory, β = 0.6, do at this rate?",
            ["it arrives sooner", "it arrives later", "it explodes"],
            outcome,
        ),
    }


def kind_of_walk(a: float, beta: float) -> str:
    """What momentum does on a parabola, for a = (1 − β) η λ: one of four words."""
    root = np.sqrt(beta)
    if a > 2 * (1 + beta):
        return "divergent"
    if a > (1 + root) ** 2:
        return "alternating"
    return "ringing" if a > (1 - root) ** 2 else "overdamped"


@explorer
def phases(momentum_step: Callable, start: float = 1.0) -> dict[str, Any]:
    """Where momentum creeps, rings and diverges: a map over the rate and β, and the walk at one place of it.

    momentum_step(w, m, grad, learning_rate, beta): the student's, on a parabola of curvature 1 from w = start.
    """
    most = 100
    stage = Stage(2, width=9.6, height=3.5, ratios=(1.2, 1))
    plane, curve = stage.axes
    phase_map(plane)
    here = stage.move(plane.plot([], [], "o", color="white", mec="black", mew=2, ms=10)[0])
    curve.axhline(0, color=GREY, lw=1)
    curve.set(xlabel="step", title="w", ylim=(-1.6, 1.6))
    walk_shown = stage.move(curve.plot([], [], **style(1), marker="s", ms=3, lw=1.4)[0])
    curve.set_xlim(0, most)

    def walk(learning_rate, beta, n):
        w, m, path = np.array([start]), np.zeros(1), [start]
        for _ in range(n):
            step = momentum_step(w, m, w, learning_rate, beta)
            if not isinstance(step, (tuple, list, np.ndarray)) or len(step) != 2:
                raise Trouble("momentum_step must return 2 arrays, separated by a comma.")
            w, m = (answer("momentum_step", part, (1,), finite=near(w)) for part in step)
            path.append(float(w[0]))
        return np.array(path)

    def draw(fine, learning_rate, beta, n):
        a = (1 - beta) * learning_rate
        path = walk(learning_rate, beta, n)
        here.set_data([learning_rate], [beta])
        shown = np.isfinite(path)
        walk_shown.set_data(np.arange(n + 1)[shown], path[shown].clip(-FAR, FAR))
        size = float(larger_eigenvalue(np.array(a), np.array(beta)))
        by = f"the larger eigenvalue has the size {size:.3g}"
        end = number(abs(path[-1])) if np.isfinite(path[-1]) else "inf"
        return (
            f"ηλ = {number(learning_rate)}, β = {beta:.3g}: {kind_of_walk(a, beta)}; {by}. "
            f"After {n} steps, w is {end} away from 0."
        )

    def outcome():
        farthest = [np.abs(walk(rate, 0.9, most)[-20:]).max() for rate in (0.05, 1.0, 20.0)]
        told = "in the last 20 of 100 steps at ηλ = 0.05, 1 and 20, w is at most {}, {} and {} away from 0."
        return told.format(*map(number, farthest))

    return {
        "title": "Explore: creep, ring, diverge",
        "stage": stage,
        "controls": {
            "learning_rate": rate("rate times curvature ηλ", 0.1, -3, 2),
            "beta": real("memory β", 0.9, 0, 0.99, 0.01),
            "n": whole("steps", 40, 1, most),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "With β = 0.9 the walk rings from ηλ = 0.026 to 38. Where in that range does it die out fastest?",
            ["at small rates", "nearly as fast everywhere", "at large rates"],
            outcome,
        ),
    }


def optimizers(
    gd_step: Callable,
    line_search: Callable,
    sgd: Callable,
    momentum_step: Callable,
    nesterov_step: Callable,
    normalized_step: Callable,
    adam_step: Callable,
) -> dict[str, Callable]:
    """Return {name: advance} of the student's steps.

    advance(problem, w, memory, rate, beta, gamma) returns (w, memory, cost); a problem has loss(w), gradient(w), and
    where there are samples batch_gradient(w, indices) and their number n.
    """

    def plain(problem, w, memory, rate, beta, gamma):
        return answer("gd_step", gd_step(w, problem["gradient"](w), rate), (2,), finite=near(w)), None, 1

    def searching(problem, w, memory, rate, beta, gamma):
        direction, looks = problem["gradient"](w), []

        def along(t):
            looks.append(t)
            return problem["loss"](w - t * direction)

        t = float(answer("line_search", line_search(along, 0.0, rate, rate * problem["tol"]), ()))
        return answer("gd_step", gd_step(w, direction, t), (2,), finite=near(w)), None, 1 + len(looks)

    def noisy(problem, w, epoch, rate, beta, gamma):
        epoch = epoch or 0
        path = sgd(problem["batch_gradient"], w, problem["n"], 5, rate, 1, np.random.default_rng(epoch))
        return answer("sgd", path, (None, 2), finite=near(w))[-1], epoch + 1, 1

    def heavy(problem, w, m, rate, beta, gamma):
        m = np.zeros(2) if m is None else m
        return *parts("momentum_step", momentum_step(w, m, problem["gradient"](w), rate, beta), 2, w), 1

    def ahead(problem, w, m, rate, beta, gamma):
        m = np.zeros(2) if m is None else m
        return *parts("nesterov_step", nesterov_step(w, m, problem["gradient"], rate, beta), 2, w), 1

    def normalized(problem, w, memory, rate, beta, gamma):
        w = answer("normalized_step", normalized_step(w, problem["gradient"](w), rate, 1e-8), (2,), finite=near(w))
        return w, None, 1

    def adam(problem, w, memory, rate, beta, gamma):
        m, v, t = memory or (np.zeros(2), np.zeros(2), 0)
        step = adam_step(w, m, v, t, problem["gradient"](w), rate, beta, gamma, 1e-8)
        w, m, v = parts("adam_step", step, 3, w)
        return w, (m, v, t + 1), 1

    return dict(zip(RATES, (plain, searching, noisy, heavy, ahead, normalized, adam), strict=True))


def run_race(
    race: Callable,
    runners: dict[Any, tuple[Callable, float, float, float]],
    problem: dict[str, Any],
    start: tuple[float, float],
    budget: int,
) -> dict[Any, tuple[np.ndarray, np.ndarray]]:
    """Return {label: (path, (M, 2), losses, (budget + 1,))} of one race; runners: {label: (advance, rate, β, γ)}."""
    paths: dict[Any, list] = {label: [] for label in runners}

    def entry(label, advance, *settings):
        def step(state):
            if state is None:
                w = np.array(start, dtype=float)
                paths[label].append((0, w))
                return (w, None, 0), problem["loss"](w), 0
            w, memory, paid = state
            w, memory, cost = advance(problem, w, memory, *settings)
            paths[label].append((paid + cost, w))
            return (w, memory, paid + cost), problem["loss"](w), cost

        return step

    losses = race({label: entry(label, *runner) for label, runner in runners.items()}, budget)
    if not isinstance(losses, dict) or losses.keys() != runners.keys():
        raise Trouble("race must return a dict with the names of the optimizers.")
    return {
        label: (
            np.array([w for paid, w in paths[label] if paid <= budget]),
            answer("race", losses[label], (budget + 1,), finite=False),
        )
        for label in runners
    }


class Course:
    """What both races share: a map for each of two runners, and their losses over those of the whole field in grey."""

    def __init__(
        self, race: Callable, field: dict[str, Callable], most: int, ylim: tuple[float, float], moves: bool
    ) -> None:
        self.race, self.field = race, field
        self.stage = Stage(3, ratios=(1, 1, 1.1))
        *self.maps, self.curve = self.stage.axes
        self.ground = Ground(self.stage, self.maps, moves)
        self.paths = [Path(self.stage, ax, i) for i, ax in enumerate(self.maps, 1)]
        self.titles = [self.stage.move(ax.set_title(" ", fontsize=10)) for ax in self.maps]
        self.curve.set(xlabel="evaluations of gradient or loss", title="loss", yscale="log", xlim=(0, most), ylim=ylim)
        self.curve.grid(alpha=0.3)
        self.lines = []
        for i, label in enumerate(("first runner", "second runner"), 1):
            self.curve.plot([], [], **style(i), lw=2, label=label)
            self.lines.append(self.stage.move(self.curve.plot([], [], **style(i), lw=2)[0]))

    def draw_field(self, problem: dict[str, Any], rates: dict[str, float], start: tuple[float, float]) -> None:
        """Draw, once, how all optimizers run from `start` with these rates, β = .9 and γ = .99, as grey lines.

        They run for 60 evaluations: all of them together must be ready within the time of a frame.
        """
        runners = {name: (self.field[name], rate, 0.9, 0.99) for name, rate in rates.items()}
        for _, losses in run_race(self.race, runners, problem, start, 60).values():
            shown = losses.clip(1e-12, FAR**2)
            self.curve.plot(shown, color=GREY, lw=0.8, alpha=0.7, zorder=1)
        self.curve.plot([], [], color=GREY, lw=0.8, label=f"all {len(rates)}, rates of the lab")
        self.curve.legend(fontsize=7, loc="upper right")
        self.stage.stale()

    def run(
        self,
        problem: dict[str, Any],
        entries: Sequence[tuple[str, float]],
        beta: float,
        gamma: float,
        start: tuple[float, float],
        n: int,
    ) -> list[tuple[str, np.ndarray]]:
        """Race two entries (name, rate), and show them. Returns [(the entry in words, losses, (n+1,))]."""
        runners = {i: (self.field[name], rate, beta, gamma) for i, (name, rate) in enumerate(entries)}
        told = []
        for i, (path, losses) in run_race(self.race, runners, problem, start, n).items():
            name, rate = entries[i]
            self.paths[i].set(path)
            self.titles[i].set_text(f"{name}, η = {number(rate)}")
            show_losses(self.lines[i], losses)
            told.append((f"{name} (η = {number(rate)})", losses))
        return told


def race_controls(
    names: list[str],
    first: str,
    second: str,
    rates: dict[str, float],
    most: int,
    start: tuple[float, float],
    w0: tuple[float, float],
    w1: tuple[float, float],
) -> dict[str, Any]:
    return {
        "first": choice("first runner", names, first),
        "rate1": rate("its learning rate η", rates[first], -3, 1.5, 0.01),
        "second": choice("second runner", names, second),
        "rate2": rate("its learning rate η", rates[second], -3, 1.5, 0.01),
        "beta": real("memory β", 0.9, 0, 0.99, 0.01),
        "gamma": real("memory γ of squares", 0.99, 0.5, 0.998, 0.002),
        "n": whole("evaluations", most, 0, most),
        "start0": real("start w0", start[0], *w0),
        "start1": real("start w1", start[1], *w1),
    }


@explorer
def rope_race(
    gd_step: Callable,
    line_search: Callable,
    sgd: Callable,
    momentum_step: Callable,
    nesterov_step: Callable,
    normalized_step: Callable,
    adam_step: Callable,
    gabor_loss: Callable,
    gabor_grad: Callable,
    race: Callable,
    x: np.ndarray,
    y: np.ndarray,
    start: tuple[float, float] = (-2.0, 10.0),
    w0: tuple[float, float] = (-9, 9),
    w1: tuple[float, float] = (1, 26),
) -> dict[str, Any]:
    """A race of two optimizers over the rope's landscape, with their rates, memories and start on sliders.

    The functions are the student's. x, y: (N,). start: where the walks begin. w0, w1: (low, high), what the maps show.
    The rate of the line search is its longest step.
    """
    most = 150
    field = optimizers(gd_step, line_search, sgd, momentum_step, nesterov_step, normalized_step, adam_step)
    course = Course(race, field, most, (0.2, 20), moves=False)
    course.curve.axhline(PIT, color="black", lw=0.8, ls=":")
    course.curve.text(most - 4, PIT * 0.97, "the pit lies below", fontsize=7, ha="right", va="top")

    def loss(w):
        return float(answer("gabor_loss", gabor_loss(x, y, w), (), finite=near(w)))

    def gradient(w):
        return answer("gabor_grad", gabor_grad(x, y, w), (2,), finite=near(w))

    def batch_gradient(w, indices):
        return answer("gabor_grad", gabor_grad(x[indices], y[indices], w), (2,), finite=near(w))

    problem = {"loss": loss, "gradient": gradient, "batch_gradient": batch_gradient, "n": len(x), "tol": 0.02}
    drawn: list = []

    def draw(fine, first, rate1, second, rate2, beta, gamma, n, start0, start1):
        if not drawn:
            course.ground.set(loss, w0, w1, 45)
            course.draw_field(problem, RATES, start)
            drawn.append(True)
        runs = course.run(problem, [(first, rate1), (second, rate2)], beta, gamma, (start0, start1), n)
        told = []
        for entry, losses in runs:
            arrived = for_good(losses, PIT)
            where = "not in the pit" if arrived is None else f"in the pit from {arrived} on"
            told.append(f"{entry} loss {losses[-1]:.4g}, {where}")
        return (
            f"From ({start0:.3g}, {start1:.3g}), β = {beta:.2g}, γ = {gamma:.3g}, after {n} evaluations: "
            f"{'; '.join(told)}."
        )

    def outcome():
        runner = {"it": (field["Adam"], 10.0, 0.9, 0.99)}
        path, losses = run_race(race, runner, problem, start, most)["it"]
        return (
            f"the loss goes from {number(losses[0])} to {number(losses[-1])}, and the walk ends at "
            f"({path[-1][0]:.3g}, {path[-1][1]:.3g})."
        )

    return {
        "title": "Explore: a race over the rope's landscape",
        "stage": course.stage,
        "controls": race_controls(list(RATES), "Adam", "momentum", RATES, most, start, w0, w1),
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "Adam reaches the pit with a rate of 0.3. What do 150 steps with a rate of 10 do?",
            ["they reach the pit sooner", "they end far from the pit, at a finite place", "w grows without end"],
            outcome,
        ),
    }


@explorer
def bowl_race(
    gd_step: Callable,
    line_search: Callable,
    sgd: Callable,
    momentum_step: Callable,
    nesterov_step: Callable,
    normalized_step: Callable,
    adam_step: Callable,
    race: Callable,
    start: tuple[float, float] = (-8.0, 6.0),
    w0: tuple[float, float] = (-9, 9),
    w1: tuple[float, float] = (-9, 9),
) -> dict[str, Any]:
    """A race of two optimizers in a bowl, whose condition number and direction are on sliders too.

    The functions are the student's. start: where the walks begin. w0, w1: (low, high), what the maps show. The noise
    of sgd comes from five samples, each of which pulls the lowest point to a place of its own.
    """
    most = 150
    rates = RATES | {"plain": 0.018, "sgd": 0.003, "momentum": 0.1, "Nesterov": 0.1}
    field = optimizers(gd_step, line_search, sgd, momentum_step, nesterov_step, normalized_step, adam_step)
    course = Course(race, field, most, (1e-6, 1e6), moves=True)
    drawn: list = []

    def draw(fine, first, rate1, second, rate2, beta, gamma, n, start0, start1, condition, angle):
        def problem_of(H):
            pulls = np.random.default_rng(0).normal(size=(20, 2))
            pulls -= pulls.mean(0)
            return {
                "loss": lambda w: 0.5 * w @ H @ w,
                "gradient": lambda w: H @ w,
                "batch_gradient": lambda w, indices: H @ np.sum((w - pulls)[indices] / 20, 0),
                "n": 20,
                "tol": 0.001,
            }

        problem = problem_of(gorge(condition, angle))
        if not drawn:
            course.draw_field(problem_of(gorge(100, 30)), rates, start)
            drawn.append(True)
        course.ground.set_bowl(gorge(condition, angle), w0, w1)
        runs = course.run(problem, [(first, rate1), (second, rate2)], beta, gamma, (start0, start1), n)
        told = "; ".join(f"{entry} loss {number(losses[-1])}" for entry, losses in runs)
        return (
            f"Condition number {number(condition)}, gorge at {angle}°, from ({start0:.3g}, {start1:.3g}), "
            f"β = {beta:.2g}, γ = {gamma:.3g}, after {n} evaluations: {told}."
        )

    controls = race_controls(list(RATES), "Adam", "Nesterov", rates, most, start, w0, w1)
    return {
        "title": "Explore: a race in a bowl",
        "stage": course.stage,
        "controls": controls
        | {
            "condition": rate("condition number", 100, 0, 3),
            "angle": whole("angle of gorge, °", 30, 0, 90, 5),
        },
        "draw": draw,
        "play": "n",
    }
