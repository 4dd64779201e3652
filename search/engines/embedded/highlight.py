"""What of a text matched, as HTML that is safe to show: everything escaped, <mark> added."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from search.engines.embedded import terms
from search.engines.embedded.question import Word
from search.models import SearchEntry

# Characters of a text that are looked through, and of an excerpt that is shown.
LOOKED_AT = 20_000
EXCERPT = 260


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    term: str


def marked(entry: SearchEntry, words: Sequence[Word]) -> dict[str, SafeString]:
    """By field, where any word of the question occurs: the whole title, an excerpt of summary
    and body."""
    phrases = [phrase for word in words for phrase in word.phrases]
    found = {}
    title = _matches(entry.title, entry.language, phrases)
    if title:
        found["title"] = _html(entry.title, title, 0, len(entry.title))
    for field, text in (("summary", entry.summary), ("body", entry.body)):
        spans = _matches(text, entry.language, phrases)
        if spans:
            found[field] = _excerpt(text[:LOOKED_AT], spans)
    return found


def _matches(text: str, language: str, phrases: Iterable[tuple[str, ...]]) -> list[Span]:
    """Where in a text the phrases occur; the words of a phrase count where all are there."""
    tokens = terms.tokens(text[:LOOKED_AT], language)
    present = {token.term for token in tokens}
    wanted = {term for phrase in phrases if present.issuperset(phrase) for term in phrase}
    found = (token for token in tokens if token.term in wanted)
    return _joined([Span(token.start, token.end, token.term) for token in found])


def _joined(spans: list[Span]) -> list[Span]:
    """Without overlaps, which pairs of Chinese characters have."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if (
            joined
            and span.start <= joined[-1].end
            and (span.start < joined[-1].end or len(span.term) <= 4)
        ):
            last = joined.pop()
            span = Span(last.start, max(last.end, span.end), last.term)
        joined.append(span)
    return joined


def _excerpt(text: str, spans: list[Span]) -> SafeString:
    """The part of a text that holds most of what matched, from word to word."""
    if len(text) <= EXCERPT:
        return _html(text, spans, 0, len(text))
    starts = [span.start for span in spans]
    best, most = spans[0].start, 0
    for index, start in enumerate(starts):
        inside = bisect_left(starts, start + EXCERPT - 60) - index
        if inside > most:
            best, most = start, inside
    first = max(0, min(best - 40, len(text) - EXCERPT))
    last = min(len(text), first + EXCERPT)
    first, last = _at_word(text, first), _at_word(text, last) if last < len(text) else last
    html = _html(text, spans, first, last)
    return mark_safe(  # noqa: S308  (escaped in `_html`)
        ("… " if first else "") + html + (" …" if last < len(text) else "")
    )


def _at_word(text: str, at: int) -> int:
    """The nearest place before, where a word begins; the same place where there is none near."""
    if at <= 0:
        return 0
    blank = max(text.rfind(mark, max(0, at - 30), at) for mark in (" ", "\n", "，", "。", "、"))
    return blank + 1 if blank >= 0 else at


def _html(text: str, spans: Sequence[Span], first: int, last: int) -> SafeString:
    parts, at = [], first
    for span in spans:
        start, end = max(span.start, first), min(span.end, last)
        if start >= end or start < at:
            continue
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    parts.append(escape(text[at:last]))
    return mark_safe("".join(parts).strip())  # noqa: S308  (each part escaped above)
