"""Try an answer on several cases, and name the mistake that explains all that go wrong.

1. A mistake that the check foresaw is named if it gives, in every case that is wrong, what the answer gave; a slip that
   nobody foresaw before it if that gives so in every case, right or wrong, and it does not.
2. Else what a case says if only cases like it are wrong.
3. Else, where an argument seems to be ignored, a slip that gives so in every case, right or wrong, or that.
4. Else what `findings` sees in every case that is wrong: of the likeliest kind, "either … or …" if two fit. Where that
   is only a constant or a place, a slip before it.
5. Else the smallest case that is wrong is shown: its arguments, and how far off the result is, coarsely.
"""

import copy
import itertools
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import through as through_functions
from .calling import Outcome, call, names_of_arguments, same
from .errors import CheckError, private
from .findings import Finding, Tolerance, avoid, close, examine, matches, part_of, place
from .formula import Formula
from .slips import THIS_INPUT, Slips, from_text, mark, slack
from .through import PARTS
from .values import DIGITS, Raised, Seeded, decoded, encoded
from .views import VIEWS

EXACT = Tolerance()
MOST_SHOWN = 8
MOST_TOGETHER = 3
# Kinds of findings that name a mistake which somebody wrote down, or a program; and those that one case proves.
KNOWN = {"foreseen", "slip", "only"}
SURE = KNOWN | {"raised", "none", "not finite", "changed", "said"}
CONSTANT, VAGUE = 3, 5  # from these ranks on a finding says that a constant is wrong; where it is wrong, and hardly why


@dataclass
class Case:
    """Arguments of an answer, and what is expected of it there.

    about: the case in words, such as "for 3 samples". quiet: whether a RuntimeWarning (overflow, log of 0) is a mistake
    too. only: what is wrong where only cases with this sentence are. view: a name of VIEWS, "" for the result itself.
    """

    args: tuple
    about: str = ""
    expected: Any = None
    tolerance: Tolerance = EXACT
    quiet: bool = False
    only: str = ""
    view: str = ""

    def size(self) -> int:
        """How many numbers the arguments have."""
        return sum(map(_size, self.args))


@dataclass
class Tried:
    """A case, what came of it, and what was found wrong with it, at `path` of the result."""

    case: Case
    outcome: Outcome
    number: int
    findings: list[Finding] = field(default_factory=list)
    path: tuple = ()

    def wrong(self) -> bool:
        return bool(self.findings)

    def gave_nothing(self) -> bool:
        """Whether the answer raised, or returned None."""
        return self.outcome.error is not None or self.outcome.got is None


