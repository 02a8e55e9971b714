"""People's words to safe HTML: Markdown without raw HTML, then sanitised; neither step is trusted alone (T16)."""

from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).enable(["table", "strikethrough"])
_parser.disable("image")  # a picture from elsewhere would tell its host who reads, and when

# A table of ten thousand cells costs over a second at every reading: beyond this it stays text.
MOST_BARS = 1_000
_plain = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough").disable("image")

_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def to_html(words: str) -> SafeString:
    """Headings start at the third level, below a page's own; links open nothing but http, https and mailto."""
    tokens = (_parser if words.count("|") <= MOST_BARS else _plain).parse(words)
    for token in tokens:
        if token.tag in {"h1", "h2"}:
            token.tag = "h3"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(  # noqa: S308 - nh3 is what makes it safe
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )


def to_text(words: str) -> str:
    """Without the signs of Markdown: for a line in which nothing may be set apart."""
    return unescape(strip_tags(to_html(words))).strip()
