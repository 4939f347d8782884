"""Grading without drawing the pictures: much faster, and the points are the same."""

import nbformat
import pytest
from courses import ROOT, hand_in, new_course, read, run
from nbgrader.api import Gradebook

from examiner.authoring.bank import filled, read_bank

pytestmark = pytest.mark.slow
LAB = "sigmoid_fit"
WRONG = [entry for entry in read_bank(ROOT / "answers" / f"{LAB}.py") if not entry.right and entry.exercise == "sse"]


def points(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {g.name: g.auto_score for g in gradebook.find_submission_notebook(LAB, LAB, student).grades}


def printed(notebook):
    """Return what each cell printed; a picture splits it into several outputs."""
    outputs = [cell.get("outputs", []) for cell in notebook.cells]
    return ["".join(o.text for o in several if o.output_type == "stream") for several in outputs]


def test_without_pictures_the_points_and_the_sentences_are_the_same_and_no_picture_is_there(tmp_path):
    course = new_course(tmp_path, [LAB])
    notebook = filled(read(ROOT / "source" / LAB / f"{LAB}.ipynb"), WRONG[:1])
    hand_in(course, "with", notebook)
    hand_in(course, "without", notebook)
    assert run("examiner", "autograde", LAB, "--students", "with", cwd=course).returncode == 0
    done = run("examiner", "autograde", LAB, "--students", "without", "--no-pictures", cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr

    assert points(course, "with") == points(course, "without")
    assert any(points(course, "with").values())
    graded = {s: read(course / "autograded" / s / LAB / f"{LAB}.ipynb") for s in ("with", "without")}
    drawn, bare = (nbformat.writes(graded[student]) for student in ("with", "without"))
    assert "image/png" in drawn
    assert "image/png" not in bare
    assert printed(graded["with"]) == printed(graded["without"])
