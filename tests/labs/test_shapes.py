"""Every reference solution works for shapes other than the notebook's own, in single precision, and for lists."""

import contextlib
import copy
import functools
import io
import itertools
import re

import numpy as np
import pytest
from courses import LABS, ROOT, read

from examiner.notebook.cells import is_check, is_exercise, is_test, nbgrader

rng = np.random.default_rng(7)
SIZES = [(1, 1), (9, 3), (30, 5)]


def numbers(*shape):
    return rng.normal(size=shape)


def network(d, h):
    return {"W": numbers(h, d), "b": numbers(h, 1), "U": numbers(1, h), "c": numbers(1, 1)}


def seeded():
    return np.random.default_rng(3)


def slope(w):
    return 2 * np.asarray(w) + 1


def height(w):
    return np.sum(np.asarray(w) ** 2) + np.prod(w)


def size_of(params):
    return sum(np.sum(np.asarray(value) ** 2) for value in params.values())


def layers(*sizes):
    """Return the pairs (W, b) of a network with layers of these sizes, the input first."""
    return [(numbers(outputs, inputs), numbers(outputs, 1)) for inputs, outputs in itertools.pairwise(sizes)]


def cut_off(v):
    return np.maximum(v, 0)


def through_cut_off(v, g):
    return np.where(np.asarray(v) > 0, g, 0.0)


def passed(samples, *sizes):
    """Return layers of these sizes and the cache of the way of a few samples through them: pairs (x, v)."""
    these, cache = layers(*sizes), []
    for W, b in these:
        x = cut_off(cache[-1][1]) if cache else numbers(sizes[0], samples)
        cache.append((x, W @ x + b))
    return these, cache


def halfway(w, memory, grad):
    memory = 1 if memory is None else memory + 1
    return np.asarray(w) - 0.1 / memory * np.asarray(grad), memory


def classes(n, c=2):
    return np.arange(n) % c


def one_hot(n, c):
    return np.eye(c)[classes(n, c)]


def shares(n, c):
    table = np.exp(numbers(n, c))
    return table / table.sum(axis=1, keepdims=True)


def symmetric(d):
    return np.diag(np.arange(1.0, d + 1)) + 0.01


def halving(state):
    return (8.0, 8.0, 0) if state is None else (state / 2, state / 2, 2)


