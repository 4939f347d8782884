"""What ordinary Python does in a notebook, a function each: it must work in the sandbox as outside of it.

`python everyday.py` prints, JSON, what came of each after `confine` and `seal`: "" or what went wrong.
"""

import asyncio
import concurrent.futures
import contextlib
import csv
import ctypes
import decimal
import faulthandler
import fcntl
import glob
import gzip
import hashlib
import io
import json
import logging
import logging.handlers
import mmap
import multiprocessing
import os
import pickle
import queue
import random
import resource
import secrets
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import tracemalloc
import uuid
import zipfile
import zoneinfo
from pathlib import Path


def files_and_folders():
    Path("a/b/c").mkdir(parents=True)
    Path("a/b/one.txt").write_text("one\n" * 1000)
    Path("touched").touch()
    Path("touched").touch()
    assert Path("touched").exists()
    Path("touched").chmod(0o600)
    shutil.copy("a/b/one.txt", "a/two.txt")
    shutil.copyfile("a/b/one.txt", "a/three.txt")
    shutil.move("a/three.txt", "moved")
    os.makedirs("e/b")
    Path("e/two.txt").write_text("two")
    os.rename("e/two.txt", "e/three.txt")
    os.replace("e/three.txt", "e/two.txt")
    os.symlink("two.txt", "e/link")
    os.link("e/two.txt", "e/hard")
    assert os.readlink("e/link") == "two.txt"
    assert os.path.samefile("e/two.txt", "e/hard")
    assert sorted(p.name for p in os.scandir("e")) == ["b", "hard", "link", "two.txt"]
    assert len(glob.glob("**/*.txt", recursive=True)) >= 3
    assert list(os.walk("a"))
    os.truncate("a/two.txt", 10)
    assert os.stat("a/two.txt").st_size == 10
    assert os.access("a/two.txt", os.R_OK)
    assert shutil.disk_usage(".").total > 0
    shutil.rmtree("a")
    shutil.rmtree("e")


def times_of_files():
    Path("f/g").mkdir(parents=True)
    Path("f/g/one.txt").write_text("one")
    shutil.copy2("f/g/one.txt", "f/two.txt")
    shutil.copytree("f", "h")
    os.utime("f/two.txt", (1, 1))
    assert os.stat("f/two.txt").st_mtime == 1


def open_files():
    with open("f.bin", "w+b") as file:
        file.write(bytes(100_000))
        os.fsync(file.fileno())
        os.fdatasync(file.fileno())
        os.posix_fallocate(file.fileno(), 0, 200_000)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.lockf(file, fcntl.LOCK_EX)
        assert os.pread(file.fileno(), 10, 5) == bytes(10)
        assert os.pwrite(file.fileno(), b"x", 3) == 1
        assert not os.isatty(file.fileno())
        with mmap.mmap(file.fileno(), 0) as view:
            view[:3] = b"abc"
            view.flush()
        other = os.dup(file.fileno())
        os.dup2(other, 200)
        os.close(other)
        os.close(200)
    with open("f.bin", "rb") as source, open("g.bin", "wb") as target:
        assert os.sendfile(target.fileno(), source.fileno(), 0, 1000) == 1000
        assert os.copy_file_range(source.fileno(), target.fileno(), 1000) == 1000


def temporary_files():
    with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile() as other, tempfile.TemporaryDirectory():
        file.write(b"a")
        other.write(b"b")
    with tempfile.SpooledTemporaryFile(max_size=1) as file:
        file.write(b"abc")


def formats():
    with open("t.csv", "w", newline="") as file:
        csv.writer(file).writerows([[1, 2], [3, 4]])
    with gzip.open("t.gz", "wt") as file:
        file.write("text")
    with zipfile.ZipFile("t.zip", "w") as archive:
        archive.write("t.csv")
    shutil.unpack_archive("t.zip", "unpacked")
    shutil.make_archive("packed", "gztar", "unpacked")
    pickle.loads(pickle.dumps({"a": [1, (2.5, None)]}))


