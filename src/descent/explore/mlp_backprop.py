"""The explorers of lab 3: a computational graph, a network in training, and two losses over the same two weights.

Samples stand in columns: X is (2, N), Y is (1, N).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..pictures.canvas import COLOURS, GREY, MARKERS, number, style
from .panel import Prediction, Trouble, answer, choice, explorer, rate, real, whole
from .stage import BANDS, Path, Stage

KEYS = "WbUc"
STONE, EARTH = COLOURS[1], COLOURS[0]
STEPS_A_FRAME = 300  # while a slider moves
REACH = 1.2  # of the picture of the hidden space, to both sides of the cut


def pair(name: str, value: object) -> tuple | list:
    """Return a student's two values as they are. Raises Trouble where there are not two."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise Trouble(f"{name} must return two values, separated by a comma.")
    return value


def parameters(name: str, value: object, n_hidden: int) -> dict[str, np.ndarray]:
    """Return a student's parameters of a network with two inputs: a dict of arrays."""
    if not isinstance(value, dict) or not set(KEYS) <= value.keys():
        raise Trouble(f"{name} must return a dict with the keys W, b, U and c.")
    shapes = {"W": (n_hidden, 2), "b": (n_hidden, 1), "U": (1, n_hidden), "c": (1, 1)}
    return {key: answer(f"{name}, entry {key},", value[key], shapes[key]) for key in KEYS}


def walls(params: dict[str, np.ndarray], reach: float = 1.0) -> list[np.ndarray | None]:
    """The line on which each hidden unit is 1/2: a list of its ends, (2, 2), or None where a unit has no wall."""
    lines: list[np.ndarray | None] = []
    for w, shift in zip(params["W"], params["b"].ravel(), strict=True):
        length = np.hypot(*w)
        if length < 1e-12 or abs(shift) > 3 * reach * length:
            lines.append(None)
            continue
        along = 3 * reach * np.array([-w[1], w[0]]) / length
        lines.append(np.stack([-shift * w / length**2 + along, -shift * w / length**2 - along], 1))
    return lines


