# %% construct the output of a command of the shell
# %% why no program but the notebook's own Python runs in the sandbox
# %% answer
listing = !echo hello
# %% wrong
listing = []
# %% test
assert listing == ["hello"]

# %% construct a program that an answer starts
# %% why no program but the notebook's own Python runs in the sandbox
# %% answer
import subprocess
def version():
    return subprocess.run(["python3", "--version"], capture_output=True, text=True).stdout
# %% wrong
def version():
    return ""
# %% test
assert version().startswith("Python 3")

# %% construct several processes
# %% why a sandbox has one process, so that what it uses can be counted
# %% answer
import multiprocessing, math
def roots(values):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(math.sqrt, values)
# %% wrong
def roots(values):
    return []
# %% test
assert roots([1, 4]) == [1, 2]
