"""A function that never ends costs its time once, not in every cell that needs it; other cells keep theirs."""

from nbformat.v4 import new_output

from examiner.submission.slow_cells import SlowCells

CELLS = [
    "def loss(w):\n    return w",
    "def descend(w):\n    while True: loss(w)",
    "def best(w):\n    return descend(w)",
]


def stopped(*functions):
    """The outputs of a cell that was interrupted while these functions were at work, from the first one called on."""
    frames = [f"\x1b[32mCell In[3], line 2\x1b[39m, in \x1b[36m{name}\x1b[39m(w)" for name in functions]
    return [new_output("error", ename="KeyboardInterrupt", evalue="", traceback=frames)]


def known(*stops):
    cells = SlowCells()
    for source in CELLS:
        assert cells.share(source) == 1
    for source, *functions in stops:
        cells.ran_out_of_time(source, stopped(*functions))
    return cells


def test_cells_that_need_the_function_have_less_time_and_others_all_of_it():
    cells = known(("check(descend)", "check", "descend", "loss"))
    assert cells.share("descend(1)") == 1 / 4
    assert cells.share("best(1)") == 1 / 4
    assert cells.share("loss(1)") == cells.share("plot(1)") == 1


def test_after_the_second_time_they_have_a_sixteenth_and_are_still_run():
    again = ("descend(1)", "descend")
    assert known(again, again).share("best(2)") == known(again, again, again).share("best(2)") == 1 / 16


def test_a_cell_that_loops_itself_costs_no_other_cell_its_time():
    assert known(("while True: descend",)).share("descend(1)") == 1


def test_a_function_that_is_written_anew_is_known_by_what_it_needs_now():
    cells = known(("descend(1)", "descend"))
    cells.share("def best(w):\n    return loss(w)")
    assert cells.share("best(1)") == 1


def test_what_is_no_python_and_what_is_no_text_is_no_trouble():
    cells = known(("descend(1", "descend"))
    assert cells.share("descend(1") == 1
    cells.ran_out_of_time("descend(1)", [{"output_type": "error"}])
