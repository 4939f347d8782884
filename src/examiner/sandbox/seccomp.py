"""Which system calls a student's process may make.

`enter()` is for a process that still has a kernel to start, `seal()` for all of its threads once
the kernel's sockets are bound and before the student's first line runs.
"""

import ctypes
import os
import platform
import struct

from . import syscalls

# The audit number of the architecture, the first system call that is newer than the table, and
# the bit that marks x86's second, 32-bit, numbering.
ARCHITECTURES = {"x86_64": (0xC000003E, 335, 0x40000000), "aarch64": (0xC00000B7, 295, None)}

# What a student's process may never do: name, number on x86_64, number on aarch64.
DENIED = """
fork 57 -  vfork 58 -  execve 59 221  execveat 322 281
ptrace 101 117  kcmp 312 272  process_vm_readv 310 270  process_vm_writev 311 271
mount 165 40  umount2 166 39  pivot_root 155 41  chroot 161 51  unshare 272 97  setns 308 268
swapon 167 224  swapoff 168 225  quotactl 179 60  acct 163 89  sync 162 81  syncfs 306 267
setuid 105 146  setgid 106 144  setreuid 113 145  setregid 114 143  setresuid 117 147
setresgid 119 149  setfsuid 122 151  setfsgid 123 152  setgroups 116 159  capset 126 91
keyctl 250 219  add_key 248 217  request_key 249 218
bpf 321 280  perf_event_open 298 241  userfaultfd 323 282  lookup_dcookie 212 18
kexec_load 246 104  kexec_file_load 320 294  reboot 169 142  syslog 103 116
init_module 175 105  finit_module 313 273  delete_module 176 106
settimeofday 164 170  clock_settime 227 112  clock_adjtime 305 266  adjtimex 159 171
sethostname 170 161  setdomainname 171 162  vhangup 153 58
iopl 172 -  ioperm 173 -  modify_ldt 154 -  uselib 134 -  _sysctl 156 -  sysfs 139 -  ustat 136 -
open_by_handle_at 304 265  name_to_handle_at 303 264  mknod 133 -  mknodat 259 33
fanotify_init 300 262  fanotify_mark 301 263
inotify_init 253 -  inotify_init1 294 26  inotify_add_watch 254 27
move_pages 279 239  migrate_pages 256 238  mbind 237 235  set_mempolicy 238 237
remap_file_pages 216 234  vmsplice 278 75  io_setup 206 0  io_submit 209 2
rt_sigqueueinfo 129 138  tkill 200 130  ioprio_set 251 30
"""

# Nothing happens and the caller is told that it did: ZeroMQ aborts where it may not set a thread's
# priority.
PRETENDED = """
sched_setscheduler 144 119  sched_setparam 142 118  sched_setattr 314 274
"""

# Memory that no resource limit counts.
UNCOUNTED_MEMORY = """
memfd_create 319 279  shmget 29 194  shmat 30 196  shmctl 31 195
semget 64 190  semop 65 193  semctl 66 191  semtimedop 220 192
msgget 68 186  msgsnd 69 189  msgrcv 70 188  msgctl 71 187  mq_open 240 180  mq_unlink 241 181
"""

# Landlock does not watch these: without a read-only view of the files, modes and owners stay as
# they are. The standard library's copy fails where it may not set a mode, so it is told it did.
FILE_MODES = """
chmod 90 -  fchmod 91 52  fchmodat 268 53  chown 92 -  fchown 93 55  lchown 94 -  fchownat 260 54
"""
FILE_ATTRIBUTES = """
utime 132 -  utimes 235 -  futimesat 261 -  utimensat 280 88  setxattr 188 5  lsetxattr 189 6
fsetxattr 190 7  removexattr 197 14  lremovexattr 198 15  fremovexattr 199 16
"""

# Needed to start a kernel and not after.
START_UP = """
socket 41 198  connect 42 203  bind 49 200  listen 50 201  seccomp 317 277
"""

# Newer than the table, the same number everywhere: close_range openat2 faccessat2 epoll_pwait2
# futex_waitv futex_wake futex_wait futex_requeue. All others do not exist for a student.
NEW_ALLOWED = (436, 437, 439, 441, 449, 454, 455, 456)

