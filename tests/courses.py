"""Courses in temporary folders, with the project's labs or a few cells, graded as a user grades them."""

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import nbgrader.api
from cells import notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parent.parent
LABS = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
# matplotlib's list of fonts is made once, also for the courses that have a home of their own.
CACHE = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
ENVIRONMENT = os.environ | {"PATH": PATH, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": CACHE, "COLUMNS": "200"}
BARE = "c = get_config()\nimport examiner\nexaminer.configure(c)\n"
# nbgrader starts alembic for each new gradebook, to ask for what is always the same.
nbgrader.api.get_alembic_version = functools.cache(nbgrader.api.get_alembic_version)
# Only against a test that would never end: a busy machine takes many times as long as a quiet one.
SECONDS = 3600


def read(path):
    return nbformat.read(path, as_version=4)


def run(*command, cwd, **kwargs):
    """Run a command and return its CompletedProcess, with what it printed in stdout and stderr."""
    options = {"env": ENVIRONMENT, "capture_output": True, "text": True, "timeout": SECONDS} | kwargs
    return subprocess.run([str(part) for part in command], cwd=cwd, **options)


def bare_course(root, config=""):
    """Make a course in the folder `root` with the examiner and these lines in its configuration, and return it."""
    return _new(root, f"{BARE}{config}\n")


def lab_course(root, *labs, config=""):
    """Make a course as the project's own, with these labs or all, and return it."""
    root.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_generated(labs or tuple(LABS), config).root, root, dirs_exist_ok=True)
    return Course(root)


@functools.cache
def _generated(labs, config):
    """Make a course with these labs, once in a process, with the slips that are kept in the project's release/."""
    folder = tempfile.mkdtemp(prefix="labs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    course = _new(Path(folder, "course"), f"{(ROOT / 'nbgrader_config.py').read_text(encoding='utf-8')}\n{config}\n")
    for lab in labs:
        shutil.copytree(ROOT / "source" / lab, course.root / "source" / lab)
        shutil.copy(ROOT / "release" / lab / f"{lab}_checks.json", course.root / "source" / lab)
        course.generate(lab)
    return course


def _new(root, config):
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return Course(root)


class Course:
    """A course in the folder `root`, in which everything runs with a home of its own beside it.

    A course of cells has one assignment, `ps`, of a notebook `nb`, which the arguments `assignment` and `name` replace.
    A lab is an assignment with one notebook of the same name.
    """

    def __init__(self, root):
        self.root = root
        self.environment = ENVIRONMENT | {"HOME": str(root.parent)}

    @property
    def database(self):
        return f"sqlite:///{self.root}/gradebook.db"

    def copy(self, root):
        """Copy the course as it is to another folder and return that one."""
        subprocess.run(["cp", "-a", self.root, root], check=True)
        return Course(root)

    def run(self, *command, code=0):
        """Run a command in the course and return its CompletedProcess. `code`: the exit status that must come."""
        done = run(*command, cwd=self.root, env=self.environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def start(self, *command, **kwargs):
        """Start a command in the course and return its Popen, from which all that it prints can be read."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "env": self.environment}
        return subprocess.Popen([str(part) for part in command], cwd=self.root, **(options | kwargs))

    def api(self):
        """Return nbgrader's API for the course, with its configuration."""
        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        return NbGraderAPI(CourseDirectory(root=str(self.root), config=config), config=config)

    def generate(self, assignment):
        """Generate an assignment as formgrader's button does."""
        done = self.api().generate_assignment(assignment)
        assert done["success"], done

    def assign(self, *cells, name="nb"):
        self.write("source/ps", name, notebook(*cells))
        self.generate("ps")

    def write(self, folder, name, content):
        """Write a notebook, or raw bytes, as this folder's notebook; return its path."""
        path = self.root / folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            nbformat.write(content, path)
        return path

    def submit(self, student, answers=None, edit=None, name="nb"):
        """Submit the released notebook with some cells' sources replaced, by name, and changed by `edit`."""
        content = read(self.root / f"release/ps/{name}.ipynb")
        for c in content.cells:
            key = c.metadata.get("nbgrader", {}).get("grade_id")
            if key in (answers or {}):
                c.source = answers[key]
        content = (edit and edit(content)) or content
        return self.write(f"submitted/{student}/ps", name, content)

    def submit_lab(self, student, content, lab="sigmoid_fit"):
        """Submit a notebook, or raw bytes, as a lab."""
        return self.write(f"submitted/{student}/{lab}", lab, content)

    def nbgrade(self, *arguments, code=0):
        """Grade `ps` by nbgrader itself, with the examiner as it is configured; return what was said."""
        done = self.run("nbgrader", "autograde", "ps", *arguments, code=code)
        return done.stdout + done.stderr

    def autograde(self, *arguments, code=0, before=()):
        """Run `examiner autograde ps`, with the words of another command `before` it; return what it said."""
        process = self.start_autograde(*arguments, before=before)
        said, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == code, said
        return said

    @staticmethod
    def first_graded(run):
        """Return the first line of a run that says what became of a submission."""
        return next(line for line in run.stdout if not line.startswith("Rehearsing"))

    def start_autograde(self, *arguments, before=(), **kwargs):
        return self.start(*before, sys.executable, "-m", "examiner", "autograde", "ps", *arguments, **kwargs)

    def graded(self, student, assignment="ps", name="nb"):
        return read(self.root / f"autograded/{student}/{assignment}/{name}.ipynb")

    def graded_lab(self, student, lab="sigmoid_fit"):
        return self.graded(student, lab, lab)

    def page(self, student, assignment="ps", name="nb"):
        """Return the text of a feedback page."""
        return (self.root / f"feedback/{student}/{assignment}/{name}.html").read_text(encoding="utf-8")

    def scores(self, student, assignment="ps", name="nb"):
        """Return {grade_id: points by tests}."""
        with Gradebook(self.database) as gradebook:
            found = gradebook.find_submission_notebook(name, assignment, student)
            return {grade.name: grade.auto_score for grade in found.grades}

    def outputs(self, student, grade_id, name="nb"):
        for c in self.graded(student, name=name).cells:
            if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
                return c.outputs
        raise LookupError(grade_id)

    def text(self, student, grade_id):
        return "\n".join(str(dict(o)) for o in self.outputs(student, grade_id))
