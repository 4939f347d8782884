"""The sandbox holds: each attack of hostile.py gets nothing and changes nothing outside."""

import json
import signal
import sys
import uuid

import hostile
import pytest
from machines import HERE, MACHINES, USERS, as_user, pairs

from examiner.sandbox import guard

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
]

LIMITS = {"memory": 3 << 30, "scratch": 10 << 20, "files": 200, "threads": 100, "wall": 30.0}
ENDED = {
    "burn": ({"cpu": 1}, 152),
    "wait": ({"wall": 1.0}, guard.TOO_LONG),
    "call_second_numbering": ({}, 159),
    "call_as_32_bit": ({}, 159),
}
X86_ONLY = {"call_second_numbering", "call_as_32_bit"}
# What the guard ends where the kernel does not bound it.
WATCHED = {
    "fill_scratch": guard.TOO_MUCH_DISK,
    "hide_files": guard.TOO_MUCH_DISK,
    "make_many_files": guard.TOO_MUCH_DISK,
    "start_threads": guard.TOO_MANY_THREADS,
}
ATTACKS = [
    name
    for name, function in vars(hostile).items()
    if callable(function)
    and function.__module__ == "hostile"
    and function.__doc__
    and name not in {"tried", "refused", "survive", "take_more_memory", *(X86_ONLY if not hostile.X86 else ())}
]


def attack(name, user, without=(), end=None, role="student", **limits):
    # By the token a survivor would be found.
    order = {
        "token": uuid.uuid4().hex,
        "attack": name,
        "without": [*without],
        "end": end,
        "role": role,
        "limits": LIMITS | limits,
    }
    return json.loads(as_user(user, HERE / "world.py", json.dumps(order)))


# Each attack meets all walls and the fewest; every fourth meets what lies between too.
MATRIX = [
    (name, *pair)
    for number, name in enumerate(ATTACKS)
    for pair in dict.fromkeys([*pairs(0), *(pairs(1) if number % 4 == 0 else [])])
]


@pytest.mark.parametrize(("name", "machine", "user"), MATRIX)
def test_holds(name, machine, user):
    limits, status = ENDED.get(name, ({}, 0))
    result = attack(name, user, MACHINES[machine], **limits)
    assert result["harm"] == []
    if name in WATCHED and result["status"]:
        status = WATCHED[name]
    assert result["status"] == status
    assert result["got"] == ([] if not status else None)


# What the judge needs no more than a student does.
JUDGE_ATTACKS = [
    "read_secrets",
    "read_the_machine",
    "list_folders",
    "read_proc",
    "write_outside",
    "change_outside",
    "change_python",
    "link_out",
    "make_devices",
    "use_inherited",
    "start_processes",
    "run_programs",
    "signal_others",
    "trace_others",
    "change_user",
    "make_namespaces",
    "call_the_kernel",
    "type_into_terminal",
    "use_network",
    "take_more_memory",
    "call_second_numbering",
    "call_as_32_bit",
    "work",
]
JUDGE_MATRIX = [
    (name, *pair)
    for number, name in enumerate(JUDGE_ATTACKS)
    for pair in pairs(number)
    if name not in X86_ONLY or hostile.X86
]


@pytest.mark.parametrize(("name", "machine", "user"), JUDGE_MATRIX)
def test_holds_a_judge_that_what_it_read_took_over(name, machine, user):
    result = attack(name, user, MACHINES[machine], role="judge")
    # It may connect to the sockets of students' processes, and so to those of all that it sees.
    expected = {"unix"} if (name, machine) == ("use_network", "no namespaces") else set()
    assert set(result["harm"]) <= expected
    if name in ENDED:
        assert result["status"] == -signal.SIGSYS
    else:
        assert set(result["got"]) <= expected


ENDS = [(end, *pair) for number, end in enumerate(["SIGTERM", "SIGKILL", "lifeline"]) for pair in pairs(number)]


@pytest.mark.parametrize(("end", "machine", "user"), ENDS)
def test_nothing_survives(end, machine, user):
    result = attack("survive", user, MACHINES[machine], end=end)
    assert result["harm"] == []
    assert result["got"] is None


# An attack, the walls that are taken away, and what it then gets: without these the tests above
# would say nothing.
WITHOUT = [
    ("read_secrets", {"namespaces", "landlock", "user"}, "gradebook.db"),
    ("read_the_machine", {"namespaces", "landlock", "user"}, "/etc/passwd"),
    ("list_folders", {"namespaces", "landlock"}, "/"),
    ("read_proc", {"namespaces", "landlock"}, "/proc/self/maps"),
    ("write_outside", {"namespaces", "landlock", "user"}, "open /tmp/attacked"),
    ("change_outside", {"namespaces", "landlock", "user", "seccomp"}, "unlink"),
    ("link_out", {"namespaces", "landlock", "user"}, "symlink"),
    ("start_processes", {"seccomp"}, "fork"),
    ("signal_others", {"namespaces", "landlock", "user", "seccomp"}, "kill victim"),
    ("trace_others", {"namespaces", "landlock", "user", "seccomp"}, "memory of victim"),
    ("make_namespaces", {"seccomp"}, "files"),
    ("call_the_kernel", {"seccomp"}, "io_uring_setup"),
    ("use_network", {"namespaces", "landlock", "seccomp", "user"}, "tcp"),
    ("type_into_terminal", {"seccomp"}, "TIOCSWINSZ"),
    ("start_threads", {"limits"}, "threads"),
    ("take_memory", {"limits"}, "private"),
    ("write_big_file", {"limits", "namespaces"}, "write"),
    ("open_many", {"limits"}, "files"),
]


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize(("name", "walls", "expected"), WITHOUT)
def test_attack_is_one(name, walls, expected, user):
    result = attack(name, user, walls)
    assert any(expected in got for got in result["got"]), result


@pytest.mark.parametrize("user", USERS)
def test_doctor_tells_no_lies(user):
    code = "from examiner.sandbox import doctor as d; print(d.report(), d.missing_essential())"
    assert "NO " not in as_user(user, "-c", code)
