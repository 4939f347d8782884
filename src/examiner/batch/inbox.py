"""Which submissions are there, read how: those to grade, and those put aside, with the reason."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.api import Assignment as GradebookAssignment
from nbgrader.api import SubmittedAssignment
from nbgrader.utils import find_all_files

from ..errors import Refused
from ..notebook.files import extra_files, extra_patterns
from ..submission.intake import SubmissionExporter
from ..submission.messages import Submission


@dataclass
class Outcome:
    """What became of one submission. status: "graded", "skipped" (graded before, unchanged) or "not graded"."""

    student: str
    assignment: str
    status: str
    reason: str = ""


def submissions(api, students="*"):
    """Return the folders submitted/<student>/<assignment>, sorted; a file in the place of a folder too."""
    root = Path(api.coursedir.root) / api.coursedir.submitted_directory
    left_out = set((api.coursedir.student_id_exclude or "").split(","))
    return sorted(
        path
        for path in root.glob("*/*")
        if fnmatch(path.parent.name, students) and path.parent.name not in left_out and not path.name.startswith(".")
    )


def in_gradebook(gradebook, name):
    """Return the ids of the students of whom the gradebook has a submission of the assignment."""
    query = gradebook.db.query(SubmittedAssignment.student_id).join(GradebookAssignment)
    return {student for (student,) in query.filter(GradebookAssignment.name == name)}


class Desk:
    """Where submissions are read, one by one, and those put aside that need no grading or cannot have any."""

    def __init__(self, converter, recorder, assignment, in_gradebook, force):
        self.converter, self.recorder, self.assignment, self.force = converter, recorder, assignment, force
        self.patterns = extra_patterns(converter.config, assignment.name)
        self.fingerprints = {}
        self.aside = []
        self.in_gradebook = in_gradebook
        about = [{name: dataclasses.asdict(truth) for name, truth in assignment.truths.items()}]
        about += sorted((path.as_posix(), hashlib.sha256(data).hexdigest()) for path, data in assignment.files.items())
        self.digest = json.dumps(about, sort_keys=True).encode()

    def told(self):
        """Return the Outcomes since last asked."""
        told, self.aside = self.aside, []
        return told

    def todo(self, folders):
        """Yield a Submission for each folder that must be graded."""
        for folder in folders:
            student = folder.parent.name
            try:
                submission = self.read(folder)
            except Refused as error:
                self.aside.append(Outcome(student, self.assignment.name, "not graded", str(error)))
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
                self.aside.append(Outcome(student, self.assignment.name, "not graded", reason))
            else:
                if submission:
                    yield submission
                else:
                    self.aside.append(Outcome(student, self.assignment.name, "skipped"))

    def read(self, folder):
        """Return the Submission in `folder`, None if it is graded and unchanged. Raises Refused and OSError."""
        if not folder.is_dir():
            raise Refused("a file stands where the folder of the submission should be")
        paths = {name: folder / f"{name}.ipynb" for name in self.assignment.truths}
        paths = {name: path for name, path in paths.items() if path.exists() or path.is_symlink()}
        for path in paths.values():
            if path.is_symlink() or not path.is_file():
                raise Refused(f"{path.name} is not a file: a link, for one, may lead anywhere")
        if not paths:
            others = ", ".join(path.name for path in folder.glob("*.ipynb")) or "no notebook"
            raise Refused(
                f"{' and '.join(f'{name}.ipynb' for name in self.assignment.truths)} is missing; there is {others}"
            )
        student, fingerprint = folder.parent.name, self.fingerprint(folder)
        if not self.force and self.is_graded(student, folder, paths, fingerprint):
            return None
        self.fingerprints[student] = fingerprint
        most = SubmissionExporter(config=self.converter.config).max_bytes + 1
        notebooks = {}
        for name, path in paths.items():
            with path.open("rb") as file:
                notebooks[name] = file.read(most)
        extra = extra_files(folder, self.patterns, self.assignment.files)
        return Submission(student, notebooks, {path: file.read_bytes() for path, file in extra.items()})

    def fingerprint(self, folder):
        """Return a text that changes when a file of the submission, or the assignment, does."""
        digest = hashlib.sha256(self.digest)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    about = [path.relative_to(folder).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()]
                digest.update(json.dumps(about).encode())
        return digest.hexdigest()

    def is_graded(self, student, folder, paths, fingerprint):
        """Return whether these very files were graded: as the note says, or by their times where nbgrader did it."""
        place, note = self.recorder.place(student), self.recorder.note(student)
        graded = [place / path.name for path in paths.values()]
        if student not in self.in_gradebook or not all(path.is_file() for path in graded):
            return False
        if note.is_file():
            return note.read_text() == fingerprint
        stamps = [self.converter.coursedir.get_existing_timestamp(str(at)) for at in (folder, place)]
        if all(stamps) and stamps[0] > stamps[1]:
            return False
        files = find_all_files(str(folder))
        newest = max(Path(file).stat().st_mtime for file in files)
        return newest <= min(path.stat().st_mtime for path in graded)
