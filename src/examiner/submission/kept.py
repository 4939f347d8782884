"""What the rehearsal showed of an assignment, in a file beside the results."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from ..notebook.instructor import Rehearsal, Rehearsed, Took, Truth
from ..notebook.places import state_folder

# Another number where it is made in another way.
FORM = 4


def rehearsal_file(coursedir: CourseDirectory, assignment: str) -> Path:
    """Return the file that holds what the rehearsal showed of an assignment."""
    return state_folder(coursedir) / f"{assignment}.rehearsal.json"


def kept(
    file: Path, key: str | None = None, truth: Truth | None = None, notebook: str | None = None
) -> dict[str, Rehearsal] | None:
    """Return {notebook: Rehearsal} that the file holds under the key, or of a notebook whose Truth is this.

    None if it holds nothing of this version. Raises ValueError for a file that cannot be used.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["key"] != key if key else not truth or found["truths"].get(notebook) != digest(truth):
            return None
        return {name: rehearsal(**fields) for name, fields in found["notebooks"].items()}
    except FileNotFoundError:
        return None
    except Exception as error:  # of another version, or not written to its end
        raise ValueError(f"{type(error).__name__}: {error}") from error


def rehearsal(tests: dict[str, dict], took: dict[str, Any], lacks: list[str]) -> Rehearsal:
    """Return the Rehearsal with these fields, plain as they are kept."""
    return Rehearsal({test: Rehearsed(**fields) for test, fields in tests.items()}, Took(**took), lacks)


def save(file: Path, key: str, truths: Mapping[str, Truth], rehearsals: Mapping[str, Rehearsal]) -> None:
    """Write what the rehearsal showed, {notebook: Rehearsal}."""
    file.parent.mkdir(parents=True, exist_ok=True)
    plain = {name: dataclasses.asdict(found) for name, found in rehearsals.items()}
    about = {"key": key, "truths": {name: digest(truth) for name, truth in truths.items()}, "notebooks": plain}
    partial = file.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(about, indent=1), encoding="utf-8")
    partial.replace(file)


def digest(truth: Truth) -> str:
    """Return a text that changes when a notebook of the instructor's does."""
    about = dataclasses.asdict(dataclasses.replace(truth, tests={}, took=Took()))
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
