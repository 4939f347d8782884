"""What a number found with a slider must do: judged by the student's own functions, so that no right number is stored.

A property is called with the number, the student's functions, and by name the numbers that the lab's check gives it. It
returns "" where the number has it, and a sentence that says what is wrong otherwise.
"""

from collections.abc import Callable

import numpy as np


def walk_ends_below(
    rate: float,
    sse: Callable,
    sse_grad: Callable,
    gradient_descent: Callable,
    *,
    x: np.ndarray,
    y: np.ndarray,
    start: np.ndarray,
    steps: int,
    below: float,
    spare: float,
) -> str:
    """The smallest rate with which a walk ends below a loss, up to a factor of `spare` too large."""

    def end(rate):
        path = gradient_descent(lambda w: sse_grad(x, y, w), start, rate, steps)
        return sse(x, y, path[-1])

    if not end(1.01 * rate) < below:
        return f"with this rate, your walk of {steps} steps does not end below a loss of {below:g}"
    if end(rate / spare) < below:
        return f"your walk ends below {below:g} with a clearly smaller rate, too"
    return ""


def walk_ends_lowest(
    rate: float,
    design_matrix: Callable,
    mse: Callable,
    *,
    x: np.ndarray,
    y: np.ndarray,
    start: np.ndarray,
    steps: int,
    within: float,
) -> str:
    """The rate with which a walk on the error of a line ends lowest, to within the share `within`."""
    X = np.asarray(design_matrix(x, 1), dtype=float)

    def end(rate):
        w = start
        for _ in range(steps):
            w = w - rate * 2 / len(y) * X.T @ (X @ w - y)
        return mse(X, y, w)

    if rate <= 0:
        return "a learning rate is above 0"
    less, more = rate / (1 + within), rate * (1 + within)
    if end(less) < end(1.001 * less):
        return f"too large: with a clearly smaller rate the {steps} steps end lower"
    if end(more) < end(more / 1.001):
        return f"too small: with a clearly larger rate the {steps} steps end lower"
    return ""


def validates_below(
    lam: float, cross_validate: Callable, *, x: np.ndarray, y: np.ndarray, degree: int, below: float, spare: float
) -> str:
    """The smallest λ with which the error, each sample a fold of its own, is below a bound, up to a factor `spare`."""
    if lam <= 0:
        return "λ is above 0"
    lams, rng = np.array([1.01 * lam, lam / spare]), np.random.default_rng(0)
    here, with_less = np.asarray(cross_validate(x, y, degree, lams, len(x), rng), dtype=float)
    if not here < below:
        return f"with this λ, your cross-validated error is not below {below:g}"
    return f"your error is below {below:g} with a clearly smaller λ, too" if with_less < below else ""


def walk_arrives(
    rate: float,
    sse: Callable,
    sse_grad: Callable,
    gradient_descent: Callable,
    *,
    x: np.ndarray,
    y: np.ndarray,
    start: np.ndarray,
    steps: int,
    within: float,
) -> str:
    """The largest rate with which a walk beside the minimum of a loss of samples closes in on it, as walk_closes_in."""
    return walk_closes_in(
        rate,
        lambda w: sse(x, y, w),
        lambda w: sse_grad(x, y, w),
        gradient_descent,
        start=start,
        steps=steps,
        within=within,
    )


def walk_closes_in(
    rate: float,
    risk: Callable,
    risk_grad: Callable,
    gradient_descent: Callable,
    *,
    start: np.ndarray,
    steps: int,
    within: float,
) -> str:
    """The largest rate with which a walk ends lower than it began, to within the share `within`."""

    def closes_in(rate):
        path = gradient_descent(risk_grad, start, rate, steps)
        return bool(risk(path[-1]) < risk(path[0]))

    if rate <= 0:
        return "a learning rate is above 0"
    with np.errstate(all="ignore"):
        if not closes_in((1 - within) * rate):
            return "with this rate, your walk does not close in"
        if closes_in((1 + within) * rate):
            return "your walk closes in with a clearly larger rate, too"
    return ""


def training_ends_below(
    slope: float,
    init_params: Callable,
    train: Callable,
    *,
    X: np.ndarray,
    Y: np.ndarray,
    sigma: float,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    below: float,
    spare: float,
) -> str:
    """The smallest slope with which training ends below a risk, up to a factor of `spare` too large."""

    def end(alpha):
        start = init_params(2, 4, sigma, np.random.default_rng(0))
        return train(X, Y, start, alpha, learning_rate, epochs, batch_size, np.random.default_rng(1))[1][-1]

    if slope <= 0:
        return "a slope is above 0"
    if not end(1.01 * slope) < below:
        return f"with your functions and this slope, the risk does not end below {below:g}"
    if end(slope / spare) < below:
        return f"the risk ends below {below:g} with a clearly smaller slope, too"
    return ""


