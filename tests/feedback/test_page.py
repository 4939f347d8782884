"""Pages of a course whose students try to read its hidden tests: none tells of them, and each is made in time."""

import html
import re

import pytest
from cells import answer, cell, notebook

from examiner.feedback import page as pages
from examiner.feedback.page import NOT_SHOWN, PageExporter, time_limit

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
TESTS = {
    "double_values": 'assert double(48127.5) == 96255, f"expected 96255, got {double(48127.5)}"',
    "double_words": 'try:\n    got = double("zebra")\nexcept Exception as error:\n    assert "giraffe" in str(error)',
    "double_arrays": "np.testing.assert_allclose(double(np.array([4813.0, 7177.0])), [9626, 14354])",
    "double_checked": 'check.returns("double(x)", double, (6151.5,), 12303.0, about="for a number")',
    "double_again": "assert double(48127.5) == 96255",
}
SECRETS = ["48127", "96255", "zebra", "giraffe", "4813", "7177", "9626", "14354", "6151", "12303", "assert_allclose"]
CELLS = [
    cell("import numpy as np\nfrom descent import check", "imports"),
    answer("double", "def double(x):\n    return 2 * x"),
    *(cell(f"# Hidden test: some values.\n### {BEGIN}\n{t}\n### {END}", name, 1) for name, t in TESTS.items()),
    answer("later", "pass"),
]
STASH = "seen = []\ndef double(x):\n    seen.append(x)\n    {}\n"
GUESS = "\n    ".join(f"print('assert double({n}) == 96255')" for n in ("48127.5", "1", "2"))
TRICKS = {
    "right": ("def double(x):\n    return 2 * x", "pass"),
    "huge": ("def double(x):\n    raise ValueError(10**5000)", "pass"),
    "telling": ("def double(x):\n    raise KeyError(repr(x))", "pass"),
    "chained": (
        "def double(x):\n    try:\n        1 / 0\n    except Exception as e:\n        raise TypeError(x) from e",
        "1",
    ),
    "printing": (f"def double(x):\n    print(x)\n    {GUESS}\n    return x", "print('mine')"),
    "warning": (
        "import warnings\ndef double(x):\n    warnings.warn(str(x), RuntimeWarning)\n    return float('nan')",
        "1",
    ),
    "named": ("def double(x):\n    raise type(repr(x), (ValueError,), {})(x)", "pass"),
    "compiled": ("def double(x):\n    exec(compile('1/0', 'Cell In[2]' + repr(x), 'exec'))", "pass"),
    "storing": (STASH.format("return x"), "print(seen)\nseen"),
    "raising_later": (STASH.format("return x"), "raise ValueError(seen)"),
    "writing": (STASH.format("open('seen.txt', 'a').write(repr(x)); return x"), "pass"),
    "shaped": (
        "import numpy as np\ndef double(x):\n    return np.zeros((int(np.max(x)) if type(x) != str else 3, 0))",
        "1",
    ),
    "repr": (
        "class A:\n    def __init__(s, x): s.x = x\n    __repr__ = __str__ = lambda s: repr(s.x)\ndouble = A",
        "1",
    ),
}


@pytest.fixture(scope="module")
def graded(make_course):
    """The course with what its students submitted, graded, and their pages made."""
    course = make_course('c.Execute.extra_files = {"ps": ["*.csv"]}')
    course.assign(*CELLS)
    for student, (double, later) in TRICKS.items():
        course.submit(student, {"double": double, "later": later})
    folder = course.root / "submitted/right/ps"
    (folder / "own.csv").write_text("1,2")
    (folder / "passwd.csv").symlink_to("/etc/passwd")
    (folder / "database").symlink_to("../../../gradebook.db")
    (folder / "loop").symlink_to("loop")
    course.autograde("--jobs", "2")
    course.run("nbgrader", "generate_feedback", "ps")
    return course


def body(course, student):
    return course.page(student).partition("<body>")[2]


@pytest.mark.slow
@pytest.mark.parametrize("student", TRICKS)
def test_no_page_tells_a_line_a_literal_or_a_value_of_a_hidden_test(graded, student):
    own = "\n".join(TRICKS[student])
    text = html.unescape(re.sub("data:image/[^\"']*", "", body(graded, student)))
    assert not [secret for secret in SECRETS if secret in text and secret not in own]
    assert "Hidden test: some values." in text


@pytest.mark.slow
def test_a_page_says_what_was_wrong_where_and_what_was_held_back(graded):
    text = {student: html.unescape(re.sub(r"<[^>]+>", "", body(graded, student))) for student in TRICKS}
    assert "held back" not in text["right"]
    assert "Your code raised KeyError." in text["telling"]
    assert "double, line 2: raise KeyError(repr(x))" in text["telling"]
    assert "An assertion of this test does not hold." in text["printing"]
    assert "4 printed lines held back" in text["printing"]
    assert "double(x), for a number: raised KeyError: …, in the line `raise KeyError(repr(x))`" in text["telling"]


@pytest.mark.slow
def test_graders_find_all_of_it_in_the_graded_notebook(graded):
    assert "48127.5" in graded.text("printing", "double_values")
    assert "zebra" in graded.text("telling", "double_words")


@pytest.mark.slow
def test_links_and_files_that_a_notebook_made_do_not_get_to_the_student(graded):
    assert (graded.root / "autograded/writing/ps/seen.txt").is_file()
    for student, files in {"writing": ["nb.html"], "right": ["nb.html", "own.csv"]}.items():
        folder = graded.root / "feedback" / student / "ps"
        assert sorted(path.name for path in folder.iterdir()) == files
    assert sorted(path.name for path in (graded.root / "autograded/right/ps").iterdir()) == ["nb.ipynb", "own.csv"]


@pytest.mark.slow
def test_nbgrader_by_itself_follows_no_link_into_the_graded_folder(graded):
    (graded.root / "submitted/right/ps/loop").unlink()  # nbgrader itself gives up on such a submission
    graded.nbgrade("--force", "--student", "right")
    assert sorted(path.name for path in (graded.root / "autograded/right/ps").iterdir()) == ["nb.ipynb", "own.csv"]


def test_a_page_that_takes_too_long_is_made_without_the_students_cells(monkeypatch):
    def markdown(source):
        while "endless" in source:
            pass
        return source

    nb = notebook(
        cell("# Lab", "intro", kind="markdown"),
        cell("endless", kind="markdown"),
        answer("f", "endless"),
        cell("f()", "t", 1),
    )
    exporter = PageExporter(max_seconds=0.3, filters={"markdown2html": markdown})
    page = exporter.from_notebook_node(nb)[0]
    assert NOT_SHOWN in page
    assert "# Lab" in page
    assert "endless" not in page


def endless():
    while True:
        pass


def test_a_time_limit_ends_with_what_it_was_for():
    with pytest.raises(pages.OutOfTime), time_limit(0.05):
        endless()
    with time_limit(0.05):
        pass
    sum(range(5_000_000))