def databases():
    with sqlite3.connect("t.db") as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table t (x)")
        database.executemany("insert into t values (?)", [(i,) for i in range(100)])
    assert database.execute("select sum(x) from t").fetchone() == (4950,)


def threads():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda x: x * x, range(100)))[-1] == 99**2
    waiting, condition = queue.Queue(), threading.Condition()
    threading.Thread(target=waiting.put, args=(1,)).start()
    timer = threading.Timer(0.01, waiting.put, [2])
    timer.start()
    assert {waiting.get(timeout=5), waiting.get(timeout=5)} == {1, 2}
    with condition:
        assert not condition.wait(0.01)


def event_loops():
    async def main():
        await asyncio.sleep(0.01)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, time.sleep, 0.01)
        await asyncio.to_thread(sum, [1, 2])
        left, right = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=left)
        right.sendall(b"line\n")
        assert await reader.readline() == b"line\n"
        writer.close()
        right.close()
        return await asyncio.wait_for(asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2)), 5)

    assert asyncio.run(main()) == [1, 2]


def waiting():
    read, write = os.pipe()
    os.write(write, b"x")
    assert select.select([read], [], [], 1)[0] == [read]
    for poller in (select.poll(), select.epoll()):
        poller.register(read, select.POLLIN)
        assert poller.poll(1)
    os.set_blocking(read, False)
    assert os.get_inheritable(read) is False
    os.eventfd(1)
    left, right = socket.socketpair()
    left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 10_000)
    left.sendmsg([b"a", b"b"])
    assert right.recv(2) == b"ab"
    left.shutdown(socket.SHUT_WR)
    assert right.recv(1) == b""


def time_limits_by_signals():
    def late(*_):
        raise TimeoutError

    old = signal.signal(signal.SIGALRM, late)
    try:
        for start in (lambda: signal.setitimer(signal.ITIMER_REAL, 0.02), lambda: signal.alarm(1)):
            start()
            try:
                signal.pause()
            except TimeoutError:
                continue
            raise AssertionError("no signal")
    finally:
        signal.signal(signal.SIGALRM, old)
    signal.raise_signal(signal.SIGURG)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    os.kill(os.getpid(), signal.SIGUSR1)
    assert signal.sigtimedwait([signal.SIGUSR1], 1)
    assert not signal.sigpending()
    signal.pthread_kill(threading.get_ident(), 0)
    signal.getitimer(signal.ITIMER_REAL)


def times_and_places():
    assert time.localtime()
    assert time.process_time()
    assert time.thread_time()
    assert time.get_clock_info("monotonic")
    assert zoneinfo.ZoneInfo("UTC")
    assert os.times()
    assert time.clock_getres(time.CLOCK_MONOTONIC)
    time.sleep(0.001)


def questions_about_itself():
    assert os.cpu_count()
    assert os.getpid()
    assert os.uname()
    assert os.getcwd()
    assert len(os.sched_getaffinity(0))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrlimit(resource.RLIMIT_AS)
    assert os.getgroups() is not None
    assert os.getuid() is not None
    assert os.getresuid()
    assert os.getpriority(os.PRIO_PROCESS, 0) is not None
    assert os.sysconf("SC_PAGESIZE")
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(os.umask(0o22))
    os.sched_yield()


def random_numbers():
    assert os.urandom(8)
    assert os.getrandom(8)
    assert secrets.token_hex()
    assert uuid.uuid4()
    assert random.SystemRandom().random()
    hashlib.sha256(b"a").hexdigest()
    hashlib.scrypt(b"a", salt=b"b", n=2, r=1, p=1)


def debugging():
    tracemalloc.start()
    tracemalloc.take_snapshot()
    tracemalloc.stop()
    with open("dump", "w") as file:
        faulthandler.dump_traceback(file)
        faulthandler.dump_traceback_later(100, file=file)
        faulthandler.cancel_dump_traceback_later()
    log = logging.getLogger("everyday")
    log.addHandler(logging.handlers.RotatingFileHandler("log", maxBytes=100, backupCount=2))
    for _ in range(20):
        log.warning("a line of the log")
    logging.shutdown()


