"""What the coordinator of a class and its workers send each other."""

from dataclasses import dataclass, field
from pathlib import Path

from ..notebook.instructor import Took, Truth


@dataclass(frozen=True)
class Assignment:
    """What grading needs to know of an assignment.

    `truths`: by the name of the notebook. `files`: the instructor's, {relative path: bytes}. `settings`: the Chain, by
    cloudpickle. `modules`: what warm kernels import because the notebooks do. `bubblewrap`: whether it stands around
    the students' warm parent.
    """

    name: str
    truths: dict[str, Truth]
    files: dict[Path, bytes]
    settings: bytes
    modules: tuple[str, ...] = ()
    bubblewrap: bool = False


@dataclass(frozen=True)
class Chain:
    """nbgrader's settings: its configuration object, the exporter's class, the two lists of preprocessors."""

    config: object
    exporter: type
    sanitize: list
    autograde: list


@dataclass(frozen=True)
class Submission:
    """What a student handed in: notebooks, {name: bytes}, and the other files that they may use, {path: bytes}."""

    student: str
    notebooks: dict[str, bytes]
    files: dict[Path, bytes]


@dataclass
class Notebook:
    """A graded notebook: its file, the points and the remarks by cell, the files that it made, {path: bytes}, what it
    took; in a rehearsal, what was met in each test.

    diagnoses: a Diagnosis for each cell with an error. ended: [cell, reason] of each cell or
    call that was ended early. strayed: the written answers that are blank, with a text of the student's beside them.
    """

    data: bytes = b""
    scores: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    learned: dict = field(default_factory=dict)
    diagnoses: list = field(default_factory=list)
    took: Took = field(default_factory=Took)
    ended: list = field(default_factory=list)
    strayed: list = field(default_factory=list)

    def __deepcopy__(self, memo: dict) -> "Notebook":
        """Return the same object: nbconvert copies its resources for each preprocessor."""
        return self


@dataclass
class Graded:
    """What came of a submission: its notebooks by name, or the reason why there are none, and the log of a failure.

    disturbed: whether the machine is to blame, so that another time it may go well.
    """

    notebooks: dict[str, Notebook] = field(default_factory=dict)
    reason: str = ""
    log: str = ""
    disturbed: bool = False
