"""Which files a student's process may open: Landlock, a list that the kernel keeps per process."""

import ctypes
import os
import stat
import struct
from collections.abc import Mapping

from . import syscalls

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << i for i in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM, REFER, TRUNCATE = (
    1 << i for i in range(6, 15)
)
IOCTL_DEV = 1 << 15
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

READ = READ_FILE | READ_DIR
# A program file may not be executed but a library may be loaded, which Landlock counts as reading.
WRITE = READ | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM
WRITE |= REFER
DEVICE = READ_FILE | WRITE_FILE
SOCKETS = MAKE_SOCK

# What each version of the interface added.
FILE_RIGHTS_SINCE = {1: (1 << 13) - 1, 2: REFER, 3: TRUNCATE, 5: IOCTL_DEV}
TCP_SINCE, TCP = 4, 0b11
SCOPES_SINCE, ABSTRACT_SOCKETS_AND_SIGNALS = 6, 0b11
ATTRIBUTE_BYTES_SINCE = {1: 8, 4: 16, 6: 24}


def version() -> int:
    """Return the version of the kernel's Landlock. Raises OSError where there is none."""
    return syscalls.syscall("landlock_create_ruleset", None, 0, 1)


def restrict(rights: Mapping[str, int]) -> None:
    """Let this thread, and all that it starts, open only what `rights` (path: rights) lists.

    A right on a folder holds for all below it. Paths that do not exist are passed over. No TCP,
    and where the kernel can tell, no abstract socket and no signal to others. Raises OSError.
    """
    abi = version()
    files = sum(bits for since, bits in FILE_RIGHTS_SINCE.items() if abi >= since)
    size = max(size for since, size in ATTRIBUTE_BYTES_SINCE.items() if abi >= since)
    scopes = ABSTRACT_SOCKETS_AND_SIGNALS if abi >= SCOPES_SINCE else 0
    attributes = struct.pack("QQQ", files, TCP if abi >= TCP_SINCE else 0, scopes)
    rules = syscalls.syscall("landlock_create_ruleset", ctypes.create_string_buffer(attributes, 24), size, 0)
    try:
        for path, bits in rights.items():
            _allow(rules, path, bits & files)
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        syscalls.syscall("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)


def _allow(rules, path, bits):
    try:
        at = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(at).st_mode):
            bits &= FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", bits, at), 12)
        syscalls.syscall("landlock_add_rule", rules, 1, rule, 0)
    finally:
        os.close(at)
