"""How much memory the processes that read hostile bytes take at most: the worker, and the judge."""

import threading
import time
from pathlib import Path

import psutil

EVERY = 0.1


def role_of(command: list[str]) -> str | None:
    """Return what a process is by the command that started it, or what it was forked from."""
    if "judge" in command:
        return "judge"
    return "worker" if any("multiprocessing.forkserver" in word for word in command) else None


class Peaks(threading.Thread):
    """Watches all that a process starts until it ends; `found` is {role: the largest resident size, in MiB}."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.top, self.found, self.roles = psutil.Process(process), {"worker": 0.0, "judge": 0.0}, {}

    def run(self) -> None:
        while self.top.is_running() and self.top.status() != psutil.STATUS_ZOMBIE:
            try:
                for process in self.top.children(recursive=True):
                    self.look(process)
            except psutil.Error:  # it ended meanwhile
                pass
            time.sleep(EVERY)

    def look(self, process: psutil.Process) -> None:
        """Take note of the size of one process."""
        try:
            if process.pid not in self.roles:
                self.roles[process.pid] = role_of(process.cmdline())
            if role := self.roles[process.pid]:
                status = Path(f"/proc/{process.pid}/status").read_text()
                size = int(status.partition("VmHWM:")[2].split()[0]) / 1024
                self.found[role] = max(self.found[role], size)
        except (OSError, IndexError, ValueError, psutil.Error):  # it ended meanwhile
            pass