@explorer
def network(
    phi: Callable,
    init_params: Callable,
    forward: Callable,
    train: Callable,
    X: np.ndarray,
    Y: np.ndarray,
    n_hidden: int = 4,
    every: int = 4,
    epochs: int = 40,
    n: int = 41,
) -> dict[str, Any]:
    """A network in training: its surface and walls, its risk, and the samples in its hidden space.

    phi(v, alpha), init_params(n_inputs, n_hidden, sigma, rng), forward(X, params, alpha) and train(X, Y, params, alpha,
    learning_rate, epochs, batch_size, rng): the student's. X: (2, N), Y: (1, N), of which each fourth sample is used,
    which is enough to see what each knob does. n: points of the surface along each side.
    """
    X, Y = X[:, ::every], Y[:, ::every]
    stage = Stage(3, width=9.8, height=3.5, ratios=(1, 1.05, 1.15))
    plane, curve, cut = stage.axes
    ticks = np.linspace(-1, 1, n)
    grid = np.array(np.meshgrid(ticks, ticks)).reshape(2, -1)
    shown = stage.move(plane.imshow([[0.0]], cmap="cividis", vmin=0, vmax=1, origin="lower", interpolation="bilinear"))
    shown.set_extent((-1, 1, -1, 1))
    plane.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xlabel="x0, east", ylabel="x1, north")
    plane.set_title("f, dark 0 to bright 1, and the walls", fontsize=9)
    for kind, colour, marker in ((1, STONE, "s"), (0, EARTH, "o")):
        at = X[:, Y.ravel() == kind]
        stage.move(plane.plot(*at, marker, color=colour, ms=3.6, mec="white", mew=0.4)[0])
    lines = [stage.move(plane.plot([], [], **style(h + 2), lw=2)[0]) for h in range(n_hidden)]
    curve.axhline(np.var(Y), color=GREY, lw=1)
    curve.annotate(
        "variance of y",
        (0.98, np.var(Y) * 1.06),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="bottom",
        fontsize=8,
    )
    curve.set(xlabel="epoch", yscale="log", xlim=(0, epochs + 1), ylim=(5e-4, 1))
    curve.set_title("risk of these samples", fontsize=9)
    curve.grid(alpha=0.3)
    risks_shown = stage.move(curve.plot([], [], **style(1), marker=MARKERS[1], ms=3, lw=1.6)[0])
    cut.axvline(0, color=GREY, ls="--")
    cut.set(xlim=(-REACH, REACH), ylim=(-0.5, 1.5), yticks=(0, 1), yticklabels=("y = 0", "y = 1"))
    cut.set(xlabel="U z + c: left of the cut f < ½, right f > ½")
    cut.set_title("the samples in the hidden space", fontsize=9)
    rows = Y.ravel() + np.random.default_rng(0).uniform(-0.3, 0.3, Y.size)
    dots = [
        stage.move(cut.plot([], [], m, color=c, ms=4, mec="white", mew=0.4)[0]) for c, m in ((EARTH, "o"), (STONE, "s"))
    ]

    def outputs(points, params, alpha):
        f, _ = pair("forward", forward(points, params, alpha))
        return answer("forward", f, (1, points.shape[1]))

    def draw(fine, alpha, sigma, batch_size, learning_rate, n):
        steps = -(-Y.size // batch_size)
        done = n if fine else min(n, max(STEPS_A_FRAME // steps, 1))
        drawn = init_params(2, n_hidden, sigma, np.random.default_rng(0))
        start = parameters("init_params", drawn, n_hidden)
        rng = np.random.default_rng(1)
        trained, risk = pair("train", train(X, Y, start, alpha, learning_rate, done, batch_size, rng))
        params, risk = parameters("train", trained, n_hidden), answer("train", risk, (done,))
        shown.set_data(outputs(grid, params, alpha).reshape(len(ticks), len(ticks)))
        for line, ends in zip(lines, walls(params), strict=True):
            line.set_data(*([[], []] if ends is None else ends))
        risks_shown.set_data(np.arange(1, done + 1), risk.clip(5e-4, 1))
        z = answer("phi", phi(params["W"] @ X + params["b"], alpha), (n_hidden, Y.size))
        height = (params["U"] @ z + params["c"]).ravel()
        for kind, line in enumerate(dots):
            line.set_data(height[Y.ravel() == kind].clip(-REACH, REACH), rows[Y.ravel() == kind])
        wrong = int(np.sum((outputs(X, params, alpha) >= 0.5) != (Y == 1)))
        so_far = "" if done == n else f", {done} of them so far: rest the slider to train on"
        return (
            f"α = {alpha:.3g}, σ = {sigma:.3g}, batches of {batch_size}, η = {learning_rate:.3g}, {n} epochs{so_far}. "
            f"Risk {number(risk[0])} after the first epoch, {number(risk[-1])} after the last; "
            f"{wrong} of {Y.size} samples on the wrong side."
        )

    return {
        "title": "Explore: the four knobs of training",
        "stage": stage,
        "controls": {
            "alpha": rate("slope α", 10.0, 0, 1.5),
            "sigma": real("start σ", 0.1, 0, 3, 0.05),
            "batch_size": choice("batch, samples", [1, 5, 20], 5),
            "learning_rate": rate("learning rate η", 0.1, -2.5, 0.5),
            "n": whole("epochs", 30, 1, epochs),
        },
        "draw": draw,
        "play": "n",
        "refine": True,
    }


# The graph's network: two inputs, two hidden units, one output. Weights that are neither 0 nor 1.
GRAPH = {
    "W": np.array([[1.2, -0.8], [0.5, 1.4]]),
    "b": np.array([[0.2], [-0.4]]),
    "U": np.array([[1.5, -1.1]]),
    "c": np.array([[0.1]]),
}
NODES = {
    "x0": (0, 1), "x1": (0, 0), "v_z0": (1, 1), "v_z1": (1, 0), "z0": (2, 1), "z1": (2, 0),
    "v_f": (3, 0.5), "f": (4, 0.5), "loss": (5, 0.5),
}  # fmt: skip
EDGES = {("x0", "v_z0"), ("x0", "v_z1"), ("x1", "v_z0"), ("x1", "v_z1"), ("v_z0", "z0"), ("v_z1", "z1")}
EDGES |= {("z0", "v_f"), ("z1", "v_f"), ("v_f", "f"), ("f", "loss")}


@explorer
def graph(phi: Callable, linear_vjp: Callable, phi_vjp: Callable) -> dict[str, Any]:
    """The graph of one sample: values forward, derivatives backward, and the rule at the node that is picked.

    phi(v, alpha), linear_vjp(W, x, g), phi_vjp(v, alpha, g): the student's.
    """
    W, b, U, c = (GRAPH[key] for key in KEYS)
    stage = Stage(1, width=9.6, height=3.6)
    (ax,) = stage.axes
    ax.set(xlim=(-0.5, 5.5), ylim=(-0.55, 1.5))
    ax.axis("off")
    for start, end in sorted(EDGES):
        (x, y), (to_x, to_y) = NODES[start], NODES[end]
        arrow = {"arrowstyle": "->", "color": GREY, "shrinkA": 17, "shrinkB": 17}
        ax.annotate("", (to_x, to_y), (x, y), arrowprops=arrow)
    weights = {
        ("x0", "v_z0"): W[0, 0], ("x1", "v_z0"): W[0, 1], ("x0", "v_z1"): W[1, 0], ("x1", "v_z1"): W[1, 1],
        ("z0", "v_f"): U[0, 0], ("z1", "v_f"): U[0, 1],
    }  # fmt: skip
    for (start, end), weight in weights.items():
        place = 0.7 * np.array(NODES[start]) + 0.3 * np.array(NODES[end])
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.annotate(f"{weight:g}", place, ha="center", va="center", fontsize=8, color=GREY, bbox=box)
    for name, place in NODES.items():
        ax.plot(*place, "o", ms=30, color="white", mec="black", mew=1.4)
        ax.annotate(name, (place[0], place[1] + 0.2), ha="center", va="bottom", fontsize=9)
    ax.annotate("above a node its name, in it its value, below it the derivative of the loss with respect to it",
                (2.5, -0.5), ha="center", fontsize=8)  # fmt: skip
    ring = stage.move(ax.plot([], [], "o", ms=36, color="none", mec=COLOURS[1], mew=3)[0])
    values_shown = {k: stage.move(ax.text(x, y, "", ha="center", va="center", fontsize=9, color=COLOURS[0]))
                    for k, (x, y) in NODES.items()}  # fmt: skip
    slopes_shown = {k: stage.move(ax.text(x, y - 0.2, "", ha="center", va="top", fontsize=9, color=COLOURS[1]))
                    for k, (x, y) in NODES.items()}  # fmt: skip

    def forward(x, y, alpha, at=None, add=0.0):
        """The value of each node; `add` is added to the node `at`, and all that depends on it follows."""
        found = {}

        def put(name, number):
            found[name] = float(number) + (add if name == at else 0.0)
            return found[name]

        x = np.array([[put("x0", x[0])], [put("x1", x[1])]])
        v_z = np.array([[put(f"v_z{h}", v)] for h, v in enumerate((W @ x + b).ravel())])
        z = answer("phi", phi(v_z, alpha), (2, 1))
        z = np.array([[put(f"z{h}", unit)] for h, unit in enumerate(z.ravel())])
        v_f = put("v_f", (U @ z + c).item())
        f = put("f", answer("phi", phi(np.array([[v_f]]), alpha), (1, 1)).item())
        put("loss", (y - f) ** 2)
        return found

    def product(weights, x, g):
        """The student's vector-Jacobian product of a layer."""
        parts = linear_vjp(weights, x, g)
        if not isinstance(parts, (tuple, list)) or len(parts) != 3:
            raise Trouble("linear_vjp must return three arrays, separated by commas.")
        shapes = weights.shape, (len(weights), 1), x.shape
        return [answer("linear_vjp", part, shape) for part, shape in zip(parts, shapes, strict=True)]

    def backward(node, y, alpha):
        """The derivative with respect to each node, and those with respect to W, b, U and c."""
        column = lambda *names: np.array([[node[name]] for name in names])  # noqa: E731
        g_f = np.array([[2 * (node["f"] - y)]])
        g_vf = answer("phi_vjp", phi_vjp(column("v_f"), alpha, g_f), (1, 1))
        g_U, g_c, g_z = product(U, column("z0", "z1"), g_vf)
        g_vz = answer("phi_vjp", phi_vjp(column("v_z0", "v_z1"), alpha, g_z), (2, 1))
        g_W, g_b, g_x = product(W, column("x0", "x1"), g_vz)
        found = {"loss": 1.0, "f": g_f.item(), "v_f": g_vf.item()}
        for name, column_of in (("z", g_z), ("v_z", g_vz), ("x", g_x)):
            found |= {f"{name}{k}": float(number) for k, number in enumerate(column_of.ravel())}
        return found, {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

    def rule(picked, node, slope, y, alpha):
        """In words: how the derivative at the picked node comes from those behind it."""
        k = int(picked[-1]) if picked[-1].isdigit() else 0
        if picked == "loss":
            return "it is 1: the walk back begins here"
        if picked == "f":
            return f"2 (f − y) = 2 · ({node['f']:.3g} − {y:.3g})"
        if picked.startswith("v_"):
            after = "f" if picked == "v_f" else f"z{k}"
            local = float(alpha * node[after] * (1 - node[after]))
            return f"φ′ times the derivative at {after} = {local:.3g} · {slope[after]:.3g}"
        if picked.startswith("z"):
            return f"U{k} times the derivative at v_f = {U[0, k]:g} · {slope['v_f']:.3g}"
        terms = " + ".join(f"{W[h, k]:g} · {slope[f'v_z{h}']:.3g}" for h in (0, 1))
        return f"a sum over both units that see it = {terms}"

    def draw(fine, picked, x0, x1, y, alpha):
        node = forward((x0, x1), y, alpha)
        slope, grads = backward(node, y, alpha)
        for name in NODES:
            values_shown[name].set_text(f"{node[name]:.2f}")
            slopes_shown[name].set_text(f"{slope[name]:.3g}")
        ends = [forward((x0, x1), y, alpha, picked, add)["loss"] for add in (1e-5, -1e-5)]
        ring.set_data(*([place] for place in NODES[picked]))
        return (
            f"x = ({x0:.3g}, {x1:.3g}), y = {y:g}, α = {alpha:.3g}: f = {number(node['f'])}, "
            f"loss {number(node['loss'])}. At {picked} the derivative is {slope[picked]:.3g}: "
            f"{rule(picked, node, slope, y, alpha)}. By differences: {(ends[0] - ends[1]) / 2e-5:.3g}. "
            f"Of W: {', '.join(f'{g:.3g}' for g in grads['W'].ravel())}; of b: "
            f"{', '.join(f'{g:.3g}' for g in grads['b'].ravel())}; of U: "
            f"{', '.join(f'{g:.3g}' for g in grads['U'].ravel())}; of c: {grads['c'].item():.3g}."
        )

    return {
        "title": "Explore: the graph, node by node",
        "stage": stage,
        "controls": {
            "picked": choice("node", list(NODES), "z0"),
            "x0": real("input x0", 0.5, -2, 2),
            "x1": real("input x1", -1.0, -2, 2),
            "y": real("target y", 1.0, 0, 1, 0.05),
            "alpha": rate("slope α", 1.0, -0.5, 1.5),
        },
        "draw": draw,
    }


FEW_X, FEW_Y = np.array([-2.0, -1.0, 0.5, 1.0, 2.0]), np.array([0.0, 0.0, 1.0, 1.0, 1.0])


@explorer
def two_losses(
    phi: Callable,
    phi_vjp: Callable,
    bce_head: Callable,
    x: np.ndarray = FEW_X,
    y: np.ndarray = FEW_Y,
    start: tuple[float, float] = (6.0, -8.0),
    reach: float = 10,
    steps: int = 60,
) -> dict[str, Any]:
    """A walk on the cross-entropy and one on the squared loss of a network with one weight in each of two layers.

    phi(v, alpha), phi_vjp(v, alpha, g), bce_head(v, y): the student's. x, y: (N,). The network is the sigmoid of
    w2 (φ(w1 x) − ½); start: w1 and w2, where both walks begin.
    """
    names = ("cross-entropy", "squared loss")
    stage = Stage(3, width=9.8, height=3.5, ratios=(1.15, 1.15, 1))
    *maps, curve = stage.axes
    ticks = np.linspace(-reach, reach, 25)
    paths = []
    for i, (ax, name) in enumerate(zip(maps, names, strict=True)):
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="w1, first layer", ylabel="w2, second layer")
        ax.set_title(f"{name}: bright is high", fontsize=9)
        paths.append(Path(stage, ax, i))
        curve.plot([], [], **style(i), lw=2, label=name)
    curve.set(xlabel="step", yscale="log", xlim=(0, steps), ylim=(0.03, 40))
    curve.axhline(0.5, color=GREY, lw=1)
    curve.annotate("0.5", (0.98, 0.47), xycoords=("axes fraction", "data"), ha="right", va="top", fontsize=8)
    curve.set_title("loss", fontsize=9)
    curve.grid(alpha=0.3)
    curve.legend(fontsize=8, loc="upper right")
    curves = [stage.move(curve.plot([], [], **style(i), lw=2)[0]) for i in range(2)]
    drawn: list = []

    def forward(w1, w2):
        """What comes out of the first layer and what goes into the second, for weights (M, 1): both (M, N)."""
        bent = answer("phi", phi(w1 * x, 1.0), (len(w1), len(x))) - 0.5
        return bent, w2 * bent

    def loss_and_slopes(name, v):
        """The loss, and its slopes along v, (1, N)."""
        if name == "cross-entropy":
            loss, slopes = pair("bce_head", bce_head(v, y[None]))
            return float(answer("bce_head", loss, ())), answer("bce_head", slopes, v.shape)
        p = answer("phi", phi(v, 1.0), v.shape)
        return float(np.sum((y - p) ** 2)), answer("phi_vjp", phi_vjp(v, 1.0, 2 * (p - y)), v.shape)

    def heights(name):
        """The loss over the plane of the weights: (ticks, ticks), rows along w2."""
        w1, w2 = (w.reshape(-1, 1) for w in np.meshgrid(ticks, ticks))
        _, v = forward(w1, w2)
        if name == "cross-entropy":  # its head gives a sum over all that it is given
            losses = [loss_and_slopes(name, row)[0] for row in v[:, None]]
        else:
            losses = ((y - answer("phi", phi(v, 1.0), v.shape)) ** 2).sum(axis=1)
        return np.reshape(losses, (len(ticks), len(ticks)))

    def walk(name, w, learning_rate, n):
        """The path, (n + 1, 2), and the losses along it, (n + 1,)."""
        path, losses = [np.array(w)], []
        for _ in range(n + 1):
            w1, w2 = path[-1].reshape(2, 1, 1)
            bent, v = forward(w1, w2)
            loss, along_v = loss_and_slopes(name, v)
            along = answer("phi_vjp", phi_vjp(w1 * x, 1.0, w2 * along_v), v.shape)
            losses.append(loss)
            path.append(path[-1] - learning_rate * np.array([np.sum(along * x), np.sum(along_v * bent)]))
        return np.array(path[:-1]), np.array(losses)

    def draw(fine, learning_rate, n, start1, start2):
        if not drawn:
            for ax, name in zip(maps, names, strict=True):
                image = ax.imshow(heights(name), cmap=BANDS, origin="lower", aspect="auto", interpolation="bilinear")
                image.set_extent((-reach, reach, -reach, reach))
            stage.stale()
            drawn.append(True)
        told = []
        for name, path_shown, line in zip(names, paths, curves, strict=True):
            path, losses = walk(name, (start1, start2), learning_rate, n)
            path_shown.set(path)
            line.set_data(np.arange(n + 1), losses.clip(1e-4, 1e4))
            told.append(f"{name} {number(losses[0])} → {number(losses[-1])}")
        return f"η = {learning_rate:.3g}, {n} steps from w = ({start1:.3g}, {start2:.3g}): {'; '.join(told)}."

    def outcome():
        needed = []
        for name in names:
            below = np.flatnonzero(walk(name, start, 1.0, steps)[1] < 0.5)
            needed.append(f"the {name} is below 0.5 " + (f"after {below[0]} steps" if below.size else "never"))
        return f"{' and '.join(needed)}."

    return {
        "title": "Explore: two losses, one network",
        "stage": stage,
        "controls": {
            "learning_rate": rate("learning rate η", 1.0, -2, 1),
            "n": whole("steps", 13, 0, steps),
            "start1": real("start w1", start[0], -reach, reach),
            "start2": real("start w2", start[1], -reach, reach),
        },
        "draw": draw,
        "play": "n",
        "prediction": Prediction(
            "From a start that is badly wrong, the cross-entropy takes 13 steps to fall below 0.5. How many does the "
            "squared loss take, with the same learning rate?",
            ["fewer: it starts lower", "about as many", "more than twice as many"],
            outcome,
        ),
    }
