"""How close the objects of a kind are to a question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.engines.embedded.memory import KindMemory, Remembered
from search.engines.embedded.slots import TEXT_BITS, object_pk
from search.meaning.encoders import Encoder
from search.meaning.matrix import Matrix, matrix

# What is close to nothing.
NOT = -1.0


@dataclass(frozen=True)
class Closeness:
    """The objects of a kind beside a question.

    scores: by slot, the cosine of the closest sentence; NOT for an object that has none.
    best: by slot, the place among `texts` of the text that it stands in, where there is one.
    texts, digests: ids of texts, and of what they said when their sentences were read.
    """

    scores: np.ndarray
    best: np.ndarray
    texts: np.ndarray
    digests: np.ndarray
    question: np.ndarray
    matrix: Matrix

    def text(self, slot: int) -> int:
        """The id of the text that is closest, of an object that has any."""
        return int(self.texts[self.best[slot]])

    def sentence(self, text: int) -> int:
        """Which of a text's sentences is closest; -1 where they are not known."""
        return self.matrix.sentence(text, self.question)


_vectors: Remembered[np.ndarray] = Remembered(256)
_closeness: Remembered[Closeness] = Remembered(24)


def forget() -> None:
    """Drop everything; for measuring."""
    _vectors.clear()
    _closeness.clear()


def closeness(one: KindMemory, stamp: int, text: str, encoder: Encoder) -> Closeness:
    """How close a question is to what is kept of a kind at a stamp of its sentences."""
    name = (one.name, one.number, one.stamp, stamp, encoder.name, text)
    return _closeness.get(name, lambda: _compare(one, stamp, text, encoder))


def _compare(one: KindMemory, stamp: int, text: str, encoder: Encoder) -> Closeness:
    question = _vectors.get((encoder.name, text), lambda: encoder.encode([text])[0])
    whole = matrix(one.number, stamp, encoder.name, encoder.dimensions)
    texts, closest = whole.texts, whole.closest(question)
    slots = (texts >> TEXT_BITS) - object_pk(one.number, 0)
    there = (slots >= 0) & (slots < one.size)
    scores = np.full(one.size, NOT, np.float32)
    np.maximum.at(scores, slots[there], closest[there])
    best = np.zeros(one.size, np.int64)
    is_best = np.flatnonzero(there)
    is_best = is_best[closest[is_best] >= scores[slots[is_best]]]
    best[slots[is_best]] = is_best
    return Closeness(scores, best, texts, whole.digests, question, whole)
