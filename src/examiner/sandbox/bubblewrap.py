"""bubblewrap, the second wall around the warm parent of students' kernels."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

# What root's sandbox needs to get in; nothing of it is left to the student.
KEPT_CAPABILITIES = """
CAP_SYS_ADMIN CAP_SETUID CAP_SETGID CAP_SETPCAP CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE CAP_KILL
"""


def bubblewrapped(command: list[str], folder: str, readable: Iterable[str] = ()) -> list[str]:
    """Return the command inside of bubblewrap: it can write in `folder` and nowhere else.

    Of /tmp it sees nothing but this Python and `readable`, where they lie there, and `folder`.
    """
    # bubblewrap would die of the signals that are for the guard, which stands behind it.
    ignoring = ["/bin/sh", "-c", 'trap "" INT TERM; exec "$@"', "sh"]
    kept = [word for capability in KEPT_CAPABILITIES.split() for word in ("--cap-add", capability)]
    below_tmp = sorted(p for p in {sys.prefix, sys.base_prefix, *readable} if Path(p).is_relative_to("/tmp"))
    shown = [word for path in below_tmp for word in ("--ro-bind", path, path)]
    views = ["--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/tmp", *shown, "--bind", folder, folder]
    apart = ["--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    kept = kept if os.geteuid() == 0 else []
    return [*ignoring, "bwrap", *views, "--proc", "/proc", *apart, *kept, "--", *command]
