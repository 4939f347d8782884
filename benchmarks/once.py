"""Measure each lab once from top to bottom, with the instructor's answers, for the table of docs/performance.md.

    python benchmarks/once.py

CPU time and memory of a process of its own, not seconds on a clock: so other work on the machine matters little. The
cells are those of floor.py; explorers draw nothing, as while grading.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import nbformat
from floor import activate_matplotlib, run
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline.backend_inline import configure_inline_support
from pages import markdown, write_table
from throughput import LABS
from traitlets.config import Config

from examiner.judge.shell import SETTINGS
from examiner.processes import warm
from examiner.sandbox import environment as sandbox_environment

SOURCE = Path(__file__).resolve().parent.parent / "source"


def measure(lab):
    """Run the notebook and print, as JSON, its CPU seconds and how much it raised the process's largest memory, MiB."""
    shell = InteractiveShell.instance(config=Config(SETTINGS))
    activate_matplotlib(warm.INLINE)
    configure_inline_support(shell, warm.INLINE)
    notebook = nbformat.read(SOURCE / lab / f"{lab}.ipynb", as_version=4)
    os.chdir(SOURCE / lab)
    before = resource.getrusage(resource.RUSAGE_SELF)
    run(shell, notebook)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps([seconds, (after.ru_maxrss - before.ru_maxrss) / 1024, after.ru_maxrss / 1024]))


def measured(lab):
    environment = os.environ | sandbox_environment.ENVIRONMENT
    done = subprocess.run([sys.executable, __file__, lab], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    found = {lab: measured(lab) for lab in LABS}
    first = found["sigmoid_fit"][0]
    rows = [
        [f"`{lab}`", f"{seconds:.1f}", f"{seconds / first:.1f}×", f"{more:.0f}", f"{most:.0f}"]
        for lab, (seconds, more, most) in found.items()
    ]
    header = ["lab", "CPU seconds", "beside lab 1", "MiB more than at its start", "MiB in all"]
    write_table("performance.md", "benchmarks/once.py", markdown(header, rows))


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
