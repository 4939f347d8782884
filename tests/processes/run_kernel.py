"""Run cells in a student's kernel: `python run_kernel.py ORDER` prints what came of it, JSON."""

import json
import os
import sys
import tempfile
import time

order = json.loads(sys.argv[1])
home = tempfile.mkdtemp(prefix="ex-home-")
os.environ |= {"HOME": home, "JUPYTER_RUNTIME_DIR": home, "XDG_CACHE_HOME": order["cache"]}

from importlib.metadata import EntryPoint  # noqa: E402

import psutil  # noqa: E402
from jupyter_client.manager import KernelManager  # noqa: E402
from jupyter_client.provisioning import KernelProvisionerFactory  # noqa: E402

from examiner.processes import folders, parents, provisioner  # noqa: E402
from examiner.sandbox import doctor  # noqa: E402

FACTORY = KernelProvisionerFactory.instance()
FACTORY.provisioners["sandbox"] = EntryPoint(
    "sandbox", "examiner.processes.provisioner:SandboxProvisioner", FACTORY.GROUP_NAME
)
FACTORY.default_provisioner_name = "sandbox"


def plant(files):
    """Let `files`, {name: text}, lie in the student's folder too, whatever their names."""
    put_fonts = provisioner.put_fonts

    def plant_and_put(scratch):
        put_fonts(scratch)
        for name, text in files.items():
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            (scratch / name).write_text(text)

    provisioner.put_fonts = plant_and_put


def run(order):
    """Return the outputs of the cells and what was left when all was over."""
    if order["warm"]:
        parents.warm_up(bubblewrap=order["bubblewrap"])
    plant(order.get("planted", {}))
    manager = KernelManager()
    options = manager.config.SandboxProvisioner
    options.files = {"points.txt": b"1 2 3"}
    options.limits = order["limits"]
    options.bubblewrap = order["bubblewrap"]
    walls = doctor.available_walls() - set(order["without"])
    provisioner.SandboxProvisioner.walls.default_value = sorted(walls)
    manager.start_kernel()
    student = manager.provisioner
    folder = student.folder
    client = manager.client()
    client.start_channels()
    outputs = []
    started = time.monotonic()
    try:
        client.wait_for_ready(timeout=30)
        for cell in order["cells"]:
            outputs.append(run_cell(manager, client, cell))
    except RuntimeError as error:
        outputs.append(str(error))
    seconds = time.monotonic() - started
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    parents.cool_down()
    left = [str(folder)] if folder.exists() else []
    return {
        "outputs": outputs,
        "seconds": seconds,
        "left": left + processes(str(folder)),
        "why": student.why_ended(),
    }


def run_cell(manager, client, cell):
    """Return what the cell printed, its error's last line, or the type of what it displayed."""
    message = client.execute(cell["code"])
    said = ""
    until = time.monotonic() + cell.get("seconds", 20)
    while True:
        try:
            reply = client.get_iopub_msg(timeout=0.2)
        except Exception:
            if not manager.is_alive():
                raise RuntimeError("died") from None
            if time.monotonic() > until:
                if cell.get("interrupted"):
                    raise RuntimeError("hangs") from None
                cell["interrupted"] = True
                manager.interrupt_kernel()
                until = time.monotonic() + 3
            continue
        if reply["parent_header"].get("msg_id") != message:
            continue
        content = reply["content"]
        if content.get("execution_state") == "idle":
            return said.strip()
        said += content.get("text", "") + " ".join(content.get("data", {}))
        if "ename" in content:
            said += f"{content['ename']}: {content['evalue']}"


def processes(name):
    """Return the living processes whose command line has `name`."""
    return [p.pid for p in psutil.process_iter(["cmdline"]) if name in " ".join(p.info["cmdline"] or ())]


if __name__ == "__main__":
    try:
        print(json.dumps(run(order)))
    finally:
        folders.remove(home)
