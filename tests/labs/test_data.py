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
    assert 2 / np.linalg.eigvalsh(H).max() == pytest.approx(0.06697, abs=5e-6)
    for learning_rate, distance in [(0.02, 0.826), (0.05, 0.110), (0.1, 1.7e148)]:
        w = np.zeros(2)
        for _ in range(500):
            w = w - learning_rate * (H @ w + [4, -2])
        assert np.linalg.norm(w - [1, 3]) == pytest.approx(distance, rel=0.02)
