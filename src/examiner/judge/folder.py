"""The folder that tests run in: files go to the student's, and come from there where a test needs them."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

# No code, and nothing that is read by running what it says.
SUFFIXES = """
.txt .csv .tsv .json .jsonl .md .html .xml .yml .yaml .log .dat .tex .png .jpg .svg .npy
""".split()  # noqa: SIM905
MAX_BYTES = 8 * 2**20


class WorkingFolder:
    """The current folder. What the instructor put there stays as it is."""

    def __init__(self) -> None:
        self.instructors = set(stamps())
        self.known = stamps()

    def written(self) -> dict[str, bytes]:
        """Return {relative path: bytes} of the files that the test wrote since last asked."""
        now = stamps()
        new = [name for name in now if self.known.get(name) != now[name]]
        self.known = now
        return {name: Path(name).read_bytes() for name in new if now[name][1] <= MAX_BYTES}

    def take(self, files: Mapping[str, bytes]) -> None:
        """Write files of the student's, {relative path: bytes}; none over one of the instructor's, and no code."""
        for name, content in files.items():
            path = PurePosixPath(name) if type(name) is str and "\0" not in name else PurePosixPath(".py")
            allowed = not path.is_absolute() and not any(part.startswith(".") for part in path.parts)
            if allowed and path.suffix in SUFFIXES and name not in self.instructors and type(content) is bytes:
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(content)
        self.known |= {name: stamp for name, stamp in stamps().items() if name in files}


def stamps() -> dict[str, tuple[int, int]]:
    """Return {relative path: (time, size)} of the files here."""
    found = {path.as_posix(): path.stat() for path in Path().rglob("[!.]*") if path.is_file() and not path.is_symlink()}
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in found.items()}
