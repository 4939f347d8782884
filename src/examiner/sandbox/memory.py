"""How much memory a process of the examiner's own may take: what it reads may be made to take all of it."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

# Bytes that a process which grades may take beyond what it starts with: it reads what students' processes send.
WORKER = 240 * 2**20
TOO_LARGE = "what its code sent takes more memory than a worker may have. The others are not affected."

_lock = threading.Lock()
_limited: list[int] = []  # the limit before, once for each thread that is limited


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


@contextlib.contextmanager
def limited(more: int = WORKER) -> Iterator[None]:
    """Limit this process while it grades, one whose own business comes before and after: nbgrader's, or a cluster's.

    Threads that grade beside each other have one limit, by what the process has when the last of them begins.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    with _lock:
        _limited.append(_limited[0] if _limited else resource.getrlimit(resource.RLIMIT_DATA)[0])
        limit(more)
    try:
        yield
    finally:
        with _lock:
            before = _limited.pop()
            if not _limited:
                resource.setrlimit(resource.RLIMIT_DATA, (before, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def lift() -> None:
    """Undo `limit()`, for a process that was started by a limited one."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
