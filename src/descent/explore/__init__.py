"""Explorers: sliders that move the student's own functions. A module for each lab, and what they share.

`panel` holds the sliders and the line of text, `stage` the picture. Importing this costs next to nothing: ipywidgets is
loaded when the first explorer is made, which never happens while grading.
"""

from .mlp_backprop import network, two_losses
from .sigmoid_fit import bowl, descent, zoom

__all__ = ["bowl", "descent", "network", "two_losses", "zoom"]
