"""Explorers: sliders that move the student's own functions. A module for each lab, and what they share.

`panel` holds the sliders and the line of text, `stage` the picture. Importing this costs next to nothing: ipywidgets is
loaded when the first explorer is made, which never happens while grading.
"""

from .logistic_classification import masking, separable, threshold, turn_and_shift
from .optimizer_comparison import bowl_race, heavy_ball, rope_race
from .sigmoid_fit import bowl, descent, zoom

__all__ = [
    "bowl",
    "bowl_race",
    "descent",
    "heavy_ball",
    "masking",
    "rope_race",
    "separable",
    "threshold",
    "turn_and_shift",
    "zoom",
]
