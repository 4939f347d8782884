"""A submitted file is data: refused in one line, or rebuilt against the instructor's notebook."""

import copy
import json
import tracemalloc
from pathlib import Path

import nbformat
import pytest
from cells import KERNELSPEC, answer, cell, notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.utils import compute_checksum

from examiner.errors import Refused
from examiner.notebook import files
from examiner.notebook.cells import setup_of
from examiner.notebook.instructor import Cell, Code, Truth, leaned_on
from examiner.submission import intake


def cells_json(*cells, **fields):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | fields)


CODE = {"cell_type": "code", "source": "x", "metadata": {}, "outputs": []}
REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b" \n", "empty"),
    "zeros": (b"\0" * 100, "not JSON"),
    "picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "not JSON"),
    "cut short": (cells_json(CODE)[:40], "not JSON"),
    "html": ("<html>", "not JSON"),
    "list": ("[]", "no list of cells"),
    "number": ("1", "no list of cells"),
    "no cells": ('{"nbformat": 4}', "no list of cells"),
    "cells are no list": ('{"nbformat": 4, "cells": {}}', "no list of cells"),
    "format 3": ('{"nbformat": 3, "worksheets": []}', "save it again"),
    "format 5": (cells_json(nbformat=5), "version 5"),
    "format that is text": (cells_json(nbformat="4" * 1000), "format"),
    "no format": ('{"cells": []}', "version None"),
    "deep": ("[" * 10**6, "nested"),
    "deep in metadata": (cells_json(metadata=json.loads("[" * 500 + "]" * 500)), "nested"),
    "many cells": (cells_json(*[CODE] * 3000), "3,000 cells"),
    "long cell": (cells_json(CODE | {"source": "x" * 600_000}), "cell 1 has 600,000"),
    "long list": (cells_json(CODE | {"source": ["x\n"] * 300_000}), "cell 1 has 600,000"),
    "large": (b" " * 30_000_000 + b"1", "30,000,001 bytes"),
    "cell that is a list": (cells_json([]), "cell 1 .* not a cell"),
    "cell of another type": (cells_json(CODE, {"cell_type": "x"}), "cell 2 .* not a cell"),
    "type that is a list": (cells_json({"cell_type": []}), "not a cell"),
    "source that is a number": (cells_json(CODE | {"source": 1}), "not a cell"),
    "source of numbers": (cells_json(CODE | {"source": [1]}), "not a cell"),
    "huge number": ('{"cells": [], "nbformat": ' + "4" * 10_000 + "}", "not JSON"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_in_one_line(data, reason):
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(Refused, match=reason) as caught:
        intake.parse(data)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


def test_brackets_inside_of_text_do_not_count_as_depth():
    parsed = intake.parse(cells_json(CODE | {"source": "[" * 1000 + '\\"['}).encode())
    assert parsed.cells[0].source == "[" * 1000 + '\\"['


def test_a_text_that_never_ends_is_read_once():
    assert intake.without_outputs(b'"' + b'\\"' * 10**6, max_depth=100) == b'"' + b'\\"' * 10**6


def deep(levels):
    return json.loads("[" * levels + "]" * levels)


@pytest.mark.parametrize(
    "outputs",
    [
        [{"output_type": "no such type"}, 3, None, [[]]],
        [{"output_type": "stream", "text": "x" * 30_000_000}],
        [{"data": {"text/html": '"outputs": [', "outputs": [{"outputs": ["]"]}]}}],
        [{"output_type": "display_data", "data": deep(500)}],
        {"a": {"b": []}},
        "outputs",
        None,
        float("nan"),
    ],
    ids=["malformed", "30 MB", "brackets in text", "deep", "dict", "text", "null", "NaN"],
)
def test_outputs_are_dropped_whatever_they_are(outputs):
    data = cells_json(CODE | {"outputs": outputs}, CODE | {"source": "y"}).encode()
    assert [cell.source for cell in intake.parse(data).cells] == ["x", "y"]
    assert intake.parse(data).cells[0].outputs == []


def test_outputs_are_those_of_cells_only():
    nested = {"cell_type": "markdown", "source": "", "metadata": {"nbgrader": {"grade_id": "g", "outputs": [1]}}}
    parsed = intake.parse(cells_json(nested, outputs=[2]).encode())
    assert parsed.cells[0].metadata.nbgrader == {"grade_id": "g", "outputs": [1]}


BOMB = b'{"nbformat": 4, "metadata": {}, "cells": [%s]}'
BOMBS = {
    "lists": (BOMB % b",".join([b"[[]]"] * 4_000_000), "texts and lists"),
    "brackets": (b"[]" * 12_500_000, "texts and lists"),
    "empty lists": (BOMB % b",".join([b"[]"] * 5_000_000), "more than 1,000,000 values"),
    "numbers": (BOMB % (b"1.5," * 6_000_000), "more than 1,000,000 values"),
    "lists in outputs": (BOMB % (b'{"outputs": [' + b"[[]]," * 10_000_000 + b"0]}"), "texts and lists"),
    "UTF-16": (cells_json(CODE | {"metadata": {"a": 500 * "["}}).encode("utf-16"), "not in UTF-8"),
    "deep UTF-16": ((BOMB.decode() % ("[" * 500 + "]" * 500)).encode("utf-16-le"), "nested|not JSON"),
    "UTF-32": (cells_json(CODE).encode("utf-32"), "not in UTF-8"),
    "60 MB": (b" " * 60_000_001, "empty"),
    "61 MB": (b"1" * 61_000_000, "61,000,000 bytes"),
}


@pytest.mark.parametrize(("data", "reason"), BOMBS.values(), ids=BOMBS)
def test_a_file_that_would_fill_the_memory_is_refused_before_it_does(data, reason, monkeypatch):
    monkeypatch.setattr(intake, "MAX_TOKENS", 100_000)  # to measure memory takes much time a token
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match=reason):
            intake.parse(data)
        assert tracemalloc.get_traced_memory()[1] < 80_000_000
    finally:
        tracemalloc.stop()


