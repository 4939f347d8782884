"""The file of cases beside a notebook, and the check of an exercise that it holds."""

import json
from pathlib import Path

from .cases import from_file
from .errors import CheckError

ENDING = "_checks.json"


class Beside:
    """The check of an exercise, in the file beside the notebook. Called with an answer, and what else it needs."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<the check of {self.name}>"

    def __call__(self, answer):
        """Print that the answer is right. Raises CheckError, which says what is wrong."""
        from_file(exercise(self.name))(answer)


def exercise(name):
    """Return what the file beside the notebook says of an exercise. Raises CheckError where there is none."""
    files = sorted(Path.cwd().glob(f"*{ENDING}"))
    if not files:
        raise CheckError(
            f"✗ {name}: the file that ends in {ENDING} is missing. It came with this notebook; put it into its "
            f"folder, {Path.cwd()}, and run this cell again."
        )
    found = {file: read(file)["exercises"] for file in files}
    having = [file for file, exercises in found.items() if name in exercises]
    if len(having) == 1:
        return found[having[0]][name]
    if having:
        raise CheckError(
            f"✗ {name}: {' and '.join(file.name for file in having)} both have a check of it. Keep each lab in a "
            "folder of its own."
        )
    known = ", ".join(known for exercises in found.values() for known in exercises)
    raise CheckError(
        f"✗ {name}: {' and '.join(file.name for file in files)} has no check of it, but of {known}. Is it of another "
        "lab, or of an older version of this one? Get the lab's files anew."
    )


def read(file):
    """Return what a file of cases says. Raises CheckError where it is not one."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        content["exercises"].items()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CheckError(
            f"✗ {file.name} cannot be read ({type(error).__name__}). It is in the folder that this notebook came with: "
            "put that one here, and run this cell again."
        ) from None
    return content
