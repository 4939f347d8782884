"""What the instructor's notebook uses and grading lacks, read from the errors of its cells."""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

NO_MODULE = re.compile(r"No module named '([^']+)'")
NO_FILE = re.compile(r"No such file or directory: '([^']+)'|(\S+) not found\.?$")
FILE_ERRORS = ("FileNotFoundError", "OSError")
NETWORK = re.compile(
    r"urlopen error|name resolution|Name or service not known|nodename nor servname|Network is unreachable|"
    r"Max retries exceeded|Failed to establish a new connection|getaddrinfo failed"
)
NETWORK_ERRORS = ("URLError", "gaierror", "ConnectTimeout", "MaxRetryError", "NewConnectionError", "ConnectError")


def lacks(cells: Iterable[NotebookNode]) -> list[str]:
    """Return a sentence for each module, file or connection that these cells, which have run, did not find."""
    errors = [
        (output.ename, output.evalue)
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]
    return list(dict.fromkeys(filter(None, (missing(*error) for error in errors))))


def missing(name: str, text: str) -> str | None:
    """Return what an error with this name and text says is missing, None for any other error."""
    if module := NO_MODULE.search(text):
        top = module[1].partition(".")[0]
        return (
            f"the module {module[1]} is not there: install its package where grading runs, or put {top}.py beside the "
            "notebook in source/"
        )
    if name in NETWORK_ERRORS or NETWORK.search(text):
        return "there is no network while a notebook is graded: put the data beside the notebook in source/"
    if name in FILE_ERRORS and (file := NO_FILE.search(text)):
        return f"the file {file[1] or file[2]} is not there: put it beside the notebook in source/"
    return None
