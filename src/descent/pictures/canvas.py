"""What all pictures share: the palette, and how a figure is shown with its sentence.

Each picture is a function that draws one figure and prints one line that says what it shows; the same line is the text
that a screen reader reads. Where an answer that the picture needs is not written yet or raises, the line says so
instead. For that, answers come in as functions: what is called before the picture would raise in the student's cell.

Where the environment says DESCENT_PICTURES=off the figure is not drawn, which takes most of a lab's time; the line is
printed all the same.
"""

import io
import os
import textwrap
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

P = ParamSpec("P")

# Okabe and Ito's palette, which colour-blind readers can tell apart. Each colour has a line style and a marker too.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
LINES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1))]
MARKERS = ["o", "s", "^", "D", "v", "P"]
GREY = "#777777"
# A legend beside its axes hides no curve.
BESIDE = {"fontsize": 8, "loc": "upper left", "bbox_to_anchor": (1, 1)}


def picture(draw: Callable[P, tuple[Figure, str]]) -> Callable[P, None]:
    """Show the figure that `draw` returns with its sentence, or one line where an answer stands in the way."""

    @wraps(draw)
    def show(*args, **kwargs):
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                figure, sentence = draw(*args, **kwargs)
            if os.environ.get("DESCENT_PICTURES") != "off":
                display(Image(png(figure), format="png", alt=sentence))
            print(wrapped(sentence))
        except NotImplementedError:
            print("No picture yet: it needs an exercise above that is not implemented yet.")
        except Exception as error:  # Whatever the student's function raises is told in one line.
            print(f"No picture: a function it draws raised {type(error).__name__}: {error}")
        finally:
            plt.close()

    return show


def wrapped(sentence: str, width: int = 88) -> str:
    """Return the sentence in lines that end after a word: JupyterLab breaks longer ones anywhere."""
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=len(line) > width)
        for line in sentence.splitlines()
    )


def png(figure: Figure) -> bytes:
    """Return the figure as the bytes of a PNG file.

    It fills its page already, by its layout engine or by margins of its own. So it is drawn once: `savefig` would draw
    it twice, the first time to lay it out and to find where to cut.
    """
    canvas, file = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()
    plt.imsave(file, canvas.buffer_rgba(), format="png")
    return file.getvalue()


def style(i: int) -> dict[str, Any]:
    """The look of curve i. After six, a colour comes back with another line."""
    return {"color": COLOURS[i % 6], "linestyle": LINES[(i + i // 6) % 6]}


def mark(i: int) -> str:
    """The marker of curve i. After six, it comes back in another colour."""
    return MARKERS[(i + i // 6) % 6]


def panels(n: int, width: float = 4.6, height: float = 3.6) -> tuple[Figure, np.ndarray]:
    figure, axes = plt.subplots(1, n, figsize=(width * n, height), layout="constrained", squeeze=False)
    return figure, axes[0]


def value(answer: object) -> Any:
    return answer() if callable(answer) else answer


def number(value: float) -> str:
    return f"{value:.3g}"
