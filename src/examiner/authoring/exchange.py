"""nbgrader's exchange releases the kit: a template with what its notebook imports beside it."""

import re
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment

from .kit import contents

IMPORT = re.compile(r"\b(?:from|import) descent\b")


class ReleaseKit(ExchangeReleaseAssignment):
    """Releases what `examiner kit` puts into an archive, of a lab that imports our package; of others the template."""

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy a template, and write beside it what the kit has more."""
        super().do_copy(src, dest, log)
        if not any(IMPORT.search(path.read_text(encoding="utf-8")) for path in Path(src).glob("*.ipynb")):
            return
        for name, content in contents(Path(src).resolve()).items():
            path = Path(dest, name)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
