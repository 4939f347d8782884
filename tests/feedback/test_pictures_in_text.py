"""Pictures in the text of the instructor and of students are on the pages, and nothing else is that looks like one."""

import base64
import io
import re

import pytest
from browser import in_a_browser, page  # noqa: F401
from cells import answer, cell
from jinja2 import Environment
from PIL import Image
from server import jupyterlab

from examiner.feedback.made_from import pictures_in
from examiner.feedback.pictures import Budget, Pictures, markdown
from examiner.submission.intake import pasted


def png(colour, size=8):
    file = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(file, "PNG")
    return file.getvalue()


def attached(name, data, kind="image/png"):
    return {name: {kind: base64.b64encode(data).decode()}}


RED, BLUE, GREEN, GREY = map(png, ("red", "blue", "green", "grey"))
URL = {data: f"data:image/png;base64,{base64.b64encode(data).decode()}" for data in (RED, BLUE, GREEN, GREY)}


def shown(source, cell=None, **resources):
    environment = Environment()
    environment.filters["markdown2html"] = markdown
    template = environment.from_string("{{ source | markdown2html }}")
    return template.render(source=source, cell=cell or {}, resources=resources)


@pytest.mark.parametrize("source", ["![x](attachment:a%20b.png)", '<img src="attachment:a b.png" alt="x">'])
def test_a_pasted_picture_is_in_the_page(source):
    html = shown(source, {"attachments": attached("a b.png", RED)})
    assert URL[RED] in html
    assert 'alt="x"' in html
    assert "src" not in shown(source)


def test_a_picture_beside_the_notebook_is_in_the_page_and_nothing_else_of_the_machine(tmp_path):
    folder = tmp_path / "work"
    (folder / "pics").mkdir(parents=True)
    (tmp_path / "outside.png").write_bytes(BLUE)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "in.png").write_bytes(BLUE)
    (folder / "pics" / "a.png").write_bytes(RED)
    (folder / "text.png").write_text("grades of all")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "inner.png").symlink_to(folder / "pics" / "a.png")
    (folder / "linked").symlink_to(tmp_path / "other")
    resources = {"metadata": {"path": str(folder)}}
    for source in ("![](pics/a.png)", "<img src='pics/a.png'>"):
        assert URL[RED] in shown(source, **resources)
    for src in (
        "../outside.png",
        "pics/../../outside.png",
        f"{tmp_path}/outside.png",
        f"file://{tmp_path}/outside.png",
        "text.png",
        "link.png",
        "inner.png",
        "linked/in.png",
        "pics",
        "none.png",
        "a%00.png",
        "%ff.png",
        f"{'a' * 300}.png",
    ):
        assert "src" not in shown(f'<img src="{src}">', **resources), src


def test_what_a_notebook_made_while_hidden_tests_ran_is_on_no_students_page(tmp_path):
    (tmp_path / "made.png").write_bytes(RED)
    pictures = Pictures(folder=str(tmp_path), known=set())
    assert pictures.url("made.png") is None


def test_the_pictures_of_a_page_have_a_limit_in_all():
    pictures = Pictures(attached("a", RED), budget=Budget(2 * len(URL[RED])))
    assert [pictures.url("attachment:a") for _ in range(3)] == [URL[RED]] * 2 + [None]


def test_of_what_is_pasted_only_pictures_of_their_kind_stay():
    assert pasted(attached("a", RED)) == attached("a", RED)
    svg = attached("a", b"<svg onload='x()'/>", "image/svg+xml")
    for other in (attached("a", RED, "image/jpeg"), attached("a", b"no", "image/png"), svg, {"a": {"image/png": "%"}}):
        assert pasted(other) == {}
    for other in (None, [], {"a": None}, {"a": {"image/png": [1]}}, {"a": {"image/png": None}}):
        assert pasted(other) == {}


def test_svg_and_webp_are_left_out_and_their_alternative_text_stays(tmp_path):
    webp = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(webp, "WEBP")
    for suffix, data in ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("webp", webp.getvalue()):
        name, kind = f"a.{suffix}", f"image/{suffix}{'+xml' * (suffix == 'svg')}"
        assert pasted(attached(name, data, kind)) == {}
        (tmp_path / name).write_bytes(data)
        for source in (f"![a graph](attachment:{name})", f"![a graph]({name})"):
            html = shown(source, {"attachments": attached(name, data, kind)}, metadata={"path": str(tmp_path)})
            assert 'alt="a graph"' in html
            assert "src" not in html


def test_a_page_is_made_anew_where_a_picture_is_another(tmp_path):
    (tmp_path / "a.png").write_bytes(RED)
    before = pictures_in(tmp_path)
    (tmp_path / "a.png").write_bytes(BLUE)
    assert before != pictures_in(tmp_path)


CELLS = [
    cell("# Text\n![pasted](attachment:p.png) ![beside](pics/b.png)", "intro", kind="markdown"),
    answer("f", "def f():\n    return 1"),
    cell("assert f() == 1", "f_t", points=1),
    cell("words", "essay", points=3, answer=True, kind="markdown"),
]


@pytest.fixture(scope="module")
def graded(make_course):
    course = make_course()
    CELLS[0].attachments = attached("p.png", RED)
    (course.root / "source/ps/pics").mkdir(parents=True)
    (course.root / "source/ps/pics/b.png").write_bytes(BLUE)
    course.assign(*CELLS)

    def paste(book):
        essay = next(each for each in book.cells if each.metadata.get("nbgrader", {}).get("grade_id") == "essay")
        essay.source = "My picture: ![mine](attachment:mine.png), ![drawn](drawn.png) and ![gone](attachment:gone.png)"
        essay.attachments = attached("mine.png", GREEN)

    course.submit("ada", {"f": "def f():\n    return 1"}, edit=paste)
    (course.root / "submitted/ada/ps/drawn.png").write_bytes(GREY)
    course.autograde()
    return course


@pytest.mark.slow
def test_a_feedback_page_has_the_pictures_of_both(graded):
    graded.run("examiner", "feedback", "ps")
    html = graded.page("ada")
    assert not [
        colour for colour, url in zip(["red", "blue", "green", "grey"], URL.values(), strict=True) if url not in html
    ]


@pytest.mark.usefixtures("graded")
class TestInABrowser:
    pytestmark = in_a_browser

    def test_formgrader_shows_a_submission_with_pictures(self, graded, page):  # noqa: F811
        with jupyterlab(graded.root) as address:
            page.goto(f"{address}/formgrader/gradebook/ps/nb")
            with page.expect_response(re.compile(r"/formgrader/submissions/[0-9a-f]+/")) as answered:
                page.get_by_role("link", name="Submission #1").click()
            assert answered.value.status == 200
            for name in ("pasted", "beside", "mine", "drawn"):
                picture = page.get_by_alt_text(name)
                assert picture.evaluate("image => image.complete && image.naturalWidth") == 8, name
            assert page.get_by_alt_text("gone").count() == 1
