"""The text of a hit that matched best, and what of it is shown, marked by the hub itself:
everything is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from hub.languages import CODES
from search.engines.elasticsearch.documents import OTHER
from search.engines.elasticsearch.matching import Asked
from search.engines.embedded import highlight, reasons
from search.engines.embedded.ranking import OWN_LANGUAGE
from search.engines.embedded.words import COLUMNS, WEIGHTS, Phrase
from search.models import SearchEntry

# What of a hit is fetched to tell its best text.
SOURCE: list[Any] = [
    "texts.language", "texts.*.title", "texts.*.summary", "texts.*.body", "texts.*_terms",
]  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """How the texts of hits are read: for what was asked, what each word says, the reader's
    language, and the question as its words were read."""

    asked: Asked
    rarity: Sequence[float]
    language: str
    text: str = ""

    def best_text(self, source: Mapping[str, Any]) -> SearchEntry | None:
        """The text of a hit that has most of what was asked. As the cluster scores it
        (`querying.ranked`), but for the lengths of texts."""
        best, most = None, 0.0
        for text in source.get("texts", ()):
            score = _score(text, self.asked, self.rarity)
            if text.get("language") == self.language:
                score *= OWN_LANGUAGE
            if score > most:
                best, most = text, score
        return entry(best) if best else None

    def said(self, source: Mapping[str, Any]) -> tuple[str, ...]:
        """The words of the question that a hit has, as they were typed; those that say little only
        where it has no others."""
        present = [
            {term for column in COLUMNS for term in text.get(f"{column}_terms", "").split()}
            for text in source.get("texts", ())
        ]
        had = [
            word
            for word, ways in zip(self.asked.words, self.asked.ways, strict=True)
            if any(terms.issuperset(way) for way in ways for terms in present)
        ]
        return reasons.said(self.text, [word for word in had if not word.weak] or had)

    def marked(self, text: SearchEntry) -> dict[str, SafeString]:
        return highlight.marked(text, self.asked.words)


def _score(text: Mapping[str, Any], asked: Asked, rarity: Sequence[float]) -> float:
    counts: Counter[str] = Counter()
    for column, weight in zip(COLUMNS, WEIGHTS, strict=True):
        for term in text.get(f"{column}_terms", "").split():
            counts[term] += int(weight)
    return sum(
        rare * max((factor * _occurrence(counts, way) for way, factor in ways.items()), default=0.0)
        for ways, rare in zip(asked.ways, rarity, strict=True)
    )


def _occurrence(counts: Mapping[str, int], way: Phrase) -> float:
    """How often a text has all terms of a way, as BM25 weighs it."""
    least = min(counts.get(term, 0) for term in way)
    return least * 2.2 / (least + 1.2)


def entry(text: Mapping[str, Any]) -> SearchEntry:
    """A text of the cluster as the embedded index would keep it."""
    language = text.get("language", "")
    said = text.get(language if language in CODES else OTHER, {})
    return SearchEntry(
        language=language,
        title=said.get("title", ""),
        summary=said.get("summary", ""),
        body=said.get("body", ""),
    )