CALLS = {
    "sigmoid_fit": {
        "sigmoid": [(numbers(4),), (numbers(2, 3),), (numbers(2, 1, 3),), (0.3,)],
        "predict": [(numbers(n), numbers(2)) for n in (1, 7, 40)],
        "sse": [(numbers(n), numbers(n), numbers(2)) for n in (1, 7, 40)],
        "sse_grad": [(numbers(n), numbers(n), numbers(2)) for n in (1, 7, 40)],
        "numeric_grad": [(height, numbers(d)) for d in (1, 3, 6)],
        "gradient_descent": [(slope, numbers(d), rate(d), 4) for d in (1, 3) for rate in (lambda d: 0.1, numbers)],
        "descend_until": [(slope, numbers(d), 0.1, 1e-2, 500) for d in (1, 3, 6)],
        "risk": [(numbers(2),)],
        "risk_grad": [(numbers(2),)],
        "max_stable_learning_rate": [(symmetric(d),) for d in (1, 3, 6)],
    },
    "logistic_classification": {
        "add_bias": [(numbers(n, d),) for n, d in SIZES],
        "predict_proba": [(numbers(n, d), numbers(d + 1)) for n, d in SIZES],
        "bce": [(numbers(n, d), classes(n), numbers(d + 1)) for n, d in SIZES],
        "bce_grad": [(numbers(n, d), classes(n), numbers(d + 1)) for n, d in SIZES],
        "fit": [(numbers(n, d), classes(n), numbers(d + 1), 0.01, 5) for n, d in SIZES],
        "boundary": [(numbers(3), numbers(n)) for n in (1, 5)] + [(numbers(3), 0.4)],
        "classify": [(numbers(n, d), numbers(d + 1), 0.4) for n, d in SIZES],
        "error_rate": [(classes(n), classes(n)[::-1]) for n in (1, 6, 30)],
        "confusion_matrix": [(classes(n), classes(n)[::-1]) for n in (1, 6, 30)],
        "precision_recall": [(classes(n), classes(n)[::-1]) for n in (1, 6, 30)],
        "auc": [(classes(n), numbers(n)) for n in (2, 7, 30)],
        "cost_threshold": [(1.5, 4.0), (3, 1)],
        "bce_l2": [(numbers(n, d), classes(n), numbers(d + 1), 0.3) for n, d in SIZES],
        "one_hot": [(classes(n, c), c) for n, c in ((1, 2), (7, 3), (9, 5))],
        "softmax": [(numbers(n, c),) for n, c in ((1, 2), (7, 3), (9, 5))],
        "cross_entropy": [(one_hot(n, c), shares(n, c)) for n, c in ((1, 2), (7, 3), (9, 5))],
        "softmax_grad": [(numbers(n, d), one_hot(n, c), numbers(d + 1, c)) for n, d, c in ((1, 1, 2), (7, 3, 4))],
    },
    "mlp_backprop": {
        "phi": [(numbers(3, 4), 2.0), (0.3, 2.0)],
        "phi_prime": [(numbers(3, 4), 2.0), (0.3, 2.0)],
        "count_params": [((4, 1),), ((3, 4, 2, 5),)],
        "init_params": [(d, h, 0.5, seeded()) for d, h in ((1, 1), (3, 6))],
        "forward": [(numbers(d, n), network(d, h), 2.0) for n, d, h in ((1, 1, 1), (5, 3, 6))],
        "linear_vjp": [(numbers(h, d), numbers(d, n), numbers(h, n)) for n, d, h in ((1, 1, 1), (5, 3, 6))],
        "phi_vjp": [(numbers(3, 4), 2.0, numbers(3, 4)), (0.3, 2.0, 0.5)],
        "backward": [(numbers(d, n), numbers(1, n), network(d, h), 2.0) for n, d, h in ((1, 1, 1), (5, 3, 6))],
        "gradient_check": [
            (size_of, (p := network(d, h)), {k: 3 * v for k, v in p.items()}) for d, h in ((1, 1), (3, 2))
        ],
        "minibatches": [(n, size, seeded()) for n, size in ((1, 5), (7, 3), (12, 4))],
        "train": [
            (numbers(d, n), numbers(1, n), network(d, 3), 1.0, 0.1, 3, 4, seeded()) for n, d in ((5, 1), (10, 3))
        ],
        "bce_head": [(numbers(n), classes(n)) for n in (1, 6)] + [(numbers(1, 6), classes(6)[None])],
        "at_slope_one": [(3.0, 0.5, 0.2)],
        "relu_vjp": [(numbers(3, 4), numbers(3, 4)), (-0.3, 0.5)],
        "forward_layers": [(numbers(3, 5), layers(3, 4), cut_off), (numbers(1, 2), layers(1, 6, 4, 2), cut_off)],
        "backward_layers": [
            (numbers(sizes[-1], n), *passed(n, *sizes), through_cut_off)
            for n, sizes in ((5, (3, 4)), (2, (1, 6, 4, 2)))
        ],
        "decay_step": [(layers(*sizes), layers(*sizes), 0.3, 0.05) for sizes in ((3, 4), (1, 6, 4, 2))],
        "union_network": [([(numbers(m, 2), numbers(m, 1)) for m in sides],) for sides in ((3,), (3, 1, 5))],
    },
    "optimizer_comparison": {
        "gabor": [(numbers(n), numbers(2)) for n in (1, 7, 40)],
        "gabor_loss": [(numbers(n), numbers(n), numbers(2)) for n in (1, 7, 40)],
        "gabor_grad": [(numbers(n), numbers(n), numbers(2)) for n in (1, 7, 40)],
        "random_search": [(height, -np.ones(d), np.ones(d), 9, seeded()) for d in (1, 2, 5)],
        "gd_step": [(numbers(d), numbers(d), 0.1) for d in (1, 2, 5)],
        "hessian": [(height, numbers(d)) for d in (1, 2, 5)],
        "classify_point": [(sign * symmetric(d),) for d in (1, 2, 5) for sign in (-1, 1)],
        "line_search": [(lambda t: (t - 0.3) ** 2, 0.0, 2.0, 1e-3)],
        "decayed": [(0.5, 4)],
        "sgd": [(lambda w, i: slope(w) * len(i), numbers(d), 7, 3, 0.01, 2, seeded()) for d in (1, 2, 5)],
        "momentum_step": [(numbers(d), numbers(d), numbers(d), 0.1, 0.9) for d in (1, 2, 5)],
        "nesterov_step": [(numbers(d), numbers(d), slope, 0.1, 0.9) for d in (1, 2, 5)],
        "normalized_step": [(numbers(d), numbers(d), 0.1, 1e-3) for d in (1, 2, 5)],
        "adam_step": [
            (numbers(d), numbers(d), numbers(d) ** 2, 3, numbers(d), 0.1, 0.9, 0.99, 1e-3) for d in (1, 2, 5)
        ],
        "rmsprop_step": [(numbers(d), numbers(d) ** 2, numbers(d), 0.1, 0.9, 1e-3) for d in (1, 2, 5)],
        "momentum_edge": [(0.3, 2.0)],
        "best_memory": [(7.0,)],
        "tune": [(lambda rate: np.array([rate, 1 / rate, rate * rate]), [0.3, 2.0, 0.9])],
        "race": [({"one": halving, "two": halving}, budget) for budget in (1, 7)],
    },
    "digits": {
        "nearest_mean": [
            (numbers(d, n), classes(n, c), numbers(d, 5)) for n, d, c in ((2, 1, 2), (9, 3, 3), (30, 5, 4))
        ],
        "softmax_head": [(numbers(c, n), classes(n, c)) for n, c in ((1, 2), (7, 3), (9, 5))],
        "start_layers": [(sizes, seeded()) for sizes in ((1, 1), (4, 3), (5, 2, 6, 3))],
        "loss_and_grads": [
            (numbers(sizes[0], n), classes(n, sizes[-1]), layers(*sizes), 0.3)
            for n, sizes in ((1, (2, 2)), (7, (3, 5, 4)), (9, (2, 3, 4, 3)))
        ],
        "pack": [(layers(1, 1),), (layers(3, 5, 4),)],
        "unpack": [(numbers(2), layers(1, 1)), (numbers(44), layers(3, 5, 4))],
        "fit": [
            (numbers(d), lambda w, batch: np.asarray(w) + sum(batch), halfway, n, size, 3, seeded())
            for d, n, size in ((1, 5, 2), (4, 7, 7))
        ],
        "early_stop": [(numbers(n), patience) for n, patience in ((1, 1), (9, 2), (20, 5))],
        "confusion_matrix": [(classes(n, c), classes(n, c)[::-1], c) for n, c in ((1, 2), (7, 3), (9, 5))],
        "hardest": [(shares(n, c).T, classes(n, c), k) for n, c, k in ((1, 2, 1), (7, 3, 4), (9, 5, 9))],
    },
    "least_squares": {
        "design_matrix": [(numbers(n), degree) for n, degree in ((1, 0), (7, 3))],
        "mse": [(numbers(n, d), numbers(n), numbers(d)) for n, d in SIZES],
        "least_squares": [(numbers(n, d), numbers(n)) for n, d in SIZES],
        "ridge": [(numbers(n, d), numbers(n), 0.5) for n, d in [*SIZES, (3, 6)]],
        "k_fold": [(n, k, seeded()) for n, k in ((2, 2), (7, 3), (20, 5))],
        "cross_validate": [(numbers(n), numbers(n), 2, np.array([0.1, 1]), k, seeded()) for n, k in ((9, 3), (20, 5))],
        "pca": [(numbers(n, d),) for n, d in ((2, 1), (9, 3), (30, 5))],
        "mean_and_error": [(numbers(*shape),) for shape in ((2,), (9,), (5, 3))],
        "reconstruct": [(numbers(n, d), k) for n, d, k in ((4, 1, 0), (9, 3, 2), (3, 6, 1))],
    },
}
CASES = [(lab, name) for lab, calls in CALLS.items() for name in calls]


