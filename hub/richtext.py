"""The one function that turns what people write into HTML, and its plain relatives.

Markdown without raw HTML, then bleach with an allow-list, then nh3 with the same list: three walls,
tested by one corpus. Pages, previews, mails, feeds and live events all use `render`.
"""

from __future__ import annotations

import html
import re
import threading
import unicodedata

import bleach
import nh3
from bs4 import BeautifulSoup
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Stored beside rendered text; a higher number means that it must be rendered again.
RENDERER_VERSION = 1
# Longer sources are cut here before anything reads them; forms refuse them earlier.
MAX_LENGTH = 50_000
# What a source of that length becomes is no longer than this: each character at most five
# (`&amp;`), and a little around them.
MAX_HTML = 8 * MAX_LENGTH
REL = "nofollow noopener noreferrer ugc"

ELEMENTS = frozenset(
    {
        "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
        "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
# Attributes by element, for both cleaners; `rel` is set by the last one alone.
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# Where a link may lead: the web, mail, or this site. Never `//host`, which is another site.
_ADDRESS = re.compile(r"https?://[^\s/?#\\]|mailto:[^\s]|/(?![/\\])|[#?]", re.IGNORECASE)
# Browsers leave tabs and line ends out of an address before they read it, controls around it too.
_UNFIT_FOR_ADDRESS = re.compile(r"[\x00-\x1f\x7f]")
# Where none of these stands, a text has no Markdown and reads as it is written.
_MARKDOWN = re.compile(r"[*_`\[\]<>#|\\&~=]|^\s*(?:[-+]+|\d+[.)])(?:\s|$)", re.MULTILINE)
# Characters that turn the direction of what follows; isolates are kept where they are balanced.
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))
_ISOLATES = re.compile("[\u2066-\u2069]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?؟۔।](?=\s)|[。！？]")
_TRAILING = " ,;:،؛，；：、"
# Languages whose blanks stand between sentences or around foreign words.
_WITHOUT_BLANKS = frozenset({"zh", "ja", "th", "lo", "km", "my"})
_HEADING_SHIFT = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}

_local = threading.local()


def link_is_allowed(address: str) -> bool:
    """Whether a link may lead there: http(s), mailto, or a path, query or part of this site."""
    return bool(_ADDRESS.match(address)) and not _UNFIT_FOR_ADDRESS.search(address)


def _attribute_is_allowed(element: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(element, ()):
        return False
    if name == "href":
        return link_is_allowed(value)
    return value.isdecimal() and len(value) < 6


def _nh3_attribute(element: str, name: str, value: str) -> str | None:
    if name == "rel":
        return value
    return value if _attribute_is_allowed(element, name, value) else None


def _markdown() -> MarkdownIt:
    """The reader of this thread; readers keep state and are not shared."""
    reader: MarkdownIt | None = getattr(_local, "markdown", None)
    if reader is None:
        reader = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20})
        reader.enable(["linkify", "table"])
        reader.validateLink = link_is_allowed  # type: ignore[assignment]  # its own way to narrow links
        _local.markdown = reader
    return reader


def _cleaner() -> bleach.Cleaner:
    cleaner: bleach.Cleaner | None = getattr(_local, "cleaner", None)
    if cleaner is None:
        cleaner = bleach.Cleaner(
            tags=ELEMENTS,
            attributes=_attribute_is_allowed,
            protocols=["http", "https", "mailto"],
            strip=True,
            strip_comments=True,
        )
        _local.cleaner = cleaner
    return cleaner


def _tidy(text: str, longest: int = MAX_LENGTH) -> str:
    """Without characters that no text needs: controls, overrides, isolates without their end."""
    text = _CONTROLS.sub("", str(text)[:longest]).translate(_OVERRIDES)
    opened = sum(text.count(mark) for mark in "\u2066\u2067\u2068")
    return text if opened == text.count("\u2069") else _ISOLATES.sub("", text)


def _reshape(tokens: list[Token]) -> list[Token]:
    """Headings take their place below the page's own; a picture becomes a link to it."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADING_SHIFT[token.tag]
        if token.children:
            token.children = _reshape_inline(token.children)
    return tokens


def _reshape_inline(tokens: list[Token]) -> list[Token]:
    shaped: list[Token] = []
    inside_link = 0
    for token in tokens:
        inside_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "image":
            shaped.append(token)
            continue
        address = str(token.attrs.get("src", ""))
        text = Token("text", "", 0, content=token.content or address)
        if inside_link or not link_is_allowed(address):
            shaped.append(text)
        else:
            start = Token("link_open", "a", 1, attrs={"href": address})
            shaped += [start, text, Token("link_close", "a", -1)]
    return shaped


def render(source: str) -> SafeString:
    """People's Markdown as safe HTML. Never raises; what is over `MAX_LENGTH` is cut off."""
    reader = _markdown()
    tokens = _reshape(reader.parse(_tidy(source)))
    return clean_html(reader.renderer.render(tokens, reader.options, {}))


def clean_html(text: str) -> SafeString:
    """HTML from elsewhere with only what people's text may hold. Cleaning twice changes nothing;
    what is over `MAX_HTML` is cut off."""
    once = _cleaner().clean(_tidy(text, MAX_HTML))
    last = nh3.clean(
        once,
        tags=set(ELEMENTS),
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_nh3_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
        strip_comments=True,
    )
    return mark_safe(last)  # noqa: S308  (this is the wall)


def strip_tags(text: str) -> str:
    """The words of HTML, blanks folded, without the content of scripts and styles."""
    soup = BeautifulSoup(text, "html.parser")
    for element in soup(["script", "style", "template"]):
        element.decompose()
    return _BLANKS.sub(" ", soup.get_text(" ")).strip()


def plain(source: str) -> str:
    """The words of people's Markdown, without markup, in one line."""
    if not _MARKDOWN.search(source):
        return _BLANKS.sub(" ", _tidy(source)).strip()
    return strip_tags(render(source))


def excerpt(source: str, length: int = 200, language: str = "") -> str:
    """The first words, at most `length` characters of them and an ellipsis.

    Cut after a sentence where one ends in the last third, else between words; in scripts that
    set no blanks between words, after any character, though never inside of a cluster of marks.
    language: of the text, where it is known.
    """
    return cut(plain(source), length, language)


def cut(words: str, length: int, language: str = "") -> str:
    """As `excerpt`, of words in one line that hold no markup."""
    if len(words) <= length:
        return words
    # One more than fits shows whether a sentence or a word ends there.
    seen = words[: length + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(seen) if match.end() <= length]
    if ends and ends[-1] > length * 2 // 3:
        return seen[: ends[-1]]
    blank = seen.rfind(" ")
    if blank > length // 2 and language.split("-")[0] not in _WITHOUT_BLANKS:
        return f"{seen[:blank].rstrip(_TRAILING)}…"
    at = length
    while at and _continues(words, at):
        at -= 1
    return f"{words[:at].rstrip(_TRAILING)}…"


def _continues(words: str, at: int) -> bool:
    """Whether the character there belongs to the one before it."""
    own, before = words[at], words[at - 1]
    return (
        unicodedata.category(own).startswith("M")
        or "\u200d" in (own, before)
        or "\U0001f3fb" <= own <= "\U0001f3ff"
    )


def render_inline(source: str) -> SafeString:
    """A title or a name: escaped, nothing else."""
    return mark_safe(html.escape(_tidy(source)))  # noqa: S308  (escaped here)
