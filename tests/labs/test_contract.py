"""Each item of the contract has its cell, and docs/contract.md says which."""

import pytest
from contract import CONTRACT, KINDS, PAGE, cells_of, find, item_rows, known_tests, page
from courses import LABS

from examiner.notebook.cells import nbgrader


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lab", LABS)
def test_every_item_has_its_cell_and_its_test(lab, kind):
    rows = list(item_rows(lab, kind, cells_of(lab), known_tests()))
    assert len(rows) == len(CONTRACT[lab][kind]) > 0


@pytest.mark.parametrize("lab", LABS)
def test_what_is_to_explore_is_drawn_and_what_is_to_discuss_is_graded_by_a_person(lab):
    cells = cells_of(lab)
    kinds = {name: (cell.cell_type, cell.source) for cell, name, _ in cells}
    graded = {name for cell, name, _ in cells if nbgrader(cell).get("grade") and nbgrader(cell).get("solution")}
    for where in CONTRACT[lab]["explore"].values():
        assert kinds[find(cells, where.partition(" | ")[0])[0]][0] == "code"
    assert {f"answer_{where.removeprefix('question_')}" for where in CONTRACT[lab]["discuss"].values()} <= graded
    assert {f"answer_{name}" for name in CONTRACT[lab]["questions"]} == graded


@pytest.mark.parametrize("lab", LABS)
def test_the_first_cell_holds_a_map_of_the_course_two_lines_long(lab):
    first = cells_of(lab)[0][0].source
    (course,) = [paragraph for paragraph in first.split("\n\n") if paragraph.startswith("*The course.*")]
    assert len(course.splitlines()) == 2
    others = {"Lab 1", "Lab 2", "Lab 3", "Lab 4"}
    named = {name for name in others if name.lower() in course.lower()}
    assert "**This" in course
    assert len(named) >= 3


def test_the_page_is_in_step_with_the_contract_and_the_notebooks():
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/contract.md is old: run make contract"


def test_a_phrase_that_no_cell_or_more_than_one_has_is_told():
    cells = cells_of("sigmoid_fit")
    for phrase, count in (("no such phrase", 0), ("BEGIN SOLUTION", "\\d+")):
        with pytest.raises(LookupError, match=f"{count} cells"):
            find(cells, phrase)
