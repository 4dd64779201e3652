"""The words of HTML as plain text that keeps its paragraphs, for mails in and out.

`hub.richtext.plain` gives them in one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

# Longer ones are cut here before anything reads them.
MAX_LENGTH = 1_000_000

_PARAGRAPHS = frozenset(
    {
        "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table",
        "ul",
    }
)  # fmt: skip
_LINES = frozenset(
    {"address", "article", "br", "dd", "div", "dt", "footer", "header", "li", "section", "tr"}
)
_UNREAD = frozenset({"head", "script", "style", "template", "title"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
# A tag is read in a window of this length, so that no text takes longer than its length asks for.
_WINDOW = 4_000
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

# Whether an element is left out with all that is in it, by its name and attributes.
LeaveOut = Callable[[str, Mapping[str, str]], bool]


def paragraphs(text: str, leave_out: LeaveOut | None = None) -> str:
    """The words, with line ends where the elements end, a blank line between paragraphs, and each
    link followed by where it leads. Takes time in proportion to the length, whatever it holds.

    It reads like a tolerant browser and cleans nothing: what comes out is words.
    """
    pieces: list[str] = []
    # Inside of what is left out: the name of its element, and how many of that name are open.
    left_out, depth = "", 0
    link, link_starts, preformatted = "", 0, False
    for words, name, closes, written in _read(text[:MAX_LENGTH]):
        if left_out:
            if name == left_out:
                depth += -1 if closes else 1
                left_out = left_out if depth else ""
            continue
        if words:
            words = unescape(words)
            pieces.append(words if preformatted else _BLANKS.sub(" ", words))
        if not name:
            continue
        facts = {} if closes else _attributes(written)
        unread = name in _UNREAD or (leave_out and name not in _VOID and leave_out(name, facts))
        if unread and not closes:
            left_out, depth = name, 1
            continue
        if name == "a":
            if link and link not in "".join(pieces[link_starts:]):
                pieces.append(f" ({link})")
            address = facts.get("href", "")
            link = address if address.startswith(("http://", "https://")) else ""
            link_starts = len(pieces)
        elif name == "pre":
            preformatted = not closes
        pieces.append(_break(name))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _read(text: str) -> Iterator[tuple[str, str, bool, str]]:
    """The words before each tag, its name ("" at the end), whether it closes, its attributes."""
    start = at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!", at) or text.startswith("<?", at):
            comment = text.startswith("<!--", at)
            end = text.find("-->" if comment else ">", at + 2)
            yield text[start:at], "", False, ""
            if end < 0:
                return
            start = at = end + (3 if comment else 1)
            continue
        tag = _TAG.match(text, at, at + _WINDOW)
        if tag is None:
            at += 1
            continue
        yield text[start:at], tag[2].lower(), bool(tag[1]), tag[3]
        start = at = tag.end()
    yield text[start:], "", False, ""


def _attributes(written: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(written)
    }


def _break(name: str) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in _LINES:
        return "\n"
    return " " if name in ("td", "th") else ""
