"""Write docs/constructs.md: where the examiner judges each construct of the courses here, and why."""

from courses import ROOT
from harness import COURSES, as_notebook, assignment, constructs, rehearsed

PAGE = ROOT / "docs" / "constructs.md"
BEGIN, END = "<!-- table: make constructs -->\n", "<!-- end of table -->"
WORDS = {
    "outside": ("outside", ""),
    "live": ("outside, live", "what the test hands over has its effect in the test"),
    "figures": ("outside, live", "pyplot and its figures are the student's process's own, and asked there"),
    "inside": ("inside", "it cannot be judged from outside"),
    "not supported": ("not supported", ""),
}


def where(tests):
    """Return where a construct is judged, given the Rehearsed of its tests: the furthest in of them."""
    if not all(test.passed for test in tests):
        return "not supported"
    return max((test.how for test in tests), key=list(WORDS).index)


def rows(found, tests):
    """Return the lines of the table for constructs, given the Rehearsed of all their tests."""
    lines = []
    for number, construct in enumerate(found):
        own = [test for name, test in tests.items() if name.startswith(f"c{number}_")]
        word, why = WORDS[where(own)]
        lines.append(f"| {construct.name} | {word} | {construct.why or why} |")
    return lines


def rehearse(path):
    """Return the constructs of a course and what its rehearsal showed."""
    found = constructs(path)
    book = as_notebook(found, "right")
    return found, rehearsed(assignment(book), book)


def main():
    lines = [
        line
        for path in sorted(COURSES.glob("*.py"))
        for found, known in [rehearse(path)]
        for line in rows(found, known.truths["nb"].tests)
    ]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    table = "\n".join(["| construct | judged | why |", "|---|---|---|", *lines, ""])
    PAGE.write_text(before + BEGIN + table + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
