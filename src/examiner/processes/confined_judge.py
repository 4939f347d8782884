"""The launcher of a judge: connect to who asked for it, get behind walls, then run tests in this process."""

import json
import os
import sys
import threading

from ..judge import shell
from ..sandbox import memory, syscalls
from ..sandbox.confine import confine_judge
from ..wire import line

PATIENCE = 600.0


def main() -> None:
    """Be the judge of an order that comes in, a line of JSON; end when what it came from is closed."""
    run(json.loads(sys.stdin.readline()))


def run(order: dict, parent: int | None = None) -> None:
    """Run test cells as `order`, by `submission.judge_process`, says. Does not return.

    parent: the process id of the parent that this ends with; without one it ends when descriptor 0 is closed.
    """
    # What stands between is for the tests; this one it would not let through.
    owner = line.connect(order["owner"], PATIENCE)
    keep = {owner.fileno(), 1, 2} | (set() if parent else {0})
    if order["walls"]:
        confine_judge(
            order["folder"],
            order["home"],
            order["walls"],
            order["memory"],
            order["readable"],
            order["sockets"],
            keep,
            parent,
        )
    else:
        memory.limit(order["memory"])
        os.chdir(order["folder"])
        if parent:
            syscalls.close_descriptors(keep)
    if not parent:
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
    shell.run_cells(owner, order["key"])
    os._exit(0)
