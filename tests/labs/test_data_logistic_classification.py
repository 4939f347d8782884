"""The data of lab 2 have the properties that they were made to show, and the numbers that its text quotes are true."""

import io
import re
import runpy

import numpy as np
import pytest
from courses import ROOT, read

LAB = "logistic_classification"
MADE = runpy.run_path(str(ROOT / "data" / "make_logistic.py"))["make_logistic"]()
X, y = MADE["data_x.npy"], MADE["data_y.npy"]
X_HELD, Y_HELD = MADE["held_out_x.npy"], MADE["held_out_y.npy"]
X_DAMP, Y_DAMP = MADE["rare_x.npy"], MADE["rare_y.npy"]
PENGUINS = runpy.run_path(str(ROOT / "data" / "make_penguins.py"))
MEASURED, SPECIES = np.load(ROOT / "data" / "penguins_x.npy"), np.load(ROOT / "data" / "penguins_y.npy")


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


def probabilities(X, w):
    return np.exp(-np.logaddexp(0, -logits(X, w)))


def matrix(X, y, w, threshold):
    called = probabilities(X, w) >= threshold
    return [[int(np.sum((y == i) & (called == j))) for j in (0, 1)] for i in (0, 1)]


def area(X, y, w):
    p = probabilities(X, w)
    ahead = p[y == 1][:, None] - p[y == 0]
    return np.mean((ahead > 0) + (ahead == 0) / 2)


def softmax(Z):
    E = np.exp(Z - Z.max(1, keepdims=True))
    return E / E.sum(1, keepdims=True)


def softmax_walk(B, labels, learning_rate, steps):
    """The path of gradient descent on the cross-entropy of B, (N, D+1), from zeros."""
    path, Y = [np.zeros((B.shape[1], 3))], np.eye(3)[labels]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * B.T @ (softmax(B @ path[-1]) - Y))
    return path


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


def test_the_threshold_trades_wasted_pots_for_seeds_thrown_away():
    precision, recall = {}, {}
    for t in (0.2, 0.5, 0.8):
        (_, wasted), (lost, found) = matrix(X_HELD, Y_HELD, FITTED, t)
        precision[t], recall[t] = found / (found + wasted), found / (found + lost)
    assert [round(precision[t], 2) for t in precision] == [0.72, 0.82, 0.95]
    assert [round(recall[t], 2) for t in recall] == [0.97, 0.86, 0.66]
    assert np.sum(Y_HELD) == 109


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


def test_the_fit_is_worse_on_the_seeds_that_were_held_out():
    assert mistakes(X, y, FITTED) / 60 == pytest.approx(0.15)
    assert len(Y_HELD) == 200
    assert mistakes(X_HELD, Y_HELD, FITTED) / 200 == pytest.approx(0.175)
    assert loss(X, y, FITTED) / 60 == pytest.approx(0.30, abs=5e-3)
    assert loss(X_HELD, Y_HELD, FITTED) / 200 == pytest.approx(0.38, abs=5e-3)
    assert np.sqrt(0.175 * 0.825 / 200) == pytest.approx(0.03, abs=5e-3)
    assert matrix(X_HELD, Y_HELD, FITTED, 0.5) == [[71, 20], [15, 94]]
    assert (area(X, y, FITTED), area(X_HELD, Y_HELD, FITTED)) == pytest.approx((0.947, 0.908), abs=5e-4)


def test_the_best_training_threshold_is_not_the_best_on_held_out_seeds():
    (_, wasted), (lost, _) = matrix(X_HELD, Y_HELD, FITTED, 0.375)
    assert wasted + lost == 42
    (_, wasted), (lost, _) = matrix(X_HELD, Y_HELD, FITTED, 0.5)
    assert wasted + lost == 35


def test_what_was_safe_in_training_loses_a_held_out_seed():
    assert matrix(X, y, FITTED, 0.04)[1] == [0, 34]
    assert matrix(X_HELD, Y_HELD, FITTED, 0.04) == [[28, 63], [1, 108]]


