"""The data of lab 2 have the properties that they were made to show, and the numbers that its text quotes are true."""

import runpy

import numpy as np
import pytest
from courses import ROOT

LAB = "logistic_classification"
MADE = runpy.run_path(str(ROOT / "data" / "make_logistic.py"))["make_logistic"]()
X, y = MADE["data_x.npy"], MADE["data_y.npy"]


def with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def logits(X, w):
    return with_ones(X) @ w


def loss(X, y, w):
    return np.sum(np.logaddexp(0, logits(X, w)) - y * logits(X, w))


def slope(X, y, w):
    return with_ones(X).T @ (np.exp(-np.logaddexp(0, -logits(X, w))) - y)


def mistakes(X, y, w):
    return int(np.sum((logits(X, w) >= 0) != y))


def turned(v, angle):
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ v


def walk(X, y, learning_rate, steps=30, w=(0, 0, 0)):
    path = [np.array(w, float)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * slope(X, y, path[-1]))
    return path


def lowest(X, y):
    """The w with the smallest loss, by Newton's method."""
    w = np.zeros(3)
    for _ in range(30):
        p = np.exp(-np.logaddexp(0, -logits(X, w)))
        H = with_ones(X).T @ (with_ones(X) * (p * (1 - p))[:, None])
        w = w - np.linalg.solve(H, slope(X, y, w))
    return w


FITTED = walk(X, y, 0.1)[-1]


@pytest.mark.parametrize("folder", ["data", f"source/{LAB}", f"release/{LAB}"])
def test_the_files_are_what_their_script_makes(folder):
    for name, array in MADE.items():
        assert np.array_equal(np.load(ROOT / folder / name), array), name


def test_the_two_classes_overlap_so_that_the_loss_has_one_lowest_point():
    assert (len(y), y.sum()) == (60, 34)
    w = lowest(X, y)
    assert np.linalg.norm(slope(X, y, w)) < 1e-9
    assert loss(X, y, w) == pytest.approx(17.986, abs=1e-3)
    assert mistakes(X, y, w) == 9


def test_a_good_learning_rate_arrives_a_small_one_is_slow_a_large_one_bounces():
    end = {rate: [loss(X, y, w) for w in walk(X, y, rate)] for rate in (0.002, 0.1, 0.5)}
    assert end[0.1][-1] == pytest.approx(17.99, abs=5e-3)
    assert end[0.1][5] == pytest.approx(18.38, abs=5e-3)
    assert end[0.002][-1] == pytest.approx(27.2, abs=0.05)
    assert np.all(np.diff(end[0.1]) < 0)
    assert end[0.5][-1] > 34 > 25 > min(end[0.5])
    assert end[0.5][-1] > end[0.5][-2] > end[0.5][-3]


def test_a_distant_start_arrives():
    losses = [loss(X, y, w) for w in walk(X, y, 0.1, w=(-20, 10, 0))]
    assert losses[0] == pytest.approx(686, abs=0.5)
    assert losses[-1] < 18.1


@pytest.mark.parametrize(
    ("threshold", "matrix"),
    [(0.2, [[16, 10], [1, 33]]), (0.5, [[22, 4], [5, 29]]), (0.8, [[26, 0], [10, 24]])],
)
def test_the_thresholds_trade_wasted_pots_for_seeds_thrown_away(threshold, matrix):
    called = logits(X, FITTED) >= np.log(threshold / (1 - threshold))
    assert [[np.sum((y == i) & (called == j)) for j in (0, 1)] for i in (0, 1)] == matrix


def test_some_threshold_throws_no_good_seed_away():
    assert 0.01 < np.min(1 / (1 + np.exp(-logits(X, FITTED)[y == 1]))) < 0.1


def test_the_line_with_the_smallest_loss_is_not_the_one_with_the_fewest_mistakes():
    shifted = [FITTED + s * np.eye(3)[2] for s in np.linspace(0.4, 0.6, 41)]
    assert mistakes(X, y, FITTED) == 9
    assert min(mistakes(X, y, w) for w in shifted) == 6
    assert min(loss(X, y, w) for w in shifted) > loss(X, y, FITTED)


def test_on_separable_data_the_length_of_w_grows_without_end():
    A, side = MADE["separable_x.npy"], MADE["separable_y.npy"]
    path = walk(A, side, 0.2, 10_000)
    lengths = np.linalg.norm(path, axis=1)
    assert [mistakes(A, side, path[n]) for n in (10, 100, 1000, 10_000)] == [0] * 4
    assert lengths[[1, 10, 100, 1000, 10_000]] == pytest.approx([1.11, 3.64, 8.70, 18.1, 30.5], rel=5e-3)
    assert np.all(np.diff(lengths) > 0)
    assert np.all(np.diff([loss(A, side, w) for w in path[::50]]) < 0)


