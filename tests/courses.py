"""What several tests need: the labs, a fresh course, nbgrader and the examiner run as a user runs them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
LABS = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())
ENVIRONMENT = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}


def read(path):
    return nbformat.read(path, as_version=4)


def run(*command, cwd, **kwargs):
    """Run a command and return its CompletedProcess, with what it printed in stdout and stderr."""
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=600, **kwargs
    )


def new_course(folder, labs=LABS, config=""):
    """Make a course in `folder`, an empty Path, with these labs generated, and return it.

    config: lines to add to its nbgrader_config.py.
    """
    course_config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(f"{course_config}\n{config}\n", encoding="utf-8")
    for lab in labs:
        shutil.copytree(ROOT / "source" / lab, folder / "source" / lab)
        done = run("nbgrader", "generate_assignment", lab, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


def hand_in(course, student, notebook, lab="sigmoid_fit"):
    """Write a notebook, or raw bytes, as the student's submission; return its path."""
    path = course / "submitted" / student / lab / f"{lab}.ipynb"
    path.parent.mkdir(parents=True)
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    else:
        nbformat.write(notebook, path)
    return path


@contextmanager
def jupyterlab(folder):
    """Run JupyterLab in `folder` and yield its address. Settings, workspaces and trust are the folder's own."""
    own = folder / ".jupyter"
    environment = ENVIRONMENT | {"JUPYTER_CONFIG_DIR": str(own / "config"), "JUPYTER_DATA_DIR": str(own / "data")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = own / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True, exist_ok=True)
    (quiet / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    command = ["jupyter", "lab", "--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    command.append("--LabApp.expose_app_in_browser=True")  # as window.jupyterapp, for the tests in a browser
    with (folder / "jupyter.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(360):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(120)
