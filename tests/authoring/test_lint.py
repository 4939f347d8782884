"""`examiner check` names each rule that an instructor's notebook breaks, and the cell that breaks it."""

import nbformat
import pytest
from courses import ROOT, read

from examiner.authoring.lint import problems

PATH = ROOT / "source" / "sigmoid_fit" / "sigmoid_fit.ipynb"


def unreadable_id(cells):
    cells["sse_check"].metadata.nbgrader.grade_id = "cell-17"


def id_twice(cells):
    cells["sse_values"].metadata.nbgrader.grade_id = "sse"


def output(cells):
    cells["sse"].execution_count = 3


def open_region(cells):
    cells["sse"].source = cells["sse"].source.replace("### END SOLUTION", "")


def leans_on_the_lab(cells):
    cells["sse_values"].source += "\nassert w_here"


def takes_a_name(cells):
    cells["sse_values"].source += "\nw_here = 1"


def wordless_test(cells):
    cells["sse_values"].source = cells["sse_values"].source.replace("# Hidden test: ", "# ")


def no_check(cells):
    cells["sse_check"].metadata.nbgrader.grade_id = "sse_try"


def stops_run_all(cells):
    cells["sse_check"].metadata.tags = []


def open_test(cells):
    cells["sse_values"].source = "# Hidden test: all to see.\nassert sse"


def no_scheme(cells):
    cells["answer_newton"].metadata.nbgrader.points = 7


BROKEN = {
    unreadable_id: "the grade_id 'cell-17' is not a readable name",
    id_twice: "Duplicate grade id: sse",
    output: "cell sse has outputs",
    open_region: "cell sse has a region that is not closed",
    leans_on_the_lab: "test cell sse_values uses w_here, which is neither an answer",
    takes_a_name: "test cell sse_values binds w_here, which cell",
    wordless_test: "test cell sse_values must begin with a line '# Hidden test: '",
    no_check: "exercise sse has no visible check",
    stops_run_all: "check sse_check lacks the tag raises-exception",
    open_test: "test cell sse_values gives points, but stands in the template",
    no_scheme: "the locked cell before answer_newton needs a marking scheme that adds up to 7 points",
}


@pytest.mark.parametrize(
    ("says", "instead", "words"),
    [
        ("| 3 · 3 |", "| 3 · 4 |", "says 3 · 4 points for `sigmoid` · `predict`, but the cells have 3 · 3"),
        ("| 3 · 3 |", "| 3 |", "says 3 points for `sigmoid` · `predict`, but the cells have 3 · 3"),
        ("`sse` |", "`ssd` |", "says 3 points for `ssd`, but the cells have no exercise"),
        ("`sse` |", "`ssd` |", "has no row for sse, 3 points"),
        ("| 13 |", "| 12 |", "says 12 points for five questions, but the cells have 13"),
        ("**50**", "**49**", "says 49 points for total, but the cells have 50"),
        ("| 6 · Think and write | five questions | 13 | 30 min |\n", "", "has no row for questions, 13 points"),
    ],
)
def test_where_the_table_of_what_counts_and_the_cells_differ_it_is_said(says, instead, words, tmp_path):
    notebook = read(PATH)
    (cell,) = (cell for cell in notebook.cells if "### What counts" in cell.source)
    assert says in cell.source
    cell.source = cell.source.replace(says, instead, 1)
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    assert f'the table "What counts" {words}' in problems(tmp_path / "lab.ipynb")


@pytest.mark.parametrize("break_it", BROKEN, ids=lambda break_it: break_it.__name__)
def test_a_broken_rule_is_named_with_its_cell(break_it, tmp_path):
    notebook = read(PATH)
    break_it({cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata})
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    assert BROKEN[break_it] in " ".join(problems(tmp_path / "lab.ipynb"))
