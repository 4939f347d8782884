"""Which system calls a student's process may make: those in `calls`, some of them with certain arguments only.

`enter()` is for a process that still has sockets to make, `seal()` for all of its threads once these are bound and
before the student's first line runs.
"""

import ctypes
import os
import platform
import struct

from . import calls, syscalls

# The audit number of the architecture, the first system call that is newer than its table, and
# the bit that marks x86's second, 32-bit, numbering.
ARCHITECTURES = {"x86_64": (0xC000003E, 335, 0x40000000), "aarch64": (0xC00000B7, 295, None)}

CLONE_THREAD = 0x00010000
OWN = "own process id"
ALL_BITS = 0xFFFFFFFF
# TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX TCGETS2: nothing that types into a terminal.
IOCTLS = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A]
# Copies, flags, locks, size of a pipe. Not F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY: they signal.
FCNTLS = [0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1031, 1032]
EPERM, EINVAL, ENOSYS = 1, 22, 38
# A call passes if the argument's bits under the mask are one of the values: its name, which argument, mask, values,
# the error that a call gets which does not pass.
ARGUMENTS = [
    ("clone", 0, CLONE_THREAD, [CLONE_THREAD], EPERM),
    # Unix only. ZeroMQ tries TCP when a kernel starts and aborts on any other error.
    ("socket", 0, ALL_BITS, [1], EINVAL),
    # A datagram can be addressed to any socket of the machine, a stream only to where it connected.
    ("socket", 1, 0xF, [1], EPERM),
    ("socketpair", 0, ALL_BITS, [1], EPERM),
    ("socketpair", 1, 0xF, [1], EPERM),
    # Names of threads and of memory regions. Not PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_PTRACER.
    ("prctl", 0, ALL_BITS, [15, 16, 0x53564D41], EPERM),
    ("ioctl", 1, ALL_BITS, IOCTLS, EPERM),
    ("fcntl", 1, ALL_BITS, FCNTLS, EPERM),
    ("kill", 0, ALL_BITS, [OWN], EPERM),
    ("tgkill", 0, ALL_BITS, [OWN], EPERM),
    ("prlimit64", 0, ALL_BITS, [0, OWN], EPERM),
    ("sched_setaffinity", 0, ALL_BITS, [0, OWN], EPERM),
    # Of a process, not of a group or a user.
    ("setpriority", 0, ALL_BITS, [0], EPERM),
    ("setpriority", 1, ALL_BITS, [0, OWN], EPERM),
    # A query.
    ("personality", 0, ALL_BITS, [ALL_BITS], EPERM),
]

ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, AND, RETURN, IF_EQUAL, IF_AT_LEAST = 0x20, 0x54, 0x06, 0x15, 0x35
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
ALL_THREADS = 1


def enter(attributes: bool = True, more: str = calls.CONNECT + calls.START_UP) -> None:
    """Filter this thread's system calls and those of all that it starts; `more`: a table of what is allowed besides.

    With `attributes` false the modes, owners and times of files stay as they are.
    Raises OSError where the kernel has no filters or the machine no table.
    """
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    allowed, pretended = calls.ALWAYS + more, calls.PRETENDED
    if attributes:
        allowed += calls.FILE_MODES + calls.FILE_ATTRIBUTES
    else:
        pretended += calls.FILE_MODES
    _install(program(allowed, pretended), 0)


def seal() -> None:
    """Take away from all threads what only the start of a kernel needs. Raises OSError."""
    # What `enter` said of the attributes of files stands: of two filters the stricter one holds.
    _install(program(calls.ALWAYS + calls.FILE_MODES + calls.FILE_ATTRIBUTES, calls.PRETENDED), ALL_THREADS)


def program(allowed: str, pretended: str, machine: str | None = None) -> list[tuple[int, int, int, int]]:
    """Return the filter as a list of (operation, skip if true, skip if false, operand).

    `allowed`, `pretended`: tables of `calls`; a call of the second does nothing and gives 0. All others give EPERM, as
    programs expect of what is forbidden, or ENOSYS if they are newer than the architecture's table, as they expect of
    an older Linux. So does clone3: the C library then uses clone, whose flags a filter can read.
    Raises OSError for a machine whose numbers are not known.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES or struct.calcsize("P") != 8:
        raise OSError(ENOSYS, f"no system call table for {machine}; use x86_64 or aarch64")
    audit, first_new, second_numbering = ARCHITECTURES[machine]
    code = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (IF_EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    if second_numbering:
        code += [(IF_AT_LEAST, 0, 1, second_numbering), (RETURN, 0, 0, KILL)]
    known = calls.numbers(allowed, machine)
    for name, *rule in ARGUMENTS:
        if name in known:
            code += _argument_rule(known[name], *rule)
    for answer, table in ((ALLOW, allowed), (ERRNO, pretended)):
        for number in calls.numbers(table, machine).values():
            code += [(IF_EQUAL, 0, 1, number), (RETURN, 0, 0, answer)]
    code += [(IF_AT_LEAST, 0, 1, first_new), (RETURN, 0, 0, ERRNO | ENOSYS)]
    return [*code, (RETURN, 0, 0, ERRNO | EPERM)]


def _argument_rule(number, argument, mask, values, error):
    checks = [(IF_EQUAL, len(values) - i, 0, os.getpid() if value == OWN else value) for i, value in enumerate(values)]
    return [
        (IF_EQUAL, 0, len(checks) + 4, number),
        (LOAD, 0, 0, ARGUMENTS_AT + 8 * argument),
        (AND, 0, 0, mask),
        *checks,
        (RETURN, 0, 0, ERRNO | error),
        (LOAD, 0, 0, NUMBER_AT),
    ]


def _install(code, flags):
    packed = b"".join(struct.pack("HBBI", *line) for line in code)
    buffer = ctypes.create_string_buffer(packed)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code), ctypes.addressof(buffer)))
    thread = syscalls.syscall("seccomp", 1, flags, header)
    if thread:
        raise OSError(EPERM, f"thread {thread} has another system call filter")
