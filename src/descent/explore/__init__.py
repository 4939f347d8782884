"""Explorers: sliders that move the student's own functions. A module for each lab, and what they share.

`panel` holds the sliders and the line of text, `stage` the picture. Importing this costs next to nothing: ipywidgets is
loaded when the first explorer is made, which never happens while grading.
"""

from .digits import digit
from .least_squares import guess_or_walk, stiff_or_free
from .logistic_classification import masking, separable, threshold, turn_and_shift
from .mlp_backprop import graph, network, two_losses
from .optimizer_comparison import bowl_race, heavy_ball, phases, rope_race
from .sigmoid_fit import bowl, descent, pit, zoom

__all__ = [
    "bowl",
    "bowl_race",
    "descent",
    "digit",
    "graph",
    "guess_or_walk",
    "heavy_ball",
    "masking",
    "network",
    "phases",
    "pit",
    "rope_race",
    "separable",
    "stiff_or_free",
    "threshold",
    "turn_and_shift",
    "two_losses",
    "zoom",
]
