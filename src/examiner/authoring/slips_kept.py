"""Slips that were worked out before, so that a lab whose code has not changed is generated in seconds.

They stand in `<name>_checks.json`, each with the key of what decides them.
"""

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import descent.check
from descent.check.cases import Check

# Of descent.check, what a slip gives and its mark come from these; the others decide what is said.
DECIDE = ("formula", "slips", "through", "values", "views")


def key_of(check: Check, sources: Sequence[str]) -> str:
    """Return the key of a check's slips: of its cases, of the notebook's code, and of the code that works slips out.

    check: without slips. sources: of all answer cells and of the cells that they need.
    """
    told = json.dumps([check.encoded(), *sources]).encode()
    return hashlib.sha256(told + _own_code()).hexdigest()[:16]


@functools.cache
def _own_code() -> bytes:
    beside = Path(descent.check.__file__).parent
    own = [*Path(__file__).parent.glob("slips*.py"), *(beside / f"{name}.py" for name in DECIDE)]
    return b"".join(path.read_bytes() for path in sorted(own))


def kept_slips(folder: Path) -> dict[str, str]:
    """Return {key: the text of its slips} of a lab.

    folder: of the instructor's notebook. Beside that stands what was generated last; in a new checkout it is in
    release/ only.
    """
    found = {}
    for path in [*folder.parents[1].glob(f"release/{folder.name}/*_checks.json"), *folder.glob("*_checks.json")]:
        for written in json.loads(path.read_text(encoding="utf-8"))["exercises"].values():
            if "slips" in written:
                found[written.get("slips_of")] = written["slips"]
    return found
