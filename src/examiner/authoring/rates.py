"""How often the tests of a lab are right: over the answer bank, and over the mutants of the reference solutions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from ..notebook.cells import bound_and_free, names_read
from ..notebook.diagnoses import SYMPTOM
from .bank import Entry, read_bank
from .mutants import Mutant, mutants, read_equivalents
from .trial import SECONDS_A_CELL, SECONDS_A_MUTANT, Lab, failures, ready

LEAST_WRONG, LEAST_RIGHT, LEAST_NAMED = 8, 4, 0.9
# Of the wrong answers of a lab, its visible checks may call so many right.
MOST_MISSED = 0.02


@dataclass
class Rate:
    """The counts of one exercise, and a sentence for each thing that is not as it must be.

    Those that begin with `check_` are of its visible check, the others of its hidden tests.
    """

    wrong: int = 0
    caught: int = 0
    named: int = 0
    right: int = 0
    passed: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    check_caught: int = 0
    check_named: int = 0
    check_passed: int = 0
    check_killed: int = 0
    complaints: list = field(default_factory=list)


def measure(course: Path, name: str, tried: Iterable[dict[str, str]] | None = None) -> dict[str, Rate]:
    """Return {exercise: Rate} of the lab `name` in the folder of a course.

    Reads source/<name>/<name>.ipynb, answers/<name>.py and, if it is there, answers/equivalent/<name>.toml.
    `tried`: what `try_entries` gave, where the bank has been tried already.
    """
    lab = ready(course / "source" / name / f"{name}.ipynb")
    rates = {exercise: Rate() for exercise in lab.exercises if lab.tests_of(exercise)}
    entries = read_bank(course / "answers" / f"{name}.py")
    checked, missed = check(lab, entries), []
    for entry, failed, said in zip(entries, tried or try_entries(lab, entries), checked, strict=True):
        complaint = why_not(lab, entry, failed)
        rate = rates.setdefault(entry.exercise, Rate())
        if complaint:
            rate.complaints.append(complaint)
        if entry.right:
            rate.right += 1
            rate.passed += not failed
            rate.check_passed += said is None
            if said is not None:
                rate.complaints.append(f"{entry.exercise} | {entry.title}: its visible check calls it wrong: {said}")
        else:
            rate.wrong += 1
            rate.caught += set(failed) == must_fail(lab, entry)
            rate.named += entry.named and not complaint
            rate.check_caught += said is not None
            rate.check_named += said is not None and not SYMPTOM.search(said)
            if said is None and entry.exercise in lab.cases:
                missed.append((rate, f"{entry.exercise} | {entry.title}: its visible check calls it right"))
    if len(missed) > MOST_MISSED * sum(rate.wrong for rate in rates.values()):
        for rate, complaint in missed:
            rate.complaints.append(complaint)
    equivalents = read_equivalents(course / "answers" / "equivalent" / f"{name}.toml")
    for exercise, rate in rates.items():
        listed = {key for key in equivalents if key[0] == exercise}
        tried = list(try_mutants(lab, exercise))
        survivors = {mutant.key for mutant, failed in tried if not failed}
        dead = {mutant.key for mutant, failed in tried if failed}
        rate.mutants, rate.equivalent = len(tried), sum(m.key in listed and not failed for m, failed in tried)
        rate.killed = sum(bool(failed) for _, failed in tried)
        killed = [mutant for mutant, failed in tried if failed]
        rate.check_killed = sum(said is not None for said in check(lab, killed, SECONDS_A_MUTANT))
        rate.complaints += [f"{_told(key)} survives all tests" for key in sorted(survivors - listed)]
        rate.complaints += [f"{_told(key)} is listed as equivalent, but dies" for key in sorted(listed & dead)]
        rate.complaints += [
            f"{_told(key)} is listed as equivalent, but is no mutant" for key in sorted(listed - survivors - dead)
        ]
        rate.complaints += _too_few(exercise, rate)
    return rates


def try_entries(lab: Lab, entries: Iterable[Entry]) -> Iterator[dict[str, str]]:
    """Yield for each entry of the bank {grade_id: message} of the tests of the whole lab that fail.

    A test that calls the exercise nowhere, not even through other answers, is not run.
    """
    reading = tests_that_read(lab)
    return failures(lab, [(entry.exercise, entry.code, reading.get(entry.exercise, [])) for entry in entries])


def tests_that_read(lab: Lab) -> dict[str, list[str]]:
    """Return {exercise: grade_ids of the tests that read a name of it, or call what does}."""
    read = {grade_id: set(names_read(code, lab.namespace)) for grade_id, code in lab.tests.items()}
    bound = {exercise: bound_and_free(source)[0] for exercise, source in lab.exercises.items()}
    return {exercise: [test for test in read if names & read[test]] for exercise, names in bound.items()}


def try_mutants(lab: Lab, exercise: str) -> Iterator[tuple[Mutant, dict[str, str]]]:
    """Yield (mutant, {grade_id: message} of the first test of the exercise that fails)."""
    tried, tests = mutants(exercise, lab.exercises[exercise]), lab.tests_of(exercise)
    trials = [(exercise, mutant.code, tests) for mutant in tried]
    yield from zip(tried, failures(lab, trials, enough=1, seconds=SECONDS_A_MUTANT), strict=True)


def check(lab: Lab, answers: Sequence[Entry | Mutant], seconds: float = SECONDS_A_CELL) -> list[str | None]:
    """Return what the visible check says of each answer, an entry of the bank or a mutant; None where it is right."""
    cells = [f"{answer.exercise}_check" for answer in answers]
    trials = [
        (a.exercise, a.code, [cell] if cell in lab.checks else []) for a, cell in zip(answers, cells, strict=True)
    ]
    return [next(iter(said.values()), None) for said in failures(lab, trials, seconds=seconds)]


def must_fail(lab: Lab, entry: Entry) -> set[str]:
    """Return the grade_ids of the tests that an entry must fail."""
    own = lab.tests_of(entry.exercise)
    return set(own if entry.loses == ["all"] else [f"{entry.exercise}_{suffix}" for suffix in entry.loses])


def why_not(lab: Lab, entry: Entry, failed: Mapping[str, str]) -> str | None:
    """Return a sentence that says how what an entry scored differs from what it must, or None.

    failed: {grade_id: message} of the tests that failed.
    """
    title, told = f"{entry.exercise} | {entry.title}:", "; ".join(f"{k}: {v}" for k, v in failed.items()) or "nothing"
    if entry.exercise not in lab.exercises:
        return f"{title} the lab has no such exercise"
    if unknown := must_fail(lab, entry) - set(lab.tests):
        return f"{title} the lab has no test {' or '.join(sorted(unknown))}"
    if set(failed) != must_fail(lab, entry):
        return f"{title} must fail {', '.join(sorted(must_fail(lab, entry))) or 'nothing'}, but it failed {told}"
    saying = [message for message in failed.values() if entry.says in message]
    if not entry.right and not saying:
        return f"{title} no message says {entry.says!r}. It failed {told}"
    if entry.named and saying and all(SYMPTOM.search(message) for message in saying):
        return f"{title} these words show a symptom. Name the mistake, or write `shows`: {saying[0]}"
    return None


def _told(key):
    exercise, line, becomes = key
    return f"{exercise} | the mutant `{line}` → `{becomes}`"


def _too_few(exercise, rate):
    if rate.wrong < LEAST_WRONG:
        yield f"{exercise}: {rate.wrong} wrong answers in the bank, at least {LEAST_WRONG} are expected"
    if rate.right < LEAST_RIGHT:
        yield f"{exercise}: {rate.right} right answers in the bank, at least {LEAST_RIGHT} are expected"
    if rate.named < LEAST_NAMED * rate.wrong:
        yield f"{exercise}: the mistake is named in {rate.named} of {rate.wrong} wrong answers only"


COLUMNS = (
    "| exercise | wrong answers caught | mistake named | right answers passed | mutants killed | equivalent "
    "| check: wrong caught | check: named | check: right passed | check: mutants killed |"
)
COUNTS = [f.name for f in fields(Rate) if f.name != "complaints"]


def table(labs: Mapping[str, Mapping[str, Rate]]) -> str:
    """Return the table of {lab: {exercise: Rate}} in markdown."""
    rows = [COLUMNS, "|---" + "|---:" * 9 + "|"]
    for lab, rates in labs.items():
        rows += [_row(f"`{exercise}`", rate) for exercise, rate in rates.items()]
        rows.append(_row(f"**{lab}**", _sum(rates.values())))
    rows.append(_row("**all**", _sum(rate for rates in labs.values() for rate in rates.values())))
    return "\n".join(rows) + "\n"


def _sum(rates):
    total = Rate()
    for rate in rates:
        for name in COUNTS:
            setattr(total, name, getattr(total, name) + getattr(rate, name))
    return total


def _row(title, r):
    killable = r.mutants - r.equivalent
    tests = [(r.caught, r.wrong), (r.named, r.wrong), (r.passed, r.right), (r.killed, killable)]
    checks = [
        (r.check_caught, r.wrong),
        (r.check_named, r.wrong),
        (r.check_passed, r.right),
        (r.check_killed, killable),
    ]
    hidden, visible = (" | ".join(f"{n} of {of}" for n, of in counts) for counts in (tests, checks))
    return f"| {title} | {hidden} | {r.equivalent} | {visible} |"
