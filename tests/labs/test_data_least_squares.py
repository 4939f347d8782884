"""The data of the warm-up have the properties that they were made to show, and its text quotes them right."""

import runpy

import numpy as np
import pytest
from courses import ROOT

x, y = np.load(ROOT / "data" / "rail.npy").T
x_new, y_new = np.load(ROOT / "data" / "rail_new.npy").T
leaves = np.load(ROOT / "data" / "leaves.npy")
penguins, species = np.load(ROOT / "data" / "penguins_x.npy"), np.load(ROOT / "data" / "penguins_y.npy")
LAMS = 10.0 ** np.arange(-8, 4)


def matrix(positions, degree):
    return np.vander(positions, degree + 1, increasing=True)


def fit(degree, lam=0.0, samples=slice(None)):
    X = matrix(x[samples], degree)
    return np.linalg.solve(X.T @ X + lam * np.eye(degree + 1), X.T @ y[samples])


def error(w, positions, temperatures):
    return np.mean((matrix(positions, len(w) - 1) @ w - temperatures) ** 2)


@pytest.mark.parametrize("folder", ["data", "source/least_squares", "release/least_squares"])
def test_the_files_are_what_their_scripts_make(folder):
    rail, rail_new = runpy.run_path(str(ROOT / "data" / "make_rail.py"))["make_rail"]()
    made = {"rail": rail, "rail_new": rail_new}
    made["leaves"] = runpy.run_path(str(ROOT / "data" / "make_leaves.py"))["make_leaves"]()
    for name, array in made.items():
        assert np.array_equal(np.load(ROOT / folder / f"{name}.npy"), array)
    assert np.array_equal(np.load(ROOT / folder / "penguins_x.npy"), penguins)
    assert np.array_equal(np.load(ROOT / folder / "penguins_y.npy"), species)


def test_the_error_on_the_samples_of_the_fit_falls_with_every_degree():
    assert np.all(np.diff([error(fit(degree), x, y) for degree in range(13)]) < 0)


def test_the_error_on_new_samples_is_lowest_at_degree_6_and_leaps_up_after_8():
    new = np.array([error(fit(degree), x_new, y_new) for degree in range(13)])
    assert np.argmin(new) == 6
    assert new[6] == pytest.approx(1.13, abs=5e-3)
    assert max(new[6:9]) < 1.3
    assert new[10] == pytest.approx(19, abs=0.5)
    assert new[12] == pytest.approx(13, abs=0.5)


def test_the_largest_weight_is_15_at_degree_3_and_6205_at_degree_12():
    assert np.abs(fit(3)).max() == pytest.approx(15, abs=0.5)
    assert np.abs(fit(12)).max() == pytest.approx(6205, abs=0.5)


def test_ridge_at_degree_12_is_best_at_a_hundredth_and_sinks_to_0_at_a_thousand():
    new = [error(fit(12, lam), x_new, y_new) for lam in LAMS]
    assert LAMS[np.argmin(new)] == pytest.approx(0.01)
    assert min(new) == pytest.approx(1.36, abs=5e-3)
    assert np.argmin([error(fit(12, lam), x, y) for lam in LAMS]) == 0
    assert np.abs(matrix(x, 12) @ fit(12, 1000)).max() < 0.6 < y.min()


@pytest.mark.parametrize("seed", range(3))
def test_cross_validation_finds_a_hundredth_for_the_shuffles_of_the_lab(seed):
    folds = np.array_split(np.random.default_rng(seed).permutation(20), 5)
    errors = np.zeros(len(LAMS))
    for fold in folds:
        rest = np.setdiff1d(np.arange(20), fold)
        errors += [error(fit(12, lam, rest), x[fold], y[fold]) / 5 for lam in LAMS]
    assert LAMS[np.argmin(errors)] == pytest.approx(0.01)
    assert errors[0] > 100 * errors.min() < errors[-1] * 100


def test_cross_validation_finds_a_good_lam_for_most_shuffles():
    found = []
    for seed in range(100):
        errors = np.zeros(len(LAMS))
        for fold in np.array_split(np.random.default_rng(seed).permutation(20), 5):
            rest = np.setdiff1d(np.arange(20), fold)
            errors += [error(fit(12, lam, rest), x[fold], y[fold]) / 5 for lam in LAMS]
        found.append(LAMS[np.argmin(errors)])
    assert np.mean(np.isclose(found, 0.01) | np.isclose(found, 0.001) | np.isclose(found, 0.1)) > 0.9


def mean_and_error(errors):
    return np.mean(errors, axis=0), np.std(errors, axis=0, ddof=1) / np.sqrt(len(errors))


def test_the_folds_cannot_tell_a_hundredth_from_its_neighbours():
    folds = np.array_split(np.random.default_rng(0).permutation(20), 5)
    rest = [np.setdiff1d(np.arange(20), fold) for fold in folds]
    errors = [[error(fit(12, lam, r), x[f], y[f]) for lam in LAMS] for f, r in zip(folds, rest, strict=True)]
    mean, bar = mean_and_error(errors)
    assert mean[5:8] == pytest.approx([2.85, 2.31, 3.07], abs=5e-3)
    assert bar[5:8] == pytest.approx([0.78, 0.73, 0.39], abs=5e-3)
    assert np.all(np.abs(mean[[5, 7]] - mean[6]) < bar[[5, 7]] + bar[6])
    assert bar[4] > 0.7 * mean[4]
    tested = mean_and_error((matrix(x_new, 12) @ fit(12, 0.01) - y_new) ** 2)
    assert tested == pytest.approx((1.36, 0.13), abs=6e-3)


