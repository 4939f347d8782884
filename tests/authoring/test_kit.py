"""The kit holds all that students need and nothing that they must not have."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile

import numpy as np
import pytest
from courses import LABS, ROOT, lab_course, read

from descent.here import needs
from examiner.authoring.kit import write_kit
from examiner.errors import ExaminerError
from examiner.feedback.hidden_tests import without_regions
from examiner.notebook.cells import label

# A line of words, such as the call of a check or the name of a mistake, is said to students too.
WORDS = re.compile(r'f?"[^"]*"(,|: \[)?')
NUMBERS = re.compile(r"(-?[\d.]+, ?)+(-?[\d.]+)?")  # the lab's data are everybody's
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")


@pytest.fixture(scope="module")
def kits(tmp_path_factory):
    """The folder in which the kits of all labs are unpacked."""
    folder = tmp_path_factory.mktemp("kits")
    for lab in LABS:
        with zipfile.ZipFile(write_kit(ROOT / "release" / lab, folder / "dist")) as archive:
            archive.extractall(folder)
    return folder


def secret_lines(lab):
    """The lines of solutions, hidden tests and marking schemes that are in no part of the notebook that is shown."""
    hidden, shown = set(), set()
    for cell in read(ROOT / "source" / lab / f"{lab}.ipynb").cells:
        rest = cell.source
        for region in REGIONS:
            rest, found = without_regions(rest, f"BEGIN {region}", f"END {region}")
            hidden |= {line.strip() for lines in found for line in lines}
        shown |= {line.strip() for line in rest.split("\n")}
    data = {round(float(n), 9) for path in (ROOT / "release" / lab).glob("*.npy") for n in np.load(path).ravel()}
    return {
        line
        for line in hidden
        if len(line) > 12
        and not WORDS.fullmatch(line)
        and not any(line in s for s in shown)
        and not (NUMBERS.fullmatch(line) and {round(float(n), 9) for n in line.strip(", ").split(",")} <= data)
    }


@pytest.mark.parametrize("lab", LABS)
def test_no_file_of_a_kit_holds_a_line_of_a_solution_a_hidden_test_or_a_marking_scheme(kits, lab):
    secrets = secret_lines(lab)
    assert len(secrets) > 100
    for path in (kits / lab).rglob("*"):
        if path.is_file() and not path.is_relative_to(kits / lab / "descent"):
            text = path.read_text(encoding="utf-8", errors="replace").replace('\\"', '"').replace("\\n", "\n")
            assert {line for line in secrets if line in text} == set(), path.name


@pytest.mark.parametrize("lab", LABS)
def test_the_imports_of_a_kit_work_with_the_package_beside_the_notebook(kits, lab):
    (imports,) = (cell.source for cell in read(kits / lab / f"{lab}.ipynb").cells if label(cell) == "imports")
    code = f"{imports}\nprint(check.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=kits / lab, env=os.environ, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().startswith(str(kits / lab / "descent")), done.stderr


# What a student may lack, and how the first cell begins what it says then: a module, or the end of a file's name.
LACKING = {
    "descent": "The folder descent is missing: unpack",
    "numpy": "numpy cannot be imported: run %pip install numpy in a cell",
    "matplotlib": "matplotlib cannot be imported: run %pip",
    "ipywidgets": "ipywidgets cannot be imported: run %pip",
    "anywidget": "anywidget cannot be imported: run %pip",
    "PIL": "pillow cannot be imported: run %pip install pillow in",
    ".np?": ".np",
    "_checks.json": "_checks.json must be in the folder",
}
IN_A_NOTEBOOK = """
import sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
lab, source, *lacking = sys.argv[1:]
shell = InteractiveShell()
for name in [*lacking, ""]:
    moved = [(path, Path(f"away-{path}")) for path in Path().glob(f"*{name}") if name and "." in name]
    for path, away in moved:
        path.rename(away)
    sys.modules.update({} if moved or not name else {name: None})
    for module in list(sys.modules):
        if module.startswith("descent") and module != name:
            del sys.modules[module]
    shell.run_cell(source)
    print("----")
    sys.modules.pop(name, None)
    for path, away in moved:
        away.rename(path)
