"""A page of what the cluster finds by words and by meaning: both scores as one, in Python.

As `search.meaning.fusing` does for the embedded engine: meaning moves the first matches among each
other, and brings objects without any of the words below the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from search.engines.elasticsearch.sentences import Close, Key
from search.engines.embedded.ranking import BELOW, DEMOTED
from search.meaning.weighing import BESIDE, CUT, WEIGHT

# Matches that meaning moves; those after them stand as words have it.
FIRST = 100


@dataclass(frozen=True)
class Fused:
    """upper and lower: the objects above and below the line, the best first, with their scores.
    close: those that are close in meaning."""

    upper: Sequence[tuple[Key, float]] = ()
    lower: Sequence[tuple[Key, float]] = ()
    close: frozenset[Key] = field(default_factory=frozenset)


def fused(
    upper: Mapping[Key, float], lower: Mapping[Key, float], above: Close, beside: Close
) -> Fused:
    """Words and meaning together. upper and lower: word scores of what matches, and of what has
    fewer of the words; above and beside: how close what matches is, and what does not."""
    top = max([*above.cosines.values(), *beside.cosines.values(), 0.0])
    cut = max(CUT, BESIDE * top)
    best = max([*upper.values(), *lower.values()], default=0.0) or 1.0

    def score(key: Key, words: float, close: Close) -> float:
        meaning = max(close.cosines.get(key, 0.0), 0.0) / (top or 1.0)
        return words / best + WEIGHT * meaning * (DEMOTED if key in close.demoted else 1.0)

    alone = [key for key, cosine in beside.cosines.items() if cosine >= cut and key not in lower]
    under = {key: score(key, words, beside) for key, words in lower.items()}
    under |= {key: score(key, 0.0, beside) for key in alone}
    return Fused(
        upper=_ordered({key: score(key, words, above) for key, words in upper.items()}),
        lower=_ordered(under)[:BELOW],
        close=frozenset(_close(above, cut)) | frozenset(_close(beside, cut)),
    )


def _ordered(scores: Mapping[Key, float]) -> list[tuple[Key, float]]:
    return sorted(scores.items(), key=lambda each: (-each[1], each[0]))


def _close(close: Close, cut: float) -> Iterable[Key]:
    return (key for key, cosine in close.cosines.items() if cosine >= cut)


def word_scores(answer: Mapping[str, Any]) -> dict[Key, float]:
    """What an answer to a search by words says."""
    return {
        (hit["fields"]["kind"][0], hit["fields"]["object_id"][0]): hit["_score"] or 0.0
        for hit in answer["hits"]["hits"]
    }
