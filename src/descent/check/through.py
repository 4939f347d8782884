"""What is tried in place of an answer whose result is not one fixed value, or that needs more than numbers.

Each function gets the answer, and the student's other functions that the line of the check hands over. It returns what
the cases call: a function of plain values that returns plain values, the same for every right answer.
"""

import copy
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from .findings import Said

WORST = Said("the highest loss is kept, but the lowest is expected")
# What the parts of a result are, where it is not the answer's own but one of these functions'.
PARTS = {
    "sizes_and_members": ("the sizes of the batches", "the samples in all batches", "their order", "the shuffle"),
    "ends_of_epochs": ("the number of rows", "the rows after each epoch", "the batches", "the shuffle"),
    "within_a_box": ("whether the point lies in the box", "the loss of the point", "the point", "the random numbers"),
}
NOT_BEST = Said("the point is not the best of the trials. Is it the first, or the last")


def own_cache(backward: Callable, forward: Callable) -> Callable:
    """The gradient of a batch, with the cache of the student's own forward pass."""
    return lambda X, Y, params, alpha: backward(X, Y, params, forward(X, params, alpha)[1], alpha)


def output_only(forward: Callable) -> Callable:
    """The output, whatever the cache is; a word where it does not return two things."""

    def tried(X, params, alpha):
        returned = forward(X, params, alpha)
        if not isinstance(returned, tuple | list) or len(returned) != 2:
            return Said("two things are expected, the output f and the cache, separated by a comma")
        return returned[0]

    return tried


def step(v: ArrayLike) -> np.ndarray:
    return np.asarray(v) >= 0


def step_outputs(network: Callable) -> Callable:
    """The output, 0 or 1, of the step network with these parameters at the columns of X."""

    def tried(X):
        W, b, U, c = (np.asarray(network()[key], dtype=float) for key in "WbUc")
        return (step(U @ step(W @ X + b) + c) * 1).ravel()

    return tried


def layered_step_outputs(network: Callable) -> Callable:
    """The output, 0 or 1, of a list of layers with step units at the columns of X."""

    def tried(polygons, X):
        z = X
        for k, (W, b) in enumerate(network(polygons)):
            z = np.asarray(W, dtype=float) @ (step(z) if k else z) + np.asarray(b, dtype=float)
        return (step(z) * 1).ravel()

    return tried


def where_chance_comes_from(run: Callable, rng: np.random.Generator) -> str:
    """How `run(generator)`, an array, depends on its generator, in words."""
    one, again, other = run(copy.deepcopy(rng)), run(copy.deepcopy(rng)), run(np.random.default_rng(2**20 + 7))
    if not np.array_equal(one, again):
        return Said("not from rng: the same rng gives another result")
    return Said("not from rng: each rng gives the same result") if np.array_equal(one, other) else "from rng"


def sizes_and_members(minibatches: Callable) -> Callable:
    """The sizes of the batches, all their members in order, whether they came in that order, and what chance is."""

    def tried(n, batch_size, rng):
        def order(generator):
            return np.concatenate([np.ravel(part) for part in minibatches(n, batch_size, generator)])

        chance = where_chance_comes_from(order, rng) if n > 20 else ""
        parts = [np.ravel(part) for part in minibatches(n, batch_size, rng)]
        members = np.concatenate(parts)
        in_order = bool(n > 20 and np.all(np.diff(members) > 0))
        return np.array([len(part) for part in parts]), np.sort(members), in_order, chance

    return tried


def ends_of_epochs(sgd: Callable) -> Callable:
    """How many rows the path has, the rows at the start and after each epoch, and, of seven samples or more in batches
    over three epochs, whether the epochs differ and what chance is.
    """

    def tried(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
        def path(generator):
            return np.asarray(sgd(batch_grad, w, n, batch_size, learning_rate, epochs, generator), dtype=float)

        steps, alike, chance = -(-n // batch_size), "", ""
        if n > 6 and steps > 1 and epochs > 2:
            chance, found = where_chance_comes_from(path, rng), np.diff(path(copy.deepcopy(rng)), axis=0)
            same = len(found) == steps * epochs and np.allclose(found.reshape(epochs, -1), found[:steps].ravel())
            alike = Said("each epoch has the same batches") if same else "each epoch has batches of its own"
        found = path(rng)
        return len(found), found[::steps], alike, chance

    return tried


def within_a_box(random_search: Callable) -> Callable:
    """What a search that draws points in a box keeps, in words that are the same for any way of drawing.

    Returns whether the point lies in the box, by how much the loss of the point differs from the value returned, and,
    after 100 trials or more, whether it is among the lowest or the highest of 300 other points. Where the box is a
    single point: that point and its loss in place of that. Last, what chance is.
    """

    def tried(loss, low, high, trials, rng):
        def point(generator):
            return np.asarray(random_search(loss, low, high, trials, generator)[0], dtype=float)

        chance = "" if np.array_equal(low, high) else where_chance_comes_from(point, rng)
        w, value = random_search(loss, low, high, trials, rng)
        inside = bool(np.all(np.asarray(w) >= low) and np.all(np.asarray(w) <= high))
        others = np.random.default_rng(0).uniform(low, high, (300, len(low)))
        lower = np.mean([loss(other) < value for other in others])
        rank = "any" if trials < 100 else "lowest" if lower < 0.03 else WORST if lower > 0.97 else NOT_BEST
        kept = (w, value) if np.array_equal(low, high) else rank
        return inside, float(loss(np.asarray(w)) - value), kept, chance

    return tried


def played(race: Callable) -> Callable:
    """A race of optimizers that play back losses, (M + 1,), and costs, (M,), each: {name: (losses, costs)}."""

    def optimizer(losses, costs):
        def advance(state):
            return (0, losses[0], 0) if state is None else (state + 1, losses[state + 1], int(costs[state]))

        return advance

    return lambda field, budget: race({name: optimizer(*plan) for name, plan in field.items()}, budget)


def line_in_epochs(fit: Callable) -> Callable:
    """The rows of a fit of weights w to targets y, (N,), at columns of X, (D, N), by steps that have a memory."""

    def tried(X, y, w, learning_rate, beta, batch_size, epochs, rng):
        def batch_grad(w, batch):
            return X[:, batch] @ (w @ X[:, batch] - y[batch]) / len(batch)

        def step(w, memory, grad):
            m, t = (0 * w, 0) if memory is None else memory
            m = beta * m + (1 - beta) * grad
            return w - learning_rate * m / (1 + t / 10), (m, t + 1)

        return np.asarray(fit(w, batch_grad, step, len(y), batch_size, epochs, rng), dtype=float)

    return tried
