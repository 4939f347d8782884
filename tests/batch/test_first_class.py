"""An instructor's first class: the lines of the README, in a fresh copy of the project, one after the other."""

import csv
import re
import shutil
import subprocess

import nbformat
import pytest
from archives import saved, zipped
from courses import ROOT, Course, read

from examiner.authoring.bank import with_solutions

pytestmark = pytest.mark.slow
ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,sigmoid_fit (5)
    Points Possible,,,,,50
"Lovelace, Ada",11,,ada,A,
"Boole, George",12,,george,A,
"Hopper, Grace",13,,grace,A,
"""


@pytest.fixture
def clone(tmp_path):
    """The project as somebody clones it, with an archive of Canvas's and a roster."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            saved(tmp_path / "clone", name, (ROOT / name).read_bytes())
    course = Course(tmp_path / "clone")
    blank = read(ROOT / "release/sigmoid_fit/sigmoid_fit.ipynb")
    right = with_solutions(blank, read(ROOT / "source/sigmoid_fit/sigmoid_fit.ipynb"))
    names = ("lovelaceada_11_1_My lab.ipynb", "boolegeorge_LATE_12_2_sigmoid_fit-1.ipynb")
    notebooks = dict(zip(names, map(nbformat.writes, (right, blank)), strict=True))
    saved(course.root, "submissions.zip", zipped({name: text.encode() for name, text in notebooks.items()}))
    saved(course.root, "roster.csv", ROSTER.encode())
    return course


def test_the_lines_of_the_readme_grade_a_class_from_its_archive_to_the_file_for_the_lms(clone):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## Your own class\n.*?\n\n((?:    [^\n]*\n)+)", text, re.DOTALL)[1]
    said = [clone.run(*line.partition("#")[0].split()).stdout for line in block.splitlines()]
    assert len(said) == 5
    collected, graded, scores, exported, _ = said
    assert "sigmoid_fit: submissions of 2 students.\n  new: ada, george" in collected
    assert "nothing of: grace" in collected
    assert "Generating sigmoid_fit" in graded
    assert "2 graded, 0 skipped, 0 not graded." in graded
    assert "edited after" not in graded
    assert re.search(r"grace +–", scores)
    assert "grace: nothing was handed in" in scores
    assert "ada: no points yet" in exported
    assert (clone.root / "feedback/ada/sigmoid_fit/sigmoid_fit.html").is_file()
    with (clone.root / "canvas.csv").open(newline="", encoding="utf-8") as file:
        header, possible, *rows = csv.reader(file)
    assert header[:2] == ["Student", "ID"]
    assert [row[3] for row in rows] == ["ada", "george", "grace"]
    assert possible[-1] == "50"
    # The template that is generated is the one that is in the repository.
    template = "release/sigmoid_fit/sigmoid_fit.ipynb"
    assert (clone.root / template).read_bytes() == (ROOT / template).read_bytes()
    shutil.rmtree(clone.root)
