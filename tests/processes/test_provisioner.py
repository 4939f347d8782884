"""A real ipykernel in the sandbox: it works, can be interrupted, and nothing of it is left."""

import ast
import json
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from machines import MACHINES, as_user, pairs

from examiner.processes import folders
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
        marks = [pytest.mark.slow]
        metafunc.parametrize(("machine", "user"), [pytest.param(*pair, marks=marks) for pair in pairs(number, PLACES)])


@pytest.fixture(scope="module")
def caches():
    folder = Path(tempfile.mkdtemp(prefix="ex-caches-"))
    folder.chmod(0o777)
    yield folder
    folders.remove(folder)


@pytest.fixture
def run(machine, user, caches):
    if "bubblewrap" in machine and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")

    def run(*cells, planted=None, **limits):
        order = {
            "cells": [{"code": c} if isinstance(c, str) else c for c in cells],
            "without": MACHINES.get(machine, []),
            "bubblewrap": "bubblewrap" in machine,
            "warm": "warm" in machine,
            "limits": limits,
            "planted": planted or {},
            "cache": str(caches / user),
        }
        result = json.loads(as_user(user, HERE / "run_kernel.py", json.dumps(order)))
        assert result["left"] == []
        return result

    return run


# Code that tells whether the kernel was sealed when it ran; `sealed` and `unsealed` hold the names of what told.
TELLS = """
import os, socket
try:
    socket.socket(socket.AF_UNIX).close()
    kind = "unsealed"
except OSError:
    kind = "sealed"
with open(os.path.join(os.environ["HOME"], kind), "a") as told:
    told.write({name!r} + chr(10))
"""
IPYTHON, SITE = ".ipython/profile_default", f".local/lib/python3.{sys.version_info.minor}/site-packages"
LINES = '{{"IPKernelApp": {{"exec_lines": [{0!r}]}}, "InteractiveShellApp": {{"exec_lines": [{0!r}]}}}}'
# What Python, IPython, Jupyter, matplotlib or an editor's habit would run or import as they start.
STARTED = [
    *(f"{IPYTHON}/startup/{name}" for name in ("00-x.py", "50-x.ipy", "README.py")),
    *(f"{IPYTHON}/{name}" for name in ("ipython_config.py", "ipython_kernel_config.py", "startup.py")),
    *(f".ipython/{name}" for name in ("ipython_config.py", "extensions/storemagic.py", "ipythonrc.py")),
    *(f".jupyter/{name}" for name in ("jupyter_config.py", "ipython_kernel_config.py", "ipykernel_config.py")),
    *(f"{SITE}/{name}" for name in ("usercustomize.py", "sitecustomize.py", "zmq.py", "storemagic.py")),
    *(f".matplotlib/{name}" for name in ("matplotlibrc.py", "backend.py")),
    *(".pythonrc.py", ".pythonstartup", ".pdbrc", ".config/ipython/profile_default/startup/00-x.py"),
    *("usercustomize.py", "sitecustomize.py", "conftest.py", "ipython_config.py", "ipython_kernel_config.py"),
    *("jupyter_config.py", "json.py", "zmq/__init__.py", "ipykernel/__init__.py", "IPython/__init__.py"),
    *("tornado.py", "traitlets.py", "comm.py", "debugpy.py", "matplotlib_inline/backend_inline.py", "psutil.py"),
    *("examiner/__init__.py", "examiner/wire/line.py", "errors.py", "msgpack.py", "socket.py", "encodings.py"),
    *("storemagic.py", "IPython/extensions/storemagic.py", "matplotlib/__init__.py", "backend.py"),
]
PLANTED = {name: TELLS.format(name=name) for name in STARTED} | {
    f"{IPYTHON}/ipython_config.json": LINES.format(TELLS.format(name="ipython_config.json")).replace("'", '"'),
    ".matplotlib/matplotlibrc": "backend: module://backend",
    "matplotlibrc": "backend: module://backend",
    f"{SITE}/x.pth": "import usercustomize",
    "x.pth": "import usercustomize",
    ".config/fontconfig/fonts.conf": "<fontconfig><dir>.</dir></fontconfig>",
}


TOLD = """
import os
print({kind: open(kind).read().splitlines() for kind in ("unsealed", "sealed") if os.path.exists(kind)})
"""


def test_nothing_of_the_students_runs_before_the_seal(run):
    armed = f"exec({TELLS.format(name='the cell')!r})"
    told = ast.literal_eval(run(armed, TOLD, planted=PLANTED)["outputs"][1])
    assert "unsealed" not in told
    assert "the cell" in told["sealed"]


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


def test_missing_wall_refuses(monkeypatch):
    missing = doctor.Protection("landlock", False, "files", "use a newer Linux")
    monkeypatch.setattr(doctor, "protections", lambda: [missing])
    with pytest.raises(confine.SandboxError, match="use a newer Linux"):
        doctor.sandbox_walls()
