"""The points of a class as a file that an LMS imports: exporters by nbgrader's plug-in point.

    nbgrader export --exporter examiner.batch.export.CanvasExporter --assignment '[sigmoid_fit]' --to canvas.csv

What they write: for Canvas the columns of its gradebook's export (app/models/gradebook_importer.rb takes these); for
Moodle the assignment's grading worksheet where the roster is one, else columns for Grades, Import, CSV file. A student
who handed in nothing, and one whom a person has yet to grade, have an empty cell, which both leave as it is.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from ..errors import ExaminerError
from .roster import Person, Roster, of_gradebook, read_roster, reconciled
from .scores import Standing, standings
from .spreadsheet import write_csv

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("Username", "ID number", "First name", "Last name", "Email address")
# {assignment: (points, {student: Standing})}
Columns = dict[str, tuple[float, dict[str, Standing]]]
WORKSHEET = ("Identifier", "Grade", "Last modified (grade)")


class LmsExporter(ExportPlugin):
    """Writes the points of assignments for an LMS."""

    name = ""
    roster = Unicode("", help="The file with the students that the LMS exports; '' for the gradebook's.").tag(
        config=True
    )
    column = Unicode("", help="The name of the column that the LMS has for the points; '' finds it.").tag(config=True)
    left_out: Sequence[str] = ()

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, and log whose points are not in it. Raises as `write`."""
        self.write(gradebook)
        for line in self.left_out:
            self.log.warning(line)

    def write(self, gradebook: Gradebook) -> None:
        """Write the file. Raises ExaminerError for a roster that can't be used, and if no assignment was graded."""
        names = list(map(str, self.assignment)) or [assignment.name for assignment in gradebook.assignments]
        api = NbGraderAPI(self.parent.coursedir, parent=self.parent)
        roster = reconciled(read_roster(Path(self.roster)), gradebook) if self.roster else of_gradebook(gradebook)
        wanted = set(map(str, self.student))
        roster.people = [person for person in roster.people if not wanted or person.id in wanted]
        columns = {}
        for name in names:
            most, found = standings(api, gradebook, name)
            columns[name] = (sum(most.values()), {standing.student: standing for standing in found})
        if not any(standing.graded for _, found in columns.values() for standing in found.values()):
            raise ExaminerError(f"No submission of {', '.join(names)} is graded, so there is nothing to export")
        self.left_out = list(left_out(roster, columns))
        self.to: str = self.to or f"{self.name}.csv"
        header, *rows = self.table(roster, columns)
        write_csv(Path(self.to), list(map(str, header)), rows)

    def table(self, roster: Roster, columns: Columns) -> list[Sequence[object]]:
        """Return the lines of the file."""
        raise NotImplementedError

    def heading(self, assignment: str, known: Sequence[str]) -> str:
        """Return the LMS's name for the column of an assignment: as set, or as one of those that are `known`."""
        fits = [name for name in known if re.sub(r" \(\d+\)$", "", name).casefold() == assignment.casefold()]
        return self.column or next(iter(fits), assignment)


class CanvasExporter(LmsExporter):
    """Writes what Canvas's gradebook imports: Grades, Import."""

    name = "canvas"

    def table(self, roster: Roster, columns: Columns) -> list[Sequence[object]]:
        """Return the lines: a header, the points possible, a student each."""
        known = [name for name in CANVAS if name in roster.columns]
        about = known if {"Student", "ID", "Section"} <= set(known) else list(CANVAS)
        header = [*about, *(self.heading(name, roster.columns) for name in columns)]
        possible = ["    Points Possible", *[""] * (len(about) - 1), *(most for most, _ in columns.values())]
        rows = [[*self.about(person, about), *points(person, columns)] for person in roster.people]
        return [header, possible, *rows]

    def about(self, person: Person, columns: Sequence[str]) -> list[str]:
        """Return what Canvas says of a student, or what we know."""
        named = ", ".join(filter(None, (person.last_name, person.first_name))) or person.full_name or person.id
        ours = {"Student": named, "ID": person.lms_user_id, "SIS Login ID": person.id}
        return [person.row.get(column) or ours.get(column, "") for column in columns]


class MoodleExporter(LmsExporter):
    """Writes what Moodle imports: a grading worksheet if the roster is one, else a file for its gradebook."""

    name = "moodle"

    def table(self, roster: Roster, columns: Columns) -> list[Sequence[object]]:
        """Return the lines: a header, a student each."""
        if "Identifier" in roster.columns:
            return self.worksheet(roster, columns)
        header = [*MOODLE, *(self.heading(name, roster.columns) for name in columns)]
        rows = []
        for person in roster.people:
            ours = (person.id, person.row.get("ID number", ""), person.first_name, person.last_name, person.email)
            known = [person.row.get(column) or own for column, own in zip(MOODLE, ours, strict=True)]
            rows.append([*known, *points(person, columns)])
        return [header, *rows]

    def worksheet(self, roster: Roster, columns: Columns) -> list[Sequence[object]]:
        """Return the lines of a grading worksheet with its grades filled in."""
        lacks = [column for column in WORKSHEET if column not in roster.columns]
        if lacks or len(columns) != 1:
            wrong = f"lacks the column {lacks[0]!r}" if lacks else f"is of one assignment, and not of {len(columns)}"
            raise ExaminerError(
                f"The grading worksheet {self.roster} {wrong}. Download it from the assignment in Moodle: "
                "Actions, Download grading worksheet"
            )
        rows = []
        for person in roster.people:
            (grade,) = points(person, columns)
            filled = {**person.row, **({"Grade": grade} if grade is not None else {})}
            rows.append([filled.get(column, "") for column in roster.columns])
        return [roster.columns, *rows]


def points(person: Person, columns: Columns) -> list[float | None]:
    """Return the points of a student in each assignment, None where there are none yet."""
    return [counts(found.get(person.id)) for _, found in columns.values()]


def counts(standing: Standing | None) -> float | None:
    """Return the points that count, None where nothing is graded, or a person has yet to grade."""
    return None if standing is None or not standing.graded or standing.waiting else standing.total


def left_out(roster: Roster, columns: Columns) -> list[str]:
    """Return a line for each student whose points are not in the file, or are about to change."""
    told = [f"roster: {line}" for line in roster.complaints]
    known = {person.id for person in roster.people}
    for name, (_, found) in columns.items():
        for student, standing in found.items():
            if standing.graded and student not in known:
                told.append(f"{student}: not in the roster, so not in the file")
            elif standing.waiting:
                told.append(f"{student}: no points yet in {name}: a person must grade {', '.join(standing.waiting)}")
            elif standing.again:
                told.append(f"{student}: look again in {name} at {', '.join(standing.again)}")
            elif not standing.graded and student in known:
                told.append(f"{student}: no points in {name}: {standing.status}")
    return told
