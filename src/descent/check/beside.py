"""The files beside a notebook: the checks of its exercises, and right answers that it lends."""

import base64
import contextlib
import functools
import io
import json
import os
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .. import GRADING
from . import cases, found
from .errors import CheckError

CHECKS, LENT = "_checks.json", "_borrow.txt"
AS_THE_CHECK = "wrong here, too, as the check in the notebook says:"


class Beside:
    """The check of an exercise, in the file beside the notebook."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<the check of {self.name}>"

    @property
    def needs(self) -> Sequence[str]:
        """The names of the functions that the check's line hands over beside the answer."""
        return exercise(self.name).get("needs", ())

    def __call__(self, answer: Any, *functions: Callable) -> None:
        """Print that the answer is right. Raises CheckError, which says what is wrong.

        functions: of the student's, where the answer is a number found with them.
        """
        if getattr(answer, "borrowed", False):
            error = CheckError(f"✗ {self.name}: it is borrowed. Your own counts.")
            error.not_written = True
            raise error
        check = built(exercise(self.name))
        try:
            check(answer, *functions)
        except CheckError as error:
            if error.not_written:
                raise
            error = blamed(check, answer, functions, error)
            raise error from None


def explained(own: Beside | cases.Check, told: str, error: CheckError, space: dict[str, Any]) -> CheckError:
    """Return the error of a hidden test, or what the exercise's own check says where it shows or guesses only.

    own: the check of the exercise. told: the call and the case of the test. space: the names of the notebook.
    """
    answer = space.get(own.name)
    if not error.symptom or answer is None:
        return error
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            own(answer, *[space[name] for name in own.needs])
    except CheckError as of_its_own:
        if of_its_own.known or (of_its_own.why and not error.why):
            return CheckError(f"✗ {told}: {AS_THE_CHECK} {of_its_own.why}.", of_its_own.why)
    except Exception:  # it has no such function, or no such file
        return error
    return error


def built(written: dict[str, Any]) -> cases.Check | found.Found:
    """Return the check that the file says."""
    return (found if "has" in written else cases).from_file(written)


def blamed(
    check: cases.Check | found.Found, answer: Any, functions: tuple[Callable, ...], error: CheckError
) -> CheckError:
    """Return the error that says whose mistake it is, where the answer uses earlier functions that are wrong, too."""
    space = getattr(answer, "__globals__", {})
    names = getattr(getattr(answer, "__code__", None), "co_names", ())
    others = [name for name in names if name in exercises() and callable(space.get(name)) and not is_right(name, space)]
    if not others:
        return error
    told = " and ".join(others)
    right = lent()
    if not all(name in right for name in others):
        return CheckError(f"{error} It uses {told}, and the check of that fails, too: see to that first.")
    own = {name: space[name] for name in others}
    space.update({name: right[name] for name in others})
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            check(answer, *functions)
    except CheckError as error_of_its_own:
        return CheckError(f"{error_of_its_own} (Tested with a right {told}, so the mistake is in this exercise.)")
    finally:
        space.update(own)
    return CheckError(f"✗ {check.call}: right in itself, but it uses {told}, whose check fails. See to that first.")


def is_right(name: str, space: dict[str, Any]) -> bool:
    """Return whether the answer `name` of a notebook passes its check."""
    return state(name, space)[0] == "right"


def state(name: str, space: dict[str, Any]) -> tuple[str, str]:
    """Return how an answer of a notebook stands, and what its check says.

    "right", "wrong", "not written", "borrowed" or "not run", where the notebook has no such name.
    """
    answer = space.get(name)
    if answer is None:
        return "not run", "Run the cell that defines it."
    if getattr(answer, "borrowed", False):
        return "borrowed", "Your own counts."
    written = exercise(name)
    functions = [space.get(needed, missing) for needed in written.get("needs", ())]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            built(written)(answer, *functions)
    except CheckError as error:
        return ("not written" if error.not_written else "wrong"), str(error).removeprefix("✗ ")
    return "right", ""


