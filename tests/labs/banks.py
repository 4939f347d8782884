"""What the tests of the answer bank share: each lab is made ready once, and its bank tried once."""

import functools

from courses import ROOT

from examiner.authoring.bank import read_bank
from examiner.authoring.rates import measure, try_entries
from examiner.authoring.trial import ready


@functools.cache
def lab(name):
    return ready(ROOT / "source" / name / f"{name}.ipynb")


@functools.cache
def entries(name):
    return read_bank(ROOT / "answers" / f"{name}.py")


@functools.cache
def outcomes(name):
    """What came of each entry, {grade_id of a failed test: its message}."""
    return list(try_entries(lab(name), entries(name)))


@functools.cache
def rates(name):
    return measure(ROOT, name, outcomes(name))
