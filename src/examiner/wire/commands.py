"""What a notebook cannot do while it is graded, and goes on without: commands, installations, windows, exits.

Each prints one line that says so. So it costs no more than what leans on it.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

LINES = ("pip", "conda", "mamba", "micromamba", "uv", "sx", "system")
CELLS = ("bash", "sh", "script", "perl", "ruby", "sx", "system", "cmd")


def stand_in(shell: Any) -> None:
    """Make the notebook's shell go on without what it cannot do."""
    shell.system = shell.system_piped = shell.system_raw = left_out("!{}")
    shell.getoutput = left_out("!{}", lambda: importlib.import_module("IPython.utils.text").SList())
    for name in LINES:
        shell.register_magic_function(left_out(f"%{name} {{}}"), "line", name)
    for name in CELLS:
        shell.register_magic_function(left_out(f"%%{name} {{}}"), "cell", name)
    for name in ("matplotlib", "load_ext", "gui"):
        if magic := shell.find_line_magic(name):
            shell.register_magic_function(without_trouble(magic, f"%{name}"), "line", name)
    matplotlib: Any = sys.modules.get("matplotlib")
    if matplotlib:
        matplotlib.use = without_trouble(matplotlib.use, "matplotlib.use")
    shell.ask_exit = shell.user_ns["exit"] = shell.user_ns["quit"] = left_out("exit()")


def left_out(form: str, value: Callable[[], Any] = lambda: None) -> Callable:
    """Return a function that tells what it does not do."""

    def tell(line="", *_, **__):
        print(f"Not run while the notebook is graded: {form.format(line).strip().splitlines()[0][:200]}")
        return value()

    return tell


def without_trouble(function: Callable, name: str) -> Callable:
    """Return `function`, of which an error costs a line and no more."""

    def go_on(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as error:
            print(f"Passed over while the notebook is graded: {name}({', '.join(map(str, args))}): {error}"[:300])

    return go_on
