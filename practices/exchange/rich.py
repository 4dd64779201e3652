"""Paragraphs with what Markdown and Word have in common, and Markdown from and to them.

Paragraphs, headings, lists, bold, italic, links and line breaks go both ways. What only Markdown
has (tables, quotes, code) is a verbatim paragraph: its source, which comes back as it is.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hub.richtext import link_is_allowed

DEEPEST = 3
# What would be markup if it stood bare, anywhere and at the start of a line.
_SIGNS = re.compile(r"([\\`*\[\]|]|(?<!\w)_|_(?!\w)|<(?=[\w/!?])|&(?=#?\w{1,32};))")
_AT_START = re.compile(r"(#{1,6}(?=\s|$)|[+\-](?=\s|$)|-(?=-*\s*$)|=(?==*\s*$)|>|~(?=~~))")
_NUMBER_AT_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_OTHER_BLANKS = re.compile("[\t\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")
_LINE_ENDS = re.compile(r"[^\S\n]*\n\s*")
_BARE = re.compile(r"https?://[^\s<>\[\]()*`\\]+[^\s<>\[\]()*`\\.,;:!?'\"]")


@dataclass(frozen=True)
class Run:
    """A stretch of one look. text may hold line ends, each a break in the paragraph."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass
class Paragraph:
    """kind: `plain`, `heading`, `bullet`, `number` or `verbatim`. depth: of a list, from 0."""

    runs: list[Run] = field(default_factory=list)
    kind: str = "plain"
    depth: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


# From Markdown


def paragraphs(source: str) -> list[Paragraph]:
    """What Markdown says, paragraph by paragraph."""
    return list(_blocks(_reader().parse(source), source.split("\n")))


_local = threading.local()


def _reader() -> MarkdownIt:
    """That of this thread; readers keep state and are not shared."""
    reader: MarkdownIt | None = getattr(_local, "reader", None)
    if reader is None:
        reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")
        reader.validateLink = link_is_allowed  # type: ignore[assignment]  # its own way to narrow links
        _local.reader = reader
    return reader


