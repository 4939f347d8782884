"""Formulas are MathML, and whatever a student writes as one does no harm."""

import xml.etree.ElementTree as ElementTree

import nbformat
import pytest
from courses import LABS, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from examiner.feedback.clean import markdown
from examiner.feedback.formulas import ATTRIBUTE, BEGIN, ELEMENT, END, LONGEST, mathml

SHOWN = {
    r"$\eta < \frac{2}{\lambda}$": ("inline", "<mi>η</mi><mo>&lt;</mo><mfrac>"),
    r"\\(x^2\\)": ("inline", "<msup><mi>x</mi><mn>2</mn></msup>"),
    "$$\n\\sum_{n=1}^N (f_n - y_n)^2\n$$": ("block", "<munderover><mo>∑</mo>"),
    r"\\[a \cdot b\\]": ("block", "<mo>·</mo>"),
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}": ("block", "<mtable"),
}
HOSTILE = [
    r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{</math><img src=x onerror=alert(1)>}$",
    r"$\style{position:fixed}{x}$",
    r"$\class{x}{y}$",
    r"$\unicode{x3c}script$",
    "$" + "{" * 3000 + "}" * 3000 + "$",
    "$" + r"\frac{" * 400 + "1" + "}{2}" * 400 + "$",
    "$" + "x" * (LONGEST + 1) + "$",
    f"{BEGIN}0{END} $x$ {BEGIN}7{END} {BEGIN}{END} {BEGIN}",
]


@pytest.mark.parametrize("source", SHOWN)
def test_a_formula_is_mathml_of_its_kind(source):
    display, part = SHOWN[source]
    shown = markdown(f"before {source} after" if display == "inline" else f"before\n\n{source}\n\nafter")
    assert f'<math display="{display}">' in shown
    assert part in shown
    assert "\\" not in shown
    assert shown.count("before") == shown.count("after") == 1


@pytest.mark.parametrize("lab", LABS)
def test_every_formula_of_a_lab_is_known(lab):
    cells = nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", 4).cells
    for each in cells:
        if each.cell_type == "markdown" and "$" in each.source:
            shown = markdown(each.source)
            assert "<math" in shown
            assert "<code>$" not in shown, each.source


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_formula_does_no_harm(source):
    shown = markdown(source)
    assert not [bad for bad in ("<script", "<img", 'javascript:alert(1)"', "style=", "class=") if bad in shown]
    assert BEGIN not in shown
    assert END not in shown


PIECES = [
    "\\frac",
    "\\text",
    "\\left(",
    "\\begin{matrix}",
    "&",
    "\\\\",
    "{",
    "}",
    "_",
    "^",
    "<b>",
    "x",
    "2",
    "\\color{red}",
    '"',
]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join))
def test_what_is_made_of_any_text_has_known_elements_and_attributes_only(latex):
    if made := mathml(latex, "inline"):
        for element in ElementTree.fromstring(made).iter():
            assert ELEMENT.fullmatch(element.tag)
            assert all(map(ATTRIBUTE.fullmatch, element.attrib))


def test_what_is_no_formula_stays_as_it_was_written():
    assert markdown(r"$\foo{x}$") == "<p><code>$\\foo{x}$</code></p>\n"
    assert markdown("It costs 5 $.") == "<p>It costs 5 $.</p>\n"
