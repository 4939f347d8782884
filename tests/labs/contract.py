"""The contract of the labs (`contract.toml`), found in their notebooks. `make contract` writes docs/contract.md."""

import re
import tomllib

from courses import LABS, ROOT, read

from examiner.notebook.cells import exercise_of, is_check, is_exercise, is_test, nbgrader

CONTRACT = tomllib.loads((ROOT / "tests" / "labs" / "contract.toml").read_text(encoding="utf-8"))
PAGE = ROOT / "docs" / "contract.md"
KINDS = {
    "explore": "To explore",
    "discuss": "To discuss, graded by a person",
    "slips": "What a source gets wrong, and the lab says right",
    "data": "Properties of the data",
}
INTRODUCTION = """# What each lab must have, and where it has it

Made by `make contract` from `tests/labs/contract.toml` and the notebooks in `source/`; a test compares the three. A
cell is named by its grade_id, or by its id where it has none, with the heading above it. The five documents that the
labs follow, called sources here, stand with their authors at the end of [README.md](../README.md#sources).
"""


def cells_of(lab):
    """Return [(cell, name, the heading above it)] of a lab's notebook."""
    result, heading = [], ""
    for cell in read(ROOT / "source" / lab / f"{lab}.ipynb").cells:
        if cell.cell_type == "markdown" and (found := re.findall(r"^#+ (.*)", cell.source, re.M)):
            heading = found[0]
        result.append((cell, nbgrader(cell).get("grade_id", cell.id), heading))
    return result


def find(cells, where):
    """Return (name, heading) of the cell with this name, or else of the only one that holds this phrase.

    Raises LookupError if there is none, or more than one.
    """
    found = [(name, heading) for cell, name, heading in cells if name == where]
    found = found or [(name, heading) for cell, name, heading in cells if where in cell.source]
    if len(found) != 1:
        raise LookupError(f"{len(found)} cells have {where!r}")
    return found[0]


def known_tests():
    """Return {name of a test: its file, below tests/labs/}."""
    return {
        name: path.name
        for path in sorted((ROOT / "tests" / "labs").glob("test_*.py"))
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }


def exercise_rows(lab, cells):
    """Yield a row for each exercise: its points, its check, its hidden tests."""
    exercises = [name for cell, name, _ in cells if is_exercise(cell)]
    points = CONTRACT[lab]["exercises"] | dict.fromkeys(CONTRACT[lab]["warm_ups"], 0)
    for name in exercises:
        own = [(cell, test) for cell, test, _ in cells if exercise_of(test, exercises) == name]
        check = next(f"`{test}`" for cell, test in own if is_check(cell))
        tests = ", ".join(f"`{test}`" for cell, test in own if is_test(cell)) or "a warm-up, without points"
        yield f"| `{name}({CONTRACT[lab]['arguments'].get(name, '')})` | {points[name]} | {check} | {tests} |"


def item_rows(lab, kind, cells, tests):
    """Yield a row for each item of a kind. Raises LookupError or KeyError where a cell or a test is not there."""
    for item, where in CONTRACT[lab][kind].items():
        where, _, test = where.partition(" | ")
        name, heading = find(cells, where)
        shown = f" · shown by `{tests[test]}`" if test else ""
        yield f"| {item} | `{name}` · {heading}{shown} |"


def page():
    """Return the text of docs/contract.md."""
    tests, lines = known_tests(), [INTRODUCTION]
    for lab in sorted(LABS, key=list(CONTRACT).index):
        cells = cells_of(lab)
        lines += [f"## `{lab}`", "", "| exercise | points | check | hidden tests |", "|---|---:|---|---|"]
        lines += [*exercise_rows(lab, cells), ""]
        for kind, title in KINDS.items():
            lines += [f"| {title} | cell |", "|---|---|", *item_rows(lab, kind, cells, tests), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")
