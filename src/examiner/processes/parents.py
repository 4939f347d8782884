"""The warm parents of this process, by kind."""

import sys
import threading
from collections.abc import Iterable
from functools import partial
from typing import Any

from ..sandbox.bubblewrap import bubblewrapped
from . import warm
from .folders import new_folder, remove
from .fonts import fonts

# The warm parents of this process, by kind; without one, kernels start cold.
parents: dict[str, warm.Parent] = {}


# A worker of a cluster grades in several threads.
warming = threading.Lock()


def warm_up(modules: Iterable[str] = (), bubblewrap: bool = False) -> list[warm.Parent]:
    """Give this process warm parents, which import `modules` too, in the place of those that it lacks or that died.

    With `bubblewrap` it stands around the students' parent, which sees no more of temporary files than its own.
    Returns the warm parents.
    """
    if sys.platform != "linux":
        return []
    with warming:
        for kind in ("student", "judge"):
            if kind in parents and not parents[kind].died():
                continue
            cool_down(kind)
            wrap: dict[str, Any] = {}
            if bubblewrap and kind == "student":
                folder = new_folder()
                command = partial(bubblewrapped, folder=str(folder), readable=[warm.PACKAGES])
                wrap = {"folder": folder, "wrap": command}
            parents[kind] = warm.start(kind, modules, fonts=fonts(), **wrap)
        return list(parents.values())


def cool_down(*kinds: str) -> None:
    """End the warm parents of this process, of these kinds or all."""
    for kind in kinds or list(parents):
        if parent := parents.pop(kind, None):
            parent.stop()
            if parent.folder:
                remove(parent.folder)