def test_a_line_with_6_training_mistakes_makes_42_on_held_out_seeds():
    angle = np.radians(31)
    w = 2 * np.array([np.cos(angle), np.sin(angle), 0.28])
    assert mistakes(X, y, w) == 6
    assert mistakes(X_HELD, Y_HELD, w) == 42


def test_the_likelihood_and_its_logarithm_are_best_at_the_same_place_and_the_product_underflows():
    a = np.linspace(0, 6, 121)
    p = np.array([probabilities(X, np.array([v, v, 0])) for v in a])
    happened = np.where(y == 1, p, 1 - p)
    assert np.argmax(np.prod(happened, 1)) == np.argmin(-np.sum(np.log(happened), 1))
    assert np.max(np.prod(np.tile(happened, 50), 1)) == 0.0


def test_the_loss_at_zero_is_n_log_2():
    assert loss(X, y, np.zeros(3)) == pytest.approx(60 * np.log(2)) == pytest.approx(41.6, abs=0.05)


def test_a_seed_far_away_turns_the_line_of_least_squares_and_not_that_of_the_fit():
    squares, fitted = [], []
    for far in (0, 1, 3):
        more = np.column_stack([np.full(far, 8.0), np.linspace(0, 0.5, far)])
        X_more, y_more = np.vstack([X, more]), np.append(y, np.ones(far, int))
        w = np.linalg.lstsq(with_ones(X_more), y_more, rcond=None)[0] - [0, 0, 0.5]
        squares.append(mistakes(X, y, w))
        fitted.append(mistakes(X, y, walk(X_more, y_more, 0.05, 60)[-1]))
        if far:
            assert logits(np.array([[8.0, 0.0]]), w) + 0.5 > 1
    assert squares == [9, 11, 16]
    assert fitted == [9, 9, 9]
    wrong_label = np.vstack([X, [8.0, 0.0]]), np.append(y, 0)
    assert mistakes(X, y, walk(*wrong_label, 0.05, 60)[-1]) == 11


def test_where_class_1_is_rare_the_error_is_hardly_below_that_of_always_no():
    held_out = X_DAMP[400:], Y_DAMP[400:]
    path = walk(X_DAMP[:400], Y_DAMP[:400], 0.01, 200)
    w = path[-1]
    assert np.all(np.diff([loss(X_DAMP[:400], Y_DAMP[:400], v) for v in path]) < 0)
    assert (Y_DAMP[:400].sum(), held_out[1].sum()) == (20, 23)
    assert 1 - 23 / 400 == 0.9425
    assert matrix(*held_out, w, 0.5) == [[372, 5], [17, 6]]
    assert pytest.approx(0.945) == 1 - (5 + 17) / 400
    assert matrix(*held_out, w, 0.05) == [[292, 85], [3, 20]]
    assert area(*held_out, w) == pytest.approx(0.90, abs=5e-3)


def test_the_threshold_from_the_costs_is_near_the_cheapest_one():
    held_out, w = (X_DAMP[400:], Y_DAMP[400:]), walk(X_DAMP[:400], Y_DAMP[:400], 0.01, 200)[-1]

    def cost(threshold):
        (_, thrown_away), (missed, _) = matrix(*held_out, w, threshold)
        return thrown_away + 20 * missed

    assert [cost(t) for t in (0, 0.5, 1 / 21, 1.01)] == [377, 345, 147, 460]
    assert min(cost(t) for t in np.linspace(0.002, 0.998, 499)) == 139


def test_a_penalty_ends_the_growth_of_w():
    A, side = MADE["separable_x.npy"], MADE["separable_y.npy"]
    ends = {}
    for lam in (0, 0.01, 0.1, 1):
        w, lengths = np.zeros(3), []
        for _ in range(2000):
            w = w - 0.2 * (slope(A, side, w) + lam * w * [1, 1, 0])
            lengths.append(np.linalg.norm(w))
        ends[lam] = lengths[-1]
        settled = abs(lengths[-1] - lengths[-500]) < 0.01 * lengths[-1]
        assert settled == (lam > 0)
    assert list(ends.values()) == pytest.approx([21.6, 11.1, 5.07, 1.99], rel=5e-3)