def squared_loss_falls_below(
    steps: int,
    phi: Callable,
    phi_vjp: Callable,
    *,
    x: np.ndarray,
    y: np.ndarray,
    start: np.ndarray,
    below: float,
    most: int,
) -> str:
    """The smallest number of steps after which the squared loss of two weights is below a level."""
    if steps not in range(most + 1):
        return f"a whole number from 0 to {most} is expected"
    w1, w2 = start
    for n in range(int(steps) + 1):
        bend = phi(w1 * x, 1.0) - 0.5
        miss = phi(w2 * bend, 1.0) - y
        if miss @ miss < below:
            return "" if n == steps else f"with your functions, the squared loss is below {below:g} earlier, too"
        along = phi_vjp(w2 * bend, 1.0, 2 * miss)
        w1, w2 = w1 - phi_vjp(w1 * x, 1.0, w2 * along) @ x, w2 - along @ bend
    return f"with your functions, the squared loss is not yet below {below:g} then"


def momentum_is_low_for_good(
    beta: float,
    momentum_step: Callable,
    *,
    H: np.ndarray,
    start: np.ndarray,
    learning_rate: float,
    since: int,
    steps: int,
    below: float,
    within: float,
) -> str:
    """The largest β with which the loss of momentum is below a level for good, to within ± `within`."""

    def worst(beta):
        w, m, losses = np.array(start), np.zeros(2), []
        for _ in range(steps):
            w, m = momentum_step(w, m, H @ w, learning_rate, beta)
            losses.append(0.5 * w @ H @ w)
        return max(losses[since - 1 :])

    if not 0 <= beta < 1:
        return "β is a number from 0 to below 1"
    with np.errstate(all="ignore"):
        if not worst(beta - within) < below:
            return f"with your momentum_step, the loss is not below {below:g} for good from evaluation {since} on"
        if worst(beta + within) < below:
            return f"with a clearly larger β, the loss is below {below:g} for good, too"
    return ""


def adam_arrives(
    rate: float,
    gabor_loss: Callable,
    gabor_grad: Callable,
    adam_step: Callable,
    *,
    x: np.ndarray,
    y: np.ndarray,
    start: np.ndarray,
    steps: int,
    below: float,
    within: float,
) -> str:
    """The largest rate with which Adam ends below a loss, to within the share `within`."""

    def arrives(rate):
        w, m, v = np.array(start), np.zeros(2), np.zeros(2)
        for t in range(steps):
            w, m, v = adam_step(w, m, v, t, gabor_grad(x, y, w), rate, 0.9, 0.99, 1e-8)
        return bool(gabor_loss(x, y, w) < below)

    if rate <= 0:
        return "a learning rate is above 0"
    if not arrives((1 - within) * rate):
        return f"with your functions, Adam does not end in the pit, even with {within:.0%} less"
    if arrives((1 + within) * rate):
        return "Adam ends in the pit with a clearly larger rate, too"
    return ""


def keeps_all_of_class_1(
    threshold: float,
    fit: Callable,
    classify: Callable,
    *,
    X: np.ndarray,
    y: np.ndarray,
    start: np.ndarray,
    learning_rate: float,
    steps: int,
    spare: float,
) -> str:
    """The largest threshold with which no sample of class 1 is called 0, to within `spare`."""
    w = fit(X, y, start, learning_rate, steps)[0]

    def lost(threshold):
        return int(np.sum((y == 1) & (np.asarray(classify(X, w, threshold)) == 0)))

    slack = spare / 20
    if lost(threshold - slack):
        return f"too large. With your functions, it loses {lost(threshold - slack)} of the good seeds"
    if not lost(threshold + spare + slack):
        return f"too small. A threshold that is {spare:g} larger loses no good seed either"
    return ""


def separates_all_but_a_few(
    w: np.ndarray, classify: Callable, error_rate: Callable, *, X: np.ndarray, y: np.ndarray, most: int
) -> str:
    """A line with `most` samples or fewer on its wrong side."""
    wrong = round(len(y) * float(error_rate(y, classify(X, w))))
    return "" if wrong <= most else f"too many. With your functions, {wrong} of the {len(y)} are on the wrong side"