def _blocks(tokens: list[Token], lines: list[str]) -> Iterator[Paragraph]:
    lists: list[str] = []
    kind, at = "plain", 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("bullet" if token.type.startswith("bullet") else "number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type in ("blockquote_open", "table_open", "fence", "code_block", "hr"):
            yield _verbatim(token, lines)
            if token.type.endswith("_open"):
                at = _end(tokens, at)
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "inline":
            within = lists[-1] if lists and kind == "plain" else kind
            depth = min(len(lists) - 1, DEEPEST) if lists else 0
            yield Paragraph(list(_runs(token.children or [])), within, max(depth, 0))
            kind = "plain"
        at += 1


def _end(tokens: list[Token], start: int) -> int:
    """Where what opens there is closed."""
    close = tokens[start].type.replace("_open", "_close")
    level = tokens[start].level
    for at in range(start + 1, len(tokens)):
        if tokens[at].type == close and tokens[at].level == level:
            return at
    return len(tokens) - 1


def _verbatim(token: Token, lines: list[str]) -> Paragraph:
    first, last = token.map or (0, 0)
    return Paragraph([Run("\n".join(lines[first:last]).strip("\n"))], "verbatim")


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    look = Run("")
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            look = replace(look, bold=token.type == "strong_open")
        elif token.type in ("em_open", "em_close"):
            look = replace(look, italic=token.type == "em_open")
        elif token.type == "link_open":
            look = replace(look, link=str(token.attrs.get("href", "")))
        elif token.type == "link_close":
            look = replace(look, link="")
        elif token.type == "image":
            yield replace(look, text=token.content or "", link=str(token.attrs.get("src", "")))
        elif token.type == "softbreak":
            yield replace(look, text=" ")
        elif token.type == "hardbreak":
            yield replace(look, text="\n")
        elif token.content:
            yield replace(look, text=token.content)


# To Markdown


def markdown(found: Iterable[Paragraph]) -> str:
    """The source of paragraphs; empty ones are left out."""
    pieces: list[str] = []
    before: Paragraph | None = None
    numbers: dict[int, int] = {}
    kinds: dict[int, str] = {}
    for each in found:
        if each.kind == "verbatim":
            line = each.text.strip("\n")
        else:
            line = _inline(each.runs)
        if not line.strip():
            continue
        is_item = each.kind in ("bullet", "number")
        if is_item and before is not None and before.kind in ("bullet", "number"):
            depth = min(each.depth, before.depth + 1)
            # A list that stands where another kind of one ended is a list of its own.
            is_new = kinds.get(depth, each.kind) != each.kind
        else:
            depth, is_new = 0, True
            numbers.clear()
            kinds.clear()
        if is_item:
            each = replace(each, depth=depth)
            for deeper in [level for level in kinds if level > depth]:
                del kinds[deeper]
                numbers.pop(deeper, None)
            kinds[depth] = each.kind
            numbers[depth] = 1 if is_new else numbers.get(depth, 0) + 1
            sign = "- " if each.kind == "bullet" else f"{numbers[depth]}. "
            indent = "    " * depth
            line = indent + sign + line.replace("\n", "\n" + indent + " " * len(sign))
        elif each.kind == "heading":
            line = "### " + line.replace("\\\n", " ").replace("\n", " ")
        if pieces:
            pieces.append("\n" if is_item and not is_new else "\n\n")
        pieces.append(line)
        before = each
    return "".join(pieces)


def _inline(runs: Iterable[Run]) -> str:
    """Runs as one paragraph's source. Where signs would not be read as they are meant, as between
    a full stop in bold and a letter behind it, the words go before their look."""
    runs = _trimmed([replace(run, text=_tidy(run.text)) for run in runs])
    source = ""
    for tried in (
        runs,
        [replace(run, italic=False) for run in runs],
        [Run(run.text, link=run.link) for run in runs],
        [Run(run.text) for run in runs],
    ):
        source = _spelt(tried)
        if len(read := paragraphs(source)) == 1 and _looks(read[0].runs) == _looks(tried):
            return source
    return source


def _looks(runs: Iterable[Run]) -> list[tuple[str, bool, bool, bool]]:
    """Which letters have which look; blanks have none."""
    letters = ((run, "".join(run.text.split())) for run in runs)
    seen = ((text, run.bold, run.italic, bool(run.link)) for run, text in letters if text)
    return [
        ("".join(text for text, *_look in some), *look)
        for look, some in groupby(seen, key=lambda each: each[1:])
    ]


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without blanks at both ends of the paragraph."""
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs:
        runs = [replace(runs[0], text=runs[0].text.lstrip()), *runs[1:]]
        runs = [*runs[:-1], replace(runs[-1], text=runs[-1].text.rstrip())]
    return runs


def _tidy(text: str) -> str:
    return _LINE_ENDS.sub("\n", _CONTROLS.sub("", _OTHER_BLANKS.sub(" ", text)))


def _spelt(runs: Iterable[Run]) -> str:
    said = []
    for (bold, italic, link), some in groupby(
        runs, key=lambda run: (run.bold, run.italic, run.link)
    ):
        text = "".join(run.text for run in some)
        if not text.strip():
            # Blanks have no look.
            said.append(_hard(text))
            continue
        start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        words = _hard(_escaped(text.strip()))
        if link and link_is_allowed(link):
            address = link.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
            words = link if text.strip() == link and _BARE.fullmatch(link) else (
                f"[{words}]({address})"
            )  # fmt: skip
        sign = "**" * bold + "*" * italic
        said.append(_hard(start) + sign + words + sign[::-1] + _hard(end))
    lines = "".join(said).strip()
    return "\n".join(_safe_start(line.lstrip()) for line in lines.split("\n"))


def _safe_start(line: str) -> str:
    """A line that is not taken for a list, a heading or a rule."""
    line = _NUMBER_AT_START.sub(r"\1\\\2", line, count=1) if line[:1].isdigit() else line
    return f"\\{line}" if _AT_START.match(line) else line


def _hard(text: str) -> str:
    return text.replace("\n", "\\\n")


def _escaped(text: str) -> str:
    """With Markdown's signs as themselves; bare addresses stay as they are."""
    said, at = [], 0
    for match in _BARE.finditer(text):
        said += [_SIGNS.sub(r"\\\1", text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*said, _SIGNS.sub(r"\\\1", text[at:])])
