"""Tables of docs/ that a benchmark writes: each stands between two markers, with prose by hand around it."""

from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
END = "<!-- end of table -->"


def write_table(page, name, text):
    """Put `text` between the markers of the table `name` in docs/<page>. Raises ValueError where they are missing."""
    path, begin = DOCS / page, f"<!-- table: {name} -->\n"
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"{path} has no table between {begin.strip()!r} and {END!r}")
    path.write_text(f"{before}{begin}{text.strip()}\n{END}{after}", encoding="utf-8")
    print(f"wrote the table {name!r} of docs/{page}")


def markdown(header, rows):
    """Return a table: the first column is text, the others are numbers."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
