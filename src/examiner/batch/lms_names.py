"""What the names in an archive of a learning management system (LMS) say: whose file it is, of which attempt.

Where the forms come from: Canvas's lib/content_zipper.rb, Moodle's mod/assign/classes/downloader.php, and Gradescope's
exports with their submission_metadata.yml.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from .archive import Member

METADATA = "submission_metadata.yml"
CANVAS = re.compile(r"(?P<name>.*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<file>\d+)_(?P<own>.+)")
CANVAS_ANONYMOUS = re.compile(r"(?:LATE_)?anon_(?P<name>\w+?)_(?P<file>\d+)_(?P<own>.+)")
CANVAS_TEXT = re.compile(r"(?P<name>.*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<own>text|link)\.html")
MOODLE = re.compile(
    r"(?P<name>.*)_(?P<participant>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<own>.*)", re.DOTALL
)
COPY = re.compile(r"(?:[ _]?\((\d+)\)|-(\d+))$")


@dataclass(frozen=True)
class Sent:
    """A file of a submission. keys: what is known of the student, as `Roster.find` takes it. path: without what the LMS
    put before it. attempt: later attempts have higher ones. when: handed in, in UTC, where the archive says it.
    """

    member: Member
    keys: dict[str, str]
    path: PurePosixPath
    attempt: int = 0
    late: bool = False
    when: datetime.datetime | None = None

    @property
    def order(self) -> tuple[float, int, int, float]:
        """What sorts the attempts of one student."""
        packed = self.member.when
        moments = [moment.replace(tzinfo=datetime.UTC).timestamp() if moment else 0.0 for moment in (self.when, packed)]
        # An LMS packs a file at the time at which somebody downloads it.
        return (moments[0], self.attempt, copy_number(self.path.stem), moments[1])


def copy_number(stem: str) -> int:
    """Return 2 for "lab (2)" and "lab-2", which a browser or an LMS makes of another file of one name."""
    found = COPY.search(stem)
    return int("0" + "".join(filter(None, found.groups()))) if found else 0


def canvas(member: Member) -> list[Sent] | None:
    """Return the file as one of Canvas's, None if its name is not one of those that Canvas gives."""
    top, rest = member.path.parts[0], member.path.parts[1:]
    if found := CANVAS_ANONYMOUS.fullmatch(top):
        return [Sent(member, {}, PurePosixPath(found["own"], *rest), int(found["file"]))]
    found = CANVAS.fullmatch(top) or CANVAS_TEXT.fullmatch(top)
    if not found:
        return None
    keys = {"lms_user_id": found["user"], "name": found["name"]}
    file = int(found.groupdict().get("file", 0))
    return [Sent(member, keys, PurePosixPath(found["own"], *rest), file, bool(found["late"]))]


def moodle(member: Member) -> list[Sent] | None:
    """Return the file as one of Moodle's, None if its name is not one of those that Moodle gives.

    The file may lie in a folder for each student, or have that name before its own.
    """
    for place, part in enumerate(member.path.parts):
        if found := MOODLE.fullmatch(part):
            own = [found["own"]] if found["own"] else []
            path = PurePosixPath(*own, *member.path.parts[place + 1 :])
            return [Sent(member, {"participant": found["participant"], "name": found["name"]}, path)]
    return None


def gradescope(member: Member, metadata: dict[str, Any]) -> list[Sent] | None:
    """Return the file for each of those who submitted it, None if the `metadata` of the export have not its folder."""
    for place, part in enumerate(member.path.parts):
        about = metadata.get(part)
        if isinstance(about, dict) and isinstance(about.get(":submitters"), list):
            path = PurePosixPath(*member.path.parts[place + 1 :] or (part,))
            when = in_utc(about.get(":created_at"))
            people = [person for person in about[":submitters"] if isinstance(person, dict)]
            return [Sent(member, keys_of(person), path, when=when) for person in people]
    return None


def keys_of(person: dict[str, Any]) -> dict[str, str]:
    """Return what Gradescope says of one who submitted."""
    said = {"id": ":sid", "email": ":email", "name": ":name"}
    return {key: str(person.get(word) or "") for key, word in said.items()}


def in_utc(moment: object) -> datetime.datetime | None:
    """Return a moment of Gradescope's in UTC without a zone."""
    if not isinstance(moment, datetime.datetime):
        return None
    return moment.astimezone(datetime.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def folders(member: Member) -> list[Sent] | None:
    """Return the file as one in a folder of the student's, whose name is an id, an e-mail address or a name."""
    if len(member.path.parts) < 2:
        return None
    who, *own = member.path.parts
    who = re.sub(r"\.(zip|tar|tgz|tar\.gz)$", "", who)
    return [Sent(member, {"id": who, "email": who, "name": who}, PurePosixPath(*own))]


class _Loader(yaml.SafeLoader):
    """Reads YAML of a program in Ruby, which says of which class of Ruby's a value was."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!ruby/", _plain)


def metadata_in(members: Iterable[Member]) -> dict[str, Any]:
    """Return what Gradescope says of the folders of an export, {} where there are no metadata that can be read."""
    for member in members:
        if member.path.name == METADATA:
            try:
                found = yaml.load(member.data, Loader=_Loader)
            except (yaml.YAMLError, ValueError, RecursionError):
                return {}
            return found if isinstance(found, dict) else {}
    return {}


def sent_in(member: Member, lms: str | None, metadata: dict[str, Any]) -> list[Sent] | None:
    """Return what a file of an archive is, for each student whose it is; None if nothing says whose.

    lms: "canvas", "moodle" or "gradescope"; None to find out.
    """
    forms = {"gradescope": lambda one: gradescope(one, metadata), "moodle": moodle, "canvas": canvas}
    if lms:
        return forms[lms](member)
    found = (form(member) for form in (*forms.values(), folders))
    return next((sent for sent in found if sent is not None), None)