def test_a_mark_of_the_byte_order_is_no_reason_to_refuse_a_file():
    assert intake.parse(b"\xef\xbb\xbf" + cells_json(CODE).encode()).cells[0].source == "x"


def test_of_a_cell_only_what_counts_is_read():
    dirty = {
        "cell_type": "markdown",
        "source": ["a\ud800", "b"],
        "id": "<script>",
        "metadata": {"tags": ["raises-exception"], "nbgrader": {"grade_id": 3}},
        "attachments": {"x": {}},
    }
    parsed = intake.parse(cells_json(dirty, metadata={"kernelspec": {"name": ["x"]}}).encode())
    assert parsed.metadata == {}
    assert parsed.cells == [{"cell_type": "markdown", "source": "a?b", "id": "cell-1", "metadata": {}}]


def known(name, source="", kind="code", points=None, solution=False, locked=None):
    result = Cell(
        name=name,
        cell_type=kind,
        source=source,
        checksum="",
        locked=not solution if locked is None else locked,
        grade=points is not None,
        solution=solution,
        task=False,
        points=points,
    )
    made = intake.own_cell(result, intake.new_cell(kind, source))
    result.checksum = compute_checksum(made)
    return result


TRUTH = Truth(
    {
        c.name: c
        for c in [
            known("imports", "import numpy as np"),
            known("f", "raise NotImplementedError", solution=True),
            known("f_t", "assert f() == 1", points=2.0),
            known("f_t2", "assert f() == 1", points=1.0),
            known("essay", "YOUR ANSWER", "markdown", points=3.0, solution=True),
        ]
    },
    KERNELSPEC,
)


def handed_in(*cells):
    return intake.rebuild(notebook(*cells, language_info={"name": "evil"}), TRUTH)


def tagged(name, source="x", kind="code", **metadata):
    make = {"code": new_code_cell, "markdown": new_markdown_cell}[kind]
    return make(source, metadata={"nbgrader": {"grade_id": name, **metadata}})


def whole(**sources):
    return [tagged(n, sources.get(n, c.source), c.cell_type) for n, c in TRUTH.cells.items()]


def names(nb):
    return [intake.name_of(c) or c.source for c in nb.cells]


def test_an_untouched_notebook_comes_out_as_the_instructors():
    nb = handed_in(*whole())
    assert names(nb) == list(TRUTH.cells)
    for c in nb.cells:
        assert c.source == TRUTH.cells[intake.name_of(c)].source
        assert compute_checksum(c) == c.metadata.nbgrader.checksum
    assert nb.metadata == {"kernelspec": KERNELSPEC}
    nbformat.validate(nb)


def test_only_answers_keep_the_students_source():
    nb = handed_in(*whole(imports="evil", f="def f(): return 1", f_t="pass", essay="Because."))
    assert [c.source for c in nb.cells] == [
        "import numpy as np",
        "def f(): return 1",
        "assert f() == 1",
        "assert f() == 1",
        "Because.",
    ]


def test_metadata_of_the_students_never_counts():
    forged = whole()
    forged[2].metadata = {
        "tags": ["skip-execution"],
        "nbgrader": {"grade_id": "f_t", "points": 99, "solution": True, "grade": True, "x": 1},
    }
    forged[1].metadata.tags = ["raises-exception"]
    forged[1].id = "x" * 64
    nb = handed_in(*forged)
    assert nb == handed_in(*whole())


