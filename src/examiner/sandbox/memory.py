"""How much memory a process of the examiner's own may take: what it reads may be made to take all of it."""

import os
import sys
from pathlib import Path


def limit(more: int) -> None:
    """Let this process take `more` bytes at most beyond what it has; then Python raises MemoryError.

    It counts what the process may write, not the libraries that it maps. Who it starts may lift it again.
    """
    if sys.platform != "linux":
        return
    import resource

    data = int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGESIZE")
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (data + more if hard < 0 else min(data + more, hard), hard))


def lift() -> None:
    """Undo `limit()`, for a process that was started by a limited one."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
