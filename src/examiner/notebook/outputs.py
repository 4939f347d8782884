"""The outputs of cells: plain where a student made them, readable where a test did."""

import math
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

TEXT_ONLY = ("text/", "image/")
MAX_LINES = 200
MAX_LINE = 10_000
# Of one output: what draws a page names each that it does not know.
MAX_KINDS = 20
SIZES = ("width", "height")
NO_MARKUP = str.maketrans("", "", "<>\"'&")


def new_output(kind: str, **fields: Any) -> NotebookNode:
    """Return an output as those of nbformat.v4 are, which are checked one by one: here the notebook is, as a whole."""
    return NotebookNode(output_type=kind, **fields)


# How the output of a test begins that was not judged from outside.
RAN_INSIDE = "This test ran in the student's process, where it can be read and forged"


def error_output(name: str, message: str) -> NotebookNode:
    """Return the output of a cell that did not run, or not to its end."""
    return new_output("error", ename=name, evalue=message, traceback=[f"\x1b[31m{name}\x1b[39m: {message}"])


def tidy(cell: NotebookNode) -> None:
    """Rebuild a student's outputs from their known fields: the kernel may send anything at all."""
    cell.outputs = [plain for plain in map(plain_output, cell.outputs) if plain]
    if type(cell.execution_count) is not int:
        cell.execution_count = None
    cell.metadata.pop("execution", None)


def plain_output(output: Mapping[str, Any]) -> NotebookNode | None:
    """Return `output` with text where text belongs and no more, None for an unknown kind."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output(kind, name=name, text=clean_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        lines = lines[:MAX_LINES] if type(lines) is list else []
        return new_output(
            kind,
            ename=clean_text(output.get("ename"))[:MAX_LINE],
            evalue=clean_text(output.get("evalue"))[:MAX_LINE],
            traceback=[clean_text(line)[:MAX_LINE] for line in lines],
        )
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        texts = list(data.items())[:MAX_KINDS] if isinstance(data, dict) else ()
        data = {k: clean_text(v) for k, v in texts if type(v) is str and is_text(k)}
        number = {"execution_count": None} if kind == "execute_result" else {}
        return new_output(kind, data=data, metadata=sizes(output.get("metadata")), **number) if data else None
    return None


def is_text(mime_type: object) -> bool:
    return type(mime_type) is str and mime_type.startswith(TEXT_ONLY)


def sizes(metadata: object) -> dict[str, dict[str, Any]]:
    """Return the sizes and the texts of pictures in `metadata`: templates write them into attributes."""
    found = {}
    for mime_type, fields in (metadata if isinstance(metadata, dict) else {}).items():
        if is_text(mime_type) and isinstance(fields, dict):
            kept = {k: fields[k] for k in SIZES if type(fields.get(k)) in (int, float)}
            if type(fields.get("alt")) is str:
                kept["alt"] = clean_text(fields["alt"].translate(NO_MARKUP))[:MAX_LINE]
            if kept:
                found[mime_type] = kept
    return found


def clean_text(text: object) -> str:
    """Return `text` as text that a file can hold."""
    text = text if type(text) is str else ""
    return text.encode("utf-8", "replace").decode()


def check_credit(cell: NotebookNode) -> None:
    """Turn a partial credit that is not between 0 and the cell's points into an error.

    nbgrader takes a credit that is negative, or not a number, for full marks, and stops at one
    that is too large.
    """
    points = cell.metadata.nbgrader["points"]
    for output in cell.outputs:
        if output.output_type != "execute_result":
            continue
        try:
            credit = float(output.data.get("text/plain", ""))
        except ValueError:
            continue
        if math.isnan(credit) or not 0 <= credit <= points:
            cell.outputs.append(
                error_output(
                    "PartialCreditError",
                    f"the test gave {credit:g} points, which is not between 0 and {points:g}",
                )
            )
            cell.outputs.remove(output)
        return
