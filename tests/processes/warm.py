"""Kernels of a real warm parent: prints what two of them did and how they ended, JSON."""

import json
import os
import socket
import tempfile
import time

import psutil
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from examiner.processes import parents as warm_parents

PATIENCE = 20
PLOT = "%matplotlib inline\nimport matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"
MARK = "open('mark', 'w').write('a'); seen = 1; print(__import__('numpy').random.rand())"
LOOK = "print(__import__('os').path.exists('mark'), 'seen' in globals(), __import__('numpy').random.rand())"


class Student:
    """A kernel that the warm parent forks, and a client of it."""

    def __init__(self):
        self.manager = KernelManager()
        self.manager.start_kernel()
        self.kernel, self.client = self.manager.provisioner.process, self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    def run(self, code):
        """Return the kinds of the messages that the code gave, and what it printed."""
        messages = []
        self.client.execute_interactive(code, timeout=PATIENCE, output_hook=messages.append)
        return [m["header"]["msg_type"] for m in messages], "".join(m["content"].get("text", "") for m in messages)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def within_patience(condition):
    """Return whether the condition holds after a while."""
    deadline = time.monotonic() + PATIENCE
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return held


def lives(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def main():
    KernelProvisionerFactory.instance().default_provisioner_name = "examiner-sandbox"
    parents = {parent.process.pid: parent for parent in warm_parents.warm_up()}
    first, second = Student(), Student()
    kernels = {p.pid: p for pid in parents for p in psutil.Process(pid).children(recursive=True)}
    result = {"forked": len(kernels)}
    try:
        result |= {"kinds": first.run(PLOT)[0], "mark": first.run(MARK)[1], "look": second.run(LOOK)[1]}
        first.kernel.terminate()
        within_patience(lambda: first.kernel.poll() is not None)
        result |= {"status": first.kernel.poll(), "died": [parent.died() for parent in parents.values()]}
        for pid in parents:
            psutil.Process(pid).kill()
        within_patience(lambda: all(parent.died() for parent in parents.values()))
        result |= {"killed": [parent.died() for parent in parents.values()], "alone": second.run("print(1)")[1]}
        second.kernel.line.shutdown(socket.SHUT_RDWR)
        within_patience(lambda: not any(map(lives, kernels.values())))
        return result | {"left": sum(map(lives, kernels.values()))}
    finally:
        for student in (first, second):
            student.close()
        warm_parents.cool_down()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "JUPYTER_RUNTIME_DIR": home, "XDG_CACHE_HOME": home}
        print(json.dumps(main()))
