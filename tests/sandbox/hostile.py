"""Attacks from inside of the sandbox. Each returns a list of what it got: none is what must be.

The first line of each says what must hold. They are bounded in time, memory and number, and where
a protection is missing they reach only what the tests made.
"""

import ctypes
import errno
import fcntl
import mmap
import multiprocessing
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from examiner.sandbox import calls

X86 = platform.machine() == "x86_64"
ERRORS = (OSError, MemoryError, RuntimeError, ValueError)


def tried(actions):
    """Return the names of the actions that were possible."""
    got = []
    for name, action in actions.items():
        try:
            action()
        except ERRORS:
            continue
        got.append(name)
    return got


def syscall(*args):
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    whole = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    result = library.syscall(*whole)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def refused(*args):
    """Return True if the kernel refuses the call as such, and not for its arguments."""
    try:
        syscall(*args)
    except OSError as error:
        return error.errno in (errno.EPERM, errno.ENOSYS, errno.EACCES)
    return False


# Files


def read_secrets(world):
    """gradebook, source and other submissions cannot be read"""
    return tried({path: lambda p=path: Path(p).read_text() for path in world["outside"][:3]})


def read_the_machine(world):
    """users, passwords, logs, devices and kernel settings cannot be read"""
    paths = """
    /etc/shadow /etc/passwd /etc/hostname /etc/machine-id /etc/ssh/sshd_config /dev/mem
    /dev/kmsg /dev/tty /dev/ptmx /dev/vda /dev/sda /sys/kernel/uevent_seqnum /proc/version
    /sys/class/net/lo/address /var/log/dpkg.log /boot /usr/bin/env /bin/sh
    """
    return tried({p: lambda p=p: os.close(os.open(p, os.O_RDONLY)) for p in paths.split()})


def list_folders(world):
    """folders outside cannot be listed"""
    paths = ["/", "/home", "/root", "/tmp", "/var", "/etc", "/proc", "/sys", "/dev", "/run"]
    paths += [world["folder"], os.path.dirname(world["folder"]), "..", "../submitted"]
    return tried({path: lambda p=path: os.listdir(p) for path in paths})


def read_proc(world):
    """nothing can be read of any process, not even of one's own"""
    pids = ["self", "thread-self", "1", *world["pids"].values()]
    files = [
        "environ",
        "cmdline",
        "maps",
        "mem",
        "status",
        "stat",
        "mountinfo",
        "fd",
        "root",
        "task",
    ]
    paths = [f"/proc/{pid}/{file}" for pid in pids for file in files]
    return tried({p: lambda p=p: os.close(os.open(p, os.O_RDONLY)) for p in paths})


def write_outside(world):
    """no file can be made outside of the scratch folder"""
    folders = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/etc", "/home", world["folder"], ".."]
    folders += [os.path.dirname(path) for path in world["outside"]]
    folders += [os.path.join(world["folder"], "sockets")]
    actions = {}
    for folder in folders:
        path = os.path.join(folder, "attacked")
        actions[f"open {path}"] = lambda p=path: Path(p).write_text("attacked")
        actions[f"mkdir {path}"] = lambda p=path: os.mkdir(p)
        actions[f"symlink {path}"] = lambda p=path: os.symlink("/etc", p)
        actions[f"mkfifo {path}"] = lambda p=path: os.mkfifo(p)
    return tried(actions)


def change_outside(world):
    """no file outside can be written, emptied, moved, removed, or given another mode or time"""
    actions = {}
    for path in world["outside"]:
        actions |= {
            f"write {path}": lambda p=path: os.open(p, os.O_WRONLY),
            f"append {path}": lambda p=path: os.open(p, os.O_WRONLY | os.O_APPEND),
            f"empty {path}": lambda p=path: os.open(p, os.O_RDONLY | os.O_TRUNC),
            f"truncate {path}": lambda p=path: os.truncate(p, 0),
            f"unlink {path}": lambda p=path: os.unlink(p),
            f"rename {path}": lambda p=path: os.rename(p, "mine"),
            f"replace {path}": lambda p=path: os.rename("given.txt", p),
            f"rename its folder {path}": lambda p=path: os.rename(os.path.dirname(p), "mine"),
        }
        # These may look as if they had worked; whether they did is looked up from outside.
        tried({"chmod": lambda p=path: os.chmod(p, 0o777), "utime": lambda p=path: os.utime(p)})
        tried({"chown": lambda p=path: os.chown(p, os.getuid(), os.getgid())})
        tried({"setxattr": lambda p=path: os.setxattr(p, "user.a", b"attacked")})
    return tried(actions)


