"""A control of an explorer in which one draws: 8 × 8 pixels of ink."""

from pathlib import Path
from typing import Any

SIDE, FULL = 8, 16


def pad(label: str, value: list[int]) -> Any:
    """Return a widget to draw in with the mouse, a finger or keys; `value`: 64 whole numbers from 0 to 16."""
    from anywidget import AnyWidget
    from traitlets import Bool, Int, List, Unicode

    class Pad(AnyWidget):
        _esm = Path(__file__).with_name("pad.js").read_text(encoding="utf-8")
        value = List(Int(min=0, max=FULL), minlen=SIDE**2, maxlen=SIDE**2).tag(sync=True)
        description = Unicode().tag(sync=True)
        disabled = Bool(False).tag(sync=True)

    return Pad(value=value, description=label)
