"""The hostile bank, graded in one class between two honest neighbours, and nothing comes of it."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from courses import ROOT

sys.path.insert(0, str(ROOT / "answers" / "hostile"))
import arena

ORDINARY_USER = [sys.executable, str(ROOT / "tests" / "sandbox" / "ordinary_user.py"), "54321"]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
MODES = {"root": [], "an ordinary user, in bubblewrap": ["--bubblewrap"]} if AS_ROOT else {"this user": []}
ALL = [*arena.tricks(), *arena.changes(), *arena.files(), *arena.not_notebooks()]
MAY_LOSE = {title: trick.loses for title, trick in arena.tricks().items()}
# These put tests where their answers are not there yet.
MAY_LOSE["break out: tests in front of everything"] = ["area_values", "quad_values"]

MAY_LOSE |= {title: ["area_values", "quad_values"] for title in arena.not_notebooks()}
# How the cell of a trick may end, besides well: stopped, or with its kernel.
ENDS_OF_TRICKS = ["", "KeyboardInterrupt", "CellTimeoutError", "KernelDied"]
# What these raise is the trick, or comes of what they have broken by then.
ENDS = {
    "forge: run_code swallows errors": "TypeError",
    "exhaust: a traceback of a million lines": "Long",
    "exhaust: threads that go on after the cell": "StillBusy",
}
# MiB that a process which reads hostile bytes may take.
MOST_MEMORY = 400

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
    pytest.mark.parametrize("mode", MODES),
]


@pytest.fixture(scope="module")
def fights():
    """What came of the bank in each mode; the modes run side by side."""
    running = {}
    for mode, options in MODES.items():
        if options and not shutil.which("bwrap"):
            assert not os.environ.get("CI"), "bubblewrap is missing: .ci/run installs it"
            options = []
        prefix = ORDINARY_USER if mode.startswith("an ordinary user") else []
        command = [*prefix, sys.executable, str(ROOT / "answers" / "hostile" / "arena.py"), *options]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        running[mode] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd="/")
    return {mode: json.loads(process.communicate(timeout=1800)[0]) for mode, process in running.items()}


def test_the_bank_has_at_least_one_hundred_and_fifty_submissions(mode):
    assert len(ALL) == len(set(ALL)) >= 150


@pytest.mark.parametrize("title", [title for title in ALL if title not in arena.not_notebooks()])
def test_each_has_a_feedback_page(fights, mode, title):
    assert fights[mode]["submissions"][title]["page"]


def test_the_batch_went_on_and_nothing_else_of_the_course_is_changed(fights, mode):
    assert fights[mode]["harm"] == []


def test_what_reads_hostile_bytes_takes_no_more_memory_than_it_may(fights, mode):
    assert {role: size for role, size in fights[mode]["peaks"].items() if size > MOST_MEMORY} == {}


def test_a_trick_that_names_a_module_of_the_examiners_says_what_it_needs(mode):
    naming = {title for title, trick in arena.tricks().items() if "sys.modules" in trick.source}
    assert naming == {title for title, trick in arena.tricks().items() if trick.needs}


@pytest.mark.parametrize("title", [title for title, trick in arena.tricks().items() if trick.needs])
def test_a_trick_finds_what_it_attacks(fights, mode, title):
    assert fights[mode]["submissions"][title]["armed"]


@pytest.mark.parametrize("title", [*arena.tricks(), *arena.files()])
def test_a_trick_is_put_in_place_or_ends_by_what_it_does(fights, mode, title):
    assert fights[mode]["submissions"][title]["error"] in (*ENDS_OF_TRICKS, ENDS.get(title))


@pytest.mark.parametrize("title", ALL)
def test_a_trick_earns_what_an_honest_wrong_answer_earns(fights, mode, title):
    came = fights[mode]["submissions"][title]
    assert came["gained"] == 0
    assert set(came["lost"]) <= set(MAY_LOSE.get(title, []))
    assert came["harm"] == []
