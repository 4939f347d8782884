"""What the rehearsal showed of an assignment, in a file beside the results."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from ..notebook.instructor import Rehearsed, Truth
from ..notebook.places import state_folder

# Another number where it is made in another way.
FORM = 2


def rehearsal_file(coursedir: CourseDirectory, assignment: str) -> Path:
    """Return the file that holds what the rehearsal showed of an assignment."""
    return state_folder(coursedir) / f"{assignment}.rehearsal.json"


def kept(
    file: Path, key: str | None = None, truth: Truth | None = None, notebook: str | None = None
) -> dict[str, dict[str, Rehearsed]] | None:
    """Return {notebook: {grade_id: Rehearsed}} that the file holds under the key, or of a notebook whose Truth is this.

    None if it holds nothing of this version. Raises ValueError for a file that cannot be used.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["key"] != key if key else not truth or found["truths"].get(notebook) != digest(truth):
            return None
        return {
            name: {test: Rehearsed(**fields) for test, fields in tests.items()}
            for name, tests in found["tests"].items()
        }
    except FileNotFoundError:
        return None
    except Exception as error:  # of another version, or not written to its end
        raise ValueError(f"{type(error).__name__}: {error}") from error


def keep(file: Path, key: str, truths: Mapping[str, Truth], tests: Mapping[str, Mapping[str, Rehearsed]]) -> None:
    """Write what the rehearsal showed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    plain = {name: {test: vars(found) for test, found in of.items()} for name, of in tests.items()}
    about = {"key": key, "truths": {name: digest(truth) for name, truth in truths.items()}, "tests": plain}
    partial = file.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(about, indent=1), encoding="utf-8")
    partial.replace(file)


def digest(truth: Truth) -> str:
    """Return a text that changes when a notebook of the instructor's does."""
    about = dataclasses.asdict(dataclasses.replace(truth, tests={}))
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