def test_a_cell_that_changed_its_type_is_changed_back():
    cells = whole()
    cells[1] = tagged("f", "def f(): return 1", "markdown")
    cells[2] = tagged("f_t", "text", "markdown")
    cells[4] = tagged("essay", "Because.", "code")
    nb = handed_in(*cells)
    assert [c.cell_type for c in nb.cells] == ["code", "code", "code", "code", "markdown"]
    nbformat.validate(nb)


def test_deleted_tests_and_locked_cells_come_back_where_they_were():
    f = tagged("f", "def f(): return 1")
    assert names(handed_in(f)) == ["imports", "f", "f_t", "f_t2", "essay"]
    nb = handed_in(new_markdown_cell("own"), f, new_code_cell("mine"), tagged("f_t2"))
    assert names(nb) == ["imports", "own", "f", "mine", "f_t", "f_t2", "essay"]


def test_a_deleted_answer_does_not_undo_one_that_was_moved_into_another_cell():
    nb = handed_in(new_code_cell("def f(): return 1"), tagged("f_t"))
    assert names(nb) == ["imports", "def f(): return 1", "f_t", "f_t2", "essay"]


def test_the_last_of_several_copies_counts_and_the_others_are_the_students_own():
    nb = handed_in(*whole(), tagged("f", "def f(): return 2"), tagged("f_t", "pass", points=50))
    assert names(nb) == [
        "imports",
        "raise NotImplementedError",
        "assert f() == 1",
        "f_t",
        "essay",
        "f",
        "f_t2",
    ]
    assert nb.cells[3].source == "assert f() == 1"
    assert nb.cells[2].metadata == {}


def test_foreign_cells_are_the_students_own():
    nb = handed_in(*whole(), tagged("other", "pass", points=50, grade=True), new_raw_cell("raw"))
    assert names(nb)[-2:] == ["pass", "raw"]
    assert nb.cells[-2].metadata == {}


def test_moved_tests_run_in_the_instructors_order_and_other_cells_where_they_stand():
    cells = whole()
    nb = handed_in(cells[3], *cells[:3], cells[4])
    assert names(nb) == ["f_t", "imports", "f", "f_t2", "essay"]


def test_a_notebook_of_another_assignment_is_refused():
    with pytest.raises(Refused, match="without the metadata of this lab"):
        handed_in(tagged("other"))


@pytest.mark.parametrize(
    ("own", "foreign", "taken"), [(1, 1, False), (1, 2, False), (2, 1, True), (3, 0, True), (1, 0, True), (0, 1, False)]
)
def test_a_notebook_most_of_whose_cells_are_another_labs_is_refused(own, foreign, taken):
    others = [tagged(f"softmax{n}", "pass", solution=True) for n in range(foreign)]
    cells = [*whole()[1 : 1 + own], *others]
    if taken:
        assert names(handed_in(*cells))
    else:
        with pytest.raises(Refused, match=r"another lab saved under this name|without the metadata"):
            handed_in(*cells)


def test_of_a_notebook_of_another_lab_a_cell_is_named():
    with pytest.raises(Refused, match="2 of its 3 cells are not of this lab, 'softmax0' for one"):
        handed_in(whole()[1], *(tagged(f"softmax{n}", "pass", solution=True) for n in range(2)))


def test_a_notebook_without_any_names_is_refused():
    with pytest.raises(Refused, match="without the metadata of this lab"):
        handed_in(new_code_cell("own"))


def test_a_kernel_that_the_instructor_did_not_choose_is_refused():
    anyone = Truth(TRUTH.cells, {})
    assert intake.rebuild(notebook(*whole()), anyone).metadata == {}
    submitted = notebook(*whole(), kernelspec={"name": "bash", "display_name": "Bash"})
    assert intake.rebuild(copy.deepcopy(submitted), TRUTH).metadata.kernelspec == KERNELSPEC
    with pytest.raises(Refused, match="'bash'"):
        intake.rebuild(submitted, anyone)


@pytest.mark.parametrize(
    ("path", "shadows"),
    [
        ("numpy/__init__.py", True),
        ("numpy.py", True),
        ("numpy.cpython-311-x86_64-linux-gnu.so", True),
        ("random.py", True),
        ("sitecustomize.py", True),
        ("nbgrader/x.txt", True),
        ("pts.npy", False),
        ("data/numpy.py", False),
        ("a b.csv", False),
        (".hidden", False),
    ],
)
def test_a_file_that_would_be_imported_in_the_place_of_a_module_is_told(path, shadows):
    assert files.shadows_module(path) is shadows


