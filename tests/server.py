"""JupyterLab in a folder, for the tests that look at pages."""

import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager

from courses import ENVIRONMENT


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
