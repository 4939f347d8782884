"""What grading cannot be faster than: the students' own cells, each notebook in a bare forked process.

    python benchmarks/floor.py COURSE LAB JOBS [--kernel]

No kernel, no sandbox, no hidden tests, no gradebook. Pictures are drawn as the inline backend draws them. All is
imported before the clock starts. Prints JSON: the seconds from the first fork to the end of the last process, and how
many pictures were drawn.

With --kernel the cells run in a warm ipykernel that nbclient drives: what no grader goes below that uses these two as
they are, wherever its tests run.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import activate_matplotlib
from IPython.utils.capture import capture_output
from jupyter_core.utils import run_sync
from matplotlib_inline.backend_inline import configure_inline_support
from nbclient import NotebookClient
from traitlets.config import Config

import descent.check
import descent.pictures  # noqa: F401
from examiner.judge.shell import SETTINGS
from examiner.notebook.cells import is_test
from examiner.processes import warm
from examiner.processes.parents import parents
from examiner.submission.student_kernel import bounded_client, wait_until_ready

# As Execute.timeout in nbgrader_config.py: a wrong answer may go on for ever.
CELL_SECONDS = 12


def main(course, lab, jobs, kernel=False):
    shell = InteractiveShell.instance(config=Config(SETTINGS))
    activate_matplotlib(warm.INLINE)
    configure_inline_support(shell, warm.INLINE)
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(course.glob(f"submitted/*/{lab}/{lab}.ipynb"))]
    if kernel:
        parents["student"] = warm.start("student")
        run_in_kernel(notebooks[0])  # it answers when it has imported all
    data = [file for file in (course / "source" / lab).iterdir() if file.suffix != ".ipynb"]
    ended = []
    begin = time.perf_counter()
    for number, notebook in enumerate(notebooks):
        if number >= jobs:
            ended.append(os.wait()[1])
        if not os.fork():
            with tempfile.TemporaryDirectory() as folder:
                for file in data:
                    shutil.copy(file, folder)
                os.chdir(folder)
                pictures = run_in_kernel(notebook) if kernel else run(shell, notebook)
            os._exit(pictures)
    ended += [os.wait()[1] for _ in range(min(jobs, len(notebooks)))]
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "pictures": sum(map(os.waitstatus_to_exitcode, ended))}))


def run(shell, notebook):
    """Run the student's cells and return how many pictures they showed."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    pictures = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_test(cell):
            signal.alarm(CELL_SECONDS)
            with capture_output() as captured:
                shell.run_cell(cell.source, store_history=True)
            signal.alarm(0)
            pictures += sum("image/png" in output.data for output in captured.outputs)
    return pictures


def run_in_kernel(notebook):
    """Do as `run`, in a kernel without walls that has a copy of this folder."""
    wrong = {"ename": "CellTimeoutError", "evalue": "", "traceback": ["too slow"]}
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        interrupt_on_timeout=True,
        error_on_timeout=wrong,
        allow_errors=True,
        shutdown_kernel="immediate",
    )
    client.create_kernel_manager()
    client.km.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": "examiner-sandbox"}
    client.km.config.SandboxProvisioner.update({"walls": [], "files": str(Path.cwd())})
    client.start_new_kernel()
    client.kc = bounded_client(client.km)
    run_sync(wait_until_ready)(client.km, client.kc, 60)
    pictures = 0
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip() and not is_test(cell):
            done = client.execute_cell(cell, number)
            pictures += sum("image/png" in output.get("data", {}) for output in done.outputs)
    client._cleanup_kernel()
    return pictures


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), "--kernel" in sys.argv)