def change_python(world):
    """the Python that the next submission runs cannot be changed"""
    stdlib = os.__file__
    actions = {
        "write": lambda: os.open(stdlib, os.O_WRONLY),
        "empty": lambda: os.open(stdlib, os.O_RDONLY | os.O_TRUNC),
        "rename": lambda: os.rename(stdlib, stdlib + ".old"),
        "site": lambda: Path(os.path.dirname(stdlib), "sitecustomize.py").write_text(""),
    }
    return tried(actions)


def link_out(world):
    """links, renames and paths from the scratch folder do not lead out of it"""
    gradebook = world["outside"][0]
    os.symlink(gradebook, "soft")
    os.symlink("/", "root")
    os.symlink("..", "up")
    os.mkdir("folder")
    actions = {
        "symlink": lambda: Path("soft").read_text(),
        "symlink, written": lambda: Path("soft").write_text("attacked"),
        "symlink to /": lambda: Path("root" + gradebook).read_text(),
        "symlink to ..": lambda: Path("up/gradebook.db").read_text(),
        "dots": lambda: Path("../gradebook.db").read_text(),
        "hard link": lambda: os.link(gradebook, "hard"),
        "hard link out": lambda: os.link("given.txt", os.path.dirname(gradebook) + "/attacked"),
        "rename out": lambda: os.rename("folder", os.path.dirname(gradebook) + "/attacked"),
        "exchange": lambda: syscall(316 if X86 else 276, -100, b"given.txt", -100, gradebook.encode(), 2),
        "own root": lambda: Path("/proc/self/root" + gradebook).read_text(),
        "handle": lambda: syscall(304 if X86 else 265, -100, bytes(64), 0),
        "chdir": lambda: (os.chdir("/tmp"), Path("attacked").write_text("")),
    }
    return tried(actions)


def make_devices(world):
    """no device, pipe or socket can be made in the scratch folder"""
    actions = {
        "memory": lambda: os.mknod("mem", 0o20600, os.makedev(1, 1)),
        "disk": lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)),
        "socket": lambda: os.mknod("socket", 0o140600),
        "bind": lambda: socket.socket(socket.AF_UNIX).bind("socket"),
    }
    return tried(actions)


def use_inherited(world):
    """no descriptor of the examiner's is open"""
    # 1 and 2 are the log, then come the pipe for this answer and the terminal of another attack.
    got = []
    for descriptor in range(3, 1024):
        try:
            found = os.readlink(f"/proc/self/fd/{descriptor}")
        except OSError:
            found = ""
        try:
            os.fstat(descriptor)
            os.lseek(descriptor, 0, os.SEEK_CUR)
        except OSError as error:
            if error.errno in (errno.EBADF, errno.ESPIPE):
                continue
        got.append(f"descriptor {descriptor} {found}")
    return got + (["stdin"] if os.read(0, 10) else [])


def read_environment(world):
    """the environment holds nothing of the examiner's"""
    return [name for name in os.environ if name in ("SECRET", "PYTHONPATH", "SUDO_USER", "SSH_AUTH_SOCK")]


# Processes and programs


def start_processes(world):
    """no process can be started, by any call"""
    clone, clone3 = (56, 435) if X86 else (220, 435)
    actions = {
        "fork": lambda: _end_child(os.fork()),
        "forkpty": lambda: _end_child(os.forkpty()[0]),
        "clone": lambda: _end_child(syscall(clone, signal.SIGCHLD, 0, 0, 0, 0)),
        "clone3": lambda: _end_child(syscall(clone3, bytes(32) + bytes([17]) + bytes(31), 64)),
        "spawn": lambda: os.posix_spawn(sys.executable, ["python", "-c", ""], {}),
        "subprocess": lambda: subprocess.run([sys.executable, "-c", ""], check=False),
        "multiprocessing": lambda: _ended(multiprocessing.get_context("fork").Process()),
    }
    got = tried(actions)
    return got + (["system"] if os.system("true") == 0 else [])


def _end_child(pid):
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _ended(process):
    process.start()
    process.join()


def run_programs(world):
    """no program can take the place of the student's process"""
    execve = 59 if X86 else 221
    name = (ctypes.c_char_p * 2)(sys.executable.encode(), None)
    try:
        syscall(execve, sys.executable.encode(), name, None)
    except OSError as error:
        return [] if error.errno == errno.EPERM else [f"execve: {error}"]