class Check:
    """Checks an answer when called with it.

    call: as the lab writes it, such as "sse(x, y, w)". mistakes: {sentence: what this mistake gives in each case}.
    random: whether the result must follow the generator among the arguments. through: the name of a function in
    `through`: what it makes of the answer is tried. slips: mistakes that nobody foresaw, or the text that holds them.
    """

    def __init__(
        self,
        call: str,
        cases: list[Case],
        mistakes: dict[str, list] | None = None,
        random: bool = False,
        through: str | None = None,
        slips: Slips | str | None = None,
    ) -> None:
        self.call, self.cases, self.mistakes = call, cases, mistakes or {}
        self.random, self.through, self.slips = random, through, slips
        self.parts = PARTS.get(through or "", ())
        self.name = call.partition("(")[0]
        self.needs: Sequence[str] = ()
        # What becomes of the error that a hidden test raises, with the names of the notebook; see `check.cases`.
        self.explained: Callable[[CheckError, dict[str, Any]], CheckError] | None = None

    def __call__(self, answer: Any, *functions: Callable) -> None:
        """Print that the answer is right, or raise CheckError, which says what is wrong.

        functions: of the student's, that `through` needs beside the answer.
        """
        space = sys._getframe(1).f_globals
        try:
            self.judge(getattr(through_functions, self.through)(answer, *functions) if self.through else answer)
        except CheckError as error:
            raise (self.explained(error, space) if self.explained else error) from None
        print(f"✓ {self.told(self.cases[0]) if len(self.cases) == 1 else self.call}: right{self.count()}")

    def judge(self, answer: Callable) -> None:
        """Raise CheckError, which says what is wrong, if an answer is not right."""
        outcomes = [call(self.call, answer, fresh(case.args), VIEWS.get(case.view)) for case in self.cases]
        try:
            self.verdict(outcomes)
        except CheckError as error:
            if error.symptom and self.random:
                self.follows_the_generator(answer)
            raise
        if self.random:
            self.follows_the_generator(answer)

    def follows_the_generator(self, answer: Callable) -> None:
        """Raise CheckError where one seed gives two results, or where no other seed gives another one."""
        for case in self.cases:
            try:
                results = [result_as_text(answer(*fresh(with_seed(case.args, by)))) for by in (0, 0, 1, 2, 3)]
            except Exception:  # `verdict` has told it
                return
            if results[0] != results[1]:
                told = "the same seed gave another result the second time. Take all randomness from rng"
                raise CheckError(f"✗ {self.told(case)}: {told}.")
            if any(result != results[0] for result in results[2:]):
                return
        told = "every seed gives the same result. Does the randomness come from the argument rng"
        raise CheckError(f"✗ {self.call}: {told}?")

    def count(self) -> str:
        return f" in all {len(self.cases)} cases" if len(self.cases) > 1 else ""

    def told(self, case: Case, where: str = "") -> str:
        return ", ".join(part for part in (self.call, case.about, where) if part)

    def verdict(self, outcomes: list[Outcome]) -> None:
        """Return None for what came of the cases if all is right. Raises CheckError."""
        tried = [Tried(case, out, n) for n, (case, out) in enumerate(zip(self.cases, outcomes, strict=True))]
        for each in tried:
            look(each, self.call, self.parts)
        wrong = [each for each in tried if each.wrong()]
        if wrong:
            raise self.error(tried, wrong)
        self.only_the_values_are_right(tried)

    def error(self, tried: list[Tried], wrong: list[Tried]) -> CheckError:
        """Return the CheckError that says what is wrong, by the first of the module's rules that fits."""
        found = self.foreseen(tried, wrong, 0) or only(wrong) or self.foreseen(tried, wrong, len(wrong) // 3)
        if not found and (told := self.foreseen(tried, wrong, len(wrong))):
            found = self.slipped(tried) or told
        if not found and (told := ignored(self.call, tried, wrong)):
            found = self.slipped(tried) or told
        found = found or shared(wrong)
        if not found and (error := self.besides(tried, wrong)):
            return error
        if not found or found[0].rank >= CONSTANT:
            found = self.slipped(tried) or found
        worst = smallest(wrong)
        if not found:
            worst = smallest([each for each in wrong if each.gave_nothing()] or wrong)
            first = worst.findings[0]
            found = [first if first.key and first.rank == 0 else worst.findings[-1]]
        shown = "" if found[0].key and not found[0].said.startswith(THIS_INPUT) else arguments(self.call, worst.case)
        text = self.words(worst, found, len(tried), len(wrong), shown)
        kind = found[0].key[0] if found[0].key else ""
        vague = not kind or (found[0].rank >= VAGUE and kind != "changed")
        why = "" if found[0].rank >= CONSTANT or not kind else either(found)
        return CheckError(text, why, vague or (len(tried) == 1 and kind not in SURE), kind in KNOWN)

    def besides(self, tried: list[Tried], wrong: list[Tried]) -> CheckError | None:
        """Return the error that names the mistake where the answer returns something, and says where else it raises."""
        raised = [each for each in wrong if each.gave_nothing()]
        rest = [each for each in wrong if not each.gave_nothing()]
        told = [each for each in tried if not each.gave_nothing()]
        if not rest:  # what changes its arguments may raise for no other reason
            rest = [each for each in told if each.outcome.changed]
            for each in rest:
                each.findings = [Finding(("changed",), f"the result is right, but {each.outcome.changed}")]
        if not raised or not rest:
            return None
        found = self.foreseen(tried, rest, len(rest)) or shared(rest) or self.slipped(told)
        if not found:
            return None
        late = smallest(raised)
        also = f". Besides, {late.case.about or 'elsewhere'}, it {late.outcome.raised or 'returns None'}".rstrip(".")
        said = either(found)
        return CheckError(
            self.words(smallest(rest), found, len(tried), len(wrong), also),
            said,
            known=(found[0].key or ("",))[0] in KNOWN,
        )

    def words(self, worst: Tried, found: list[Finding], cases: int, wrong: int, after: str = "") -> str:
        right = f" {cases - wrong} of {cases} cases are right." if wrong < cases else ""
        return f"✗ {self.told(worst.case, found[0].where)}: {either(found)}{after}.{right}"

    def slipped(self, tried: list[Tried]) -> list[Finding]:
        """Return a Finding for each slip that gives in every case what the answer gave."""
        slips = from_text(self.slips) if isinstance(self.slips, str) else self.slips
        if not slips:
            return []
        marks = {each.number: marked(each) for each in tried}
        slacks = {each.number: slack(each.case.expected, each.case.tolerance) for each in tried}
        return [Finding(("slip", s), s) for s in dict.fromkeys(slips.fitting(marks, slacks))]

    def foreseen(self, tried: list[Tried], wrong: list[Tried], most: int) -> list[Finding]:
        """Return a Finding for each foreseen mistake that explains every wrong case.

        most: in how many of the right cases it may be wrong, where no mistake explains all of those, too.
        """
        fits = [s for s, values in self.mistakes.items() if all_explained(wrong, values)]
        if not fits:
            fits = [s for s, values in self.mistakes.items() if all_explained(wrong, values, explains_part)]
        right = [each for each in tried if not each.wrong()]
        exact = [s for s in fits if all(explains(each, self.mistakes[s][each.number]) for each in tried)]
        near = [s for s in fits if sum(not explains(each, self.mistakes[s][each.number]) for each in right) <= most]
        return [Finding(("foreseen", s), s, where=place(smallest(wrong).path, self.parts)) for s in exact or near]

    def only_the_values_are_right(self, tried: list[Tried]) -> None:
        """Raise CheckError where the values are right, but an argument changed or numpy warned."""
        for each in tried:
            if each.outcome.changed:
                raise CheckError(f"✗ {self.told(each.case)}: the result is right, but {each.outcome.changed}.")
        for each in tried:
            warned = each.outcome.warned
            if each.case.quiet and warned:
                said = f"the result is right, but numpy warned: {warned}. {avoid(warned)}".rstrip()
                raise CheckError(f"✗ {self.told(each.case)}: {said}")

    def complaints(self) -> Iterator[str]:
        """Yield a sentence for each foreseen mistake that the check does not name, or not alone, when it is made."""
        for sentence, values in self.mistakes.items():
            outcomes = [outcome_of(value, case) for value, case in zip(values, self.cases, strict=True)]
            try:
                self.verdict(outcomes)
            except CheckError as error:
                said = str(error)
                if sentence.rstrip(".") not in said:
                    yield f"{self.call}: the mistake {sentence!r} is not named, but: {said}"
                elif "either " in said and ", or " in said:
                    yield f"{self.call}: these cases cannot tell apart: {said}"
            else:
                yield f"{self.call}: the mistake {sentence!r} is right in all cases"

    def encoded(self) -> dict[str, Any]:
        """Return the check as what json.dumps takes. Raises TypeError for a case that JSON cannot hold."""
        written: dict[str, Any] = {"call": self.call} | ({"random": True} if self.random else {})
        written |= {"through": self.through} if self.through else {}
        (view, *others) = {case.view for case in self.cases}
        written |= {"view": view} if view and not others else {}
        written["cases"] = [
            {"about": case.about, "args": [encoded(arg) for arg in case.args]}
            | {"expected": encoded(case.expected, DIGITS)}
            | {k: v for k, v in case.tolerance._asdict().items() if v != Tolerance._field_defaults[k]}
            | ({"quiet": True} if case.quiet else {})
            | ({"only": case.only} if case.only else {})
            | ({"view": case.view} if case.view and others else {})
            for case in self.cases
        ]
        written["mistakes"] = {s: [encoded(v, DIGITS) for v in values] for s, values in self.mistakes.items()}
        if self.slips:
            written["slips"] = self.slips if isinstance(self.slips, str) else self.slips.text()
        return written


def from_file(written: dict[str, Any]) -> Check:
    """Return the Check that `Check.encoded` made this of."""
    cases = [
        Case(
            tuple(decoded(arg) for arg in case["args"]),
            case["about"],
            decoded(case["expected"]),
            Tolerance(**{name: case[name] for name in Tolerance._fields if name in case}),
            case.get("quiet", False),
            case.get("only", ""),
            case.get("view", written.get("view", "")),
        )
        for case in written["cases"]
    ]
    mistakes = {s: [decoded(v) for v in values] for s, values in written["mistakes"].items()}
    through, slips = written.get("through"), written.get("slips")
    return Check(written["call"], cases, mistakes, written.get("random", False), through, slips)


def case(*args: object, **options: object) -> tuple[tuple, dict[str, Any]]:
    """Return a case of `cases` that has options of its own: rtol, atol, quiet, only, view, expected."""
    return args, options


def cases(
    call: str,
    right: Callable,
    tried: dict[str, tuple],
    *,
    mistakes: dict[str, Any] | None = None,
    view: str = "",
    random: bool = False,
    through: str | None = None,
    rtol: float = 1e-6,
    atol: float = 1e-9,
) -> Check:
    """Return the Check of an exercise, worked out: what `right` and each mistake give in each case.

    call: as the lab writes it, such as "sse(x, y, w)". right: a right answer. tried: {the case in words: its arguments
    in a tuple, or `case(...)` with options}; a list among them becomes an array.
    mistakes: {a sentence that names it: a function that makes it}; one that raises stands for answers that do so too.
    view: a name of VIEWS; its value of the result is compared, where many results are right. random: whether the result
    must follow the generator among the arguments: the same for the same seed, and not for every other.
    through: the name of a function in `descent.check.through`, whose result is tried in place of the answer; `right`
    and the mistakes are such results. Raises ValueError where there is no such function.
    """
    if through and not callable(getattr(through_functions, through, None)):
        raise ValueError(f"descent.check.through has no function {through}")
    made = []
    for about, given in tried.items():
        args, options = given if isinstance(given, tuple) and len(given) == 2 and _is_case(given) else (given, {})
        args = tuple(map(_arrays, args))
        tolerance = Tolerance(options.pop("rtol", rtol), options.pop("atol", atol))
        options.setdefault("view", view)
        expected = options.pop("expected") if "expected" in options else viewed(options["view"], right(*fresh(args)))
        made.append(Case(args, about, expected, tolerance, **options))
    made_of = {sentence: _made(slip, made) for sentence, slip in (mistakes or {}).items()}
    return Check(call, made, made_of, random, through)


def viewed(view: str, result: Any) -> Any:
    return VIEWS[view](result) if view else result


def _is_case(given):
    return isinstance(given[0], tuple) and isinstance(given[1], dict) and given[1].keys() <= OPTIONS


OPTIONS = {"rtol", "atol", "quiet", "only", "view", "expected"}


def _arrays(value):
    if isinstance(value, list):
        return np.array(value)
    if isinstance(value, dict):
        return {key: _arrays(part) for key, part in value.items()}
    return value


def _made(slip, made):
    """Return what a mistake gives in each case. Raises what it raises if it raises in all."""
    values, error = [], None
    for each in made:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = slip(*fresh(each.args)) if callable(slip) else slip
                values.append(value if value is ... else viewed(each.view, value))
        except Exception as raised:
            error = raised
            values.append(Raised(type(raised).__name__))
    if all(isinstance(value, Raised) for value in values) and isinstance(error, NameError | SyntaxError):
        raise error
    return values


def fresh(args: tuple) -> tuple:
    """Return arguments for one call: copies, and a new generator for each seed."""
    return tuple(
        np.random.default_rng(a.seed) if isinstance(a, Seeded) else a if callable(a) else copy.deepcopy(a) for a in args
    )


def with_seed(args: tuple, by: int) -> tuple:
    """Return the arguments with each seed moved on by so much."""
    return tuple(Seeded(arg.seed + by) if isinstance(arg, Seeded) else arg for arg in args)


def result_as_text(result: object) -> str:
    return repr(np.asarray(result).tolist() if isinstance(result, np.ndarray) else result)


def _size(value):
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    return np.size(value) if isinstance(value, np.ndarray) else 1


# ---- what is wrong in one case


def look(tried: Tried, call: str, parts: Sequence[str] = ()) -> None:
    """Find what is wrong with a case. parts: what the parts of a result are, in words, where it is not the answer's."""
    case, outcome = tried.case, tried.outcome
    if outcome.error is not None:
        raised = outcome.raised
        tried.findings = [Finding(("raised", type(outcome.error).__name__, raised), raised)]
        return
    samples = sample_counts(case.args, names_of_arguments(call))
    found, tried.path = examine(outcome.got, case.expected, case.tolerance, outcome.warned, samples)
    if found and outcome.changed:
        found.insert(-1, Finding(("changed",), f"the result is wrong, and {outcome.changed}", 7))
    tried.findings = [f._replace(where=place(tried.path, parts)) for f in found]


def sample_counts(args: tuple, names: Sequence[str] = ()) -> list[int]:
    """Return the lengths that may be a number of samples, smallest first: those that two arrays of data share, or else
    the first one's own. Parameters and square matrices hold no samples.
    """
    parameters = PARAMETERS | (STATE if "w" in names else set())
    named = itertools.zip_longest(args, names[: len(args)], fillvalue="")
    shapes = [_shape(a) for a, name in named if _is_array(a) and name not in parameters]
    shapes = [shape for shape in shapes if shape and not (len(shape) == 2 and shape[0] == shape[1] and len(args) == 1)]
    shared = {n for i, shape in enumerate(shapes) for n in shape if any(n in s for s in shapes[:i] + shapes[i + 1 :])}
    return sorted(n for n in shared or (set(shapes[0]) if shapes else ()) if n > 1)


# Names of arguments in the labs.
PARAMETERS, STATE = {"w", "W", "H", "grad", "low", "high", "params", "layers", "lams"}, {"m", "v"}


def _shape(argument):
    try:
        return np.shape(argument)
    except ValueError:  # arrays of different shapes in a list, such as the layers of a network
        return ()


def _is_array(value):
    if isinstance(value, np.ndarray):
        return True
    return isinstance(value, list) and len(value) > 0 and all(isinstance(v, (int, float, list)) for v in value)


# ---- what is wrong in all cases


def either(found: list[Finding]) -> str:
    """Return in words what all of these findings say."""
    said = [f.said.rstrip(".") for f in found[:MOST_TOGETHER]]
    return said[0] if len(said) == 1 else "either " + ", or ".join(said)


def smallest(tried: list[Tried]) -> Tried:
    """Return the case with the fewest numbers among its arguments."""
    return min(tried, key=lambda each: (each.case.size(), each.number))


def explains(each: Tried, value: Any) -> bool:
    """Return whether a mistake gives in this case what the answer gave."""
    if isinstance(value, Raised):
        return each.outcome.error is not None and type(each.outcome.error).__name__ == value.name
    if each.outcome.error is not None:
        return False
    return matches(each.outcome.got, value, each.case.tolerance)


def marked(each: Tried) -> int | None:
    """Return the mark of what an answer gave in this case."""
    error = each.outcome.error
    got = each.outcome.got if error is None else Raised(type(error).__name__)
    return mark(got, each.case.expected, each.case.tolerance)


def explains_part(each: Tried, value: Any) -> bool:
    """Return whether a mistake shows in the first wrong part of the result only, and gives what the answer gave."""
    if isinstance(value, Raised) or each.outcome.error is not None or not each.path:
        return False
    expected, got = each.case.expected, each.outcome.got
    slip = part_of(value, each.path)
    for key in each.path:
        got = got[key]
    tolerance = each.case.tolerance
    if slip is ... or matches(slip, part_of(expected, each.path), tolerance) or not matches(got, slip, tolerance):
        return False
    return shows_only_at(value, expected, each.path, tolerance)


def shows_only_at(value: Any, expected: Any, path: tuple, tolerance: Tolerance) -> bool:
    """Return whether all parts of a value but the one at a path are the expected ones, or left open."""
    for key in path:
        for other in expected if isinstance(expected, dict) else range(len(expected)):
            if other != key and not (value[other] is ... or matches(value[other], expected[other], tolerance)):
                return False
        value, expected = value[key], expected[key]
    return True


def all_explained(wrong: list[Tried], values: list, by: Callable[[Tried, Any], bool] = explains) -> bool:
    """Return whether a mistake explains every wrong case that it does not leave open, and one at least."""
    told = [each for each in wrong if values[each.number] is not ...]
    return bool(told) and all(by(each, values[each.number]) for each in told)


def only(wrong: list[Tried]) -> list[Finding]:
    """Return a Finding if numbers are wrong in cases with one and the same `only`, and in no others; [] otherwise."""
    said = {each.case.only for each in wrong}
    if len(said) > 1 or not all(each.findings[-1].key in (None, ("not finite",)) for each in wrong):
        return []
    return [Finding(("only",), sentence) for sentence in said if sentence]


def shared(wrong: list[Tried]) -> list[Finding]:
    """Return the likeliest findings that fit every wrong case; [] if none does."""
    worst = smallest(wrong)
    fits = []
    one_number = len(wrong) == 1 or all(_expect_the_same(worst, each) for each in wrong)
    for finding in worst.findings:
        if finding.key is None or (finding.weak and one_number and not _says_perhaps(finding)):
            continue
        if all(any(f.key == finding.key and f.where == finding.where for f in each.findings) for each in wrong):
            fits.append(finding)
    least = min((f.rank for f in fits), default=0)
    return [f for f in fits if f.rank == least]


def _says_perhaps(finding):
    return "perhaps" in finding.said


def _expect_the_same(one, other):
    """Whether the wrong parts of two cases are expected to be one and the same: a second number that proves nothing."""
    expected = part_of(other.case.expected, other.path)
    return matches(part_of(one.case.expected, one.path), expected, one.case.tolerance)


def ignored(call: str, tried: list[Tried], wrong: list[Tried]) -> list[Finding]:
    """Return a Finding if an argument that must change the result never does, [] otherwise."""
    if len(wrong) > 2 and all(differ(wrong[0], each) and same_result(wrong[0], each) for each in wrong[1:]):
        said = "the result is the same in every case. Does the function use its arguments, or variables of the notebook"
        return [Finding(("same",), said)]
    names = names_of_arguments(call)
    pairs: dict[str, list[bool]] = {}
    plain = [each for each in tried if each.outcome.error is None]
    for i, one in enumerate(plain):
        for other in plain[:i]:
            arguments = zip(one.case.args, other.case.args, strict=False)
            differing = [k for k, pair in enumerate(arguments) if not same(*pair)]
            if len(differing) == 1 and differing[0] < len(names) and differ(one, other):
                k = differing[0]
                if np.shape(one.case.args[k]) == np.shape(other.case.args[k]):
                    pairs.setdefault(names[k], []).append(same_result(one, other))
    found = [name for name, results in pairs.items() if all(results)]
    uses = "Does the function use its argument {0}, or a variable of the notebook"
    return [Finding(("ignored", n), f"another {n} gives the same result. {uses.format(n)}") for n in found]


def differ(one: Tried, other: Tried) -> bool:
    """Return whether different results are expected in two cases."""
    return not matches(one.case.expected, other.case.expected, one.case.tolerance)


def same_result(one: Tried, other: Tried) -> bool:
    """Return whether two cases gave one and the same result: finite numbers, not all 0."""
    if one.outcome.error is not None or other.outcome.error is not None:
        return False
    try:
        first, second = np.asarray(one.outcome.got), np.asarray(other.outcome.got)
        if np.all(first == np.round(first)) and not np.all(one.case.expected == np.round(one.case.expected)):
            return False  # rounded results are the same for another reason
        return bool(first.any() and np.isfinite(first).all() and close(first, second, Tolerance(1e-12, 1e-300)))
    except (TypeError, ValueError):  # not numbers, or of different lengths
        return False


def outcome_of(value: Any, case: Case) -> Outcome:
    """Return the Outcome of an answer that gives `value`, for trying a check without an answer."""
    if isinstance(value, Raised):
        return Outcome(error=type(value.name, (Exception,), {})(), raised=f"raised {value.name}")
    return Outcome(case.expected if value is ... else value)


def arguments(call: str, case: Case) -> str:
    """Return in words what the arguments of a case are, "" if they are many or the case says so."""
    if "=" in case.about or case.size() > MOST_SHOWN:
        return ""
    names = names_of_arguments(call)
    shown = [f"{n} = {private(_shown(a))}" for n, a in zip(names, case.args, strict=False) if _may_be_shown(a)]
    return f". The arguments: {', '.join(shown)}" if shown else ""


def _may_be_shown(value):
    """Whether an argument's text says what it is: a function's and a generator's do not."""
    if isinstance(value, dict):
        return all(map(_may_be_shown, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_may_be_shown, value))
    return isinstance(value, Formula | Seeded) or not (callable(value) or isinstance(value, np.random.Generator))


def _shown(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return np.array2string(np.asarray(value), precision=6, separator=", ").replace("\n", "")
    return repr(value) if isinstance(value, (Formula, Seeded)) else str(value)
