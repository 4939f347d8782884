"""What the rehearsal showed of an assignment: kept beside the results, made anew when the assignment changes."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import cloudpickle
from nbgrader.coursedir import CourseDirectory

from ..errors import ExaminerError
from ..notebook.instructor import INSIDE, Rehearsal
from ..notebook.places import source_folder
from ..submission.grade import grade
from ..submission.kept import FORM, kept, rehearsal_file, save
from ..submission.messages import Assignment, Graded
from ..submission.rehearsal import rehearse
from .disk import move_aside


def with_rehearsal(
    assignment: Assignment,
    coursedir: CourseDirectory,
    anyway: bool = False,
    tell: Callable[[str], object] = print,
    grade: Callable[..., Graded] = grade,
) -> Assignment:
    """Return the Assignment with what the rehearsal showed of its tests, as kept or, for a new version, tried now.

    grade: as submission.grade.grade. Without the instructor's notebooks on disk there is nothing to rehearse with.
    Raises ExaminerError where the instructor's own answers do not get full marks, unless `anyway`.
    """
    sources = source_notebooks(assignment, coursedir)
    if not sources:
        return assignment
    file = rehearsal_file(coursedir, assignment.name)
    key = key_of(assignment, sources)
    try:
        found = kept(file, key)
    except ValueError as error:
        move_aside(file, file.parent, str(error), tell)
        found = None
    if found is None:
        tell(f"Rehearsing {assignment.name} with the instructor's own answers ...")
        found = rehearse(assignment, sources, grade)
        save(file, key, assignment.truths, found)
    for line in remarks(found):
        tell(line)
    broken = complaints(found)
    if broken and not anyway:
        raise ExaminerError(
            "\n".join(
                [
                    f"Nothing was graded: the instructor's own answers do not get full marks in {assignment.name}.",
                    *broken,
                    "Mend the tests or the answers in source/ and generate the assignment again. "
                    "To grade all the same: --anyway",
                ]
            )
        )
    truths = {
        name: dataclasses.replace(truth, tests=found[name].tests, took=found[name].took)
        for name, truth in assignment.truths.items()
    }
    return dataclasses.replace(assignment, truths=truths)


def source_notebooks(assignment: Assignment, coursedir: CourseDirectory) -> dict[str, bytes]:
    """Return the instructor's notebooks, {name: bytes}; none unless all are on disk."""
    folder = source_folder(coursedir, assignment.name)
    paths = {name: folder / f"{name}.ipynb" for name in assignment.truths}
    return {name: path.read_bytes() for name, path in paths.items()} if all(map(Path.is_file, paths.values())) else {}


def key_of(assignment: Assignment, sources: Mapping[str, bytes]) -> str:
    """Return a text that changes when the assignment does, or the settings that it is graded with."""
    about = [FORM, {name: dataclasses.asdict(truth) for name, truth in assignment.truths.items()}]
    about += sorted((str(path), hashlib.sha256(data).hexdigest()) for path, data in assignment.files.items())
    about += sorted((name, hashlib.sha256(data).hexdigest()) for name, data in sources.items())
    config = cloudpickle.loads(assignment.settings).config
    settings = {**config.Execute, **config.SandboxProvisioner}
    # Points are the same with pictures and without.
    about.append(sorted((name, repr(value)) for name, value in settings.items() if name != "pictures"))
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def complaints(rehearsals: Mapping[str, Rehearsal]) -> list[str]:
    """Return a line for each test that the instructor's own answers fail."""
    return [
        f"  {notebook}: {test}: "
        + (f"passes at one time and fails at another ({found.why})" if found.flaky else found.why)
        for notebook, of in rehearsals.items()
        for test, found in of.tests.items()
        if not found.passed
    ]


def remarks(rehearsals: Mapping[str, Rehearsal]) -> list[str]:
    """Return lines on what the notebooks lack, and on the tests that run in the student's process."""
    lacks = [f"{notebook}: {lack}." for notebook, of in rehearsals.items() for lack in of.lacks]
    every = [(notebook, test, found) for notebook, of in rehearsals.items() for test, found in of.tests.items()]
    inside = [entry for entry in every if entry[2].how == INSIDE and entry[2].passed]
    if not inside:
        return lacks
    verb = "runs" if len(inside) == 1 else "run"
    return [
        *lacks,
        f"{len(inside)} of {len(every)} tests {verb} in the student's process, where they can be read and forged, "
        "because judged from outside they fail the instructor's own answers:",
        *(f"  {notebook}: {test}: {found.why}" for notebook, test, found in inside),
        "To forbid that: c.Execute.inside = 'never'",
    ]
