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


def keeps_all_of_class_1(threshold, fit, classify, *, X, y, start, learning_rate, steps, spare):
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


def separates_all_but_a_few(w, classify, error_rate, *, X, y, most):
    """A line with `most` samples or fewer on its wrong side."""
    wrong = round(len(y) * float(error_rate(y, classify(X, w))))
    return "" if wrong <= most else f"too many. With your functions, {wrong} of the {len(y)} are on the wrong side"