def start_threads(world):
    """the number of threads is bounded"""
    stop = threading.Event()
    threading.stack_size(64 << 10)
    number = 0
    try:
        while number < 600:
            threading.Thread(target=stop.wait, daemon=True).start()
            number += 1
    except RuntimeError:
        pass
    time.sleep(0.5)
    stop.set()
    return [] if number < 300 else [f"{number} threads"]


def survive(world):
    """nothing outlives the student's process"""
    tried({"ignore": lambda: [signal.signal(s, signal.SIG_IGN) for s in (1, 2, 15)]})
    tried({"session": os.setsid, "spawn": lambda: os.posix_spawn(sys.executable, ["python"], {})})
    tried({"no death signal": lambda: syscall(157 if X86 else 167, 1, 0, 0, 0, 0)})
    for _ in range(3):
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            break
    time.sleep(20)
    return ["still here"]


def signal_others(world):
    """no other process can be signalled, stopped, slowed or moved"""
    kill, tgkill, queue, affinity = (62, 234, 129, 203) if X86 else (129, 131, 138, 122)
    got = []
    for name, pid in (world["pids"] | {"guard": os.getppid() or 1 << 21}).items():
        got += tried(
            {
                f"kill {name}": lambda p=pid: os.kill(p, signal.SIGKILL if p == world["pids"]["victim"] else 0),
                f"tgkill {name}": lambda p=pid: syscall(tgkill, p, p, 0),
                f"queue {name}": lambda p=pid: syscall(queue, p, 0, bytes(128)),
                f"pidfd {name}": lambda p=pid: os.pidfd_open(p),
                f"limit {name}": lambda p=pid: resource.prlimit(p, resource.RLIMIT_CORE),
                f"move {name}": lambda p=pid: syscall(affinity, p, 8, (1).to_bytes(8, "little")),
                f"slow {name}": lambda p=pid: os.setpriority(os.PRIO_PROCESS, p, 19),
                f"slow user of {name}": lambda: os.setpriority(os.PRIO_USER, 0, 19),
                f"own {name}": lambda p=pid: _own_socket(p),
            }
        )
    return got + ([] if refused(kill, -1, 0) else ["kill all"])


def _own_socket(pid):
    left, _ = socket.socketpair()
    fcntl.fcntl(left, fcntl.F_SETOWN, pid)


def trace_others(world):
    """no other process can be traced or its memory read"""
    ptrace, read = (101, 310) if X86 else (117, 270)
    got = []
    for name, pid in (world["pids"] | {"guard": os.getppid() or 1 << 21}).items():
        got += [] if refused(ptrace, 0x4206, pid, 0, 0) else [f"ptrace {name}"]
        got += [] if refused(read, pid, bytes(16), 1, bytes(16), 1, 0) else [f"memory of {name}"]
    return got + ([] if refused(ptrace, 0, 0, 0, 0) else ["traceme"])


# Privileges


def gain_privileges(world):
    """no user, capability or root folder can be had"""
    return tried(
        {
            "setuid": lambda: os.setuid(0),
            "setresuid": lambda: os.setresuid(0, 0, 0),
            "setgid": lambda: os.setgid(0),
            "setgroups": lambda: os.setgroups([0]),
            "chroot": lambda: os.chroot("."),
            "nice": lambda: os.nice(-5),
            "limits": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
            "more processes": lambda: resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999)),
        }
    )


def change_user(world):
    """no user, group or root folder can be had, and root is none where there is another user"""
    got = tried({"uid": lambda: os.setuid(0), "groups": lambda: os.setgroups([0]), "chroot": lambda: os.chroot(".")})
    return got + (["root"] if os.getuid() == 0 and not os.path.exists("/etc/passwd") else [])


def make_namespaces(world):
    """no namespace can be made or entered"""
    unshare, setns, clone = (272, 308, 56) if X86 else (97, 268, 220)
    kinds = {
        "user": 0x10000000,
        "mount": 0x20000,
        "net": 0x40000000,
        "pid": 0x20000000,
        "files": 0x400,
    }
    got = [name for name, flag in kinds.items() if not refused(unshare, flag)]
    got += [] if refused(setns, 1, 0) else ["setns"]
    return got + ([] if refused(clone, kinds["user"] | signal.SIGCHLD, 0, 0, 0, 0) else ["clone"])


