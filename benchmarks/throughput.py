"""Measure stock nbgrader, the examiner and the floor side by side, and write the tables of docs/performance.md.

    python benchmarks/throughput.py                   # the labs, side by side: three rounds of half an hour
    python benchmarks/throughput.py --scaling 1000    # one lab: a class of 1,000 beside one of 50

Each class is made of the instructor's answers, of wrong ones of the answer bank, and of templates handed in untouched.
What is compared takes turns, so that other work on the machine meets all of it.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from pages import markdown, write_table

from examiner.authoring.bank import filled, read_bank, with_solutions
from examiner.sandbox import environment as sandbox_environment

ROOT = Path(__file__).resolve().parent.parent
LABS = ["sigmoid_fit", "logistic_classification", "mlp_backprop", "optimizer_comparison", "digits", "least_squares"]
FLOOR = Path(__file__).with_name("floor.py")
JOBS = 2
SMALL = 50
TICKS = os.sysconf("SC_CLK_TCK")
MiB = 2**20
ENVIRONMENT = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, flush=True)


# Classes


def new_course(folder, lab, size, stock=False):
    """Make a course in which `size` students handed in `lab`; a `stock` one does not know the examiner."""
    folder.mkdir()
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    if stock:
        config = re.sub(r"^(import examiner|examiner\.configure.*|c\.Execute\.call_timeout.*)$", "", config, flags=re.M)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    shutil.copytree(ROOT / "source" / lab, folder / "source" / lab)
    run(folder, "nbgrader", "generate_assignment", lab)
    for number, notebook in enumerate(hand_ins(lab, size)):
        place = folder / "submitted" / f"student_{number:04}" / lab
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{lab}.ipynb")
    return folder


def hand_ins(lab, size):
    """Yield notebooks: every eighth untouched, the others right but for 0 to 3 wrong answers. The same each time.

    After SMALL of them the same ones come again: some wrong answers run into a time limit, and of these a class of
    another size would have more or fewer.
    """
    template = nbformat.read(ROOT / "release" / lab / f"{lab}.ipynb", as_version=4)
    solved = with_solutions(template, nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4))
    wrong = [entry for entry in read_bank(ROOT / "answers" / f"{lab}.py") if not entry.right]
    for number in (n % SMALL for n in range(size)):
        mistakes = random.Random(number).sample(wrong, number % 4)
        yield template if number % 8 == 7 else filled(solved, mistakes)


# Runs


def run(course, *command, **environment):
    """Run a command in the folder of the course to its end. Exits with what it said where it fails."""
    command = [str(part) for part in command]
    done = subprocess.run(command, cwd=course, env=ENVIRONMENT | environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {course}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def seconds_of(course, *command):
    begin = time.perf_counter()
    run(course, *command)
    return time.perf_counter() - begin


def stock(course, lab, size):
    """Return the seconds a submission on stock nbgrader, without those of its start: its class is small."""
    whole = seconds_of(course, "nbgrader", "autograde", lab, "--force")
    start = seconds_of(course, "nbgrader", "autograde", lab)  # all are graded by now
    return (whole - start) / size


def floor(course, lab, size, *options, pictures="on"):
    """Return the seconds a submission of the floor, with pictures "on" or "off"; with "--kernel" in a bare one."""
    # As in the sandbox: one thread a process, and explorers draw nothing.
    environment = sandbox_environment.ENVIRONMENT | {"DESCENT_PICTURES": pictures}
    found = json.loads(run(course, sys.executable, FLOOR, course, lab, JOBS, *options, **environment))
    if pictures == "on" and found["pictures"] < size:
        sys.exit(f"The floor drew {found['pictures']} pictures for {size} submissions: it does not do the work.")
    return found["seconds"] / size


def examiner(course, lab, size, *options, watch_memory=False):
    """Return what `examiner autograde` takes: seconds a submission, its start included; the coordinator's CPU seconds a
    submission; and, if asked for, the largest PSS and USS of a worker, with all its processes, in bytes.
    """
    command = ["examiner", "autograde", lab, "--jobs", str(JOBS), "--force", *options]
    shutil.rmtree(course / "autograded", ignore_errors=True)
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=course, env=ENVIRONMENT, stdout=log, stderr=log)
        steps, memory, looked = [], [(0, 0)], begin
        while process.poll() is None:
            time.sleep(0.02)
            done = len(list(course.glob(f"autograded/*/{lab}/{lab}.ipynb")))
            cpu = cpu_seconds(process.pid)
            if cpu is not None and done and (not steps or done > steps[-1][0]):
                steps.append((done, cpu))
            if watch_memory and time.perf_counter() - looked > 1:
                memory.append(memory_of_workers(process.pid))
                looked = time.perf_counter()
        seconds = time.perf_counter() - begin
        if process.returncode:
            log.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{log.read().decode()}")
    (first, early), (last, late) = steps[0], steps[-1]
    pss, uss = map(max, zip(*memory, strict=True))
    return {
        "seconds": seconds / size,
        "coordinator": (late - early) / (last - first) if last > first else float("nan"),
        "pss": pss / JOBS,
        "uss": uss / JOBS,
    }


def cpu_seconds(pid, descendants=False):
    """Return the CPU seconds of a process, without its `descendants` or with those that were waited for; None where it
    is gone.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return sum(map(int, fields[11 : 15 if descendants else 13])) / TICKS


