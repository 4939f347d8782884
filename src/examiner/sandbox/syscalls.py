"""Raw calls into the Linux kernel that the standard library does not have."""

import ctypes
import errno
import os
import platform
from itertools import pairwise
from pathlib import Path

NR = {"x86_64": {"seccomp": 317, "capset": 126}, "aarch64": {"seccomp": 277, "capset": 91}}
# From number 424 on all architectures share their numbers.
SHARED = {
    "close_range": 436,
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

CAP_CHOWN, CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN = 0, 6, 7, 21
CAPABILITIES_V3 = 0x20080522
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38


def libc(name: str, *args: object, called: str | None = None) -> int:
    """Return what the C library's function `name` returns.

    Raises OSError, with the function's name in the place of the file name, where that is -1.
    """
    whole = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    function.restype = ctypes.c_long if name == "syscall" else ctypes.c_int
    result = function(*whole)
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), called or name)
    return result


def syscall(name: str, *args: object) -> int:
    """Return what the system call `name` returns; raises OSError where it fails."""
    number = SHARED.get(name) or NR.get(platform.machine(), {}).get(name)
    if number is None:
        raise OSError(errno.ENOSYS, f"no number for it on {platform.machine()}", name)
    return libc("syscall", number, *args, called=name)


def prctl(option: int, *args: int) -> int:
    """Return what prctl(2) returns; raises OSError where it fails."""
    return libc("prctl", option, *(args + (0,) * (4 - len(args))))


def has_capabilities(*numbers: int) -> bool:
    """Return whether this process has all of these capabilities."""
    lines = Path("/proc/self/status").read_text().splitlines()
    bits = next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff"))
    return all(bits >> number & 1 for number in numbers)


def close_descriptors(keep: set[int]) -> None:
    """Close all file descriptors but those of the set `keep`; 0 becomes /dev/null instead."""
    if 0 not in keep:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for low, high in pairwise([0, *sorted(keep - {0}), 2**31]):
        if high > low + 1:
            syscall("close_range", low + 1, high - 1, 0)
