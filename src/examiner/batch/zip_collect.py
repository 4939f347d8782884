"""`nbgrader zip_collect` reads archives as `examiner collect` does: nbgrader's two plug-ins for it."""

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Enum, Unicode

from ..submission.timestamp import TIMESTAMP, parse_timestamp
from .collect import sort_out, write
from .roster import of_gradebook, read_roster, reconciled


class ArchiveExtractor(ExtractorPlugin):
    """Puts what is in the archives into a folder for each student, under the names that grading expects."""

    roster = Unicode("", help="A CSV file with the students; without one the gradebook's are taken.").tag(config=True)
    lms = Enum(("", "canvas", "moodle", "gradescope"), "", help="Whose archives they are; '' finds out.").tag(
        config=True
    )

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Extract the submissions of all archives in a folder. Raises ExaminerError."""
        course = self.parent.coursedir
        with Gradebook(course.db_url, course.course_id) as gradebook:
            roster = of_gradebook(gradebook)
            if self.roster:
                roster = reconciled(read_roster(Path(course.root, self.roster)), gradebook)
        archives = [path for path in sorted(Path(archive_path).iterdir()) if not path.name.startswith(".")]
        sorted_out = sort_out(course, archives, roster, self.lms or None, course.assignment_id)
        for line in sorted_out.collected.told:
            self.log.warning("Not collected: %s", line)
        for student, files in sorted_out.files.items():
            write(Path(extracted_path, student), files)


class FolderCollector(FileNameCollectorPlugin):
    """Says of each file that ArchiveExtractor has extracted whose it is: that of the folder in which it is."""

    def collect(self, submitted_file: str) -> dict | None:
        """Return nbgrader's fields of a notebook, None for other files."""
        path = Path(submitted_file)
        if path.suffix not in self.valid_ext:
            return None
        stamp = path.with_name(TIMESTAMP)
        when = parse_timestamp(stamp.read_bytes()) if stamp.is_file() else None
        return {"student_id": path.parent.name, "file_id": path.stem} | ({"timestamp": when} if when else {})
