"""A kernel forked from a parent that has all imported: prints what a plot took, JSON."""

import importlib
import json
import os
import signal
import time
from pathlib import Path

from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from examiner.processes import confined, provisioner
from examiner.sandbox import confine, doctor

WARM = ("numpy", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "ipykernel.kernelapp")
PLOT = "%matplotlib inline\nimport matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"


def main():
    for name in WARM:
        importlib.import_module(name)
    walls = doctor.available_walls()
    folder = provisioner.private_folder()
    start = time.perf_counter()
    file, _ = write_connection_file(
        str(folder / "connection.json"), ip=f"{folder}/sockets/k", transport="ipc", key=b"key"
    )
    guard = os.fork()
    if not guard:
        try:
            connection = Path(file).read_text()
            confine.confine(folder / "scratch", walls, sockets=folder / "sockets")
            confined.run_kernel(connection)
        finally:
            os._exit(1)
    client = BlockingKernelClient(connection_file=file)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=20)
    ready = time.perf_counter()
    kinds = []
    client.execute_interactive(PLOT, timeout=20, output_hook=lambda m: kinds.append(m["header"]["msg_type"]))
    plotted = time.perf_counter()
    client.stop_channels()
    os.kill(guard, signal.SIGTERM)
    status = os.waitstatus_to_exitcode(os.waitpid(guard, 0)[1])
    provisioner.remove(folder)
    seconds = {"ready": ready - start, "plot": plotted - ready}
    return seconds | {"kinds": kinds, "status": status}


if __name__ == "__main__":
    print(json.dumps(main()))
