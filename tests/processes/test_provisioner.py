"""A real ipykernel in the sandbox: it works, can be interrupted, and nothing of it is left."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from machines import MACHINES, as_user, pairs

from examiner.processes import provisioner
from examiner.sandbox import confine, doctor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")
PLACES = (*MACHINES, "bubblewrap", "warm", "warm bubblewrap")
HERE = Path(__file__).parent
PLOT = """
%matplotlib inline
import numpy as np, matplotlib.pyplot as plt
plt.plot(np.linalg.inv(np.random.rand(50, 50) @ np.random.rand(50, 50))); plt.show()
"""


def pytest_generate_tests(metafunc):
    """Run what is done in a kernel on each machine, by one of the users."""
    if "run" in metafunc.fixturenames:
        number = list(vars(metafunc.module)).index(metafunc.function.__name__)
        marks = [pytest.mark.slow, pytest.mark.alone]
        metafunc.parametrize(("machine", "user"), [pytest.param(*pair, marks=marks) for pair in pairs(number, PLACES)])


@pytest.fixture(scope="module")
def caches():
    folder = Path(tempfile.mkdtemp(prefix="ex-caches-"))
    folder.chmod(0o777)
    yield folder
    provisioner.remove(folder)


@pytest.fixture
def run(machine, user, caches):
    if "bubblewrap" in machine and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")

    def run(*cells, **limits):
        order = {
            "cells": [{"code": c} if isinstance(c, str) else c for c in cells],
            "without": MACHINES.get(machine, []),
            "bubblewrap": "bubblewrap" in machine,
            "warm": "warm" in machine,
            "limits": limits,
            "cache": str(caches / user),
        }
        result = json.loads(as_user(user, HERE / "run_kernel.py", json.dumps(order)))
        assert result["left"] == []
        return result

    return run


def test_numbers_and_plots_work(run):
    result = run(PLOT, "import matplotlib as m; print(m.get_cachedir() != '', open('points.txt').read())")
    assert result["outputs"][0].endswith("text/plain image/png")
    assert result["outputs"][1] == "True 1 2 3"


def test_student_code_cannot_make_sockets_any_more(run):
    result = run("import socket; socket.socket(socket.AF_UNIX)")
    assert result["outputs"] == ["PermissionError: [Errno 1] Operation not permitted"]


def test_nothing_of_the_examiner_is_open(run):
    code = """
import os, stat, sys
def kind(n):
    try: return stat.S_IFMT(os.fstat(n).st_mode)
    except OSError: return None
kinds = {n: kind(n) for n in range(256)}
print(sys.argv, [n for n, k in kinds.items() if k in (stat.S_IFREG, stat.S_IFDIR, stat.S_IFIFO)])
"""
    result = run(code)["outputs"][0]
    argv, pipes = result.split("] ")
    # The two ends each of the pipes by which the kernel catches low-level output.
    assert argv == "['ipykernel_launcher.py'"
    assert pipes.count(",") <= 5


def test_log_cannot_be_filled(run):
    result = run("import os; os.write(2, b'x' * 100_000); os.write(1, b'x'); print('done')")
    assert "done" in result["outputs"][0]
    assert "x" not in result["why"]


def test_too_much_memory_is_an_error_and_the_kernel_lives(run):
    result = run("import numpy as np; np.ones(1 << 30)", "print(1)")
    assert "MemoryError" in result["outputs"][0]
    assert result["outputs"][1] == "1"


def test_endless_loop_is_interrupted(run):
    result = run({"code": "while True: pass", "seconds": 0.5}, "print(1)")
    assert result["outputs"] == ["KeyboardInterrupt:", "1"]


def test_kernel_that_swallows_interrupts_is_ended(run):
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    result = run({"code": code, "seconds": 0.5})
    assert result["outputs"] == ["hangs"]


def test_cpu_limit_says_so(run):
    result = run("while True: pass", cpu=2)
    assert result["outputs"] == ["died"]
    assert result["why"] == "The kernel was stopped: it used 2 s of CPU time."


def test_wall_limit_says_so(run):
    result = run("import time; time.sleep(30)", wall=2.0)
    assert result["outputs"] == ["died"]
    assert result["why"] == "The kernel was stopped after 2 s."


def test_crash_is_told_by_its_signal(run):
    result = run("import ctypes; ctypes.string_at(0)")
    assert result["outputs"] == ["died"]
    assert "SIGSEGV" in result["why"]


def test_folders_that_cannot_be_removed_are(run):
    deep = """
import os
os.mkdir("closed", 0); os.mkdir("half", 0o300); open("half/a", "w").close()
for _ in range(1100):
    os.mkdir("d"); os.chdir("d")
"""
    run(deep)


def test_kernel_that_cannot_start_says_why(run):
    assert "Traceback" in run("1", memory=100 << 20)["why"]


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/etc/a", "a/../b", ".ipython/a", "a/.b"])
def test_given_file_stays_in_the_folder(name, tmp_path):
    with pytest.raises(ValueError, match="file name"):
        provisioner.put({name: b""}, tmp_path)


def test_missing_wall_refuses(monkeypatch):
    missing = doctor.Protection("landlock", False, "files", "use a newer Linux")
    monkeypatch.setattr(doctor, "protections", lambda: [missing])
    with pytest.raises(confine.SandboxError, match="use a newer Linux"):
        provisioner.refuse_unsafe()
