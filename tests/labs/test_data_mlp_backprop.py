"""Lab 3's data have the properties that they were made to show, and the numbers that its text quotes are true.

The runs use the reference solutions of the notebook, so they are what an instructor sees.
"""

import runpy
import sys
import types

import numpy as np
import pytest
from courses import ROOT, read

from descent.pictures import mlp_backprop as pictures
from examiner.notebook.cells import is_exercise, nbgrader

BLOCKS = dict(np.load(ROOT / "data" / "blocks.npz"))
X, Y = BLOCKS["X"], BLOCKS["Y"]


def reference():
    answers = {"np": np}
    for cell in read(ROOT / "source" / "mlp_backprop" / "mlp_backprop.ipynb").cells:
        if is_exercise(cell):
            exec(compile(cell.source, nbgrader(cell)["grade_id"], "exec"), answers)
    return types.SimpleNamespace(**answers)


LAB = reference()


def run(alpha=10, sigma=0.1, batch_size=5, learning_rate=0.1, epochs=100, n_hidden=4, seed=0, shuffle=None):
    rng = np.random.default_rng(seed)
    start = LAB.init_params(2, n_hidden, sigma, rng)
    rng = rng if shuffle is None else np.random.default_rng(shuffle)
    return LAB.train(X, Y, start, alpha, learning_rate, epochs, batch_size, rng)


def risks(**recipe):
    return run(**recipe)[1]


@pytest.mark.parametrize("folder", ["data", "source/mlp_backprop", "release/mlp_backprop"])
def test_blocks_is_what_its_script_makes(folder):
    made = runpy.run_path(str(ROOT / "data" / "make_blocks.py"))["make_blocks"]()
    kept = np.load(ROOT / folder / "blocks.npz")
    assert set(kept) == set(made)
    assert all(np.array_equal(kept[key], made[key]) for key in made)


def test_the_share_of_stone_and_the_variance_are_as_the_text_says():
    assert X.shape == (2, 400)
    assert Y.shape == (1, 400)
    assert Y.sum() == 75
    assert np.var(Y) == pytest.approx(0.152, abs=5e-4)


def test_the_plain_recipe_stalls_at_the_variance():
    assert risks(alpha=1, learning_rate=0.01, batch_size=1)[-1] == pytest.approx(np.var(Y), abs=1e-3)


@pytest.mark.slow
def test_the_plain_recipe_is_stuck_after_500_epochs_too():
    assert risks(alpha=1, learning_rate=0.01, batch_size=1, epochs=500)[-1] == pytest.approx(np.var(Y), abs=1e-3)


def test_the_improved_recipe_reaches_a_risk_of_0_015_whatever_the_shuffle():
    ends = [risks(shuffle=shuffle)[-1] for shuffle in (None, 1, 2, 3, 4, 5)]
    assert max(ends) <= 0.015
    assert ends[0] == pytest.approx(0.005, abs=1e-3)


def test_in_the_hidden_space_one_cut_separates_the_blocks():
    params, _ = run()
    assert np.array_equal(LAB.forward(X, params, 10)[0] >= 0.5, Y == 1)
    assert np.sum(params["U"] < -0.5) == 3  # three walls, bright outside, and a spare one


@pytest.mark.parametrize("alpha", [1, 3])
def test_a_soft_slope_stays_at_the_variance(alpha):
    assert risks(alpha=alpha, epochs=30)[-1] == pytest.approx(np.var(Y), abs=2e-3)


@pytest.mark.parametrize("recipe", [{"alpha": 30}, {"sigma": 3}, {"learning_rate": 1}])
def test_saturated_units_answer_the_same_for_every_block(recipe):
    params, ends = run(epochs=30, **recipe)
    assert ends[-1] == pytest.approx(Y.mean(), abs=2e-3)
    assert np.ptp(LAB.forward(X, params, recipe.get("alpha", 10))[0]) < 0.1


def test_a_start_at_zero_keeps_all_units_equal_and_ends_just_below_the_variance():
    params, risk = run(sigma=0)
    assert np.allclose(params["W"], params["W"][0])
    assert np.allclose(params["U"], params["U"][0, 0])
    assert 0.14 < risk[-1] < np.var(Y)
    assert risks(sigma=0.01)[-1] < 0.03


def test_batches_of_1_jump_and_batches_of_20_are_smooth_and_behind():
    one, five, twenty = (risks(batch_size=size, epochs=30) for size in (1, 5, 20))
    assert np.max(one[1:] / one[:-1]) > 3
    assert np.max(twenty[1:] / twenty[:-1]) < 1.3
    assert min(one) < min(five) < min(twenty)


def test_a_small_learning_rate_is_slow():
    assert 0.03 < risks(learning_rate=0.01, epochs=30)[-1] < 0.16


def fake_torch(gradient):
    """As much of torch as the comparison uses, with a given gradient."""
    module = types.ModuleType("torch")
    module.tensor = lambda array, requires_grad=False: np.asarray(array)
    module.sigmoid = lambda v: 1 / (1 + np.exp(-v))
    module.autograd = types.SimpleNamespace(grad=lambda loss, leaves: [gradient[key] for key in "WbUc"])
    return module


def start():
    return LAB.init_params(2, 4, 0.5, np.random.default_rng(2))


def gradient():
    return LAB.backward(X, Y, start(), LAB.forward(X, start(), 3)[1], 3)


def unwritten():
    raise NotImplementedError


def test_the_comparison_with_torch_is_one_line_where_torch_is_absent(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    pictures.torch(X, Y, start, 3, unwritten)
    said = capsys.readouterr().out
    assert said.startswith("torch is not installed")
    assert said.count("\n") == 1


def test_the_comparison_with_torch_is_one_line_where_torch_cannot_be_loaded(monkeypatch, capsys):
    def broken(name):
        raise OSError("libtorch.so: failed to map segment from shared object")

    monkeypatch.setattr(pictures.importlib, "import_module", broken)
    pictures.torch(X, Y, start, 3, unwritten)
    said = capsys.readouterr().out
    assert said.startswith("torch is installed but cannot be loaded here")
    assert said.count("\n") == 1


def test_the_comparison_with_torch_tells_each_parameter_where_torch_is_there(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", fake_torch({**gradient(), "b": gradient()["b"] + 0.25}))
    pictures.torch(X, Y, start, 3, gradient)
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == list("WbUc")
    assert "2e-01" in lines[1]
    assert all("0e+00" in lines[i] for i in (0, 2, 3))
    pictures.torch(X, Y, unwritten, 3, gradient)
    assert capsys.readouterr().out.startswith("No comparison yet")
    pictures.torch(X, Y, start, 3, lambda: {"W": 1})
    assert "raised KeyError" in capsys.readouterr().out


def test_torch_finds_the_same_gradient(capsys):
    # 900 MB that nothing else needs, so it is no dependency. Where it is installed, this test runs.
    pytest.importorskip("torch", reason="torch is not installed: pip install torch, and this test runs too")
    pictures.torch(X, Y, start, 3, gradient)
    apart = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert len(apart) == 4
    assert max(apart) < 1e-12
