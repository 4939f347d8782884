"""The explorer of lab 5: a digit that one draws, and what a network answers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..pictures.canvas import COLOURS
from .pad import FULL, SIDE, pad
from .panel import Prediction, Trouble, answer, calm, explorer, real, whole
from .stage import Stage

CLASSES = 10
SECONDS_OF_TRAINING = 120  # it comes once, before the first frame, and a busy machine takes its time
# Ink as hexadecimal digits, with g for 16.
THREE = """
..4gg7..
.4g46g2.
.....g5.
...9ge..
...36g8.
......g4
..4..9g2
..5ggg7.
"""


def ink_of(drawing: str) -> list[int]:
    """Return the ink of a drawing in characters: 64 whole numbers."""
    return [0 if mark == "." else int(mark, 17) for row in drawing.split() for mark in row]


def moved(ink: np.ndarray, right: int, down: int) -> np.ndarray:
    """Return an image (8, 8), moved; what leaves the square is lost, and paper comes in."""
    found = np.zeros((SIDE, SIDE))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    inside = (rows + down >= 0) & (rows + down < SIDE) & (columns + right >= 0) & (columns + right < SIDE)
    found[rows[inside] + down, columns[inside] + right] = ink[inside]
    return found


@explorer
def digit(best_layers: Callable, probabilities: Callable, drawing: str = THREE) -> dict[str, Any]:
    """A digit drawn by hand, moved and made fainter, and the network's answer as bars.

    best_layers(): the layers of a trained network. probabilities(layers, X): (10, N), for columns X (64, N) of ink from
    0 to 1: the student's, or built on the student's. drawing: what stands in the square at first.
    """
    stage = Stage(2, width=9, height=3.2, ratios=(1, 2.2))
    seen, bars = stage.axes
    shown = stage.move(seen.imshow(np.zeros((SIDE, SIDE)), cmap="gray_r", vmin=0, vmax=1))
    seen.set(xticks=[], yticks=[], xlim=(-0.6, SIDE - 0.4), ylim=(SIDE - 0.4, -0.6))  # the image hides no frame
    seen.set_title("what the network sees", fontsize=9)
    bars.set(xlim=(-0.6, CLASSES - 0.4), ylim=(0, 1.12), xticks=range(CLASSES), ylabel="probability")
    bars.set_title("what it answers", fontsize=9)
    rows = [stage.move(bar) for bar in bars.bar(range(CLASSES), np.zeros(CLASSES), color=COLOURS[0])]
    words = [stage.move(bars.text(c, 0, "", ha="center", va="bottom", fontsize=9)) for c in range(CLASSES)]
    trained: Any
    try:  # not within the time of a frame
        with calm(SECONDS_OF_TRAINING):
            trained = best_layers()
    except Trouble as trouble:
        trained = trouble

    def chances(image):
        if isinstance(trained, Trouble):
            raise trained
        return answer("probabilities", probabilities(trained, image.reshape(-1, 1)), (CLASSES, 1)).ravel()

    def draw(fine, ink, right, down, strength):
        image = moved(np.reshape(ink, (SIDE, SIDE)) / FULL, right, down) * strength
        P = chances(image)
        first, second = np.argsort(-P)[:2]
        shown.set_data(image)
        for c, (bar, word) in enumerate(zip(rows, words, strict=True)):
            bar.set_height(P[c])
            bar.set_facecolor(COLOURS[1] if c == first else COLOURS[0])
            word.set_text(f"{P[c]:.2f}" if P[c] >= 0.005 else "")
            word.set_y(P[c])
        return (
            f"{np.count_nonzero(image)} of 64 pixels have ink, {image.sum():.1f} pixels' worth; moved by {right} to "
            f"the right and {down} down. The network answers {first} with a probability of {P[first]:.3f}, then "
            f"{second} with {P[second]:.3f}."
        )

    def outcome():
        image = np.reshape(ink_of(drawing), (SIDE, SIDE)) / FULL
        told = []
        for right in (0, 1, 2):
            P = chances(moved(image, right, 0))
            told.append(f"{P.argmax()} with {P.max():.2f}")
        return f"{told[0]} where it stands, {told[1]} after one pixel, {told[2]} after two"

    return {
        "title": "Explore: draw a digit",
        "stage": stage,
        "controls": {
            "ink": pad("your drawing", ink_of(drawing)),
            "right": whole("moved right, pixels", 0, -3, 3),
            "down": whole("moved down, pixels", 0, -3, 3),
            "strength": real("ink, times", 1.0, 0.1, 3),
        },
        "draw": draw,
        "prediction": Prediction(
            "The 3 in the square moves to the right by one pixel, then by two. What will the network answer?",
            ["3, three times", "3, and another digit only after two pixels", "another digit after one pixel already"],
            outcome,
        ),
    }