def test_softmax_needs_its_steps():
    T, sort = with_ones(MADE["three_x.npy"]), MADE["three_y.npy"]
    W = softmax_walk(T, sort, 0.05, 2)[-1]
    assert np.sum(np.argmax(T @ W, 1)[sort == 1] == 1) == 6


def test_the_penguins_are_those_of_their_source():
    """The means are those that the package's own documentation prints."""
    assert MEASURED.shape == (342, 4)
    assert np.bincount(SPECIES).tolist() == [151, 68, 123]
    assert MEASURED.mean(0) == pytest.approx([43.92, 17.15, 200.92, 4201.75], abs=5e-3)
    for name in ("penguins_x.npy", "penguins_y.npy"):
        for folder in (f"source/{LAB}", f"release/{LAB}"):
            assert np.array_equal(np.load(ROOT / folder / name), np.load(ROOT / "data" / name))
    assert (ROOT / "data" / "penguins.md").exists()


def test_penguins_without_measurements_are_left_out():
    table = """species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year
Gentoo,Biscoe,46.1,13.2,211,4500,female,2007
Adelie,Torgersen,NA,NA,NA,NA,NA,2007
Chinstrap,Dream,46.5,17.9,192,3500,,2007
"""
    features, species = PENGUINS["measured"](io.StringIO(table))
    assert features.tolist() == [[46.1, 13.2, 211, 4500], [46.5, 17.9, 192, 3500]]
    assert species.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("columns", "wrong", "per_penguin", "by_squares"),
    [([0, 1], [10, 3], [0.084, 0.089], [16, 11]), ([0, 1, 2, 3], [0, 0], [0.022, 0.024], [5, 2])],
)
def test_the_penguins_start_at_n_log_3_and_are_told_apart(columns, wrong, per_penguin, by_squares):
    sets = np.split(np.arange(342), [228])
    B = with_ones((MEASURED - MEASURED[sets[0]].mean(0))[:, columns] / MEASURED[sets[0]].std(0)[columns])
    path = softmax_walk(B[sets[0]], SPECIES[sets[0]], 0.005, 400)
    losses = [-np.sum(np.log(softmax(B @ W)[sets[0], SPECIES[sets[0]]])) for W in path]
    assert losses[0] == pytest.approx(228 * np.log(3)) == pytest.approx(250.5, abs=0.05)
    assert np.all(np.diff(losses) < 0)
    squares = np.linalg.lstsq(B[sets[0]], np.eye(3)[SPECIES[sets[0]]], rcond=None)[0]
    for rows, mistakes_, mean, squares_wrong in zip(sets, wrong, per_penguin, by_squares, strict=True):
        assert np.sum(np.argmax(B[rows] @ path[-1], 1) != SPECIES[rows]) == mistakes_
        assert -np.mean(np.log(softmax(B[rows] @ path[-1])[np.arange(len(rows)), SPECIES[rows]])) == pytest.approx(
            mean, abs=5e-4
        )
        assert np.sum(np.argmax(B[rows] @ squares, 1) != SPECIES[rows]) == squares_wrong


def test_without_standard_units_the_penguins_need_a_rate_of_1e_9():
    """At W = 0 the Hessian is (I − 1/3) / 3 times the table of products of the features."""
    B = with_ones(MEASURED[:228])
    assert 2 / (np.linalg.eigvalsh(B.T @ B).max() / 3) == pytest.approx(1.4e-9, rel=0.05)


def test_comments_and_docstrings_are_short_enough_for_a_narrow_window():
    for cell in read(ROOT / "release" / LAB / f"{LAB}.ipynb").cells:
        text = re.findall(r'^#.*|"""(?:.|\n)*?"""', cell.source, re.M) if cell.cell_type == "code" else []
        assert all(len(line) <= 88 for part in text for line in part.splitlines()), cell.source
