"""Grading without drawing the pictures: much faster, and the points are the same."""

import nbformat
import pytest
from courses import ROOT, lab_course, read

from examiner.authoring.bank import filled, read_bank

pytestmark = pytest.mark.slow
LAB = "sigmoid_fit"
WRONG = [entry for entry in read_bank(ROOT / "answers" / f"{LAB}.py") if not entry.right and entry.exercise == "sse"]


def printed(notebook):
    """Return what each cell printed; a picture splits it into several outputs."""
    outputs = [cell.get("outputs", []) for cell in notebook.cells]
    return ["".join(o.text for o in several if o.output_type == "stream") for several in outputs]


def test_without_pictures_the_points_and_the_sentences_are_the_same_and_no_picture_is_there(tmp_path):
    course = lab_course(tmp_path, LAB)
    notebook = filled(read(ROOT / "source" / LAB / f"{LAB}.ipynb"), WRONG[:1])
    course.submit_lab("with", notebook)
    course.submit_lab("without", notebook)
    course.run("examiner", "autograde", LAB, "--students", "with")
    course.run("examiner", "autograde", LAB, "--students", "without", "--no-pictures")

    points = course.scores("with", LAB, LAB)
    assert course.scores("without", LAB, LAB) == points
    assert any(points.values())
    graded = {student: course.graded_lab(student) for student in ("with", "without")}
    drawn, bare = (nbformat.writes(graded[student]) for student in ("with", "without"))
    assert "image/png" in drawn
    assert "image/png" not in bare
    assert printed(graded["with"]) == printed(graded["without"])
