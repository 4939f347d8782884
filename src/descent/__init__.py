"""Descent Labs, the student side: what the notebooks import.

`descent.check` compares an answer with what is expected and names the mistake. `descent.pictures` draws with the
student's own functions, a module for each lab; `descent.explore` draws again at every move of a slider.
"""

# The examiner's sandbox sets this variable in the student's process.
GRADING = "DESCENT_GRADING"