def left_out(degree, lam):
    """Return the cross-validated error with each sample as a fold of its own."""
    others = [np.delete(np.arange(20), i) for i in range(20)]
    return np.mean([error(fit(degree, lam, rest), x[i : i + 1], y[i : i + 1]) for i, rest in enumerate(others)])


def test_degree_12_needs_a_penalty_of_a_seventh_of_a_thousandth_to_get_below_5_and_with_a_hundredth_degrees_agree():
    assert left_out(12, 0) > 2000
    assert left_out(12, 1e-4) == pytest.approx(8.07, abs=5e-3)
    assert left_out(12, 1.36e-4) > 5 > left_out(12, 1.39e-4)
    assert all(2.3 < left_out(degree, 0.01) < 2.7 for degree in range(4, 13))


def test_ten_steps_end_lowest_with_a_learning_rate_of_73_hundredths():
    X, rates = matrix(x, 1), np.arange(0.02, 1, 0.01)
    w = np.tile([2.0, -8.0], (len(rates), 1))
    for _ in range(10):
        w = w - rates[:, None] * 2 / 20 * (w @ X.T - y) @ X
    above = np.mean((w @ X.T - y) ** 2, axis=1) - error(fit(1), x, y)
    assert rates[np.argmin(above)] == pytest.approx(0.73)
    assert above[np.isclose(rates, 0.1)] == pytest.approx(14.4, abs=0.05)


def test_the_last_of_the_three_lines_is_closest_and_no_sample_is_colder_than_4_degrees():
    errors = [error(np.array(w), x, y) for w in ((8, 0), (10, 8), (11, 4))]
    assert errors == sorted(errors, reverse=True)
    assert y.min() > 4
    assert 273 + y.mean() == pytest.approx(284, abs=0.5)


def test_the_edge_of_the_learning_rate_is_where_the_lab_says():
    curvatures = np.linalg.eigvalsh(2 / 20 * matrix(x, 1).T @ matrix(x, 1))
    assert 2 / curvatures.max() == pytest.approx(0.993, abs=5e-4)


def test_noise_with_a_mean_moves_the_intercept_and_not_the_slope():
    rng, positions = np.random.default_rng(0), np.linspace(-5, 5, 20)
    noise = 2 * rng.random((20, 1000))
    w0, w1 = np.linalg.lstsq(matrix(positions, 1), (1 + positions / 2)[:, None] + noise, rcond=None)[0]
    assert np.mean(w0) == pytest.approx(2, abs=0.02)
    assert np.mean(w1) == pytest.approx(0.5, abs=0.01)


def test_three_rows_of_the_lectures_table_fit_the_bowl_and_the_fourth_does_not():
    w0, w1, printed = np.array([[0.2, 0.2, 10.4], [0.3, 0.7, 7.2], [0.6, 0.4, 1.0], [0.9, 0.7, 16.2]]).T
    bowl = 100 * (w0 - 1 / 2) ** 2 + 36 * (w1 - 2 / 5) ** 2
    assert np.round(bowl[:3], 1) == pytest.approx(printed[:3])
    assert bowl[3] == pytest.approx(19.24)
    tries = np.random.default_rng(0).random((200_000, 2)) - [1 / 2, 2 / 5]
    assert np.mean(tries**2 @ [100, 36] <= 0.2) == pytest.approx(np.pi * 0.2 / 60, rel=0.05)


def test_the_first_axis_of_the_leaves_is_steeper_than_the_least_squares_line():
    C = np.cov(leaves.T)
    eigenvalues, vectors = np.linalg.eigh(C)
    assert eigenvalues[1] / eigenvalues.sum() == pytest.approx(0.85, abs=5e-3)
    assert vectors[1, 1] / vectors[0, 1] == pytest.approx(0.87, abs=5e-3)
    assert C[0, 1] / C[0, 0] == pytest.approx(0.64, abs=5e-3)


def test_three_axes_hold_95_percent_of_the_penguins_variance():
    standardised = (penguins - penguins.mean(axis=0)) / penguins.std(axis=0)
    U, s, Vt = np.linalg.svd(standardised, full_matrices=False)
    eigenvalues = np.linalg.eigvalsh(np.cov(standardised.T))[::-1]
    assert s**2 / 341 == pytest.approx(eigenvalues)
    assert eigenvalues / eigenvalues.sum() == pytest.approx([0.69, 0.19, 0.09, 0.03], abs=5e-3)
    assert np.cumsum(eigenvalues)[1:3] / eigenvalues.sum() == pytest.approx([0.88, 0.97], abs=5e-3)
    # Gentoo, and only they, lie on one side of a line
    along = np.column_stack([(U * s)[:, :2], np.ones(342)])
    cut = np.linalg.lstsq(along, species == 2, rcond=None)[0]
    assert np.array_equal(along @ cut > 0.5, species == 2)
    for k in range(5):
        lost = np.sum((standardised - (U[:, :k] * s[:k]) @ Vt[:k]) ** 2)
        assert lost == pytest.approx(np.sum(s[k:] ** 2), abs=1e-9)


def test_in_millimetres_and_grams_the_first_axis_of_the_penguins_is_their_mass():
    values, vectors = np.linalg.eigh(np.cov(penguins.T))
    assert values[-1] / values.sum() == pytest.approx(0.9999, abs=5e-5)
    assert abs(vectors[3, -1]) > 0.999
