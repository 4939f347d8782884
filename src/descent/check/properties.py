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