# Numbers on x86_64 and aarch64. The arguments would fail or change nothing where the call is known.
KERNEL_CALLS = {
    "mount": (165, 40, b"none", b"nowhere", b"tmpfs", 0, 0),
    "umount": (166, 39, b"nowhere", 0),
    "pivot_root": (155, 41, b"nowhere", b"nowhere"),
    "swapon": (167, 224, b"nowhere", 0),
    "reboot": (169, 142, 0, 0, 0, 0),
    "syslog": (103, 116, 10, 0, 0),
    "init_module": (175, 105, bytes(8), 8, b""),
    "delete_module": (176, 106, b"none", 0),
    "kexec_load": (246, 104, 0, 0, 0, 1),
    "bpf": (321, 280, 0, bytes(64), 64),
    "perf_event_open": (298, 241, bytes(128), 0, -1, -1, 0),
    "userfaultfd": (323, 282, 1),
    "keyctl": (250, 219, 0, -3, 1),
    "add_key": (248, 217, b"user", b"a", b"b", 1, -2),
    "io_uring_setup": (425, 425, 1, bytes(256)),
    "io_setup": (206, 0, 1, bytes(8)),
    "fsopen": (430, 430, b"tmpfs", 0),
    "open_tree": (428, 428, -100, b".", 0),
    "pidfd_getfd": (438, 438, -1, 0, 0),
    "memfd_secret": (447, 447, 0),
    "fanotify_init": (300, 262, 0, 0),
    "inotify_init1": (294, 26, 0),
    "personality": (135, 92, 0x0040000),
    "clock_settime": (227, 112, 99, bytes(16)),
    "sethostname": (170, 161, b"a", 9999),
    "acct": (163, 89, b"nowhere"),
    "quotactl": (179, 60, 0x800000, 0, 0, 0),
    "seccomp": (317, 277, 2, 0, bytes(4)),
    "modify_ldt": (154, None, 0, bytes(16), 16),
    "ioperm": (173, None, 0, 0, 0),
    "the next call of a later Linux": (600, 600),
}


def call_the_kernel(world):
    """calls that a notebook does not need are refused"""
    column = 0 if X86 else 1
    calls = {name: call for name, call in KERNEL_CALLS.items() if call[column] is not None}
    return [name for name, call in calls.items() if not refused(call[column], *call[2:])]


def call_all_others(world):
    """each call that stands in no table is refused, whatever its number"""
    machine = platform.machine()
    tables = calls.ALWAYS + calls.FILE_MODES + calls.FILE_ATTRIBUTES + calls.PRETENDED
    known = {*calls.numbers(tables, machine).values()}
    known |= {335, 336} if X86 else set()  # Linux hides them from filters, and ends with SIGILL whoever calls them
    return [str(number) for number in range(700) if number not in known and not refused(number, 0, 0, 0, 0, 0, 0)]


def type_into_terminal(world):
    """nothing can be typed into a terminal that the student's process got hold of"""
    line = world["terminal"]
    return tried(
        {
            "TIOCSCTTY": lambda: fcntl.ioctl(line, 0x540E, 1),
            "TIOCSTI": lambda: fcntl.ioctl(line, 0x5412, b"a"),
            "TIOCLINUX": lambda: fcntl.ioctl(line, 0x541C, b"\3"),
            "TIOCSWINSZ": lambda: fcntl.ioctl(line, 0x5414, bytes(8)),
        }
    )


def dump_core(world):
    """no core file is written"""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return tried({"limit": lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))})


# Network


def use_network(world):
    """no connection, datagram or server, over any family"""
    addresses = world["addresses"]
    tcp, udp = tuple(addresses["tcp"]), tuple(addresses["udp"])
    abstract, unix, datagrams = (addresses[name] for name in ("abstract", "unix", "datagrams"))
    families = {"AF_NETLINK": 16, "AF_PACKET": 17, "AF_VSOCK": 40, "AF_ALG": 38, "AF_INET6": 10}
    actions = {
        "tcp": lambda: socket.create_connection(tcp, 1),
        "tcp server": lambda: socket.create_server(("127.0.0.1", 0)),
        "udp": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"a", udp),
        "raw": lambda: socket.socket(type=socket.SOCK_RAW, proto=1),
        "unix": lambda: socket.socket(socket.AF_UNIX).connect(unix),
        "abstract": lambda: socket.socket(socket.AF_UNIX).connect(abstract),
        "unix datagram": lambda: _datagram().sendto(b"a", datagrams),
        "unix datagram by a pair": lambda: _datagrams()[0].sendto(b"a", datagrams),
        "name server": lambda: socket.getaddrinfo("example.org", 80),
    }
    for name, family in families.items():
        actions[name] = lambda f=family: socket.socket(f, socket.SOCK_RAW if f in (16, 17) else 1)
    return tried(actions)


def _datagram():
    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)


def _datagrams():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)


