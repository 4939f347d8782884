"""HTML of students, made harmless for feedback pages and for formgrader.

nbconvert's own cleaning shows paragraphs and headings as tags, and nbgrader's pages leave it out
for markdown cells, so both of nbconvert's filters are replaced.
"""

import html as escaping
import re
from collections.abc import Callable

import nh3

from ..notebook.images import STARTS
from .formulas import placed, rendered

TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
LINKS = ("http://", "https://", "mailto:", "#")
PICTURES = tuple(f"data:{kind};" for kind in set(STARTS.values()))
PLAIN = {"alt", "title", "colspan", "rowspan", "align", "width", "height", "start"}
ATTRIBUTES = {"*": PLAIN, "a": {"href"}, "img": {"src"}, "span": {"class"}}
UNSEEN = {"style", "script"}
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "embed", "track"}
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# A tree is built in time that grows with the square of its depth, and of the number of its ampersands.
MAX_DEPTH, MAX_AMPERSANDS = 500, 100_000
MAX_HTML = 1_000_000  # characters, without pictures
MAX_SHOWN = 100_000
DATA = re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=]*")


def clean(html: str | bytes, picture: Callable[[str], str | None] = lambda src: None) -> str:
    """Return `html` with nothing in it that acts, loads, or covers the page; as its own text if it is too deep or long.

    picture: returns, for an address of a picture that is not in the page, the picture as a URL that holds it, or None.
    The time that this takes grows with the length of `html`, whatever is in it.
    """
    html = html.decode() if isinstance(html, bytes) else str(html).encode("utf-8", "replace").decode()
    if len(DATA.sub("", html)) > MAX_HTML or html.count("&") > MAX_AMPERSANDS or depth(html) > MAX_DEPTH:
        return f"<pre>{escaping.escape(html[:MAX_SHOWN])}</pre>"

    def stays(tag: str, name: str, value: str) -> str | None:
        """Return what an attribute is to be, None for one that goes."""
        start = value.strip().lower()
        if name == "href" and not start.startswith(LINKS):
            return None
        if name == "src" and not start.startswith(PICTURES):
            return picture(value)
        return value

    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=UNSEEN,
        attributes=ATTRIBUTES,
        attribute_filter=stays,
        url_schemes={"http", "https", "mailto", "data", "attachment"},
        link_rel=None,
    )


def depth(html: str) -> int:
    """Return how deep the tags of `html` are nested, or more: an end tag that fits not the last start ends nothing."""
    deepest = 0
    opened: list[str] = []
    for tag in TAG.finditer(html):
        name = tag[2].lower()
        if not tag[1] and name not in VOID:
            opened.append(name)
            deepest = max(deepest, len(opened))
        elif opened and opened[-1] == name:
            opened.pop()
    return deepest


def markdown(source: str, picture: Callable[[str], str | None] = lambda src: None) -> str:
    """Return markdown as harmless HTML, its formulas as MathML; as its own text where it cannot be rendered."""
    try:
        html, formulas = rendered(source)
    except Exception:  # an attachment that is not there, for one, or lists in lists without end
        return f"<pre>{escaping.escape(source[:MAX_SHOWN])}</pre>"
    return placed(clean(html, picture), formulas)
