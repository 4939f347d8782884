"""Markdown whose formulas are MathML: browsers show it by themselves, so that a page needs no script and no network."""

import html
import re
import xml.etree.ElementTree as ElementTree

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# Signs of a private use area: what stands for a formula while the HTML around it is cleaned.
BEGIN, END = "\ue000", "\ue001"
NO_SIGNS = str.maketrans("", "", BEGIN + END)
UNKNOWN = re.compile(r"\\(arg)(?![A-Za-z])")  # to the library, which knows how to write any other such name
LONGEST = 5_000  # characters of a formula
ELEMENT = re.compile(
    "math|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|"
    "mspace|msqrt|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|none"
)
ATTRIBUTE = re.compile(
    "accent|accentunder|columnalign|columnspan|depth|display|displaystyle|fence|form|height|linethickness|"
    "lspace|mathvariant|maxsize|minsize|movablelimits|rowspacing|rspace|scriptlevel|stretchy|voffset|width"
)
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class Renderer(IPythonRenderer):
    """nbconvert's renderer, with a sign and a number in place of each formula; the formulas are in `formulas`."""

    def __init__(self) -> None:
        super().__init__(escape=False)
        self.formulas: list[str] = []

    def _embed_image_or_attachment(self, src: str) -> str:
        return src  # pictures are put in where HTML is cleaned, those of HTML in markdown too

    def store(self, latex: str, display: str, source: str) -> str:
        self.formulas.append(mathml(latex, display) or f"<code>{html.escape(source)}</code>")
        return f"{BEGIN}{len(self.formulas) - 1}{END}"

    def inline_math(self, body: str) -> str:
        return self.store(body, "inline", f"${body}$")

    def block_math(self, body: str) -> str:
        return self.store(body, "block", f"$${body}$$")

    def latex_environment(self, name: str, body: str) -> str:
        whole = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self.store(whole, "block", whole)


def rendered(source: str) -> tuple[str, list[str]]:
    """Return (markdown as HTML, with `place(number)` where a formula stands; the formulas, as harmless HTML)."""
    renderer = Renderer()
    return MarkdownWithMath(renderer=renderer).render(source.translate(NO_SIGNS)), renderer.formulas


def placed(page: str, formulas: list[str]) -> str:
    """Return HTML of `rendered` with the formulas in it. What fits no formula, for whatever reason, goes."""
    first, *rest = page.split(BEGIN)
    parts = [first]
    for part in rest:
        number, _, after = part.partition(END)
        parts += [formulas[int(number)] if number.isdecimal() and int(number) < len(formulas) else "", after]
    return "".join(parts)


def mathml(latex: str, display: str) -> str:
    """Return a formula as MathML, "" if it is none that the library knows, or too long.

    display: "inline" or "block". Only elements that draw stay in it, and attributes that place them: a formula may be
    a student's.
    """
    if len(latex) > LONGEST:
        return ""
    try:
        tree = ElementTree.fromstring(convert(UNKNOWN.sub(r"\\operatorname{\1}", latex), display=display))
    except Exception:  # the library raises a class for each mistake, and others for what it did not think of
        return ""
    for element in tree.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
        if not ELEMENT.fullmatch(element.tag) or (element.text or "").startswith("\\"):
            return ""
        element.attrib = {key: value for key, value in element.attrib.items() if ATTRIBUTE.fullmatch(key)}
    return ElementTree.tostring(tree, encoding="unicode", short_empty_elements=False)