# Exhaustion


def take_memory(world):
    """memory is bounded, in whatever way it is asked for"""
    shmget = 29 if X86 else 194
    size = 4 << 30
    return tried(
        {
            "bytes": lambda: bytearray(size),
            "private": lambda: mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
            "shared": lambda: mmap.mmap(-1, size),
            "stack": lambda: (threading.stack_size(size), threading.Thread().start()),
            "memfd": lambda: os.memfd_create("a"),
            "system v": lambda: syscall(shmget, 0, 4096, 0o1600),
            "locked": lambda: syscall(149 if X86 else 228, id(world), 4096),
            "posix": lambda: Path("/dev/shm/attacked").write_text("a"),
        }
    )


def take_more_memory(world):
    """memory is bounded beyond what the process has, and there is some"""
    small = bytearray(100 << 20)
    size = 600 << 20
    return ([] if small else ["no memory"]) + tried(
        {
            "bytes": lambda: bytearray(size),
            "private": lambda: mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
            "pieces": lambda: [bytearray(1 << 20) for _ in range(600)],
        }
    )


def fill_scratch(world):
    """the scratch folder has a size"""
    written = 0
    try:
        for number in range(40):
            Path(f"big{number}").write_bytes(bytes(1 << 20))
            written += 1
            time.sleep(0.02)
    except OSError:
        pass
    return [] if written <= 10 else [f"{written} MiB"]


def hide_files(world):
    """what fills the scratch folder cannot be hidden in folders that nobody may look into"""
    os.mkdir("hidden", 0o300)
    written = 0
    try:
        for number in range(40):
            Path(f"hidden/big{number}").write_bytes(bytes(1 << 20))
            written += 1
            time.sleep(0.02)
    except OSError:
        pass
    return [] if written <= 10 else [f"{written} MiB"]


def make_many_files(world):
    """the number of files is bounded"""
    number = 0
    try:
        for number in range(2000):
            Path(f"file{number}").touch()
            time.sleep(0.0005)
    except OSError:
        pass
    return [] if number <= 200 else [f"{number} files"]


def write_big_file(world):
    """the size of a file is bounded"""
    big = os.open("big", os.O_CREAT | os.O_WRONLY)
    return tried(
        {
            "write": lambda: os.pwrite(big, b"a", 100 << 20),
            "grow": lambda: os.truncate(big, 1 << 40),
        }
    )


def open_many(world):
    """the number of open files is bounded"""
    opened = []
    try:
        while len(opened) < 2000:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    return [] if len(opened) <= 256 else [f"{len(opened)} files"]


def burn(world):
    """CPU time is bounded"""
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        pass
    return ["10 s"]


def wait(world):
    """wall time is bounded"""
    time.sleep(10)
    return ["10 s"]


def call_second_numbering(world):
    """x86's second numbering of the calls, which a filter may forget, ends the process"""
    syscall(0x40000000 + 39)
    return ["x32"]


def call_as_32_bit(world):
    """a call as a 32-bit program, whose numbers mean other things, ends the process"""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    return ["int 0x80"]


def lock_up(world):
    """files that all may read cannot be leased or watched, nor owners of sockets named"""
    readable = os.open(world["readable"], os.O_RDONLY)
    return tried(
        {
            "lease": lambda: fcntl.fcntl(readable, fcntl.F_SETLEASE, fcntl.F_RDLCK),
            "notify": lambda: fcntl.fcntl(os.open(".", os.O_RDONLY), fcntl.F_NOTIFY, 2),
            "signal": lambda: fcntl.fcntl(readable, 10, signal.SIGKILL),
        }
    )


def look_around(world):
    """the machine's name, users and interfaces are not told where it gives namespaces"""
    if os.getpid() != 1:
        return []
    return (["name"] if os.uname().nodename != "sandbox" else []) + tried(
        {"parent": lambda: os.getpgid(world["pids"]["parent"]), "users": lambda: os.getlogin()}
    )


# What must work


def work(world):
    """a notebook's everyday: files, threads, numbers, given data"""
    Path("mine.txt").write_text("a")
    Path("mine.txt").replace("yours.txt")
    thread = threading.Thread(target=Path("thread.txt").touch)
    thread.start()
    thread.join()
    read = [Path("given.txt").read_text(), Path(world["readable"]).read_text()]
    all_there = os.urandom(4) and time.localtime() and os.getcwd() and os.cpu_count()
    import shutil
    import tempfile

    shutil.copy("yours.txt", "copy.txt")
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"a")
    return [] if read == ["given", "as it was"] and all_there else read
