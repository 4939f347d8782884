"""Grade the hostile bank between two honest neighbours, and look at the damage.

    python answers/hostile/arena.py [--stock] [--bubblewrap] [--only WORD]

prints JSON: for each submission the points that it got for `double`, those that it lost of its other exercises, the
harm that it did, whether it found what it needs, the error that ended its cell, and whether it has a feedback page; and
the most memory, in MiB, that a worker and a judge took. The class is graded in one run; with --stock, by nbgrader as it
comes, one course for each submission, since there a single one may ruin all. Everything happens in a temporary folder
with a home of its own.
"""

import argparse
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from bs4 import BeautifulSoup

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import beside  # noqa: E402
import edits  # noqa: E402
import raw  # noqa: E402
from peaks import Peaks  # noqa: E402

LAB, NEIGHBOURS = "hostile", ["aa_neighbour", "zz_neighbour"]
WRONG = "\n\ndef double(x):\n    return 0\n"
SHARED_FOLDERS = ["/tmp", "/dev/shm", "/var/tmp"]
SECONDS_FOR_ALL, SECONDS_FOR_ONE, SECONDS_TO_SURVIVE = 1500, 150, 3


# Prepended to an answer: it fails, or says so, if what the answer attacks is not there.
ARM = """import sys
for name in {names!r}:
    thing = sys.modules[max((m for m in sys.modules if name.startswith(m + ".")), key=len)]
    for part in name[len(thing.__name__) + 1 :].split("."):
        thing = getattr(thing, part)
print("armed")
"""


@dataclass
class Trick:
    """The source of a hostile `double`, the tests that it may cost itself, the examiner's names that it attacks."""

    source: str
    loses: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


def tricks():
    """Return {title: Trick} of tricks.py."""
    found = {}
    for block in (HERE / "tricks.py").read_text(encoding="utf-8").split("\n# %% ")[1:]:
        header, _, source = block.partition("\n")
        kind, title, *more = [part.strip() for part in header.split("|")]
        known = "def double" in source or "double = " in source
        lists = {part.split()[0]: part.split()[1:] for part in more}
        found[f"{kind}: {title}"] = Trick(source if known else source + WRONG, **lists)
    return found


def changes():
    """Return {title: function} of edits.py."""
    helpers = {"cell", "tests"}
    functions = {n: f for n, f in vars(edits).items() if callable(f) and f.__module__ == "edits" and n not in helpers}
    return {f"break out: {name.replace('_', ' ')}": function for name, function in functions.items()}


def files():
    """Return {title: {path: text}} of beside.py."""
    return {f"break out: {title} beside the notebook": files for title, files in beside.FILES.items()}


def not_notebooks():
    """Return {title: function} of raw.py."""
    return {f"exhaust: a file of {title}": function for title, function in raw.FILES.items()}


