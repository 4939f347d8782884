"""Grade the hostile bank here and on stock nbgrader, and write the tables of docs/security.md.

    python benchmarks/security.py [HERE.json STOCK.json]

The two files, if given, are what answers/hostile/arena.py printed, and are used instead of new runs.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from pages import markdown, write_table

ROOT = Path(__file__).resolve().parent.parent
ARENA = ROOT / "answers" / "hostile" / "arena.py"


def fight(*options):
    """Return what came of the bank: of each submission, {title: {gained, lost, harm}}, and the peaks of memory."""
    print("running", ARENA.name, *options, file=sys.stderr)
    done = subprocess.run([sys.executable, ARENA, *options], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def table(here, stock):
    """Return rows of markdown: of each kind of trick, how many succeed on stock nbgrader and how many here.

    Submissions that were graded in one of the two only are left out, and counted below.
    """
    both = [title for title in here if title in stock]
    left_out = len(here | stock) - len(both)
    here, stock = ({title: results[title] for title in both} for results in (here, stock))
    kinds = Counter(title.partition(":")[0] for title in both)
    rows = ["| what it tries | submissions | on stock nbgrader: points | harm | either | here: points | harm |"]
    rows.append("|---|---:|---:|---:|---:|---:|---:|")
    for kind in [*kinds, "all"]:
        cells = [kinds[kind] if kind in kinds else len(here)]
        for results in (stock, here):
            mine = [r for title, r in results.items() if kind in (title.partition(":")[0], "all")]
            cells += [sum(r["gained"] > 0 for r in mine), sum(bool(r["harm"]) for r in mine)]
            if results is stock:
                cells.append(sum(r["gained"] > 0 or bool(r["harm"]) for r in mine))
        rows.append(f"| {kind} | " + " | ".join(map(str, cells)) + " |")
    if left_out:
        rows.append(f"\n{left_out} submissions of the bank are not in this table: they were graded on one side only.")
    return "\n".join(rows) + "\n"


def memory(peaks):
    """Return a table of markdown: the most memory that a process took, {role: MiB}."""
    return markdown(["process", "most memory, MiB"], [(role, round(size)) for role, size in peaks.items()])


def main():
    files = [json.loads(Path(name).read_text()) for name in sys.argv[1:3]]
    here, stock = files or (fight(), fight("--stock"))
    write_table("security.md", "make security", table(here["submissions"], stock["submissions"]))
    write_table("security.md", "make security, memory", memory(here["peaks"]))


if __name__ == "__main__":
    main()
