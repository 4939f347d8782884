"""The hostile bank, fourth part: files that are read at some cost, or not at all. Each function gets the text of the
template with a wrong `double`, and returns the bytes to hand in.
"""

import codecs
import json


def with_field(text, value):
    """Return a notebook's text with one more field, whose JSON is `value`."""
    return text.replace('"cells":', f'"more": {value}, "cells":', 1).encode()


def as_utf16(text):
    return codecs.BOM_UTF16_LE + with_field(text, "[" * 200_000 + "]" * 200_000).decode().encode("utf-16-le")


def in_output(text, value):
    """Return a notebook whose first code cell has an output with this JSON in it."""
    return text.replace('"outputs": []', f'"outputs": [{value}]', 1).encode()


def many_cells(text):
    notebook = json.loads(text)
    notebook["cells"] += [{"cell_type": "code", "source": "1", "metadata": {}, "outputs": []}] * 5000
    return json.dumps(notebook).encode()


FILES = {
    "empty lists": lambda text: with_field(text, "[" + "[]," * 8_000_000 + "[]]"),
    "empty texts": lambda text: with_field(text, "[" + '"",' * 8_000_000 + '""]'),
    "lists nested without end": lambda text: with_field(text, "[" * 10_000_000),
    "dicts nested without end": lambda text: with_field(text, '{"a":' * 4_000_000),
    "lists nested in UTF-16": as_utf16,
    "an open text": lambda text: with_field(text, '"' + "\\" * 20_000_000),
    "one long number": lambda text: with_field(text, "9" * 20_000_000),
    "one key a thousand times": lambda text: with_field(text, "{" + '"a": 1,' * 900_000 + '"a": 1}'),
    "brackets in an output": lambda text: in_output(text, "[" * 20_000_000),
    "five thousand cells": many_cells,
    "zeros": lambda text: bytes(50_000_000),
    "nothing": lambda text: b"",
}
