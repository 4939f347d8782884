"""A page folds what needs no look: the lab's own cells and tests with full points, and nothing else."""

import nbformat
from cells import answer, cell, notebook

from examiner.feedback.fold import instructors_texts, needs_no_look, title


def graded(name, score, points=2, comment=None):
    made = cell("# Hidden test: some values.", name, points=points)
    made.metadata.nbgrader |= {"score": score, "comment": comment}
    return made


def test_tests_with_full_points_and_the_labs_own_cells_need_no_look():
    assert needs_no_look(graded("t", 2), ())
    assert needs_no_look(cell("# Lab", "intro", kind="markdown"), ())
    assert needs_no_look(cell("## By hand", kind="markdown"), {"## By hand"})
    assert needs_no_look(cell("check.f(f)", "f_check", points=0), ())


def test_tests_that_lost_points_or_have_a_comment_and_the_students_cells_are_open():
    assert not needs_no_look(graded("t", 1), ())
    assert not needs_no_look(graded("t", 2, comment="Well done."), ())
    assert not needs_no_look(answer("f", "def f(): pass"), ())
    assert not needs_no_look(cell("## My notes", kind="markdown"), {"## By hand"})


def test_a_fold_is_called_by_its_headings_and_the_tests_in_it():
    assert title([cell("# A `sigmoid`\ntext\n## B", kind="markdown"), graded("t", 2)]) == (
        "A sigmoid · B · 1 test with full points"
    )
    assert title([graded("t", 2), graded("u", 1, 1)]) == "2 tests with full points"
    assert title([graded("t", 2), graded("u", 0, 1)]) == "2 tests"
    assert title([cell("text", kind="markdown")]) == "What the lab says here"
    assert title([cell("\n".join(f"# {n}" for n in "abcd"), kind="markdown")]) == "a · b · c · …"


def test_without_a_source_only_what_nbgrader_knows_is_the_instructors(tmp_path):
    path = tmp_path / "nb.ipynb"
    assert instructors_texts(path) == set()
    path.write_text("{")
    assert instructors_texts(path) == set()
    nbformat.write(notebook(cell("## By hand", kind="markdown")), path)
    assert instructors_texts(path) == {"## By hand"}


def test_the_instructors_notebook_is_read_once_for_all_pages_and_again_when_it_has_changed(tmp_path, monkeypatch):
    path, reads, read = tmp_path / "nb.ipynb", [], nbformat.read
    monkeypatch.setattr("examiner.feedback.fold.nbformat.read", lambda *args: reads.append(args) or read(*args))
    nbformat.write(notebook(cell("one", kind="markdown")), path)
    assert [instructors_texts(path) for _ in range(5)] == [{"one"}] * 5
    assert len(reads) == 1
    nbformat.write(notebook(cell("three", kind="markdown")), path)
    assert instructors_texts(path) == {"three"}
