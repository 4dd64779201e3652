"""Why something was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from search.engine import Why
from search.engines.embedded.question import Word
from search.meaning.sentences import sentences_of
from search.models import SearchEntry

if TYPE_CHECKING:
    from search.engines.embedded.ranking import Postings
    from search.meaning.fusing import Meaning


@dataclass(frozen=True)
class Reasons:
    """What a question says of a hit.

    text: the question as its words were read. found: what has which word, by the kind's number.
    meaning: what the question means, where that was asked.
    """

    text: str = ""
    words: Sequence[Word] = ()
    found: Mapping[int, Postings] | None = None
    meaning: Meaning | None = None

    def why(self, number: int, slot: int) -> Why:
        """Of the object in a slot of a kind."""
        postings = (self.found or {}).get(number)
        had = [
            word
            for word, some in zip(self.words, postings.sets if postings else (), strict=False)
            if some >> slot & 1
        ]
        telling = [word for word in had if not word.weak]
        is_close = self.meaning is not None and self.meaning.is_close(number, slot)
        return Why(words=said(self.text, telling or had), is_close=is_close)

    def closest(self, number: int, entry: SearchEntry) -> dict[str, SafeString]:
        """The sentence of a text that is closest, as highlights: escaped, without marks."""
        at = self.meaning.sentence(number, entry.pk) if self.meaning else -1
        sentences = sentences_of(entry)
        if not 0 <= at < len(sentences) or sentences[at].field == "title":
            return {}
        sentence = sentences[at]
        return {sentence.field: mark_safe(escape(sentence.text))}  # noqa: S308  (escaped here)


def said(text: str, words: Sequence[Word]) -> tuple[str, ...]:
    """Words as they were typed; those that touch, as Chinese ones do, as one."""
    places: list[tuple[int, int]] = []
    for start, end in sorted((word.start, word.end) for word in words):
        if places and start <= places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in places))
