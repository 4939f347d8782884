"""Pairs of submissions whose answers are alike beyond what the template and the class have in common.

Winnowing (Schleimer, Wilkerson and Aiken, 2003): an answer becomes a text of tokens in which every name is one sign,
so that renaming hides nothing; of the hashes of all its runs of RUN tokens the least in each window is kept. Those that
the template, the instructor's answer or more than COMMON of the class have say nothing and are left out. A table from
hashes to submissions finds the pairs, so that nobody is compared with everybody.
"""

import hashlib
import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

RUN, WINDOW = 12, 4  # tokens; hashes
COMMON, FEWEST_COMMON = 0.01, 4  # of the class, and at least so many
LEAST_SHARED, LEAST_SHARE = 5, 0.5  # hashes, and of the shorter answer's own
MOST_PAIRS, MOST_CELLS = 50, 4
SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER}

Prints = dict[int, set[int]]


@dataclass
class Alike:
    """Two submissions, and in which exercises they are alike: [(exercise, share, (code, marks), (code, marks))], where
    marks are the numbers of the lines that both have.
    """

    students: tuple[str, str]
    shared: int
    cells: list


def tokens(source: str) -> list[tuple[str, int]]:
    """Return the (sign, line) pairs of code: a name is N; numbers, texts and indents have one sign each, comments none.

    Code that is not Python gives the tokens up to where it stops being that.
    """
    found: list[tuple[str, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in SKIPPED:
                continue
            sign = token.string
            if token.type == tokenize.NAME and not keyword.iskeyword(sign):
                sign = "N"
            elif token.type != tokenize.OP and not keyword.iskeyword(sign):
                sign = tokenize.tok_name[token.type]
            found.append((sign, token.start[0]))
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def prints(source: str) -> Prints:
    """Return the fingerprints of code, {hash: the numbers of the lines that it is made of}."""
    signs = tokens(source)
    runs = [signs[i : i + RUN] for i in range(len(signs) - RUN + 1)]
    hashes = [hash_of("\x00".join(sign for sign, _ in run)) for run in runs]
    found: Prints = {}
    for begin in range(max(0, len(hashes) - WINDOW + 1) or bool(hashes)):
        window = range(begin, min(begin + WINDOW, len(hashes)))
        chosen = min(window, key=lambda i: (hashes[i], -i))
        found.setdefault(hashes[chosen], set()).update(line for _, line in runs[chosen])
    return found


def hash_of(text: str) -> int:
    """Return a number of 64 bits that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


def similar(classes: Mapping[str, Mapping[str, str]], known: Iterable[Mapping[str, str]] = ()) -> list[Alike]:
    """Return the pairs of students whose answers are most alike, the most shared first, MOST_PAIRS at most.

    classes: {student: {exercise: source}}. known: more of {exercise: source}, which everybody may share.
    """
    expected = {(name, print_) for answers in known for name, source in answers.items() for print_ in prints(source)}
    made = {
        student: {(name, print_) for name, source in answers.items() for print_ in prints(source)} - expected
        for student, answers in classes.items()
    }
    counts = Counter(key for keys in made.values() for key in keys)
    most = max(FEWEST_COMMON, COMMON * len(made))
    owners: dict[tuple[str, int], list[str]] = {}
    for student, keys in made.items():
        keys -= {key for key in keys if counts[key] > most}
        for key in keys:
            owners.setdefault(key, []).append(student)
    shared = Counter(pair for students in owners.values() for pair in combinations(students, 2))
    found: list[Alike] = []
    for (one, other), number in shared.most_common():
        if number < LEAST_SHARED or len(found) == MOST_PAIRS:
            break
        if number >= LEAST_SHARE * min(len(made[one]), len(made[other])):
            found.append(Alike((one, other), number, side_by_side(classes, made, one, other)))
    return found


def side_by_side(classes: Mapping, made: Mapping, one: str, other: str) -> list:
    """Return the cells of two students that are alike, as in Alike."""
    both = made[one] & made[other]
    cells = []
    for exercise, number in Counter(name for name, _ in both).most_common(MOST_CELLS):
        smaller = min(sum(name == exercise for name, _ in made[student]) for student in (one, other))
        marked = []
        for student in (one, other):
            source = classes[student][exercise]
            of = prints(source)
            lines = {line for name, print_ in both if name == exercise for line in of[print_]}
            marked.append((source, sorted(lines)))
        cells.append((exercise, number / smaller, *marked))
    return cells