def memory_of_workers(coordinator):
    """Return (PSS, USS) in bytes of all that descends from the coordinator: the pool, its warm parents, the kernels."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
        except OSError:
            continue
    todo, pss, uss = list(children.get(coordinator, [])), 0, 0
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:  # it has just ended
            continue
        sizes = {name: int(size) * 1024 for name, size in re.findall(r"^(\w+): +(\d+) kB", rollup, re.M)}
        pss += sizes.get("Pss", 0)
        uss += sizes.get("Private_Clean", 0) + sizes.get("Private_Dirty", 0)
    return pss, uss


# Comparisons


def side_by_side(folder, labs, size, few, repeats):
    """Measure each lab in turn and return the rows of the table and a line of notes."""
    rows, coordinator, pss, uss = [], [], [], []
    for lab in labs:
        say(f"{lab}: making classes of {size}, and of {few} for stock nbgrader")
        course = new_course(folder / lab, lab, size)
        plain = new_course(folder / f"{lab}_stock", lab, few, stock=True)
        found = {"stock": [], "floor": [], "kernel": [], "examiner": [], "bare floor": [], "bare examiner": []}
        for number in range(repeats):
            found["stock"].append(stock(plain, lab, few))
            found["floor"].append(floor(course, lab, size))
            found["kernel"].append(floor(course, lab, size, "--kernel"))
            mine = examiner(course, lab, size, watch_memory=True)
            found["examiner"].append(mine["seconds"])
            found["bare floor"].append(floor(course, lab, size, pictures="off"))
            found["bare examiner"].append(examiner(course, lab, size, "--no-pictures")["seconds"])
            coordinator.append(mine["coordinator"])
            pss.append(mine["pss"])
            uss.append(mine["uss"])
            now = ", ".join(f"{way} {values[-1]:.2f} s" for way, values in found.items())
            say(f"{lab}, round {number + 1} of {repeats}, a submission: {now}")
        plain, lowest, kernel, mine, bare, mine_bare = (statistics.median(values) for values in found.values())
        row = [f"`{lab}`", f"{plain:.2f}"]
        for bottom, seconds in ((lowest, mine), (bare, mine_bare)):
            row += [f"{bottom:.2f}", f"{seconds:.2f}", f"{plain / seconds:.1f}×", f"{seconds / bottom:.2f}×"]
        rows.append([*row, f"{kernel / lowest:.2f}×"])
    rounds = "One round" if repeats == 1 else f"Medians of {repeats} rounds"
    notes = (
        f"{rounds}; classes of {size}, on stock nbgrader {few}; {JOBS} jobs on {os.cpu_count()} cores. "
        f"Coordinator: {1000 * statistics.median(coordinator):.0f} ms of CPU a submission. "
        f"A worker with all its processes, at most: {max(uss) / MiB:.0f} MiB of its own (USS), "
        f"{max(pss) / MiB:.0f} MiB with its part of what is shared (PSS)."
    )
    return rows, notes


def scaling(folder, lab, size):
    """Return rows for a class of SMALL, one of `size` and one of SMALL again, without pictures."""
    rows = []
    for number, n in enumerate((SMALL, size, SMALL)):
        say(f"{lab}: a class of {n}")
        course = new_course(folder / str(number), lab, n)
        mine = examiner(course, lab, n, "--no-pictures")
        say(f"{mine['seconds']:.3f} s a submission, {1000 * mine['coordinator']:.0f} ms of it in the coordinator")
        rows.append((n, mine["seconds"], mine["coordinator"]))
        shutil.rmtree(course)
    small = statistics.mean(seconds for n, seconds, _ in rows if n == SMALL)
    return [(n, f"{s:.3f}", f"{s / small:.2f}×", f"{1000 * c:.0f}") for n, s, c in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--labs", nargs="+", default=LABS, metavar="LAB", choices=LABS, help="the labs; all unless given"
    )
    parser.add_argument("--class-size", type=int, default=40, help="students of a class")
    parser.add_argument("--stock-size", type=int, default=8, help="students of a class of stock nbgrader")
    parser.add_argument("--repeats", type=int, default=3, help="rounds, of which the median counts")
    parser.add_argument("--scaling", type=int, metavar="N", help="compare a class of N with one of 50 instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if options.scaling:
            rows = scaling(Path(folder), options.labs[0], options.scaling)
            table = markdown(["students", "seconds a submission", "beside 50", "coordinator, ms of CPU"], rows)
            write_table("performance.md", "make bench-scaling", table)
            return
        rows, notes = side_by_side(Path(folder), options.labs, options.class_size, options.stock_size, options.repeats)
    header = ["seconds a submission", "stock nbgrader"]
    header += ["floor", "examiner", "faster than stock", "beside floor"]
    header += ["floor, no pictures", "examiner, no pictures", "faster than stock", "beside floor"]
    header += ["bare kernel beside floor"]
    write_table("performance.md", "make bench", f"{markdown(header, rows)}\n\n{notes}")


if __name__ == "__main__":
    main()