CLONE_THREAD = 0x00010000
OWN = "own process id"
ALL_BITS = 0xFFFFFFFF
# TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX TCGETS2: nothing that types into a terminal.
IOCTLS = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A]
# Copies, flags, locks, size of a pipe. Not F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY: they signal.
FCNTLS = [0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1031, 1032]
EPERM, EINVAL, ENOSYS = 1, 22, 38
# A call passes if the argument's bits under the mask are one of the values: name, number on x86_64,
# number on aarch64, which argument, mask, values, the error that a call gets which does not pass.
ARGUMENTS = [
    ("clone", 56, 220, 0, CLONE_THREAD, [CLONE_THREAD], EPERM),
    # ZeroMQ tries TCP when a kernel starts and aborts on any other error.
    ("socket family: unix", 41, 198, 0, ALL_BITS, [1], EINVAL),
    # A datagram can be addressed to any socket of the machine, a stream only to where it connected.
    ("socket type: stream", 41, 198, 1, 0xF, [1], EPERM),
    ("socketpair family: unix", 53, 199, 0, ALL_BITS, [1], EPERM),
    ("socketpair type: stream", 53, 199, 1, 0xF, [1], EPERM),
    # Names of threads and of memory regions. Not PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_PTRACER.
    ("prctl", 157, 167, 0, ALL_BITS, [15, 16, 0x53564D41], EPERM),
    ("ioctl", 16, 29, 1, ALL_BITS, IOCTLS, EPERM),
    ("fcntl", 72, 25, 1, ALL_BITS, FCNTLS, EPERM),
    ("kill", 62, 129, 0, ALL_BITS, [OWN], EPERM),
    ("tgkill", 234, 131, 0, ALL_BITS, [OWN], EPERM),
    ("rt_tgsigqueueinfo", 297, 240, 0, ALL_BITS, [OWN], EPERM),
    ("prlimit64", 302, 261, 0, ALL_BITS, [0, OWN], EPERM),
    ("sched_setaffinity", 203, 122, 0, ALL_BITS, [0, OWN], EPERM),
    ("setpriority which: process", 141, 140, 0, ALL_BITS, [0], EPERM),
    ("setpriority who", 141, 140, 1, ALL_BITS, [0, OWN], EPERM),
    ("personality: query", 135, 92, 0, ALL_BITS, [ALL_BITS], EPERM),
]

ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, AND, RETURN, IF_EQUAL, IF_AT_LEAST = 0x20, 0x54, 0x06, 0x15, 0x35
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
CLONE3 = 435
ALL_THREADS = 1


def enter(attributes=True):
    """Filter this thread's system calls and those of all that it starts.

    With `attributes` false the modes, owners and times of files stay as they are.
    Raises OSError where the kernel has no filters or the machine no table.
    """
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    answers = [
        (EPERM, DENIED + UNCOUNTED_MEMORY + ("" if attributes else FILE_ATTRIBUTES)),
        (0, PRETENDED + ("" if attributes else FILE_MODES)),
    ]
    _install(_program(answers, ARGUMENTS), 0)


def seal():
    """Take away from all threads what only the start of a kernel needs. Raises OSError."""
    _install(_program([(EPERM, START_UP)], []), ALL_THREADS)


def _numbers(table):
    words = table.split()
    column = 1 + list(ARCHITECTURES).index(_machine())
    rows = zip(words[::3], words[1::3], words[2::3], strict=True)
    return [int(row[column]) for row in rows if row[column] != "-"]


def _machine():
    machine = platform.machine()
    if machine not in ARCHITECTURES or struct.calcsize("P") != 8:
        raise OSError(ENOSYS, f"no system call table for {machine}; use x86_64 or aarch64")
    return machine


def _program(answers, arguments):
    """Return the filter as a list of (operation, skip if true, skip if false, operand).

    `answers`: pairs of the error number, 0 for none, and the table of the calls that get it.
    """
    audit, first_new, second_numbering = ARCHITECTURES[_machine()]
    column = 1 + list(ARCHITECTURES).index(_machine())
    code = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (IF_EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    if second_numbering:
        code += [(IF_AT_LEAST, 0, 1, second_numbering), (RETURN, 0, 0, KILL)]
    # The C library takes ENOSYS as "use clone", whose flags a filter can read; clone3's it cannot.
    code += [(IF_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERRNO | ENOSYS)]
    for error, table in answers:
        for number in _numbers(table):
            code += [(IF_EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | error)]
    for rule in arguments:
        code += _argument_rule(rule[column], *rule[3:])
    code += [(IF_AT_LEAST, 0, len(NEW_ALLOWED) + 1, first_new)]
    for left, number in zip(range(len(NEW_ALLOWED), 0, -1), NEW_ALLOWED, strict=True):
        code += [(IF_EQUAL, left, 0, number)]
    return [*code, (RETURN, 0, 0, ERRNO | ENOSYS), (RETURN, 0, 0, ALLOW)]


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
