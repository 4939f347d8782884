"""A gradient beside its check by differences, for the labs that derive one."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from .canvas import BESIDE, COLOURS, GREY, panels, picture


@picture
def gradient_check(by_hand: Callable, by_differences: Callable, w: np.ndarray) -> tuple[Figure, str]:
    """Draw and print two gradients at w, (D,), component by component, and say whether they agree."""
    exact, approximate = np.asarray(by_hand(w), float), np.asarray(by_differences(w), float)
    figure, (ax,) = panels(1, width=7, height=2.2)
    rows, names = np.arange(w.size), [f"w{j}" for j in range(w.size)]
    ax.barh(rows + 0.2, exact, 0.35, color=COLOURS[0], label="by hand")
    ax.barh(rows - 0.2, approximate, 0.35, color=COLOURS[4], hatch="//", label="by differences")
    ax.axvline(0, color=GREY, lw=0.6)
    ax.set(yticks=rows, yticklabels=names, xlabel="component of the gradient")
    ax.invert_yaxis()
    ax.legend(**BESIDE)
    lines = [
        f"{name}:  by hand {e:+.8f}   by differences {a:+.8f}   apart {abs(e - a):.0e}"
        for name, e, a in zip(names, exact, approximate, strict=True)
    ]
    apart = ~np.isclose(exact, approximate, rtol=1e-6, atol=1e-6)
    if apart.any():
        which = " and ".join(name for name, wrong in zip(names, apart, strict=True) if wrong)
        lines.append(f"The two do not agree along {which}: one of the two functions is wrong.")
    else:
        lines.append("The two agree.")
    return figure, "\n".join(lines)