def test_extra_files_are_none_that_is_hidden_a_link_or_a_module(tmp_path):
    for name in (
        "a.py",
        "b/c.py",
        ".d.py",
        ".ipython/startup/00.py",
        "b/.e/f.py",
        "json.py",
        "numpy/g.py",
        "usercustomize.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    found = files.extra_files(tmp_path, ["*.py"], known={Path("json.py"): b"", Path(".d.py"): b""})
    assert sorted(path.as_posix() for path in found) == ["a.py", "b/c.py", "json.py"]


def set_up(*cells):
    return setup_of([*cells, ("test", "assert near(TOL, f(data)) and np")])


def test_the_judge_runs_the_instructors_imports():
    assert set_up(("locked", "%matplotlib inline\nimport numpy as np")) == (["import numpy as np"], [])
    assert set_up(("plain", "import a.b as c\nx = 1")) == ([], ["import a.b as c"])


@pytest.mark.parametrize(
    "source",
    [
        "TOL = [1e-6, -1]\ndef near(a, b):\n    return a == b",
        "class Near:\n    limit = 3\nnear = Near()",
        "import random\nnear = random.Random(0)",
        "TOL = [n**2 for n in range(3)]",
    ],
)
def test_what_locked_cells_set_up_for_tests_is_the_judges(source):
    assert set_up(("locked", source)) == ([], [source])


def test_a_locked_cell_may_lean_on_an_earlier_one():
    cells = [("locked", "import numpy as np"), ("locked", "def base(a): return np.abs(a)"), ("locked", "near = base")]
    assert set_up(*cells) == ([cells[0][1]], [cells[1][1], cells[2][1]])


def test_a_locked_cell_that_needs_an_answer_is_not_the_judges():
    for source in ("near = train()", "@interact\ndef near(): pass", "near = [i for i in x]"):
        assert set_up(("answer", "x = 3"), ("locked", source)) == ([], [])


def test_a_locked_cell_whose_names_no_test_reads_is_not_run_for_the_tests():
    assert set_up(("locked", "picture = [1, 2]")) == ([], [])


@pytest.mark.parametrize("later", ["TOL = 3", "TOL['a'] = 1", "TOL.update(a=1)", "TOL += [1]", "del TOL", "TOL.x = 1"])
def test_a_locked_name_that_a_later_answer_changes_is_the_students(later):
    assert set_up(("locked", "TOL = {}"), ("answer", later)) == ([], [])
    assert set_up(("answer", later), ("locked", "TOL = {}")) == ([], ["TOL = {}"])


def test_of_a_cell_that_is_not_the_judges_it_runs_the_imports():
    assert set_up(("locked", "import a\nnear = train()")) == ([], ["import a"])
    assert set_up(("test", "import a")) == ([], [])


def test_answers_are_the_names_that_an_answer_cell_binds():
    source = "import numpy as np\ndef f(x):\n    y = 1\nw, v = 1, 2\nclass A: pass"
    *_, imports, answers = leaned_on([Code("name", "answer", source)])
    assert answers == {"name": ["A", "f", "v", "w"]}
    assert imports == {"np": ["import numpy as np"]}
    assert leaned_on([Code("name", "answer", "not python at all")])[-1] == {}


@pytest.mark.slow
def test_a_forged_notebook_earns_nothing_in_a_real_course(make_course):
    course = make_course()
    course.assign(answer("f", "def f():\n    return 1"), cell("assert f() == 1", "f_t", 2))

    def forge(nb):
        test = next(c for c in nb.cells if c.metadata.nbgrader.grade_id == "f_t")
        test.source = "pass"
        test.metadata.tags = ["skip-execution", "raises-exception"]
        test.metadata.nbgrader.update(points=100, locked=False, solution=True)
        test.cell_type = "markdown"
        double = copy.deepcopy(test)
        double.id = "double"
        foreign = copy.deepcopy(test)
        foreign.metadata.nbgrader.grade_id = "foreign"
        nb.cells += [double, foreign]
        nb.metadata.kernelspec.name = "no such kernel"
        for c in (test, double, foreign):
            del c["outputs"], c["execution_count"]

    course.submit("eve", edit=lambda nb: forge(nb))
    (course.root / "submitted/link/ps").mkdir(parents=True)
    (course.root / "submitted/link/ps/nb.ipynb").symlink_to(course.root / "source/ps/nb.ipynb")
    log = course.nbgrade(code=1)
    assert "is not a file" in log
    assert course.scores("eve") == {"f_t": 0}
    assert course.scores("link") == {"f_t": None}
