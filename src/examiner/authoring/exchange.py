"""nbgrader's exchange releases the kit: a template with what its notebook imports beside it."""

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment

from .kit import contents


class ReleaseKit(ExchangeReleaseAssignment):
    """Releases what `examiner kit` puts into an archive. nbgrader calls it by c.ExchangeFactory.release_assignment."""

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy a template, and write beside it what the kit has more."""
        super().do_copy(src, dest, log)
        for name, content in contents(Path(src).resolve()).items():
            path = Path(dest, name)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
