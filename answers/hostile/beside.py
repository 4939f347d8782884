"""The hostile bank, third part: files beside the notebook, which a process would run or import as it starts.

The course takes what `PATTERNS` name. Each submission has a `double` that is right if such a file was run.
"""

PATTERNS = ["*.py", "*.ipy", "*.json", "*.pth", "*rc", "*.conf"]
STARTED = "import builtins\nbuiltins.started = True\n"
DOUBLE = "import builtins\ndef double(x):\n    return 2 * x if getattr(builtins, 'started', False) else 0"
IPYTHON = ".ipython/profile_default"

FILES = {
    "a startup file of IPython": {f"{IPYTHON}/startup/00-x.py": STARTED, f"{IPYTHON}/startup/50-x.ipy": STARTED},
    "a configuration of IPython": {
        f"{IPYTHON}/ipython_config.py": STARTED,
        f"{IPYTHON}/ipython_kernel_config.py": STARTED,
        f"{IPYTHON}/ipython_config.json": '{"InteractiveShellApp": {"exec_lines": ["import builtins; builtins.started=1"]}}',
    },
    "an extension of IPython": {".ipython/extensions/storemagic.py": STARTED, "storemagic.py": STARTED},
    "a configuration of Jupyter": {".jupyter/jupyter_config.py": STARTED, "jupyter_config.py": STARTED},
    "a hidden folder in a folder": {f"data/{IPYTHON}/startup/00-x.py": STARTED, "data/.x.py": STARTED},
    "packages of the user": {
        f".local/lib/python3.{minor}/site-packages/{name}": STARTED
        for minor in range(11, 15)
        for name in ("usercustomize.py", "x.pth", "zmq.py")
    },
    "modules that are run at the start of Python": {"usercustomize.py": STARTED, "sitecustomize.py": STARTED},
    "lines that are run with a path": {"x.pth": "import usercustomize", "usercustomize.py": STARTED},
    "modules of the standard library": {
        f"{name}.py": STARTED for name in ("json", "random", "socket", "ast", "types", "errors", "encodings")
    },
    "packages of the kernel": {
        f"{name}/__init__.py": STARTED for name in ("ipykernel", "IPython", "zmq", "tornado", "traitlets", "comm", "debugpy")
    },
    "packages of numbers and pictures": {
        "matplotlibrc": "backend: module://evil",
        **{f"{name}.py": STARTED for name in ("numpy", "matplotlib", "matplotlib_inline", "msgpack", "cloudpickle")},
    },
    "packages of the course": {"examiner/__init__.py": STARTED, "descent/__init__.py": STARTED, "descent.py": STARTED},
    "settings of other programs": {".pythonrc.py": STARTED, ".pdbrc": STARTED, ".config/matplotlib/matplotlibrc": "backend: x"},
}
