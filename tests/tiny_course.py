"""A tiny nbgrader course in a temporary folder, graded by the real thing."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

SRC = str(Path(__file__).parents[2] / "src")
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


def cell(source, name=None, points=None, answer=False, kind="code", **metadata):
    """A cell: of an answer, a test with points, locked if it has only a name, plain without."""
    make = new_code_cell if kind == "code" else new_markdown_cell
    result = make(source, metadata=metadata)
    if name:
        result.metadata.nbgrader = {
            "grade_id": name,
            "grade": points is not None,
            "solution": answer,
            "locked": not answer,
            "task": False,
            "schema_version": 3,
        }
        if points is not None:
            result.metadata.nbgrader["points"] = points
    return result


def answer(name, source):
    return cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", name, answer=True)


def notebook(*cells, **metadata):
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNELSPEC, **metadata})


def environment(**more):
    """The variables for nbgrader, which calls alembic by its bare name."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": SRC, **more}


class Course:
    """An nbgrader course with the examiner configured, and one assignment named ps."""

    def __init__(self, root, config=""):
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        (root / "nbgrader_config.py").write_text(
            f"c = get_config()\nimport examiner\nexaminer.configure(c)\n{config}\n"
        )
        self.db = f"sqlite:///{root}/gradebook.db"

    def run(self, *arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            env=environment(HOME=str(self.root)),
            capture_output=True,
            text=True,
        )
        log = done.stdout + done.stderr
        assert code is None or done.returncode == code, log
        return log

    def assign(self, *cells, name="nb"):
        self.write("source/ps", name, notebook(*cells))
        self.run("generate_assignment", "ps", "--force", "--create")

    def write(self, folder, name, content):
        path = self.root / folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            nbformat.write(content, path)
        return path

    def released(self, name="nb"):
        return nbformat.read(self.root / f"release/ps/{name}.ipynb", 4)

    def submit(self, student, answers=None, edit=None, name="nb"):
        """Hand in the released notebook with some cells' sources replaced, by name."""
        content = self.released(name)
        for c in content.cells:
            key = c.metadata.get("nbgrader", {}).get("grade_id")
            if key in (answers or {}):
                c.source = answers[key]
        content = (edit and edit(content)) or content
        return self.write(f"submitted/{student}/ps", name, content)

    def grade(self, *arguments, code=0):
        return self.run("autograde", "ps", *arguments, code=code)

    def graded(self, student, name="nb"):
        return nbformat.read(self.root / f"autograded/{student}/ps/{name}.ipynb", 4)

    def scores(self, student, name="nb"):
        with Gradebook(self.db) as gradebook:
            found = gradebook.find_submission_notebook(name, "ps", student)
            return {grade.name: grade.auto_score for grade in found.grades}

    def outputs(self, student, cell_name, name="nb"):
        for c in self.graded(student, name).cells:
            if c.metadata.get("nbgrader", {}).get("grade_id") == cell_name:
                return c.outputs
        raise LookupError(cell_name)

    def text(self, student, cell_name):
        return "\n".join(str(dict(o)) for o in self.outputs(student, cell_name))
