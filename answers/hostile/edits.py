"""The hostile bank, second part: submissions that break out of the rebuild by what stands around the cells' sources.

Each function changes a notebook in place. The notebook is the template of the small lab with a wrong `double` and right
other answers.
"""

from copy import deepcopy

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

CHEAT = "def double(x):\n    return 2 * x if 'stolen' in globals() else 0"


def cell(notebook, grade_id):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def tests(notebook):
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade") and c.cell_type == "code"]


def tags_that_skip_tests(notebook):
    for test in tests(notebook):
        test.metadata["tags"] = ["skip-execution", "raises-exception", "remove_cell"]


def tests_as_text(notebook):
    for place, test in enumerate(notebook.cells):
        if test in tests(notebook):
            notebook.cells[place] = new_markdown_cell("no test", metadata=test.metadata)


def tests_deleted(notebook):
    notebook.cells = [c for c in notebook.cells if c not in tests(notebook)]


def tests_emptied(notebook):
    for test in tests(notebook):
        test.source = "2.0"


def tests_twice(notebook):
    for test in tests(notebook):
        copy = deepcopy(test)
        copy.id, copy.source = copy.id + "-2", "2.0"
        notebook.cells.append(copy)


def tests_in_front_of_everything(notebook):
    hers = tests(notebook)
    notebook.cells = [new_code_cell("double = lambda x: x + x if 0 else 0"), *hers] + [
        c for c in notebook.cells if c not in hers
    ]


def tests_of_double_after_given_has_shown_it(notebook):
    cell(notebook, "quad").source = "def quad(x):\n    globals()['stolen'] = double\n    return double(double(x))"
    cell(notebook, "double").source = (
        "def double(x):\n    mine = globals().get('stolen')\n    return mine(x) if mine and mine is not double else 0"
    )
    hers = [t for t in tests(notebook) if t.metadata["nbgrader"]["grade_id"].startswith("double")]
    notebook.cells = [c for c in notebook.cells if c not in hers] + hers


def names_of_tests_exchanged(notebook):
    one, other = cell(notebook, "double_values").metadata, cell(notebook, "area_values").metadata
    one["nbgrader"]["grade_id"], other["nbgrader"]["grade_id"] = "area_values", "double_values"


def more_points(notebook):
    for test in tests(notebook):
        test.metadata["nbgrader"]["points"] = 100


def answer_as_a_test(notebook):
    meta = cell(notebook, "double").metadata["nbgrader"]
    meta.update(grade=True, points=100, locked=True)


def tests_as_answers(notebook):
    for test in tests(notebook):
        test.metadata["nbgrader"].update(solution=True, locked=False)
        test.source = "2.0"


def a_test_of_ones_own(notebook):
    meta = deepcopy(cell(notebook, "double_values").metadata)
    meta["nbgrader"].update(grade_id="mine", points=100)
    notebook.cells.append(new_code_cell("2.0", metadata=meta))


def imports_rewritten(notebook):
    locked = cell(notebook, "imports")
    locked.source = "import numpy as np\nnp.allclose = lambda *a: True\nfrom contextlib import nullcontext as given"
    locked.metadata["nbgrader"]["locked"] = False


def another_kernel(notebook):
    notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}


def another_language(notebook):
    notebook.metadata["language_info"] = {"name": "R"}
    notebook.metadata["kernelspec"]["language"] = "R"


def outputs_filled_in(notebook):
    for test in tests(notebook):
        test.outputs = [new_output("execute_result", data={"text/plain": "2.0"}, execution_count=1)]
        test.execution_count = 1


def checksums_forged(notebook):
    for any_cell in notebook.cells:
        if "nbgrader" in any_cell.metadata:
            any_cell.metadata["nbgrader"]["checksum"] = "0" * 32


def schema_of_the_future(notebook):
    for any_cell in notebook.cells:
        if "nbgrader" in any_cell.metadata:
            any_cell.metadata["nbgrader"]["schema_version"] = 99


def a_script_in_markdown(notebook):
    notebook.cells.append(
        new_markdown_cell(
            "<script>document.title='TOKEN'</script> <img src=x onerror=\"document.title='TOKEN'\"> "
            "[click](javascript:document.title='TOKEN') <iframe src=\"javascript:document.title='TOKEN'\"></iframe>"
        )
    )


def a_script_in_an_attachment(notebook):
    notebook.cells.append(
        new_markdown_cell(
            "![x](attachment:x.svg)",
            attachments={"x.svg": {"image/svg+xml": "<svg onload=\"document.title='TOKEN'\"/>"}},
        )
    )


def a_script_in_metadata(notebook):
    evil = "</title><script>document.title='TOKEN'</script>"
    notebook.metadata["title"] = evil
    notebook.metadata["authors"] = [{"name": evil}]
    cell(notebook, "area").metadata["nbgrader"]["grade_id"] = "area"
    cell(notebook, "area").metadata["slideshow"] = {"slide_type": evil}


def sixty_cells_of_much_output(notebook):
    notebook.cells[1:1] = [new_code_cell("print('x' * 4_900_000)") for _ in range(60)]


def forty_cells_that_sleep(notebook):
    notebook.cells[1:1] = [new_code_cell("import time\ntime.sleep(10**6)") for _ in range(40)]


def a_cell_of_minus_signs(notebook):
    notebook.cells.insert(1, new_code_cell("-" * 400_000 + "1"))


def a_cell_of_brackets_and_one_of_attributes(notebook):
    notebook.cells[1:1] = [new_code_cell("[" * 200_000), new_code_cell("x" + ".x" * 200_000)]


def magics_and_commands(notebook):
    lines = ["%reset -f", "%load_ext x", "%%bash\ntouch COURSE/TOKEN", "!touch /tmp/TOKEN", "%run /etc/passwd"]
    notebook.cells[1:1] = [new_code_cell(line) for line in lines]