def missing(*_: object) -> None:
    """Stands for a function that the notebook does not have yet."""
    raise NotImplementedError


def exercises() -> dict[str, dict[str, Any]]:
    """Return {exercise: what its file says of it} of all files of checks in the notebook's folder."""
    return {name: written for file in files() for name, written in read(file).items()}


def exercise(name: str) -> dict[str, Any]:
    """Return what the file beside the notebook says of an exercise. Raises CheckError where there is none."""
    if not files():
        raise CheckError(
            f"✗ {name}: the file that ends in {CHECKS} is missing. It came with this notebook; put it into its "
            f"folder, {Path.cwd()}, and run this cell again."
        )
    by_file = {file: read(file) for file in files()}
    having = [file for file, known in by_file.items() if name in known]
    if len(having) == 1:
        return by_file[having[0]][name]
    if having:
        raise CheckError(
            f"✗ {name}: {' and '.join(file.name for file in having)} both have a check of it. Keep each lab in a "
            "folder of its own."
        )
    known = ", ".join(name for known in by_file.values() for name in known)
    raise CheckError(
        f"✗ {name}: {' and '.join(file.name for file in files())} has no check of it, but of {known}. Is it of another "
        "lab, or of an older version of this one? Get the lab's files anew."
    )


def files() -> list[Path]:
    return sorted(Path.cwd().glob(f"*{CHECKS}"))


def read(file: Path) -> dict[str, dict[str, Any]]:
    """Return {exercise: what the file says of it}. Raises CheckError where it cannot be read."""
    try:
        content = parsed(file.read_text(encoding="utf-8"))
        content["exercises"].items()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CheckError(
            f"✗ {file.name} cannot be read ({type(error).__name__}). It is in the folder that this notebook came with: "
            "put that one here, and run this cell again."
        ) from None
    return content["exercises"]


@functools.lru_cache(4)
def parsed(text: str) -> Any:
    return json.loads(text)


def lent() -> dict[str, Callable]:
    """Return {name: a right answer} of all that the notebook's folder lends; nothing while a notebook is graded."""
    if os.environ.get(GRADING):
        return {}
    return {name: answer for file in sorted(Path.cwd().glob(f"*{LENT}")) for name, answer in opened(file.read_bytes())}


@functools.lru_cache(4)
def opened(data: bytes) -> tuple[tuple[str, Callable], ...]:
    """Return the (name, right answer) pairs in the bytes of a file. Raises CheckError where they cannot be read."""
    space: dict[str, Any] = {}
    try:
        exec(zlib.decompress(base64.b64decode(data)), space)
    except Exception as error:
        raise CheckError(
            f"✗ the file that ends in {LENT} cannot be read ({type(error).__name__}). It is in the folder that this "
            "notebook came with: put that one here, and run this cell again."
        ) from None
    return tuple((name, value) for name, value in space.items() if callable(value) and name in exercises())


def borrow(name: str, space: dict[str, Any]) -> None:
    """Put a right answer in place of the student's in the notebook's names, and say so. Raises CheckError."""
    if os.environ.get(GRADING):
        print(f"{name} is not lent while grading: your own counts.")
        return
    right = lent()
    if name not in right:
        known = f"It lends {', '.join(right)}." if right else f"The file that ends in {LENT} is missing."
        raise CheckError(f"✗ {name}: this notebook's folder does not lend it. {known}")

    @functools.wraps(right[name])
    def borrowed(*args: Any, **kwargs: Any) -> Any:
        return right[name](*args, **kwargs)

    vars(borrowed)["borrowed"] = True
    space[name] = borrowed
    print(
        f"{name} is borrowed: a right one, not yours, stands behind the pictures and sliders below. It earns no points."
        f" Run your own cell of {name} to take it back."
    )
