"""Small courses in the styles that instructors write, graded on stock nbgrader and here.

A course is a file of cells in `courses/`. A line `# %% construct NAME` begins one of its constructs, and `# %% KIND` a
cell: `locked`, `plain`, `answer`, `wrong` (the wrong answer that takes the place of the answer before it) and `test`.
`# %% why` says why it is judged where it is.
The constructs of a file are the exercises of one notebook, so that many are graded in a moment: no two bind a name in
common.
"""

import dataclasses
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import cloudpickle
import nbformat
from cells import cell, notebook
from nbclient import NotebookClient
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade
from traitlets.config import Config

import examiner
from examiner.notebook.instructor import truth_from
from examiner.submission.grade import grade
from examiner.submission.messages import Assignment, Chain, Submission
from examiner.submission.rehearsal import rehearse

COURSES = Path(__file__).parent / "courses"
FILES = Path(__file__).parent / "files"
KINDS = ("right", "wrong", "blank")
BLANK = "# YOUR CODE HERE\nraise NotImplementedError()"
MARK = re.compile(r"^# %% (\w+)(?: (.*))?$", re.MULTILINE)


@dataclass
class Construct:
    """cells: (kind, source), in order. why: it is judged where it is."""

    name: str
    why: str = ""
    cells: list = field(default_factory=list)


def constructs(path):
    """Return the Constructs of a course's file."""
    _, *parts = MARK.split(path.read_text(encoding="utf-8"))
    found = []
    for kind, name, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if kind == "construct":
            found.append(Construct(name))
        elif kind == "why":
            found[-1].why = name
        else:
            found[-1].cells.append((kind, source.strip()))
    return found


def as_notebook(found, which):
    """Return the notebook of these constructs with `which` answers of KINDS; the grade_id of a test begins with the
    number of its construct.
    """
    cells = []
    for number, construct in enumerate(found):
        for place, (kind, source) in enumerate(construct.cells):
            name = f"c{number}_{place}"
            if kind == "answer":
                following = construct.cells[place + 1]
                assert following[0] == "wrong", f"{construct.name}: an answer without a wrong one"
                source = {"right": source, "wrong": following[1], "blank": BLANK}[which]
                cells.append(cell(source, name, answer=True))
            elif kind == "test":
                cells.append(cell(source, name, 1))
            elif kind != "wrong":
                cells.append(cell(source, name if kind == "locked" else None))
    return notebook(*cells)


def on_stock(book):
    """Return {grade_id: (points, error)} of a notebook that runs in one kernel, as nbgrader has it."""
    book = nbformat.from_dict(book)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FILES, folder, dirs_exist_ok=True)
        NotebookClient(
            book, allow_errors=True, timeout=60, kernel_name="python3", resources={"metadata": {"path": folder}}
        ).execute()
    return points(book)


def assignment(book, **settings):
    """Return the Assignment of an instructor's notebook."""
    config = Config()
    config.CourseDirectory.root = str(COURSES)
    examiner.configure(config)
    for name, value in settings.items():
        config.Execute[name] = value
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    chain = Chain(config, converter.exporter_class, converter.sanitize_preprocessors, converter.autograde_preprocessors)
    files = {path.relative_to(FILES): path.read_bytes() for path in FILES.rglob("*") if path.is_file()}
    return Assignment("ps", {"nb": truth_from(book)}, files, cloudpickle.dumps(chain))


def rehearsed(known, book):
    """Return the Assignment with what the rehearsal showed."""
    found = rehearse(known, {"nb": nbformat.writes(book).encode()}, grade)["nb"]
    truth = dataclasses.replace(known.truths["nb"], tests=found.tests, took=found.took)
    return dataclasses.replace(known, truths={"nb": truth})


def here(known, book):
    """Return {grade_id: (points, error)} of a submission, graded by the examiner."""
    graded = grade(known, Submission("s", {"nb": nbformat.writes(book).encode()}, {}))
    assert not graded.reason, graded.reason + graded.log
    return points(nbformat.reads(graded.notebooks["nb"].data.decode(), as_version=4))


def points(book):
    return {
        c.metadata.nbgrader.grade_id: (determine_grade(c)[0], error_of(c))
        for c in book.cells
        if c.metadata.get("nbgrader", {}).get("grade") and not c.metadata.nbgrader.solution
    }


def error_of(c):
    errors = [f"{o.ename}: {o.evalue}" for o in c.outputs if o.output_type == "error"]
    return errors[0] if errors else ""
