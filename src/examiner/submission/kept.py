"""What the rehearsal showed of an assignment, in a file beside the results."""

import dataclasses
import hashlib
import json
import os
from pathlib import Path

from ..notebook.instructor import Rehearsed

# Another number where it is made in another way.
FORM = 2


def rehearsal_file(coursedir, assignment):
    """Return the file that holds what the rehearsal showed of an assignment."""
    return Path(coursedir.root, coursedir.autograded_directory, ".examiner", f"{assignment}.rehearsal.json")


def kept(file, key=None, truth=None, notebook=None):
    """Return {notebook: {grade_id: Rehearsed}} that the file holds under the key, or of a notebook whose Truth is this.

    None if it holds nothing of this version. Raises ValueError for a file that cannot be used.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["key"] != key if key else found["truths"].get(notebook) != digest(truth):
            return None
        return {
            name: {test: Rehearsed(**fields) for test, fields in tests.items()}
            for name, tests in found["tests"].items()
        }
    except FileNotFoundError:
        return None
    except Exception as error:  # of another version, or not written to its end
        raise ValueError(f"{type(error).__name__}: {error}") from error


def keep(file, key, truths, tests):
    """Write what the rehearsal showed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    plain = {name: {test: vars(found) for test, found in of.items()} for name, of in tests.items()}
    about = {"key": key, "truths": {name: digest(truth) for name, truth in truths.items()}, "tests": plain}
    partial = file.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(about, indent=1), encoding="utf-8")
    partial.replace(file)


def digest(truth):
    """Return a text that changes when a notebook of the instructor's does."""
    about = dataclasses.asdict(dataclasses.replace(truth, tests={}))
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