class Arena:
    """A course in a temporary folder, a home, and listeners on loopback that ought to hear nothing."""

    def __init__(self, stock, bubblewrap):
        self.stock = stock
        self.folder = Path(tempfile.mkdtemp(prefix="arena-"))
        self.course, self.home = self.folder / "course", self.folder / "home"
        self.home.mkdir()
        here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        self.environment = os.environ | {"HOME": str(self.home), "PATH": here, "COLUMNS": "200"}
        self.environment.pop("JUPYTER_RUNTIME_DIR", None)
        self.peaks = {}
        (self.course / "source" / LAB).mkdir(parents=True)
        shutil.copy(HERE / "lab.ipynb", self.course / "source" / LAB / f"{LAB}.ipynb")
        config = "c = get_config()\nc.Execute.timeout = 5\n"
        if not stock:
            config = "import examiner\n" + config + "examiner.configure(c)\nc.Execute.call_timeout = 2\n"
            config += f"c.SandboxProvisioner.bubblewrap = {bubblewrap}\n"
            config += f"c.Execute.extra_files = {{{LAB!r}: {beside.PATTERNS}}}\n"
        (self.course / "nbgrader_config.py").write_text(config)
        self.run("nbgrader", "generate_assignment", LAB)
        self.heard = []
        self.port = self.listen()

    def run(self, *command, seconds=60):
        """Run a command in the course; return its exit status, None if the time was over."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                command, cwd=self.course, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
            watch = Peaks(process.pid)
            watch.start()
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                return process.wait() and None
            finally:
                for role, size in watch.found.items():
                    self.peaks[role] = max(self.peaks.get(role, 0), size)

    def listen(self):
        tcp, udp, unix = socket.socket(), socket.socket(type=socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX)
        tcp.bind(("127.0.0.1", 0))
        udp.bind(tcp.getsockname())
        unix.bind(str(self.course / "listener"))
        for line in (tcp, unix):
            line.listen()
            threading.Thread(target=self.accept, args=(line,), daemon=True).start()
        threading.Thread(target=self.receive, args=(udp,), daemon=True).start()
        return tcp.getsockname()[1]

    def accept(self, line):
        while True:
            caller, _ = line.accept()
            caller.settimeout(2)
            self.receive(caller)

    def receive(self, line):
        try:
            while data := line.recv(1000):
                self.heard.append(data.decode(errors="replace"))
        except OSError:
            pass

    def hand_in(self, student, title, token):
        """Write a submission: the template with right answers, and what the bank says for `double`."""
        notebook = nbformat.read(self.course / "release" / LAB / f"{LAB}.ipynb", as_version=4)
        answers = {"double": WRONG.strip(), "area": "def area(r):\n    return 3 * r**2"}
        answers["quad"] = "def quad(x):\n    return double(double(x))"
        if student in NEIGHBOURS:
            answers["double"] = "def double(x):\n    return x * 2"
        if trick := tricks().get(title):
            answers["double"] = trick.source
            if trick.needs and not self.stock:
                answers["double"] = ARM.format(names=trick.needs) + trick.source
        if title in files():
            answers["double"] = beside.DOUBLE
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") in answers:
                cell.source = answers[cell.metadata["nbgrader"]["grade_id"]]
        if title in changes():
            changes()[title](notebook)
        text = nbformat.writes(notebook).replace("COURSE", str(self.course)).replace("TOKEN", token)
        path = self.course / "submitted" / student / LAB / f"{LAB}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text.replace("PORT", str(self.port)))
        if title in not_notebooks():
            path.write_bytes(not_notebooks()[title](text))
        for name, content in files().get(title, {}).items():
            (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
            (path.parent / name).write_text(content)

    def grade(self, *students):
        if self.stock:
            for student in students:
                self.run("nbgrader", "autograde", LAB, "--student", student, seconds=SECONDS_FOR_ONE)
        else:
            self.run("examiner", "autograde", LAB, seconds=SECONDS_FOR_ALL)
        time.sleep(SECONDS_TO_SURVIVE)
        self.run("nbgrader", "generate_feedback", LAB, seconds=SECONDS_FOR_ALL)

    def files(self):
        """Return {path: hash} of what no submission may change."""
        kept = {}
        for path in sorted(self.course.rglob("*")):
            place = path.relative_to(self.course)
            made = place.parts[0] in ("autograded", "feedback", "gradebook.db") or path.suffix == ".log"
            if path.is_file() and not made:
                kept[place.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
        return kept

    def scores(self):
        """Return {student: {test: points}}; {} where the gradebook is ruined."""
        query = (
            "select student.id, base_cell.name, grade.auto_score, grade.manual_score from grade "
            "join base_cell on base_cell.id = grade.cell_id "
            "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
            "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id "
            "join student on student.id = submitted_assignment.student_id"
        )
        found = {}
        try:
            with sqlite3.connect(self.course / "gradebook.db") as database:
                for student, test, auto, manual in database.execute(query):
                    found.setdefault(student, {})[test] = (auto if manual is None else manual) or 0
        except sqlite3.Error:
            return {}
        return found

    def said(self, student):
        """Return what the cell of `double` printed, and the name of the error that ended it, "" for none."""
        path = self.course / "autograded" / student / LAB / f"{LAB}.ipynb"
        cells = nbformat.read(path, as_version=4).cells if path.exists() else []
        answer = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "double"]
        outputs = [output for cell in answer for output in cell.outputs]
        printed = "".join(output.get("text", "") for output in outputs)
        return printed, next((output.ename for output in outputs if output.output_type == "error"), "")

    def evidence(self):
        """Return (place, text) of all that may hold the token of a submission, outside of its own folders."""
        found = [(str(path), path.name) for folder in SHARED_FOLDERS for path in Path(folder).iterdir()]
        found += [(f"heard: {data}", data) for data in self.heard]
        for folder in (self.home, self.course / "autograded"):
            for path in folder.rglob("*"):
                own = path.is_relative_to(self.course) and path.relative_to(self.course).parts[1] not in NEIGHBOURS
                text = path.read_text(errors="replace") if path.is_file() and not own else ""
                found.append((str(path.relative_to(self.folder)), f"{path.name}\n{text}"))
        for process in psutil.process_iter(["cmdline"]):
            found.append(("a process", " ".join(process.info["cmdline"] or ())))
        for page in (self.course / "feedback").rglob("*.html"):
            found.append((f"a script in {page.relative_to(self.course)}", acting(page.read_text(encoding="utf-8"))))
        return found

    def triggers(self):
        """Return what is wrong with the gradebook's own code."""
        try:
            with sqlite3.connect(self.course / "gradebook.db") as database:
                found = database.execute("select 1 from sqlite_master where type = 'trigger'").fetchall()
                return ["a trigger in the gradebook"] if found else []
        except sqlite3.Error as error:
            return [f"gradebook: {error}"]

    def remove(self, token):
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder in SHARED_FOLDERS:
            for path in Path(folder).glob(f"*{token}*"):
                path.unlink(missing_ok=True)


