"""The start of the `examiner` command, which is `python -m examiner` too."""

import sys
from typing import Any

# nbformat imports jsonschema, which would build a grammar of internet addresses in other scripts, if it is there: half
# of the time in which this command starts.
modules: dict[str, Any] = sys.modules
modules.setdefault("rfc3987_syntax", None)

from .cli import main  # noqa: E402

if __name__ == "__main__":
    main(prog_name="examiner")