def c_functions():
    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    values = (ctypes.c_int * 3)(3, 1, 2)
    ctypes.CDLL(None).qsort(values, 3, 4, compare(lambda a, b: a[0] - b[0]))
    assert list(values) == [1, 2, 3]
    assert decimal.Decimal(2).sqrt()


def what_is_forbidden_is_an_ordinary_error():
    actions = {
        "subprocess": lambda: subprocess.run([sys.executable, "-c", ""], check=True),
        "fork": os.fork,
        "multiprocessing": lambda: multiprocessing.Process(target=print).start(),
        "a process pool": lambda: concurrent.futures.ProcessPoolExecutor(1).submit(print).result(5),
        "socket": lambda: socket.create_connection(("127.0.0.1", 9), 1),
        "a name": lambda: socket.getaddrinfo("example.org", 80),
        "another user": lambda: os.setuid(0),
        "another root": lambda: os.chroot("."),
        "a device": lambda: os.mknod("device", 0o20600, os.makedev(1, 1)),
        "outside": Path("/etc/passwd").read_text,
    }
    for name, action in actions.items():
        try:
            action()
        except OSError:
            continue
        raise AssertionError(f"{name} was possible")


def numbers():
    import numpy as np

    a = np.random.default_rng(0).normal(size=(200, 200))
    assert np.allclose(np.linalg.inv(a) @ a, np.eye(200), atol=1e-6)
    np.linalg.svd(a)
    np.fft.fft2(a)
    np.save("a.npy", a)
    np.savez_compressed("a.npz", a=a)
    np.savetxt("a.txt", a[:5])
    assert np.allclose(np.load("a.npy", mmap_mode="r"), a)
    assert np.allclose(np.loadtxt("a.txt"), a[:5])
    shared = np.memmap("m.bin", dtype=float, mode="w+", shape=(100,))
    shared[:] = 1
    shared.flush()


def pictures():
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation, PillowWriter

    figure, axes = plt.subplots(1, 2)
    axes[0].plot([1, 2], label=r"$\sigma(x)^2$")
    axes[0].legend()
    axes[1].imshow([[0, 1]])
    for kind in ("png", "svg", "pdf", "jpg"):
        figure.savefig(f"figure.{kind}")
    FuncAnimation(figure, lambda i: axes[0].plot([i, 2]), frames=2).save("a.gif", PillowWriter())
    figure.savefig(io.BytesIO())
    plt.close(figure)


def notebooks():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import HTML, Image, Markdown

    shell = InteractiveShell.instance()
    for cell in ("%timeit -n1 -r1 1", "%%writefile w.py\nx = 1", "%run w.py", "%cd .", "%who", "%time 1", "1/0"):
        shell.run_cell(cell)
    assert shell.user_ns["x"] == 1
    HTML("text"), Image(data=b"\x89PNG"), Markdown("text")


EVERYDAY = [
    function
    for function in list(globals().values())
    if getattr(function, "__module__", "") == __name__ and callable(function)
]


def come_of_it():
    """Return {name: "" or what went wrong} of all."""
    came = {}
    for function in EVERYDAY:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                function()
            came[function.__name__] = ""
        except BaseException:
            came[function.__name__] = traceback.format_exc()
    return came


def main(without):
    """Print what comes of all inside of the walls that this machine has, but for those in `without`."""
    from examiner.processes import folders
    from examiner.sandbox import confine, doctor, seccomp

    walls = doctor.available_walls() - set(without)
    folder = folders.private_folder()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            confine.confine(folder / "scratch", walls, keep=[write])
            seccomp.seal()
            came = json.dumps(come_of_it())
        except BaseException:
            came = json.dumps({"confine": traceback.format_exc()})
        with os.fdopen(write, "w") as answer:
            answer.write(came)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answers:
        print(answers.read())
    os.waitpid(child, 0)
    folders.remove(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