"""


@pytest.mark.parametrize("lab", LABS)
def test_the_first_cell_says_in_one_sentence_what_is_missing_and_what_to_do(kits, lab):
    first = next(cell.source for cell in read(kits / lab / f"{lab}.ipynb").cells if cell.cell_type == "code")
    done = subprocess.run(
        [sys.executable, "-c", IN_A_NOTEBOOK, lab, first, *LACKING],
        cwd=kits / lab,
        env=os.environ | {"HOME": str(kits)},
        capture_output=True,
        text=True,
        check=True,
    )
    *said, nothing, _ = done.stdout.split("----\n")
    assert nothing == "", "all is there"
    for text, begins in zip(said, LACKING.values(), strict=True):
        assert begins in text
        assert text.strip().count("\n") == 0, text
        assert "Traceback" not in text
        assert text.strip().endswith(".")


@pytest.mark.parametrize("lab", LABS)
def test_the_first_cell_asks_for_each_file_of_data(kits, lab):
    (call,) = (cell.source for cell in read(kits / lab / f"{lab}.ipynb").cells if label(cell) == "here")
    data = {path.name for path in (kits / lab).glob("*.np?")}
    assert data == set(re.findall(r"\w+\.np.", call))


def test_the_first_cell_asks_for_nothing_in_the_instructors_folder_that_is_made_for_students(monkeypatch):
    monkeypatch.chdir(ROOT / "source/sigmoid_fit")
    needs("sigmoid_fit", "pts.npy")
    with pytest.raises(ImportError, match=r"other\.npy must be in the folder"):
        needs("sigmoid_fit", "pts.npy other.npy")


@pytest.mark.parametrize("lab", LABS)
def test_a_kit_says_what_must_be_installed_and_what_to_do(kits, lab):
    assert "numpy" in (kits / lab / "requirements.txt").read_text()
    assert f"jupyter lab {lab}.ipynb" in (kits / lab / "README.md").read_text()
    assert (kits / lab / "README.md").read_text().startswith("# ")


def test_two_kits_of_the_same_files_are_the_same_bytes(tmp_path):
    first, second = (write_kit(ROOT / "release" / LABS[0], tmp_path / out).read_bytes() for out in "ab")
    assert first == second


@pytest.mark.slow
def test_what_the_exchange_releases_is_the_kit(tmp_path):
    lab = LABS[0]
    course = lab_course(tmp_path / "course", lab, config=f'c.Exchange.root = "{tmp_path}/exchange"')
    course.run("nbgrader", "release_assignment", lab)
    released = tmp_path / "exchange/descent/outbound" / lab

    def files(folder):
        paths = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    with zipfile.ZipFile(write_kit(course.root / "release" / lab, tmp_path / "dist")) as archive:
        archive.extractall(tmp_path / "kit")
    assert files(released) == files(tmp_path / "kit" / lab)


@pytest.mark.slow
def test_the_wheel_of_the_package_alone_needs_what_the_project_does_and_holds_nothing_of_the_examiner(tmp_path):
    folder = ROOT / "packaging/descent"
    subprocess.run(["uv", "build", "--quiet", "--wheel", "--out-dir", tmp_path, folder], check=True)
    (path,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = [name for name in wheel.namelist() if not name.startswith("descent_labs_notebook")]
    package = ROOT / "src/descent"
    ours = [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert sorted(names) == sorted(f"descent/{p.relative_to(package).as_posix()}" for p in ours)


def test_the_package_alone_has_the_projects_version_and_needs():
    alone, whole = (tomllib.loads((ROOT / at / "pyproject.toml").read_text()) for at in ("packaging/descent", "."))
    for key in ("version", "dependencies", "requires-python", "license"):
        assert alone["project"][key] == whole["project"][key]
    assert alone["project"]["name"] != whole["project"]["name"]


def test_a_lab_without_a_template_is_told_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(ExaminerError, match="nbgrader generate_assignment nothing"):
        write_kit(tmp_path / "nothing", tmp_path)
