"""Who is in a course: the list of students as nbgrader or a learning management system (LMS) writes it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbgrader.api import Gradebook

from ..errors import ExaminerError, printable
from ..notebook.folder import is_plain_name
from .submitted import MAX_STUDENT

# What a column may be called, by what it says. The columns of an id come in the order in which they are taken for it.
COLUMNS = {
    "id": ("id", "username", "sis login id", "id number", "sid", "student id", "sis user id", "email", "email address"),
    "first_name": ("first_name", "first name", "firstname"),
    "last_name": ("last_name", "last name", "lastname", "surname"),
    "full_name": ("full name", "full_name", "name", "student"),
    "email": ("email", "email address", "e-mail"),
    "lms_user_id": ("lms_user_id", "canvas id"),
    "participant": ("identifier",),
}
MOST_NAMED = 10


@dataclass(frozen=True)
class Person:
    """A student. id: of the gradebook, and the name of the folder in submitted/. lms_user_id: the number that the LMS
    has for the person, participant: the one that Moodle has in one assignment. row: the line of the file.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    participant: str = ""
    full_name: str = ""
    row: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> set[str]:
        """The name as an LMS may write it into the name of a file, as `plain` leaves it."""
        written = (f"{self.first_name}{self.last_name}", f"{self.last_name}{self.first_name}", self.full_name)
        turned = "".join(reversed(self.full_name.split(",")))
        words = in_any_order(f"{self.first_name} {self.last_name} {self.full_name}")
        return {words, *(only_letters(name) for name in (*written, turned))} - {""}


@dataclass
class Roster:
    """The students of a course. complaints: a line for each that cannot be used. columns: as the file has them."""

    people: list[Person]
    complaints: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    def find(self, **keys: str) -> list[Person]:
        """Return the students whom these keys fit, each key a field of Person or `name`; the first key that fits any.

        A name is compared without signs, accents and case.
        """
        for key, value in keys.items():
            if not value:
                continue
            if key == "name":
                found = [person for person in self.people if {only_letters(value), in_any_order(value)} & person.names]
            else:
                found = [p for p in self.people if getattr(p, key).casefold() == value.casefold()]
            if found:
                return found
        return []


def only_letters(name: str) -> str:
    """Return a name without accents, signs, blanks and case: what is left of it in the name of a file."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(c for c in apart if c.isalnum()).casefold()


def in_any_order(name: str) -> str:
    """Return the words of a name in an order that does not depend on theirs."""
    return " ".join(sorted({only_letters(word) for word in name.split()} - {""}))


def read_roster(path: Path) -> Roster:
    """Return the students in a CSV file, as `nbgrader db student import` reads it, or as an LMS exports them.

    Raises ExaminerError for a file that cannot be read, that has no column that says who somebody is, or no student.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ExaminerError(f"The roster {path} cannot be read: {error.strerror}") from None
    rows = csv.DictReader(io.StringIO(decoded(data), newline=""), delimiter=delimiter_of(data))
    columns = [column for column in rows.fieldnames or [] if column]
    known = {column.strip().casefold(): column for column in columns}
    # Canvas has its own number in the column ID.
    canvas = "student" in known and "id" in known
    where = {what: [known[name] for name in names if name in known] for what, names in COLUMNS.items()}
    if canvas:
        where["id"] = [*where["id"][1:], known["id"]]
        where["lms_user_id"] = [known["id"]]
    if not where["id"]:
        raise ExaminerError(
            f"The roster {path} has no column that says who a student is: one of {', '.join(COLUMNS['id'][:5])} is "
            f"needed. It has: {', '.join(map(printable, columns)) or 'nothing'}"
        )
    roster = Roster([], columns=columns)
    for number, row in enumerate(rows, 2):
        add(roster, number, {what: first(row, names) for what, names in where.items()}, row)
    if not roster.people:
        why = "; ".join(roster.complaints) or "there is no line below the names of its columns"
        raise ExaminerError(f"The roster {path} has no student that can be used: {why}")
    return roster


def decoded(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or what spreadsheets write on Windows."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode("latin-1")


def delimiter_of(data: bytes) -> str:
    """Return the sign between columns: the one that is most often in the first line."""
    line = decoded(data).partition("\n")[0]
    return max(",;\t", key=line.count)


def first(row: dict[str, str], columns: Iterable[str]) -> str:
    """Return what stands in the first of these columns that is not empty."""
    values = (unicodedata.normalize("NFC", (row.get(column) or "").strip()) for column in columns)
    return next(filter(None, values), "")


def add(roster: Roster, number: int, fields: dict[str, str], row: dict[str, str]) -> None:
    """Add a line of a file to the roster, or to its complaints."""
    student = fields["id"]
    if not any(fields.values()) or fields["full_name"].startswith(("Points Possible", "Student, Test")):
        return
    if wrong := wrong_with(student):
        roster.complaints.append(f"line {number}, {printable(student or fields['full_name'])}: {wrong}")
        return
    if "," in fields["full_name"] and not fields["last_name"]:
        fields["last_name"], fields["first_name"] = map(str.strip, fields["full_name"].split(",", 1))
    fields["participant"] = "".join(re.findall(r"\d+$", fields["participant"]))
    person = Person(**fields, row={key: value or "" for key, value in row.items() if key})
    if person in roster.people:  # one who is in two sections
        return
    if any(other.id.casefold() == student.casefold() for other in roster.people):
        roster.complaints.append(
            f"line {number}, {printable(student)}: another line has this id. Give each one its own"
        )
        return
    roster.people.append(person)


def wrong_with(student: str) -> str:
    """Return why an id can be no student's folder and row of the gradebook, "" if it can."""
    if not student:
        return "no id. Write one into the column that has the others'"
    if "/" in student or "\\" in student or student.startswith("."):
        return "the id holds a / or \\, or begins with a dot, which no folder's name may. Give another one"
    if not student.isprintable() or not is_plain_name(Path(student)) or len(student) > MAX_STUDENT:
        return f"the id holds signs that cannot be printed, or more than {MAX_STUDENT}. Give another one"
    return ""


def reconciled(roster: Roster, gradebook: Gradebook) -> Roster:
    """Return the roster with the ids that the gradebook has: a student may be there under the id of another file.

    Two are the same if their e-mail address is, or the number that the LMS has for them.
    """
    known, people = of_gradebook(gradebook), []
    for person in roster.people:
        same = known.find(id=person.id, email=person.email, lms_user_id=person.lms_user_id)
        people.append(replace(person, id=same[0].id) if len(same) == 1 else person)
    return replace(roster, people=people)


def of_gradebook(gradebook: Gradebook) -> Roster:
    """Return the students that the gradebook has."""
    return Roster(
        [
            Person(s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or "")
            for s in sorted(gradebook.students, key=lambda student: student.id)
        ]
    )


def to_gradebook(roster: Roster, gradebook: Gradebook) -> None:
    """Write the students into the gradebook, with what is known of each; what is there already and not here stays."""
    for person in roster.people:
        fields = {key: getattr(person, key) for key in ("first_name", "last_name", "email", "lms_user_id")}
        gradebook.update_or_create_student(person.id, **{key: value for key, value in fields.items() if value})
