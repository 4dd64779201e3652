"""Words and meaning as one score: what both say, each scaled to 1 for the best of a question.

What has the words stays a match, and what has not, none; meaning moves matches among each other,
and brings objects without any of the words below the line, unless they are only weakly close.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engines.embedded.memory import KindMemory
from search.engines.embedded.ranking import BELOW, DEMOTED, Ranking
from search.meaning.closeness import closeness
from search.meaning.encoders import Encoder
from search.meaning.weighing import BESIDE, CUT, WEIGHT
from search.models import SearchEntry


@dataclass(frozen=True)
class Asked:
    """A kind that is asked. stamp: that of its sentences. visible: what the viewer may find."""

    memory: KindMemory
    stamp: int
    visible: int


class Meaning:
    """What a question means, beside the objects of some kinds."""

    def __init__(self, asked: Sequence[Asked], text: str, encoder: Encoder) -> None:
        self._asked = {each.memory.number: each for each in asked}
        self._close = {
            each.memory.number: closeness(each.memory, each.stamp, text, encoder) for each in asked
        }
        self._visible = {
            each.memory.number: flags(each.visible, each.memory.size) for each in asked
        }
        # Of what the viewer may find alone: what is hidden must not move anything.
        self._top = max(
            (
                float(self._close[number].scores[visible].max(initial=0.0))
                for number, visible in self._visible.items()
            ),
            default=0.0,
        )
        self._cut = max(CUT, BESIDE * self._top)

    def is_close(self, number: int, slot: int) -> bool:
        return bool(self._close[number].scores[slot] >= self._cut)

    def sentence(self, number: int, text: int) -> int:
        """Which sentence of a text is the closest; -1 where that is not known."""
        return self._close[number].sentence(text)

    def fused(self, ranked: Sequence[Ranking], below: Sequence[int]) -> list[Ranking]:
        """The rankings of the kinds with both scores. `below`: the objects of each kind that come
        in where they are close, though they may have none of the words. One statement where any
        does."""
        numbers = list(self._asked)
        top = max(
            (
                float(_scores(each)[self._visible[number][_slots(each)]].max(initial=0.0))
                for number, each in zip(numbers, ranked, strict=True)
            ),
            default=0.0,
        )
        added = [
            self._added(number, each, some)
            for number, each, some in zip(numbers, ranked, below, strict=True)
        ]
        fresh = self._fresh(dict(zip(numbers, added, strict=True)))
        return [
            self._joined(number, each, top, some[[slot in fresh[number] for slot in some.tolist()]])
            for number, each, some in zip(numbers, ranked, added, strict=True)
        ]

    def _added(self, number: int, ranked: Ranking, below: int) -> np.ndarray:
        """The slots that come in, the closest first."""
        scores = self._close[number].scores
        wanted = flags(below, len(scores)) & self._visible[number] & (scores >= self._cut)
        wanted[_slots(ranked)] = False
        found = np.flatnonzero(wanted)
        return found[np.argsort(-scores[found], kind="stable")][:BELOW]

    def _fresh(self, added: dict[int, np.ndarray]) -> dict[int, set[int]]:
        """Those whose closest text still says what it did when its sentences were read."""
        texts = {
            self._close[number].text(slot): (number, slot)
            for number, slots in added.items()
            for slot in slots.tolist()
        }
        fresh: dict[int, set[int]] = {number: set() for number in added}
        if not texts:
            return fresh
        now = SearchEntry.objects.filter(pk__in=list(texts)).values_list("pk", "digest")
        for pk, digest in now:
            number, slot = texts[pk]
            close = self._close[number]
            if close.digests[close.best[slot]] == digest:
                fresh[number].add(slot)
        return fresh

    def _joined(self, number: int, ranked: Ranking, top: float, added: np.ndarray) -> Ranking:
        close, one = self._close[number], self._asked[number].memory
        slots = np.concatenate([_slots(ranked), added])
        words = np.concatenate([_scores(ranked) / (top or 1.0), np.zeros(len(added))])
        meaning = np.maximum(close.scores[slots], 0.0) / (self._top or 1.0)
        meaning[flags(one.demoted, one.size)[slots]] *= DEMOTED
        best = np.concatenate([_integers(ranked.best), close.texts[close.best[added]]])
        total = words + WEIGHT * meaning
        order = np.lexsort((slots, -total))
        return Ranking(
            slots=_array("Q", slots[order].astype(np.uint64)),
            scores=_array("d", total[order].astype(np.float64)),
            best=_array("Q", best[order].astype(np.uint64)),
        )


def flags(number: int, size: int) -> np.ndarray:
    """A set of slots as a mask of so many."""
    raw = np.frombuffer(number.to_bytes((max(size, number.bit_length()) + 7) // 8, "little"), "u1")
    return np.unpackbits(raw, bitorder="little")[:size].astype(bool)


def _slots(ranked: Ranking) -> np.ndarray:
    return _integers(ranked.slots)


def _scores(ranked: Ranking) -> np.ndarray:
    return np.frombuffer(ranked.scores, np.float64) if ranked.scores else np.empty(0)


def _array(code: str, values: np.ndarray) -> array:
    made = array(code)
    made.frombytes(values.tobytes())
    return made


def _integers(values: array) -> np.ndarray:
    return np.frombuffer(values, np.int64) if values else np.empty(0, np.int64)
