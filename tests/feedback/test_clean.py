"""HTML of students is harmless on a page, and takes a time that grows with its length, whatever it is."""

import time

import pytest

from examiner.feedback.clean import MAX_DEPTH, clean, markdown

SAME = [
    "<p>a<b>c</b></p>",
    '<a href="#x">y</a>',
    '<a href="https://x/y?a=b">y</a>',
    '<a href="mailto:a@b.c">m</a>',
    '<img src="data:image/png;base64,AA==" alt="x">',
    '<table><tbody><tr><td align="left" colspan="2">1</td></tr></tbody></table>',
    '<span class="math">$a$</span>',
    '<ol start="3"><li>x</li></ol>',
    "<details><summary>s</summary>t</details>",
    "<h1>x</h1><pre><code>a\nb</code></pre>",
    "a &lt; b &amp;&amp; c",
]
CHANGED = {
    '<a href="/x">y</a>': "<a>y</a>",
    '<a href="javascript:alert(1)">y</a>': "<a>y</a>",
    '<a href=" data:text/html,x">y</a>': "<a>y</a>",
    '<img src="http://x/y.png">': "<img>",
    '<img src="data:image/svg+xml;base64,AA">': "<img>",
    '<img src="x" onerror="alert(1)">': "<img>",
    "<style>x</style><script>y</script>z": "z",
    "<script>y": "",
    '<div style="position:fixed" id="x" name="y" class="z">t</div>': "<div>t</div>",
    "<iframe src=x></iframe><form action=x><input></form><svg onload=x></svg>": "",
    "<!-- c -->d<base href=//x><meta http-equiv=refresh>": "d",
}
LARGE = 990_000
HOSTILE = [
    *("<div>", "<p>", "<script", "<script>", "<style><", "<a ", "&lt;", "<b></b>", "<!--", "<table>", "</p>", "<b><p>"),
    *(
        "<x><div></x>",
        "<div></x>",
        "<svg><",
        "<a href='",
        "<td>",
        "<table><a>",
        "<select>",
        "<div/>",
        "<",
        "&",
        "&a",
        "&#",
        "&amp",
        "\0",
    ),
    *("<div>" * (MAX_DEPTH - 1) + "</div>" * (MAX_DEPTH - 1), "<b><i>" * 200 + "</i></b>" * 200),
]


@pytest.mark.parametrize("html", SAME)
def test_what_does_no_harm_stays_as_it_is(html):
    assert clean(html) == html


@pytest.mark.parametrize(("html", "harmless"), CHANGED.items())
def test_what_acts_loads_or_covers_the_page_goes(html, harmless):
    assert clean(html) == harmless


@pytest.mark.parametrize("piece", HOSTILE, ids=lambda piece: piece[:12])
def test_the_time_grows_with_the_length(piece):
    began = time.process_time()
    clean(piece * (LARGE // len(piece)))
    assert time.process_time() - began < 5  # seconds of processor time; the slowest takes .5


def test_what_is_too_deep_or_too_long_is_shown_as_text():
    assert clean("<div>" * 600).startswith("<pre>&lt;div&gt;")
    assert len(clean("<b>x</b>" * 1_000_000)) < 1_000_000


def test_markdown_becomes_harmless_html():
    assert markdown("*a* <script>b</script> $x < y$").strip() == (
        '<p><em>a</em>  <math display="inline"><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow></math></p>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "![x](attachment:x.svg)",
        "[x](attachment:x)",
        "![](attachment:)",
        "> " * 3000 + "x",
        "- " * 3000 + "x",
        "[" * 3000,
        "![" * 3000 + "](attachment:a)" * 3000,
        "*" * 3001,
        "`" * 3001,
        "<div>" * 3000,
        "$" * 3001,
        r"\begin{a}" * 500,
        "|" * 3000 + "\n" + "|-" * 3000,
        "[a]: attachment:b\n\n![a]",
        "\0\ud800\x1b",
    ],
    ids=lambda source: source[:12].encode("ascii", "replace").decode(),
)
def test_markdown_that_cannot_be_rendered_costs_nobody_a_page(source):
    assert type(markdown(source)) is str
