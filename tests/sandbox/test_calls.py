"""The filter of system calls: what is in its tables passes, all else is refused, and the numbers are Linux's."""

import json
import platform
import sys

import pytest
from everyday import EVERYDAY
from machines import HERE, MACHINES, as_user, pairs

from examiner.sandbox import calls, seccomp

AUDIT = {machine: row[0] for machine, row in seccomp.ARCHITECTURES.items()}
TABLES = {name: table for name, table in vars(calls).items() if name.isupper() and isinstance(table, str)}
ALLOWED = calls.ALWAYS + calls.CONNECT + calls.START_UP + calls.FILE_MODES + calls.FILE_ATTRIBUTES
ALLOW, ENOSYS, EPERM, EINVAL = seccomp.ALLOW, seccomp.ERRNO | 38, seccomp.ERRNO | 1, seccomp.ERRNO | 22
# A later Linux has no more than that for some time.
NUMBERS = range(700)


@pytest.fixture(scope="module")
def libseccomp():
    """libseccomp's own tables: the number of a call on a machine, None where there is none."""
    import pyseccomp

    arches = {"x86_64": pyseccomp.Arch.X86_64, "aarch64": pyseccomp.Arch.AARCH64}

    def number(machine, name):
        found = pyseccomp.resolve_syscall(arches[machine], name)
        return found if found >= 0 else None

    return number


def run(program, machine, number, *arguments):
    """Return what a filter returns for a call, as the kernel would run it."""
    arguments = (*arguments, *[0] * (6 - len(arguments)))
    words = {0: number, 4: AUDIT[machine]}
    for place, argument in enumerate(arguments):
        words[16 + 8 * place], words[20 + 8 * place] = argument & 0xFFFFFFFF, argument >> 32 & 0xFFFFFFFF
    at = accumulator = 0
    while True:
        operation, if_true, if_false, operand = program[at]
        at += 1
        if operation == seccomp.RETURN:
            return operand
        if operation == seccomp.LOAD:
            accumulator = words[operand]
        elif operation == seccomp.AND:
            accumulator &= operand
        elif operation == seccomp.IF_EQUAL:
            at += if_true if accumulator == operand else if_false
        elif operation == seccomp.IF_AT_LEAST:
            at += if_true if accumulator >= operand else if_false
        else:
            raise AssertionError(f"unknown operation {operation:#x}")


@pytest.mark.skipif(sys.platform != "linux", reason="libseccomp is for Linux")
@pytest.mark.parametrize("machine", calls.MACHINES)
@pytest.mark.parametrize("table", TABLES)
def test_each_number_is_that_of_linux(table, machine, libseccomp):
    ours = calls.numbers(TABLES[table], machine)
    names = TABLES[table].split()[::3]
    assert ours == {name: number for name in names if (number := libseccomp(machine, name)) is not None}


def test_each_call_stands_in_one_table_once():
    names = [name for table in TABLES if table != "ALWAYS" for name in TABLES[table].split()[::3]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("machine", calls.MACHINES)
def test_what_is_in_no_table_is_refused(machine):
    program = seccomp.program(ALLOWED, calls.PRETENDED, machine)
    known = {**calls.numbers(ALLOWED, machine), **calls.numbers(calls.PRETENDED, machine)}.values()
    refused = {run(program, machine, number) for number in NUMBERS if number not in known}
    assert refused == {EPERM, ENOSYS}


@pytest.mark.parametrize("machine", calls.MACHINES)
def test_what_is_in_a_table_passes(machine):
    program = seccomp.program(ALLOWED, calls.PRETENDED, machine)
    limited = {name for name, *_ in seccomp.ARGUMENTS}
    passes = {n for n, i in calls.numbers(ALLOWED, machine).items() if run(program, machine, i) == ALLOW}
    assert passes >= calls.numbers(ALLOWED, machine).keys() - limited
    for number in calls.numbers(calls.PRETENDED, machine).values():
        assert run(program, machine, number) == seccomp.ERRNO


@pytest.mark.parametrize("machine", calls.MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("clone", [0x3D0F00], ALLOW),  # what the C library asks for a thread
        ("clone", [17], EPERM),
        ("clone", [0x10000011], EPERM),
        ("clone", [0x10000 << 32], EPERM),
        ("socket", [1, 1], ALLOW),
        ("socket", [1, 0x80001], ALLOW),
        ("socket", [1, 2], EPERM),
        ("socket", [2, 1], EINVAL),
        ("socket", [16, 3], EINVAL),
        ("prctl", [15], ALLOW),
        ("prctl", [1], EPERM),
        ("ioctl", [0, 0x5412], EPERM),
        ("kill", [-1], EPERM),
        ("kill", [0], EPERM),
        ("setpriority", [2, 0], EPERM),
        ("clone3", [], ENOSYS),
    ],
)
def test_arguments_that_pass(name, arguments, result, machine):
    program = seccomp.program(ALLOWED, calls.PRETENDED, machine)
    number = calls.numbers(ALLOWED, machine).get(name, 435)
    assert run(program, machine, number, *arguments) == result


@pytest.mark.parametrize("machine", calls.MACHINES)
def test_another_numbering_ends_the_process(machine):
    program = seccomp.program(ALLOWED, calls.PRETENDED, machine)
    others = {"x86_64": [0x40000000, 0x40000027, 0xFFFFFFFF]}.get(machine, [])
    assert {run(program, machine, number) for number in others} <= {seccomp.KILL}
    other = next(m for m in calls.MACHINES if m != machine)
    assert run(seccomp.program(ALLOWED, "", machine), other, 0) == seccomp.KILL


def test_a_machine_without_a_table_is_refused():
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program(ALLOWED, "", "riscv64")


@pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox is for Linux")
@pytest.mark.slow
@pytest.mark.parametrize(("machine", "user"), pairs(0))
def test_ordinary_python_works(machine, user):
    came = json.loads(as_user(user, HERE / "everyday.py", *MACHINES[machine]))
    without_own_files = set() if machine == "namespaces" else {"times_of_files"}
    assert {name for name, went_wrong in came.items() if went_wrong} == without_own_files, came
    assert came.keys() == {function.__name__ for function in EVERYDAY}
