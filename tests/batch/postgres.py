"""A real PostgreSQL server of a test's own: `with server() as url`."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

USERS = ["postgres", "nobody"]


def programs():
    """Return the folder with `initdb` and `postgres`, None where PostgreSQL is not installed."""
    # Debian keeps them out of PATH, since several versions may be installed.
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    found = [str(folder) for folder in reversed(debian)] + os.environ["PATH"].split(os.pathsep)
    return next((Path(folder) for folder in found if Path(folder, "initdb").exists()), None)


@contextmanager
def server():
    """Run a server in a folder of its own and yield the SQLAlchemy URL of an empty database on it."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the name of a unix socket has at most 107 bytes
    run_as = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        user = next(
            pwd.getpwnam(name) for name in ("postgres", "nobody") if name in {u.pw_name for u in pwd.getpwall()}
        )
        os.chown(folder, user.pw_uid, user.pw_gid)
        run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    folder.chmod(0o755)
    data, log = folder / "data", folder / "log"
    with log.open("w") as out:
        options = {"cwd": folder, "stdout": out, "stderr": out, "stdin": subprocess.DEVNULL} | run_as
        setup = ["--username=grader", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run([programs() / "initdb", *setup, data], check=False, **options)
        assert done.returncode == 0, log.read_text()
        # No TCP port; nothing is synced to a disk that is thrown away.
        settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", folder]
        process = subprocess.Popen([programs() / "postgres", "-D", data, *settings], **options)
    try:
        _wait(process, folder, log)
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        process.terminate()  # waits for its clients, which are gone
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder)


def connect(url):
    """Return psycopg's own connection to the database at a SQLAlchemy URL."""
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))


def _wait(process, folder, log):
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="grader", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
