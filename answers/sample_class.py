"""Hand in for the sample class of `sample_class.toml`: python answers/sample_class.py, in the folder of the course.

Writes submitted/sample_*/sigmoid_fit/ and touches nothing else. With --remove, takes the sample class out again, of
submitted/, autograded/, feedback/ and the gradebook.
"""

import argparse
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from examiner.authoring.bank import filled, read_bank, with_solutions

ROOT = Path(__file__).resolve().parent.parent
LAB = "sigmoid_fit"


def hand_in():
    bank = {(entry.exercise, entry.title): entry for entry in read_bank(ROOT / "answers" / f"{LAB}.py")}
    blank = nbformat.read(ROOT / "release" / LAB / f"{LAB}.ipynb", as_version=4)
    instructors = nbformat.read(ROOT / "source" / LAB / f"{LAB}.ipynb", as_version=4)
    starts = {"blank": blank, "right": with_solutions(blank, instructors)}
    students = tomllib.loads((ROOT / "answers" / "sample_class.toml").read_text(encoding="utf-8"))
    for student, answers in students.items():
        start = starts[answers.pop("start")]
        folder = ROOT / "submitted" / student / LAB
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(filled(start, [bank[answer] for answer in answers.items()]), folder / f"{LAB}.ipynb")
        (folder / "timestamp.txt").write_text(datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"))
    print(f"{len(students)} sample students handed in {LAB}.")


def remove():
    database = ROOT / "gradebook.db"
    students = {p.name for step in ("submitted", "autograded", "feedback") for p in (ROOT / step).glob("sample_*")}
    if database.exists():
        with Gradebook(f"sqlite:///{database}") as gradebook:
            students |= {s.id for s in gradebook.students if s.id.startswith("sample_")}
            for student in students:
                try:
                    gradebook.remove_student(student)
                except MissingEntry:
                    continue
    for student in students:
        for step in ("submitted", "autograded", "feedback"):
            shutil.rmtree(ROOT / step / student, ignore_errors=True)
    print(f"{len(students)} sample students removed.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--remove", action="store_true", help="take the sample class out again")
    remove() if parser.parse_args().remove else hand_in()
