"""Lab 5: the digits are those of their source, and the numbers in the text are what the lab computes.

Claims about random starts rest on a hundred of them.
"""

import contextlib
import gzip
import importlib.util
import io
import runpy
from functools import cache
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pytest
from courses import ROOT, read

from descent import earlier, explore
from examiner.notebook.cells import is_check, is_exercise, is_test

NOTEBOOK = read(ROOT / "source" / "digits" / "digits.ipynb")
TEXT = "\n".join(cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown")
PIXELS, KINDS = np.load(ROOT / "data" / "digits_x.npy"), np.load(ROOT / "data" / "digits_y.npy")


@cache
def lab():
    """The names of the instructor's notebook once its cells have run, with pictures that draw nothing."""
    names = {}
    with contextlib.chdir(ROOT / "source" / "digits"), contextlib.redirect_stdout(io.StringIO()):
        for cell in NOTEBOOK.cells:
            if cell.cell_type == "code" and not is_test(cell) and not is_check(cell):
                exec(cell.source, names)
                names["pictures"] = names["explore"] = MagicMock()
    return names


def test_the_digits_are_those_of_their_source():
    make = runpy.run_path(str(ROOT / "data" / "make_digits.py"))["make_digits"]
    table = Path(importlib.util.find_spec("sklearn").origin).parent / "datasets" / "data" / "digits.csv.gz"
    with gzip.open(table, "rt") as lines:
        made = make(lines)
    for name, array in made.items():
        for folder in ("data", "source/digits", "release/digits"):
            assert np.array_equal(np.load(ROOT / folder / name), array)
    assert PIXELS.shape == (1797, 64)
    assert (PIXELS.min(), PIXELS.max()) == (0, 16)
    assert set(KINDS) == set(range(10))
    assert all(part in TEXT for part in ("Ethem Alpaydin and Cenk Kaynak", "10.24432/C50P49", "not changed"))
    assert "licenses/by/4.0" in (ROOT / "data" / "digits.md").read_text(encoding="utf-8")


def test_the_three_sets_share_no_digit_and_are_all_of_them():
    sets = [lab()[name] for name in ("training", "validation", "test")]
    assert [len(chosen) for chosen in sets] == [1197, 300, 300]
    assert np.array_equal(np.sort(np.concatenate(sets)), np.arange(1797))


def test_the_file_holds_14_forms_that_a_shuffle_spreads_over_all_sets_and_its_own_order_does_not():
    within = "".join(map(str, KINDS)).split("9556509")  # these seven stand once in the list of digits of a form
    lengths = np.array([len(part) + 7 for part in within[1:-1]])
    assert len(within) == 15
    assert lengths.min() >= 124
    assert lengths.max() == 130
    form = np.cumsum(np.isin(np.arange(1797), np.cumsum([len(within[0]) - 31, *lengths])))
    assert all(len(set(form[lab()[name]])) == 14 for name in ("training", "validation", "test"))
    assert not set(form[:1197]) & set(form[1497:])


def test_the_nearest_mean_is_wrong_for_a_tenth():
    names = lab()
    wrong = names["nearest_mean"](names["X"], names["labels"], names["X_val"]) != names["labels_val"]
    assert wrong.sum() == 27
    held_out = names["images"][:, names["test"]]
    wrong = names["nearest_mean"](names["X"], names["labels"], held_out) != names["kinds"][names["test"]]
    assert wrong.mean() == pytest.approx(0.11)
    assert len(names["pack"](names["start_layers"]((64, 32, 10), np.random.default_rng(0)))) == 2410


@pytest.mark.slow
def test_the_loss_before_training_is_a_little_above_log_10_and_20_digits_are_learned_by_heart():
    assert np.log(10) == pytest.approx(2.303, abs=1e-3)
    assert np.median(lab()["first_losses"]()) == pytest.approx(2.50, abs=5e-3)
    assert lab()["by_heart"]()[-1] == pytest.approx(0.009, abs=5e-4)


def ends(step, epochs, seeds=100, **kind):
    """The losses on the validation set after these epochs, from as many starts."""
    names = lab()
    with np.errstate(all="ignore"):
        trained = [names["train"](step, epochs, seed, **kind)[-1] for seed in range(seeds)]
    return trained, np.array([names["loss_on"](layers, names["validation"]) for layers in trained])


@pytest.mark.slow
def test_the_sweep_over_100_starts_is_as_the_text_says():
    plain, momentum, adam = lab()["plain"], lab()["with_momentum"], lab()["with_adam"]
    medians = {
        name: np.median(ends(step, 8)[1])
        for name, step in {"plain": plain(0.3), "momentum": momentum(1), "Adam": adam(0.03)}.items()
    }
    assert medians == pytest.approx({"plain": 0.17, "momentum": 0.12, "Adam": 0.11}, abs=6e-3)
    lucky = ends(plain(1), 8)[1]
    assert np.median(lucky[:3]) == pytest.approx(0.10, abs=5e-3)
    assert np.median(lucky) == pytest.approx(0.19, abs=5e-3)
    assert np.median(ends(adam(0.01), 8)[1]) < 0.13
    trained, failed = ends(plain(3), 8)
    assert min(failed) > 2.3
    assert sum(not np.any(layers[0][0] @ lab()["X"] + layers[0][1] > 0) for layers in trained) == 96
    assert max(ends(momentum(3), 8, 10)[1]) < 1
    assert np.median(ends(momentum(10), 8, 10)[1]) > 2


@pytest.mark.slow
def test_the_validation_loss_is_lowest_at_epoch_26_and_training_stops_at_31():
    training, validation = lab()["adam_curves"]()
    assert lab()["early_stop"](validation, 5) == (26, 31)
    assert validation[26] == pytest.approx(0.065, abs=5e-4)
    assert training[-1] == pytest.approx(0.0025, abs=5e-5)
    assert validation[-1] > validation[26]


@pytest.mark.slow
def test_a_little_decay_helps_and_much_costs_over_100_starts():
    names = lab()
    medians = {
        lam: np.median(ends(names["with_adam"](0.03), 80, lam=lam, chosen=names["training"][:150])[1])
        for lam in (0, 0.0001, 0.0003, 0.001, 0.003, 0.01)
    }
    told = "0.24, 0.21, 0.20, 0.21, 0.25, 0.39"
    assert told in TEXT
    assert list(medians.values()) == pytest.approx([float(word) for word in told.split(", ")], abs=6e-3)
    shown = [names["with_decay"](lam) for lam in medians]
    assert np.all(np.diff([run[0] for run in shown]) > 0)
    assert np.argmin([run[1] for run in shown]) == 3
    assert np.sum(np.abs(shown[3][2]).max(axis=1) < 1e-6) > 0  # units without weights


def test_the_network_gets_8_of_300_wrong_all_among_its_8_hardest():
    names = lab()
    counts = names["test_confusions"]()
    assert counts.sum() - np.trace(counts) == 8
    assert (counts[1, 8], counts[4, 7]) == (2, 2)
    P, labels = names["probabilities"](names["best_layers"](), names["images"][:, names["test"]]), KINDS[names["test"]]
    hardest = names["hardest"](P, labels, 8)
    assert np.all(P[:, hardest].argmax(axis=0) != labels[hardest])
    assert (labels[hardest[0]], labels[hardest[2]]) == (4, 1)
    assert P[:, hardest[[0, 2]]].max(axis=0).min() > 0.8


@pytest.mark.slow
def test_other_writers_cost_four_times_the_error_over_100_starts():
    names, medians = lab(), []
    for chosen, tested in ((names["training"], names["test"]), (np.arange(1197), np.arange(1497, 1797))):
        trained, _ = ends(names["with_adam"](0.01), 15, chosen=chosen)
        medians.append(np.median([names["error_on"](layers, tested) for layers in trained]))
    assert medians == pytest.approx([0.023, 0.107], abs=1e-3)
    assert medians[1] / medians[0] > 4


def test_a_digit_that_is_moved_is_read_wrongly():
    names = lab()
    layers, answered = names["best_layers"](), []
    images, labels = names["images"][:, names["test"]].reshape(8, 8, -1), names["kinds"][names["test"]]
    for right in (1, 2):
        moved = np.zeros_like(images)
        moved[:, right:] = images[:, :-right]
        answered.append(names["probabilities"](layers, moved.reshape(64, -1)).argmax(axis=0))
    assert [np.mean(guesses != labels) for guesses in answered] == pytest.approx([0.50, 0.86], abs=5e-3)
    panel = explore.digit(names["best_layers"], names["probabilities"])
    assert panel.prediction.outcome().startswith("3 with 1.00 where it stands, 2 with ")
    assert ", 1 with " in panel.prediction.outcome()
    surest = [
        np.median(names["probabilities"](layers, ink * images.reshape(64, -1)).max(axis=0)) for ink in (1, 0.5, 0.2)
    ]
    assert surest == sorted(surest, reverse=True)
    sure = names["probabilities"](layers, np.random.default_rng(0).random((64, 200))).max(axis=0)
    assert np.mean(sure > 0.9) > 0.5
    assert names["probabilities"](layers, np.zeros((64, 1))).max() < 0.2


def test_what_the_lab_brings_from_earlier_labs_is_what_their_solutions_give():
    for name in ("mlp_backprop", "optimizer_comparison"):
        answers = {"np": np}
        for cell in read(ROOT / "source" / name / f"{name}.ipynb").cells:
            if is_exercise(cell):
                exec(cell.source, answers)
        for own in filter(callable, map(answers.get, ("forward_layers", "backward_layers", "relu_vjp"))):
            assert own.__module__ != earlier.__name__
        said = io.StringIO()
        brought = ("forward_layers", "backward_layers", "relu_vjp", "momentum_step", "adam_step")
        with contextlib.redirect_stdout(said):
            earlier.compare(*[answers[one] for one in brought if one in answers])
        assert said.getvalue()
        assert all(line.startswith("✓ ") for line in said.getvalue().splitlines())


def test_a_function_that_one_brings_is_compared_with_the_courses(capsys):
    def relu_vjp(v, g):
        return g * (v >= 0) * 2

    def momentum_step(w, m, grad, learning_rate, beta):
        raise ValueError("no luck")

    earlier.compare(relu_vjp, momentum_step, earlier.adam_step)
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == "✗ relu_vjp: yours gives other numbers than the course's."
    assert second.startswith("✗ momentum_step: yours raised ValueError: no luck")
    assert third == "adam_step: the course's"
