"""What a number found with a slider must do: judged by the student's own functions, so that no right number is stored.

A property is called with the number, the student's functions, and by name the numbers that the lab's check gives it. It
returns "" where the number has it, and a sentence that says what is wrong otherwise.
"""

import numpy as np


def walk_ends_below(rate, sse, sse_grad, gradient_descent, *, x, y, start, steps, below, spare):
    """The smallest rate with which a walk ends below a loss, up to a factor of `spare` too large."""

    def end(rate):
        path = gradient_descent(lambda w: sse_grad(x, y, w), start, rate, steps)
        return sse(x, y, path[-1])

    if not end(1.01 * rate) < below:
        return f"with this rate, your walk of {steps} steps does not end below a loss of {below:g}"
    if end(rate / spare) < below:
        return f"your walk ends below {below:g} with a clearly smaller rate, too"
    return ""


def walk_ends_lowest(rate, design_matrix, mse, *, x, y, start, steps, within):
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


def validates_below(lam, cross_validate, *, x, y, degree, below, spare):
    """The smallest λ with which the error, each sample a fold of its own, is below a bound, up to a factor `spare`."""
    if lam <= 0:
        return "λ is above 0"
    lams, rng = np.array([1.01 * lam, lam / spare]), np.random.default_rng(0)
    here, with_less = np.asarray(cross_validate(x, y, degree, lams, len(x), rng), dtype=float)
    if not here < below:
        return f"with this λ, your cross-validated error is not below {below:g}"
    return f"your error is below {below:g} with a clearly smaller λ, too" if with_less < below else ""


def walk_arrives(rate, sse, sse_grad, gradient_descent, *, x, y, start, steps, within):
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


def walk_closes_in(rate, risk, risk_grad, gradient_descent, *, start, steps, within):
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