def test_least_squares_masks_the_middle_sort_and_softmax_does_not():
    T, sort = MADE["three_x.npy"], MADE["three_y.npy"]
    B, Y = with_ones(T), np.eye(3)[sort]
    assert np.bincount(sort).tolist() == [22, 16, 22]

    by_least_squares = np.argmax(B @ np.linalg.lstsq(B, Y, rcond=None)[0], axis=1)
    assert not np.any(by_least_squares == 1)
    assert np.all(by_least_squares[sort != 1] == sort[sort != 1])

    W = np.zeros((3, 3))
    for _ in range(300):
        E = np.exp(B @ W - (B @ W).max(1, keepdims=True))
        W = W - 0.05 * B.T @ (E / E.sum(1, keepdims=True) - Y)
    assert np.sum(np.argmax(B @ W, axis=1) == sort) == 59


def test_the_slopes_of_question_3():
    p = 1 / (1 + np.exp(8))
    assert p == pytest.approx(0.0003, abs=5e-5)
    assert p - 1 == pytest.approx(-1, abs=1e-3)
    assert 2 * (p - 1) * p * (1 - p) == pytest.approx(-0.0007, abs=5e-5)


def test_a_small_turn_or_shift_of_the_fit_makes_fewer_mistakes_at_a_higher_loss():
    shifted = FITTED + np.array([0, 0, 0.3])
    assert mistakes(X, y, shifted) == 7
    assert loss(X, y, shifted) > loss(X, y, FITTED)
    shifts = [s for s in np.linspace(-3, 3, 361) if mistakes(X, y, FITTED + np.array([0, 0, s])) < 9]
    angles = np.radians(np.linspace(-90, 90, 361))
    turns = [a for a in angles if mistakes(X, y, [*turned(FITTED[:2], a), FITTED[2]]) < 9]
    assert min(np.abs(shifts)) < 0.1
    assert min(np.abs(turns)) < np.radians(5)


def test_no_line_makes_fewer_than_6_mistakes():
    """A line can be moved until it passes two seeds, which it then has on any side that one likes."""
    best = len(y)
    for i in range(len(y)):
        for j in range(i):
            across = np.array([X[i, 1] - X[j, 1], X[j, 0] - X[i, 0]])
            side = np.delete((X - X[i]) @ across > 0, [i, j])
            wrong = np.sum(side != np.delete(y, [i, j]))
            best = min(best, wrong, len(y) - 2 - wrong)
    assert best == 6


def test_the_threshold_with_the_fewest_mistakes_on_the_60_seeds():
    wrong = {t: int(np.sum((logits(X, FITTED) >= np.log(t / (1 - t))) != y)) for t in np.arange(1, 1000) / 1000}
    assert [wrong[t] for t in (0.2, 0.5, 0.8)] == [11, 9, 10]
    assert min(wrong.values()) == wrong[0.375] == 6
    assert [t for t in wrong if wrong[t] == 6] == [0.374, 0.375]


def test_lab_1s_distant_start_gets_nowhere_in_30_steps_at_rates_up_to_30():
    x, target = np.load(ROOT / "data" / "pts.npy").T
    for rate in np.geomspace(0.1, 30, 200):
        w = np.array([-20.0, 10.0])
        for _ in range(30):
            f = 1 / (1 + np.exp(-(w[0] * x + w[1])))
            w = w - rate * 2 * (f - target) * f * (1 - f) @ np.column_stack([x, np.ones_like(x)])
        assert np.sum((1 / (1 + np.exp(-(w[0] * x + w[1]))) - target) ** 2) > 2.88


def test_where_the_classes_overlap_w_settles_unless_the_rate_is_above_the_edge():
    A, side = MADE["separable_x.npy"], MADE["separable_y.npy"]
    towards = A[side == 1].mean(0) - A[side == 0].mean(0)
    closer = A - (side[:, None] - 0.5) * towards / np.linalg.norm(towards)
    w = lowest(closer, side)
    assert np.linalg.norm(w) == pytest.approx(2.77, abs=5e-3)
    assert mistakes(closer, side, w) == 5
    p = 1 / (1 + np.exp(-logits(closer, w)))
    H = with_ones(closer).T @ (with_ones(closer) * (p * (1 - p))[:, None])
    assert 2 / np.linalg.eigvalsh(H).max() == pytest.approx(0.53, abs=5e-3)
    for rate in (0.1, 0.2, 0.5, 0.52):
        assert walk(closer, side, rate, 3000)[-1] == pytest.approx(w, abs=1e-3)
    lengths = np.linalg.norm(walk(closer, side, 2, 2000)[100:], axis=1)
    assert (lengths.min(), lengths.max()) == pytest.approx((11.9, 16.3), abs=0.05)


def test_the_three_sorts_are_separable_so_that_softmax_never_settles():
    T, sort = with_ones(MADE["three_x.npy"]), MADE["three_y.npy"]
    W, lengths, right = np.zeros((3, 3)), {}, {}
    for step in range(1, 20_001):
        E = np.exp(T @ W - (T @ W).max(1, keepdims=True))
        W = W - 0.05 * T.T @ (E / E.sum(1, keepdims=True) - np.eye(3)[sort])
        if step in (300, 2000, 20_000):
            lengths[step], right[step] = np.linalg.norm(W), int(np.sum(np.argmax(T @ W, 1) == sort))
    assert right == {300: 59, 2000: 60, 20_000: 60}
    assert list(lengths.values()) == pytest.approx([11, 19, 46], abs=0.5)
