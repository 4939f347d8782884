"""The data have the properties that they were made to show, and the files are what the scripts make."""

import runpy

import numpy as np
import pytest
from courses import ROOT

x, y = np.load(ROOT / "data" / "pts.npy").T
START, FAR = (-5.0, 0.3), (-20.0, 10.0)


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def loss(w):
    return np.sum((sigmoid(w[0] * x + w[1]) - y) ** 2)


def walk(w, learning_rate, steps=30):
    path = [np.array(w)]
    for _ in range(steps):
        f = sigmoid(path[-1][0] * x + path[-1][1])
        slope = 2 * (f - y) * f * (1 - f)
        path.append(path[-1] - learning_rate * np.array([slope @ x, slope.sum()]))
    return np.array(path)


@pytest.mark.parametrize("folder", ["data", "source/sigmoid_fit", "release/sigmoid_fit"])
def test_pts_is_what_its_script_makes(folder):
    made = runpy.run_path(str(ROOT / "data" / "make_pts.py"))["make_pts"]()
    assert np.array_equal(np.load(ROOT / folder / "pts.npy"), made)


def test_a_good_learning_rate_fits():
    assert loss(walk(START, 6)[-1]) == pytest.approx(0.0013, abs=5e-5)
    assert loss(walk(START, 1)[-1]) == pytest.approx(0.022, abs=5e-4)
    assert [loss(w) < 0.005 for w in walk(START, 6)[5:7]] == [False, True]  # in the pit after half a dozen steps


def test_a_small_learning_rate_stalls_in_w0():
    path = walk(START, 0.1)
    assert loss(path[-1]) == pytest.approx(2.74, abs=5e-3)
    lowest = walk(START, 6, 5000)[-1]
    assert (path[-1] - START)[0] < 0.1 * (lowest - START)[0]


def test_a_large_learning_rate_bounces_in_w1():
    path = walk(START, 60)
    assert loss(path[-1]) == pytest.approx(0.41, abs=5e-3)
    steps_in_w1 = np.diff(path[5:, 1])
    assert np.all(steps_in_w1[1:] * steps_in_w1[:-1] < 0)


@pytest.mark.parametrize("learning_rate", [0.1, 0.3, 1, 3, 6, 10, 20, 60])
def test_a_distant_start_is_stuck(learning_rate):
    assert min(map(loss, walk(FAR, learning_rate))) > 2.88


def test_rates_per_axis_beat_the_tied_one():
    after_eight = loss(walk(START, np.array([15, 3]))[8])
    assert [loss(w) <= after_eight for w in walk(START, 6)[18:20]] == [False, True]


def test_the_edge_of_the_bowl_is_where_the_lab_says():
    H = np.array([[26, -10], [-10, 4]])
    shallow, steep = np.linalg.eigvalsh(H)
    assert 2 / steep == pytest.approx(0.06697, abs=5e-6)
    assert (shallow, steep / shallow) == pytest.approx((0.134, 223), rel=1e-3)
    for learning_rate, distance in [(0.02, 0.826), (0.05, 0.110), (0.1, 1.7e148)]:
        w = np.zeros(2)
        for _ in range(500):
            w = w - learning_rate * (H @ w + [4, -2])
        assert np.linalg.norm(w - [1, 3]) == pytest.approx(distance, rel=0.02)


def gradient(w):
    f = sigmoid(w[0] * x + w[1])
    slope = 2 * (f - y) * f * (1 - f)
    return np.array([slope @ x, slope.sum()])


def hessian(w):
    return np.array([(gradient(w + step) - gradient(w - step)) / 2e-5 for step in 1e-5 * np.eye(2)])


def test_the_edge_at_the_pit_is_where_its_hessian_says():
    pit = walk(START, 6, 300)[-1]
    curvatures = np.diag(hessian(pit))
    assert curvatures == pytest.approx([0.021, 0.21], rel=0.03)
    assert curvatures[1] / curvatures[0] == pytest.approx(10.3, abs=0.05)
    edge = 2 / np.linalg.eigvalsh(hessian(pit)).max()
    assert edge == pytest.approx(9.49, abs=0.005)
    beside = np.array([3.55, 0.05])
    assert np.linalg.norm(beside - pit) < 0.011
    assert loss(walk(beside, 0.98 * edge, 400)[-1]) < loss(beside) < loss(walk(beside, 1.02 * edge, 400)[-1])
    assert np.all(np.linalg.eigvalsh(hessian(np.array(START))) < 0)
    assert np.linalg.norm(gradient(np.array(START))) == pytest.approx(0.17, abs=0.005)


def test_a_rate_of_60_swings_by_half_a_unit_far_from_the_pit():
    end = walk(START, 60)[-10:]
    assert end[:, 0] == pytest.approx(21.7, abs=0.25)
    assert (end[:, 1].min(), end[:, 1].max()) == pytest.approx((9.8, 10.3), abs=0.1)


def test_far_away_the_gradient_shrinks_by_ten_every_23_units():
    def size(w0):
        return np.linalg.norm(gradient(np.array([w0, 0.0])))

    for w0 in (60, 80, 100, -83, -103):
        assert size(w0) / size(w0 + 23 * np.sign(w0)) == pytest.approx(10, rel=0.02)
    assert size(200) == pytest.approx(1.7e-9, abs=5e-11)


def test_a_central_difference_is_best_near_1e_5():
    place = np.array([1.0, 0.5])

    def errors(at):
        return [np.abs(at(h) - gradient(place)).max() for h in steps]

    steps = 10.0 ** -np.arange(1, 13)
    central = errors(lambda h: np.array([(loss(place + e) - loss(place - e)) / (2 * h) for e in h * np.eye(2)]))
    one_sided = errors(lambda h: np.array([(loss(place + e) - loss(place)) / h for e in h * np.eye(2)]))
    assert steps[np.argmin(central)] == pytest.approx(1e-5)
    assert steps[np.argmin(one_sided)] in (1e-8, 1e-9)
    assert np.divide(central[:3], central[1:4]) == pytest.approx(100, rel=0.02)
    assert np.divide(one_sided[:3], one_sided[1:4]) == pytest.approx(10, rel=0.03)
    assert min(one_sided) > 200 * min(central)


def test_each_stopping_rule_is_fooled_in_its_own_way():
    def stops(start, rate):
        path = walk(start, rate, 400)
        heights = np.array([loss(w) for w in path])
        flat = np.flatnonzero([np.linalg.norm(gradient(w)) <= 1e-3 for w in path])
        level = np.flatnonzero(heights[:-1] - heights[1:] < 1e-5)
        return (flat[0] if len(flat) else None), (level[0] + 1 if len(level) else None)

    good = stops(START, 6)
    assert max(good) - min(good) < 3
    assert all(loss(walk(START, 6, 400)[step]) < 0.0014 for step in good)
    assert stops(START, 0.0001) == (None, 1)
    assert stops((-60, 40), 6)[0] == 0
    assert stops(START, 60)[1] == 2
