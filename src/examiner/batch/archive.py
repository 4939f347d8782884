"""What an archive of submissions holds: read within limits, its files one by one, archives inside of it too.

Nothing is unpacked to the disk. What leads out of the archive, links, what is encrypted or too much is not read, and
named.
"""

import datetime
import io
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..errors import ExaminerError, Refused
from ..notebook.folder import is_plain_name, read_file

MAX_ENTRIES = 100_000
MAX_FILE_BYTES = 100 * 2**20
MAX_BYTES = 4 * 2**30  # of all that is read
# Notebooks with pictures are packed to a third. What is packed to less than a two-hundredth is no one's work.
MAX_RATIO, MIN_BOMB = 200, 2**20
MAX_DEPTH = 3
JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__")
PACKED = (".zip", ".tar", ".tgz", ".tar.gz")
TROUBLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Member:
    """A file of an archive: its path there, of a file in an archive inside too, its bytes, and when it was packed."""

    path: PurePosixPath
    data: bytes
    when: datetime.datetime | None = None


@dataclass
class Reading:
    """Reads archives and folders.

    told: {path: why a file was not read}. entries, room: how many, and how many bytes, may follow.
    """

    told: dict[str, str] = field(default_factory=dict)
    entries: int = MAX_ENTRIES
    room: int = MAX_BYTES

    def read(self, path: Path) -> Iterator[Member]:
        """Yield the Members of an archive, or of a folder into which one was unpacked.

        Raises ExaminerError for what is neither, and where the limits are reached.
        """
        if path.is_dir():
            yield from self.read_folder(path, PurePosixPath())
        elif path.is_file() and is_packed(path.name):
            try:
                yield from self.unpacked(path.read_bytes(), PurePosixPath(), path.name, 1)
            except TROUBLE as error:
                raise ExaminerError(f"{path} cannot be unpacked: {error}. Download it again") from error
        elif path.is_file():
            raise ExaminerError(f"{path} is no archive: a file {' or '.join(PACKED)} is expected, or a folder")
        else:
            raise ExaminerError(f"{path} is not there")

    def read_folder(self, folder: Path, above: PurePosixPath) -> Iterator[Member]:
        """Yield the Members of a folder and those below. No link is followed."""
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            path = above / entry.name
            if not self.is_wanted(path, entry.is_symlink()):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self.read_folder(Path(entry.path), path)
                continue
            try:
                data = read_file(Path(entry.path), MAX_FILE_BYTES + 1)
            except (Refused, OSError) as error:
                self.told[str(path)] = f"cannot be read: {error}"
                continue
            when = datetime.datetime.fromtimestamp(entry.stat().st_mtime, datetime.UTC)
            yield from self.member(path, data, when, 1)

    def unpacked(self, data: bytes, above: PurePosixPath, name: str, depth: int) -> Iterator[Member]:
        """Yield the Members of an archive in these bytes. Raises one of TROUBLE."""
        reader = self.unzipped if name.lower().endswith(".zip") else self.untarred
        yield from reader(data, above, depth)

    def unzipped(self, data: bytes, above: PurePosixPath, depth: int) -> Iterator[Member]:
        """Yield the Members of a zip file."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                path = above / name_in(info)
                link = stat.S_ISLNK(info.external_attr >> 16)
                if info.is_dir() or not self.is_wanted(path, link, name_in(info)):
                    continue
                if info.flag_bits & 1:
                    self.told[str(path)] = "is encrypted: ask for it without a password"
                elif info.file_size > max(MIN_BOMB, MAX_RATIO * info.compress_size):
                    self.told[str(path)] = f"would unpack to {info.file_size:,} bytes of hardly anything: not read"
                else:
                    try:
                        with archive.open(info) as file:
                            content = file.read(MAX_FILE_BYTES + 1)
                    except TROUBLE as error:
                        self.told[str(path)] = f"cannot be unpacked: {error}"
                        continue
                    when = datetime.datetime(*info.date_time) if info.date_time > (1980, 1, 1, 0, 0, 0) else None
                    yield from self.member(path, content, when, depth)

    def untarred(self, data: bytes, above: PurePosixPath, depth: int) -> Iterator[Member]:
        """Yield the Members of a tar file, compressed or not."""
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for info in archive:
                path = above / info.name
                link = not (info.isfile() or info.isdir())
                if not self.is_wanted(path, link, info.name) or info.isdir():
                    continue
                file = archive.extractfile(info)
                content = file.read(MAX_FILE_BYTES + 1) if file else b""
                yield from self.member(path, content, datetime.datetime.fromtimestamp(info.mtime, datetime.UTC), depth)

    def is_wanted(self, path: PurePosixPath, link: bool, name: str = "") -> bool:
        """Return whether to read an entry: no link, no way out of the archive, and nothing that a system left there."""
        self.entries -= 1
        if self.entries < 0:
            raise ExaminerError(f"The archive has more than {MAX_ENTRIES:,} files. Split it")
        if any(part in JUNK for part in path.parts):
            return False
        if link:
            self.told[str(path)] = "is a link, or no file: not followed"
        elif name.startswith(("/", "\\")) or ".." in path.parts or "\\" in name or ":" in name.partition("/")[0][:2]:
            self.told[str(path)] = "leads out of the archive: not read"
        elif not is_plain_name(Path(path)) or "\0" in name:
            self.told[str(path)] = "has a name that is too long, or not UTF-8: not read"
        else:
            return True
        return False

    def member(self, path: PurePosixPath, data: bytes, when: datetime.datetime | None, depth: int) -> Iterator[Member]:
        """Yield a file, or the Members of what is an archive itself."""
        self.room -= len(data)
        if self.room < 0:
            raise ExaminerError(f"The archive unpacks to more than {MAX_BYTES:,} bytes. Split it")
        if len(data) > MAX_FILE_BYTES:
            self.told[str(path)] = f"has more than {MAX_FILE_BYTES:,} bytes: not read"
        elif not is_packed(path.name):
            yield Member(path, data, when)
        elif depth == MAX_DEPTH:
            self.told[str(path)] = f"is an archive in {MAX_DEPTH} others: not read"
        else:
            try:
                yield from self.unpacked(data, path, path.name, depth + 1)
            except TROUBLE as error:
                self.told[str(path)] = f"cannot be unpacked: {error}. Ask for it again"


def is_packed(name: str) -> bool:
    """Return whether a file is an archive by its name."""
    return name.lower().endswith(PACKED)


def name_in(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry of a zip file. Some programs write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