@functools.cache
def solutions(lab):
    """Return the instructor's functions of a lab by name."""
    names = {}
    with contextlib.chdir(ROOT / "source" / lab), contextlib.redirect_stdout(io.StringIO()):
        for cell in read(ROOT / "source" / lab / f"{lab}.ipynb").cells:
            if cell.cell_type == "code" and nbgrader(cell) and not is_test(cell) and not is_check(cell):
                exec(cell.source, names)
    if lab == "mlp_backprop":
        forward, backward = names["forward"], names["backward"]

        def with_its_cache(X, Y, params, alpha):
            return backward(X, Y, params, forward(X, params, alpha)[1], alpha)

        return {**names, "backward": with_its_cache}
    return names


def changed(value, kind):
    """Return an argument with its arrays as lists, or its numbers in single precision."""
    if isinstance(value, dict):
        return {key: changed(part, kind) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist() if kind == "lists" else value.astype(np.float32) if value.dtype == float else value
    return copy.deepcopy(value)


def parts(result):
    """Return a result as a flat list of arrays and words."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, tuple | list):
        return [part for value in result for part in parts(value)]
    return [result if isinstance(result, str) else np.asarray(result)]


@pytest.mark.parametrize("kind", ["lists", "float32"])
@pytest.mark.parametrize(("lab", "name"), CASES)
def test_a_solution_gives_the_same_for_other_shapes_in_lists_and_in_single_precision(lab, name, kind):
    solution = solutions(lab)[name]
    for args in CALLS[lab][name]:
        expected = parts(solution(*copy.deepcopy(args)))
        got = parts(solution(*(changed(arg, kind) for arg in args)))
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            if isinstance(one, str):
                assert one == other
                continue
            assert one.shape == other.shape
            assert np.isfinite(other).all()
            one, other = (np.abs(one), np.abs(other)) if name == "pca" else (one, other)  # a vector or its negative
            exact = kind == "lists"
            np.testing.assert_allclose(one, other, rtol=1e-9 if exact else 1e-3, atol=1e-12 if exact else 1e-4)


@pytest.mark.parametrize("lab", LABS)
def test_every_exercise_with_arguments_is_called(lab):
    cells = read(ROOT / "source" / lab / f"{lab}.ipynb").cells
    answers = {nbgrader(cell)["grade_id"]: cell.source for cell in cells if is_exercise(cell)}
    functions = {name for name, source in answers.items() if re.search(rf"^def {name}\(\w", source, re.M)}
    assert functions == set(CALLS[lab])
