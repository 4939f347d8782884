"""The project's own files agree with each other."""

import ast
import functools
import re
import subprocess
import sys
import tomllib

import grimp
import pytest
import yaml
from courses import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def names(requirements):
    return {re.match(r"[\w-]+", requirement)[0].lower() for requirement in requirements}


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def test_every_dependency_has_a_line_that_says_what_it_is_for():
    lines = re.findall(r"^\| (\w[\w-]*) \| \S", (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"), re.M)
    declared = names(PROJECT["dependencies"]) | set().union(*map(names, EXTRAS.values()))
    assert set(lines) - {"package"} == declared


def test_every_dependency_has_a_lower_bound_and_a_locked_version():
    locked = re.findall(r"^([\w-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)
    for requirement in [*PROJECT["dependencies"], *EXTRAS["grading"], *EXTRAS["dev"]]:
        assert ">=" in requirement
        assert names([requirement]) <= set(locked)


def test_every_import_of_the_packages_is_declared():
    known = {"descent": set(), "examiner": {"examiner", "descent"}}
    declared = {"descent": names(PROJECT["dependencies"])}
    declared["examiner"] = declared["descent"] | names(EXTRAS["grading"]) | names(EXTRAS["cluster"])
    renamed = {"ipython": "IPython", "pillow": "PIL", "pyzmq": "zmq", "pyyaml": "yaml"}
    renamed["python-dateutil"] = "dateutil"
    for package, own in known.items():
        allowed = {renamed.get(name, name).replace("-", "_") for name in declared[package]} | own
        for path in (ROOT / "src" / package).rglob("*.py"):
            for module in re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(encoding="utf-8"), re.M):
                assert module in allowed or module in sys.stdlib_module_names, f"{path}: {module}"


def test_the_conda_environment_installs_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (python, _, pip) = environment["dependencies"]
    assert pip["pip"] == ["-c requirements.lock", "-e .[grading]"]
    assert tuple(map(int, python.partition("=")[2].split("."))) >= (3, 11)


def test_make_help_lists_every_target_and_the_readme_names_the_everyday_ones():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[0] for line in shown.splitlines()] == targets
    for target in ("help", "demo", "test", "check", "lint", "release", "lab", "formgrader", "clean-demo"):
        assert f"make {target}" in README


@pytest.mark.parametrize(
    "pattern", [r"pypi\.org", r"pythonhosted", r"npmjs\.(org|com)", r"debian\.org", r"(?<![\w.])/(work|root)/"]
)
def test_no_file_names_a_package_host_or_a_path_of_one_machine(pattern):
    for path in tracked():
        if path.suffix not in (".npy", ".npz", ".png") and path.name != "test_repository.py":
            assert not re.search(pattern, path.read_text(encoding="utf-8")), path


def test_the_longest_way_of_an_import_has_at_most_eight_modules():
    graph = grimp.build_graph("examiner")

    @functools.cache
    def floors(module):
        return 1 + max(map(floors, graph.find_modules_directly_imported_by(module)), default=0)

    assert {module for module in graph.modules if floors(module) > 8} == set()


def public_functions(tree):
    """Yield the functions of a module and the methods of its classes that others may call."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for found in inside:
            if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and re.match(r"[^_]|__\w+__$", found.name):
                yield found


@pytest.mark.parametrize("package", ["descent", "examiner"])
def test_every_public_function_says_the_types_of_its_arguments_and_of_its_result(package):
    for path in (ROOT / "src" / package).rglob("*.py"):
        for function in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
            given = function.args
            named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, [given.vararg, given.kwarg])]
            without = [arg.arg for arg in named if arg.annotation is None and arg.arg not in ("self", "cls")]
            assert not without, f"{path}:{function.lineno}: {function.name}: {without}"
            assert function.returns, f"{path}:{function.lineno}: {function.name}"


def test_no_function_of_the_examiner_has_over_50_lines_without_a_reason_beside_it():
    for path in (ROOT / "src" / "examiner").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50:
                assert lines[node.lineno - 2].strip().startswith("# More than 50 lines: "), f"{path}: {node.name}"


def test_no_two_files_of_tests_have_one_name():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names)), "pytest takes both for one module"


def test_every_benchmark_finds_what_it_imports():
    benchmarks = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))
    folders = [ROOT / "benchmarks", ROOT / "tests", *(ROOT / "tests" / room for room in ("batch", "labs", "report"))]
    code = f"import sys; sys.path[:0] = {[str(folder) for folder in folders]}; import {', '.join(benchmarks)}"
    subprocess.run([sys.executable, "-c", code], check=True)