def acting(page):
    """Return what a page would run."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        if tag.name in ("script", "iframe", "object", "embed"):
            found.append(str(tag))
        found += [str(v) for k, v in tag.attrs.items() if k.startswith("on") or "script:" in str(v)]
    return "\n".join(found)


def damage(arena, before, students):
    """Return what is not as before, of all that no submission may touch; students: those who have grades."""
    after, harm = arena.files(), []
    harm += [f"changed: {path}" for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
    scores = arena.scores()
    harm += [f"no grades: {s}" for s in students if s not in scores]
    full = {"double_values": 2, "double_arrays": 1, "double_partial": 2, "area_values": 1, "quad_values": 1}
    harm += [f"wrong grades: {s}" for s in NEIGHBOURS if scores.get(s, full) != full]
    return harm


def fight(titles, stock=False, bubblewrap=False):
    """Grade these submissions in one class; return {title: {gained, lost, harm}}, the harm of unknown origin, and the
    peaks of memory, {role: MiB}.
    """
    arena = Arena(stock, bubblewrap)
    token = f"hx{os.urandom(4).hex()}x"
    try:
        students = {title: f"s{number:02d}" for number, title in enumerate(titles)}
        for name in NEIGHBOURS:
            arena.hand_in(name, "", token)
        for title, student in students.items():
            arena.hand_in(student, title, token + student)
        before = arena.files()
        # On stock nbgrader a right neighbour before and after shows whether the grading goes on.
        arena.grade(NEIGHBOURS[0], *students.values(), NEIGHBOURS[1])
        everybody = [*NEIGHBOURS, *(student for title, student in students.items() if title not in not_notebooks())]
        scores, report, evidence, triggers = arena.scores(), {}, arena.evidence(), arena.triggers()
        for title, student in students.items():
            own = deepcopy(scores.get(student, {}))
            report[title] = {
                "gained": sum(points for test, points in own.items() if test.startswith("double")),
                "lost": sorted(t for t in ("area_values", "quad_values") if own.get(t) != 1),
                "harm": [place for place, text in evidence if token + student in text] + triggers,
            }
            printed, error = arena.said(student)
            page = arena.course / "feedback" / student / LAB / f"{LAB}.html"
            report[title] |= {"armed": "armed\n" in printed, "error": error, "page": page.exists()}
        return report, damage(arena, before, everybody), arena.peaks
    finally:
        arena.remove(token)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stock", action="store_true", help="nbgrader as it comes")
    parser.add_argument("--bubblewrap", action="store_true", help="bubblewrap around the sandbox")
    parser.add_argument("--only", default="", help="only the submissions with this word in their title")
    options = parser.parse_args()
    titles = [title for title in [*tricks(), *changes(), *files(), *not_notebooks()] if options.only in title]
    if options.stock:
        report, harm, peaks = {}, [], {}
        for title in titles:
            one, more, _ = fight([title], stock=True)
            one[title]["harm"] += more
            report |= one
    else:
        report, harm, peaks = fight(titles, bubblewrap=options.bubblewrap)
    print(json.dumps({"submissions": report, "harm": harm, "peaks": peaks}, indent=1))


if __name__ == "__main__":
    main()
