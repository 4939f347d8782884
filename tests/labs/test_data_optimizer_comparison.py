"""Lab 4: its landscape has the traps that it was made for, and the numbers in the text are what the lab computes."""

import contextlib
import functools
import io
import re
import runpy
from unittest.mock import MagicMock

import numpy as np
import pytest
from courses import ROOT, read

from descent import earlier, networks
from descent.pictures.optimizer_comparison import larger_eigenvalue
from examiner.notebook.cells import is_check, is_test

x, y = np.load(ROOT / "data" / "wave.npy").T
NOTEBOOK = read(ROOT / "source" / "optimizer_comparison" / "optimizer_comparison.ipynb")
TEXT = "\n".join(cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown")


def loss(w):
    u = w[0] + 0.06 * w[1] * x
    return np.sum((np.sin(u) * np.exp(-(u**2) / 8) - y) ** 2)


def gradient(w):
    u = w[0] + 0.06 * w[1] * x
    bell = np.exp(-(u**2) / 8)
    slope = 2 * (np.sin(u) * bell - y) * (np.cos(u) - u / 4 * np.sin(u)) * bell
    return np.array([slope.sum(), (0.06 * slope * x).sum()])


def losses_at(w):
    """The loss at each of many places, (..., 2)."""
    u = w[..., :1] + 0.06 * w[..., 1:] * x
    return np.sum((np.sin(u) * np.exp(-(u**2) / 8) - y) ** 2, axis=-1)


def gradients_at(w, samples=slice(None)):
    """The gradient at each of many places, (..., 2), with the samples of each, (..., B)."""
    u = w[..., :1] + 0.06 * w[..., 1:] * x[samples]
    bell = np.exp(-(u**2) / 8)
    slope = 2 * (np.sin(u) * bell - y[samples]) * (np.cos(u) - u / 4 * np.sin(u)) * bell
    return np.stack([slope.sum(-1), (0.06 * slope * x[samples]).sum(-1)], axis=-1)


def noisy_walks(start, orders, rate_of_epoch):
    """Minibatches of five from one start, with orders[e] (S, 30) in epoch e: the losses, (epochs + 1, S)."""
    w = np.tile(np.array(start, float), (orders.shape[1], 1))
    losses = [losses_at(w)]
    for epoch, order in enumerate(orders):
        for first in range(0, 30, 5):
            w = w - rate_of_epoch(epoch) * gradients_at(w, order[:, first : first + 5])
        losses.append(losses_at(w))
    return np.array(losses)


@functools.cache
def race_orders():
    """The shuffles of the race's sgd, for 200 seeds: (300, 200, 30)."""
    return np.array([[np.random.default_rng([s, e]).permutation(30) for s in range(200)] for e in range(300)])


def race_rate(epoch):
    return 0.8 / (1 + epoch // 30)


GRID = [(a, b) for b in np.linspace(4, 22, 5) for a in np.linspace(-8, 8, 5)]


def descend(w, steps, learning_rate=0.1):
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
    return w


@pytest.fixture(scope="module")
def lab():
    """The names of the instructor's notebook once its cells have run, with pictures that draw nothing."""
    names = {}
    with contextlib.chdir(ROOT / "source" / "optimizer_comparison"), contextlib.redirect_stdout(io.StringIO()):
        for cell in NOTEBOOK.cells:
            if cell.cell_type == "code" and not is_test(cell) and not is_check(cell):
                exec(cell.source, names)
                names["pictures"] = MagicMock()
    return names


@pytest.mark.parametrize("folder", ["data", "source/optimizer_comparison", "release/optimizer_comparison"])
def test_wave_is_what_its_script_makes(folder):
    made = runpy.run_path(str(ROOT / "data" / "make_wave.py"))["make_wave"]()
    assert np.array_equal(np.load(ROOT / folder / "wave.npy"), made)


def test_a_wave_in_the_wrong_place_is_worse_than_none():
    assert loss((2, 16)) > loss((6, 16)) > np.sum(y**2)


def test_plain_descent_is_trapped_from_at_least_a_third_of_a_grid_of_starts():
    starts = [np.array([a, b]) for b in np.linspace(2.5, 22.5, 9) for a in np.linspace(-8, 8, 9)]
    arrived = [start for start in starts if loss(descend(start, 400)) < 0.6]
    assert len(arrived) == 22
    assert "22 of 81" in TEXT
    assert all(-2 <= start[0] <= 2 for start in arrived)
    assert len(starts) - len(arrived) >= len(starts) / 3


def test_a_trap_is_a_local_minimum_and_stays_one_with_more_steps():
    end = descend(np.array([4.0, 12.0]), 20_000)
    assert end == pytest.approx([5.67, 15.78], abs=0.01)
    assert np.linalg.norm(gradient(end)) < 1e-6
    assert loss(end) == pytest.approx(2.57, abs=5e-3)
    assert loss(end) / loss((0.02, 16.02)) == pytest.approx(9, abs=0.1)


def test_the_places_that_part_3_names_are_what_it_says(lab):
    words = {label[0]: lab["kind_of_ground"](np.array(place)) for label, place in lab["places"].items()}
    assert words == {"A": "minimum", "B": "minimum", "C": "saddle", "D": "saddle", "E": "flat"}
    for place in lab["places"].values():
        assert np.linalg.norm(gradient(np.array(place, float))) < 0.05


def test_the_line_search_of_the_text_costs_92_evaluations(lab):
    looks = []
    found = lab["line_search"](lambda t: looks.append(t) or lab["downhill_from_here"](t))
    assert len(looks) == 92
    assert found == pytest.approx(0.41, abs=5e-3)


@pytest.mark.slow
def test_the_traps_hold_for_20_000_steps():
    w = np.array([(a, b) for b in np.linspace(2.5, 22.5, 9) for a in np.linspace(-8, 8, 9)])
    for _ in range(20_000):
        w = w - 0.1 * gradients_at(w)
    assert np.sum(losses_at(w) < 0.6) == 22
    assert "after 20,000 steps it is still 22" in TEXT


def test_more_than_half_of_the_map_is_curved_up_one_way_and_down_another(lab):
    words = [lab["kind_of_ground"](np.array([a, b])) for b in np.linspace(0, 26, 27) for a in np.linspace(-9, 9, 31)]
    assert words.count("saddle") / len(words) == pytest.approx(0.56, abs=5e-3)


def test_noise_leaves_the_saddle_in_198_of_200_walks_and_a_decaying_rate_comes_to_rest(lab):
    assert loss(lab["plain_walk"]((-2, 17.5), 0.1, 150)[-1]) == pytest.approx(3.3, abs=5e-2)
    rngs = [np.random.default_rng(seed) for seed in range(200)]
    orders = np.array([[rng.permutation(30) for rng in rngs] for _ in range(150)])
    kept = noisy_walks((-2, 17.5), orders, lambda epoch: 0.8)[-1]
    resting = noisy_walks((-2, 17.5), orders, lambda epoch: 0.8 / (1 + epoch // 15))[-1]
    for ends, rate in ((kept, lambda t: 0.8), (resting, lambda t: lab["decayed"](0.8, t))):
        for seed in (1, 5):  # the walks of the lab are these
            assert loss(lab["noisy_walk"]((-2, 17.5), rate, np.random.default_rng(seed))[-1]) == pytest.approx(
                ends[seed]
            )
    assert kept[1] == pytest.approx(0.448, abs=5e-4)
    assert resting[1] == pytest.approx(0.288, abs=5e-4)
    assert kept.min() > 0.28
    assert [np.sum(kept < 0.51), np.sum((kept >= 0.51) & (kept < 0.82)), np.sum(kept >= 2)] == [190, 8, 2]
    assert [np.sum(resting < 0.31), np.sum(resting > 2)] == [198, 2]
    assert "190 end between 0.28 and 0.51, eight tremble more, up to 0.82, and two miss the pit" in TEXT


def test_momentum_and_nesterov_on_the_bowl_are_as_told(lab):
    start, slope, height = lab["bowl_start"], lab["bowl_gradient"], lab["bowl_loss"]
    plain = lab["momentum_walk"](start, slope, 0.018, 0.0)
    heavy = lab["momentum_walk"](start, slope, 0.1, 0.9, 300)
    ahead = lab["nesterov_walk"](start, slope, 0.1, 0.9, 300)
    assert height(plain[100]) == pytest.approx(0.20, abs=5e-3)
    edge = 2 * (1 + 0.9) / ((1 - 0.9) * 100)
    assert edge == pytest.approx(0.38)
    assert edge / (2 / 100) == pytest.approx(19)
    ends = [height(lab["momentum_walk"](start, slope, rate, 0.9, 2000)[-1]) for rate in (0.99 * edge, 1.01 * edge)]
    assert ends[0] < 1e-6 < 1e6 < ends[1]
    across = (heavy @ np.array([-1 / 2, np.sqrt(3) / 2]))[:40]  # along the steep axis
    assert np.sum(np.diff(np.sign(across)) != 0) > 10  # it goes on bouncing
    assert height(heavy[100]) == pytest.approx(0.0078, abs=5e-5)
    below = [max(k for k, w in enumerate(path) if height(w) >= 1e-3) + 1 for path in (ahead, heavy)]
    assert below == [80, 144]
    assert height(lab["momentum_walk"](start, slope, 0.19, 0.9, 300)[-1]) < 1e-3
    assert height(lab["nesterov_walk"](start, slope, 0.19, 0.9)[-1]) > 1e30


def test_the_normalized_step_bounces_between_the_two_places_of_the_text(lab):
    path = lab["normalized_walk"]((-2.0, 10.0), lab["gradient"], 0.5, 60)
    assert path[-2:] == pytest.approx(np.array([[0.5, 16.5], [0.0, 17.0]]), abs=1e-3)
    assert path[-4:-2] == pytest.approx(path[-2:], abs=1e-3)
    assert list(map(loss, path[-2:])) == pytest.approx([0.93, 0.32], abs=5e-3)
    assert min(map(loss, path[:16])) < 0.33


def test_momentum_has_the_four_kinds_of_walk_of_the_table(lab):
    for beta in (0.3, 0.9):
        root = np.sqrt(beta)
        borders = np.array([0, (1 - root) ** 2, (1 + root) ** 2, 2 * (1 + beta), 4 * (1 + beta)])
        turns, ends = [], []
        for a in (borders[:-1] + borders[1:]) / 2:
            w, m, path = np.array([1.0]), np.zeros(1), [1.0]
            while len(path) < 600 and abs(path[-1]) < 1e6:
                w, m = lab["momentum_step"](w, m, w, a / (1 - beta), beta)
                path.append(w[0])
            turns.append(np.sum(np.diff(np.sign(path[:61])) != 0))
            ends.append(abs(path[-1]))
            size = larger_eigenvalue(np.array(a), np.array(beta))
            assert (size < 1) == (ends[-1] < 1)
            assert size == pytest.approx(root) or not borders[1] < a < borders[2]
        assert turns[0] == 0  # creeps
        assert 0 < turns[1] < 60  # rings
        assert turns[2] >= 59  # alternates
        assert ends[3] > 1e3 > 1 > max(ends[:3])  # diverges
        edge = lab["momentum_edge"](beta, 1.0)
        assert edge * (1 - beta) == pytest.approx(borders[3])


def test_the_best_memory_is_the_best_of_all_for_a_condition_number(lab):
    beta = lab["best_memory"](100)
    assert np.sqrt(beta) == pytest.approx(9 / 11)
    assert round(9 / 11, 2) == 0.82
    assert round(99 / 101, 2) == 0.98
    betas, rates = np.linspace(0, 0.99, 199), np.logspace(-3, 1, 801)
    slowest = np.max(
        [larger_eigenvalue((1 - betas) * rates[:, None] * curvature, betas) for curvature in (1, 100)], axis=0
    )
    assert slowest.min() == pytest.approx(9 / 11, abs=0.01)
    assert betas[slowest.min(axis=0).argmin()] == pytest.approx(beta, abs=0.01)
    assert slowest[:, 0].min() == pytest.approx(99 / 101, abs=1e-3)


def test_rmsprop_trembles_less_and_its_first_steps_are_too_long(lab):
    paths = {gamma: lab["rmsprop_walk"]((-2.0, 10.0), lab["gradient"], 0.5, gamma, 60) for gamma in (0.9, 0.99)}
    assert list(map(loss, paths[0.9][-2:])) == pytest.approx([0.468, 0.486], abs=3e-3)
    first = {gamma: np.abs(path[1] - path[0]) for gamma, path in paths.items()}
    assert first[0.9] == pytest.approx(0.5 / np.sqrt(0.1), abs=1e-3)
    assert first[0.99] == pytest.approx(5, abs=1e-3)
    assert 1 / np.sqrt(0.1) == pytest.approx(3, abs=0.2)
    assert loss(paths[0.99][-1]) > 2


@pytest.mark.slow
def test_the_last_race_is_as_the_text_says(lab):
    result = {label.split(",")[0]: (label, risks) for label, risks in lab["tuned_race"]().items()}
    told = {"minibatch SGD": (0.08, 0.028, 69), "momentum": (0.08, 0.039, 56)}
    told |= {"RMSProp": (0.02, 0.013, 100), "Adam": (0.02, 0.012, 100)}
    assert result.keys() == told.keys()
    for name, (rate, median, found) in told.items():
        label, risks = result[name]
        assert label == f"{name}, rate {rate:g}"
        assert np.median(risks[-1]) == pytest.approx(median, abs=6e-4), name
        assert np.sum(risks[-1] < 0.05) == found, name
        assert risks.shape == (16, 100)
    first = {name: 80 * np.argmax(np.median(risks, axis=1) < 0.05) for name, (_, risks) in result.items()}
    assert (first["RMSProp"], first["Adam"]) == (160, 240)


def test_the_layers_of_lab_3_give_the_gradient_of_many_networks():
    w, X, Y = networks.starts((3, 4)), *(np.load(ROOT / "data" / "blocks.npz")[key] for key in "XY")
    batches = next(networks.minibatches((3, 4), 0, 400, 5))
    by_layers = networks.by_layers(earlier.phi, earlier.phi_vjp, earlier.linear_vjp)
    assert by_layers(w, X, Y, batches) == pytest.approx(networks.gradient(w, X, Y, batches), abs=1e-14)


def test_many_networks_in_one_vector_have_the_gradient_of_each_and_that_of_their_risk():
    w, X, Y = networks.starts((3, 4)), *(np.load(ROOT / "data" / "blocks.npz")[key] for key in "XY")
    batches = np.array([[0, 5, 7], [1, 2, 399]])
    both = networks.gradient(w, X, Y, batches)
    for k in (0, 1):
        one = networks.gradient(w[17 * k : 17 * k + 17], X, Y, batches[k : k + 1])
        assert both[17 * k : 17 * k + 17] == pytest.approx(one)
        x, y = X[:, batches[k]], Y[:, batches[k]]
        at = w[17 * k : 17 * k + 17]
        slopes = [(networks.risks(at + e, x, y)[0] - networks.risks(at - e, x, y)[0]) / 2e-6 for e in 1e-6 * np.eye(17)]
        assert one == pytest.approx(np.array(slopes), abs=1e-7)
    seen = np.concatenate(list(networks.minibatches((3, 4), 0, 400, 5)), axis=1)
    assert np.array_equal(np.sort(seen), np.tile(np.arange(400), (2, 1)))


def test_adam_settles_and_does_not_without_its_average(lab):
    ends = [loss(lab["adam_walk"]((-2.0, 10.0), lab["gradient"], 0.5, 60, beta=beta)[-1]) for beta in (0.9, 0.0)]
    assert ends == pytest.approx([0.29, 0.52], abs=5e-3)


def rows_of_the_table():
    rows = [row.strip("| ").split(" | ") for row in TEXT.splitlines() if re.match(r"\| [\w ]+ \| [\d.]+ \| ", row)]
    return {name: [cell.strip() for cell in cells] for name, *cells in rows}


@pytest.mark.slow
def test_the_outcome_table_of_the_race_is_what_the_lab_computes(lab):
    def outcome(advance, problem, start):
        return lab["race"]({"it": lab["runner"](advance, problem, start)}, 300)["it"][-1]

    table = rows_of_the_table()
    rope = lab["rope"]
    entries, bowls = lab["entries"] | lab["baselines"], lab["bowl_racers"] | lab["bowl_baselines"]
    assert table.keys() == entries.keys() == bowls.keys() | {"sgd"}
    for name, (good, saddle, bowl, in_the_pit) in table.items():
        if name in ("sgd", "random search"):
            continue
        assert outcome(entries[name], rope, (-2.0, 10.0)) == pytest.approx(float(good), abs=6e-4), name
        assert outcome(entries[name], rope, (-2.0, 17.5)) == pytest.approx(float(saddle), abs=6e-4), name
        assert sum(outcome(entries[name], rope, start) < 0.6 for start in GRID) == int(in_the_pit), name
        there = outcome(bowls[name], lab["bowl_problem"], lab["bowl_start"])
        assert there < 1e-9 if bowl == "< 1e-9" else there == pytest.approx(float(bowl), rel=0.05), name


@pytest.mark.slow
def test_the_row_of_sgd_is_that_of_100_seeds(lab):
    good, saddle, bowl, in_the_pit = rows_of_the_table()["sgd"]
    orders = race_orders()
    walks = {start: noisy_walks(start, orders, race_rate) for start in ((-2.0, 10.0), (-2.0, 17.5))}
    for start, told in zip(walks, (good, saddle), strict=True):
        assert np.median(walks[start][-1, :100]) == pytest.approx(float(told), abs=6e-4)
        assert np.sum(walks[start][-1] < 0.6) == 196
    first = np.where((walks[-2.0, 10.0] < 0.3).any(0), np.argmax(walks[-2.0, 10.0] < 0.3, axis=0), 999)
    assert np.median(first) == 47
    assert bowl == "–"
    arrived = [np.sum(noisy_walks(start, orders[:, :100], race_rate)[-1] < 0.6) for start in GRID]
    assert sum(arrived) / 100 == pytest.approx(float(in_the_pit), abs=0.05)
    for seed in (0, 3):  # the race of the lab is this
        runner = lab["runner"](lab["noisy"](0.8, 5, 30, seed), lab["rope"], (-2.0, 17.5))
        assert lab["race"]({"it": runner}, 300)["it"] == pytest.approx(walks[-2.0, 17.5][:, seed], rel=1e-6)


@pytest.mark.slow
def test_the_row_of_random_search_is_that_of_100_seeds(lab):
    good, saddle, bowl, in_the_pit = rows_of_the_table()["random search"]
    best = {}
    for name, low, high, height in (
        ("rope", (-9, 1), (9, 26), losses_at),
        ("bowl", (-9, -9), (9, 9), lambda w: np.apply_along_axis(lab["bowl_loss"], -1, w)),
    ):
        guesses = [[np.random.default_rng([seed, k]).uniform(low, high) for k in range(300)] for seed in range(100)]
        best[name] = height(np.array(guesses)).min(axis=1)
    assert np.median(best["rope"]) == pytest.approx(float(good), abs=6e-4)
    assert good == saddle
    assert np.median(best["bowl"]) == pytest.approx(float(bowl), rel=0.05)
    at_start = losses_at(np.array(GRID))
    arrived = [np.sum(np.minimum(lowest, at_start) < 0.6) for lowest in best["rope"]]
    assert np.mean(arrived) == pytest.approx(float(in_the_pit), abs=0.05)
    for seed in (0, 5):  # the race of the lab is this
        runner = lab["runner"](lab["guessing"]((-9, 1), (9, 26), seed), lab["rope"], (-2.0, 17.5))
        assert lab["race"]({"it": runner}, 300)["it"][-1] == pytest.approx(best["rope"][seed])


def test_ten_ropes_at_once_are_as_told():
    guesses = [losses_at(np.random.default_rng(s).uniform((-9, 1), (9, 26), (300, 10, 2))).sum(1) for s in range(200)]
    assert np.median(np.min(guesses, axis=1)) == pytest.approx(29, abs=0.6)
    w = np.random.default_rng(0).uniform((-9, 1), (9, 26), (2000, 2))
    good = np.array([[-2.0, 10.0]])
    for _ in range(300):
        w, good = w - 0.1 * gradients_at(w), good - 0.1 * gradients_at(good)
    assert np.median(losses_at(w).reshape(200, 10).sum(1)) == pytest.approx(23, abs=0.5)
    assert np.mean(losses_at(w) < 0.6) < 0.25
    assert 10 * losses_at(good)[0] == pytest.approx(2.98, abs=6e-3)
    assert 10 * loss((0.02, 16.02)) == pytest.approx(2.87, abs=6e-3)


def test_the_race_is_told_as_it_runs(lab):
    good = lab["race"](lab["runners"](lab["entries"], lab["rope"], (-2.0, 10.0)), 300)
    first = {name: int(np.argmax(curve < 0.3)) for name, curve in good.items() if (curve < 0.3).any()}
    assert {k: v for k, v in first.items() if k != "sgd"} == {"Adam": 27, "Nesterov": 27, "momentum": 41, "plain": 292}
    assert len(np.unique(good["line search"])) - 1 == 7
    on_the_bowl = lab["race"](lab["runners"](lab["bowl_racers"], lab["bowl_problem"], lab["bowl_start"]), 300)
    assert len(np.unique(on_the_bowl["line search"])) - 1 == 4
    for condition, angle, explode in ((100, 0, set()), (1000, 30, {"plain", "momentum", "Nesterov"})):
        height, slope = lab["bowl"](condition, angle)
        runners = lab["runners"](lab["bowl_racers"], {"loss": height, "gradient": slope}, lab["bowl_start"])
        with np.errstate(all="ignore"):
            ends = {name: curve[-1] for name, curve in lab["race"](runners, 300).items()}
        assert {name for name, end in ends.items() if not end < 1e6} == explode
        assert angle or ends["Adam"] < 1e-9


def test_each_rate_that_is_to_be_found_or_told_is_an_edge(lab):
    walks = {
        "Adam": (3.3, 3.4, lambda rate: lab["adam_walk"]((-2.0, 10.0), lab["gradient"], rate, 150)),
        "plain": (0.34, 0.36, lambda rate: lab["plain_walk"]((-2.0, 10.0), rate, 150)),
        "momentum": (3.7, 3.8, lambda rate: lab["momentum_walk"]((-2.0, 10.0), lab["gradient"], rate, 0.9, 150)),
    }
    for name, (below, above, walk) in walks.items():
        assert loss(walk(below)[-1]) < 0.6 < loss(walk(above)[-1]), name
    assert lab["largest_rate"]() == 3.3
    arrived = [loss(w) < 0.6 for w in walks["Adam"][2](0.3)]
    assert all(arrived[23:])
    assert not arrived[22]


def test_the_longest_memory_is_an_edge(lab):
    def worst(beta):
        path = lab["momentum_walk"](lab["bowl_start"], lab["bowl_gradient"], 0.1, beta, 200)
        return max(map(lab["bowl_loss"], path[100:]))

    assert worst(lab["longest_memory"]()) < 0.01 < worst(lab["longest_memory"]() + 0.003)
    assert worst(0.66) > 1


def test_every_evaluation_is_on_the_bill(lab):
    """What the steps of the race say they cost is what they really ask of the loss and the gradient."""
    for name, advance in (lab["entries"] | lab["baselines"]).items():
        asked = {"loss": 0, "samples": 0}

        def counted_loss(w, asked=asked):
            asked["loss"] += 1
            return loss(w)

        def counted_slope(w, asked=asked):
            asked["samples"] += len(x)
            return gradient(w)

        def counted_batch(w, indices, asked=asked):
            asked["samples"] += len(indices)
            return lab["batch_gradient"](w, indices)

        problem = {"loss": counted_loss, "gradient": counted_slope, "batch_gradient": counted_batch, "n": len(x)}
        w, memory, _ = advance(problem, np.array([-2.0, 10.0]), None)
        asked.update(loss=0, samples=0)  # the first step of random search looks at its start, for which nobody pays
        _, _, cost = advance(problem, w, memory)
        assert asked["loss"] + asked["samples"] / len(x) == cost, name


def test_the_pit_fills_less_than_a_hundredth_of_the_map():
    heights = [loss((a, b)) for a in np.linspace(-9, 9, 120) for b in np.linspace(1, 26, 120)]
    share = np.mean(np.array(heights) < 0.6)
    assert share == pytest.approx(0.007, abs=5e-4)
    assert 1 - (1 - share) ** 300 == pytest.approx(0.87, abs=5e-3)


def test_the_gradient_of_the_lab_is_that_of_its_loss(lab):
    rng = np.random.default_rng(0)
    for w in rng.uniform([-8, 2], [8, 22], size=(20, 2)):
        differences = [(lab["loss"](w + e) - lab["loss"](w - e)) / 2e-6 for e in 1e-6 * np.eye(2)]
        assert lab["gradient"](w) == pytest.approx(np.array(differences), abs=1e-6)


@pytest.mark.parametrize("lab_name", ["mlp_backprop", "optimizer_comparison", "digits"])
def test_what_a_picture_shows_stands_folded_below_the_prediction_that_it_answers(lab_name):
    notebook, asked = read(ROOT / "source" / lab_name / f"{lab_name}.ipynb"), 0
    predicted = False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert (
                not predicted or cell.source.startswith("<details>") or "*My prediction: …*\n\n<details>" in cell.source
            )
            predicted = cell.source.endswith("*My prediction: …*")
            asked += predicted
    assert asked >= 3
