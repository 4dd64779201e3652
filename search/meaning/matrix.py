"""The sentences of a kind in memory, to compare a question with each of them.

One matrix a kind and process, half a kilobyte a sentence. It is brought up to date where the stamp
of the kind's sentences changed: texts that stayed the same are kept, others are read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from search.engines.embedded.slots import entries_of
from search.models import SearchSentences

# Sentences that are compared at once: as many as stay in the cache of a core as floats.
ROWS = 512
# Texts of a block; blocks that lost half of them are put together again.
TEXTS = 2_000
# Texts that are read with one statement.
READ = 500


@dataclass(frozen=True)
class Block:
    """Some texts and all their sentences.

    texts, digests: of each text, by its id, ascending. starts: the row of its first sentence.
    rows: a vector for each sentence, signed bytes. sizes: 1 divided by the length of each row.
    """

    texts: np.ndarray
    digests: np.ndarray
    starts: np.ndarray
    rows: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, kept: Sequence[tuple[int, int, np.ndarray]]) -> Block:
        """Texts by id, digest and vectors, of which each has one at least."""
        rows = np.concatenate([vectors for _pk, _digest, vectors in kept])
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float32))
        counts = [len(vectors) for _pk, _digest, vectors in kept]
        return cls(
            texts=np.array([pk for pk, _digest, _vectors in kept], np.int64),
            digests=np.array([digest for _pk, digest, _vectors in kept], np.int64),
            starts=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
            rows=rows,
            sizes=(1 / np.maximum(lengths, 1e-9)).astype(np.float32),
        )

    def parts(self) -> Iterator[tuple[int, int, np.ndarray]]:
        """What `of` takes."""
        ends = [*self.starts[1:], len(self.rows)]
        for pk, digest, start, end in zip(self.texts, self.digests, self.starts, ends, strict=True):
            yield int(pk), int(digest), self.rows[start:end]

    def compared(self, question: np.ndarray) -> np.ndarray:
        """The cosine of each sentence with a vector of length 1."""
        found = np.empty(len(self.rows), np.float32)
        floats = np.empty((min(ROWS, len(self.rows)), self.rows.shape[1]), np.float32)
        for start in range(0, len(self.rows), ROWS):
            some = self.rows[start : start + ROWS]
            np.copyto(floats[: len(some)], some)
            np.dot(floats[: len(some)], question, out=found[start : start + len(some)])
        found *= self.sizes
        return found

    def closest(self, question: np.ndarray) -> np.ndarray:
        """The cosine of each text's closest sentence."""
        closest: np.ndarray = np.maximum.reduceat(self.compared(question), self.starts)
        return closest

    def without(self, gone: np.ndarray) -> Block | None:
        """The texts that a mask does not name; None where that leaves none."""
        if not gone.any():
            return self
        kept = [part for part, is_gone in zip(self.parts(), gone, strict=True) if not is_gone]
        return Block.of(kept) if kept else None


@dataclass(frozen=True)
class Matrix:
    """The sentences of a kind."""

    blocks: tuple[Block, ...] = ()

    @property
    def texts(self) -> np.ndarray:
        return _joined([block.texts for block in self.blocks], np.int64)

    @property
    def digests(self) -> np.ndarray:
        return _joined([block.digests for block in self.blocks], np.int64)

    def closest(self, question: np.ndarray) -> np.ndarray:
        """For each of `texts`, the cosine of its closest sentence."""
        return _joined([block.closest(question) for block in self.blocks], np.float32)

    def sentence(self, text: int, question: np.ndarray) -> int:
        """Which sentence of a text is closest; -1 where the text is not here."""
        for block in self.blocks:
            at = int(np.searchsorted(block.texts, text))
            if at < len(block.texts) and block.texts[at] == text:
                _pk, _digest, rows = list(block.parts())[at]
                lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
                return int(
                    np.argmax(rows.astype(np.float32) @ question / np.maximum(lengths, 1e-9))
                )
        return -1

    @property
    def size(self) -> int:
        """Bytes that the vectors take."""
        return sum(block.rows.nbytes for block in self.blocks)


def _joined(parts: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, kind)


_kept: dict[int, tuple[tuple[int, str], Matrix]] = {}
_reading = threading.Lock()


def forget() -> None:
    """Drop everything; for measuring."""
    _kept.clear()


def matrix(number: int, stamp: int, encoder: str, dimensions: int) -> Matrix:
    """The sentences of the kind with that number, at least as new as the stamp."""
    name = (stamp, encoder)
    known = _kept.get(number)
    if known is not None and known[0] == name:
        return known[1]
    with _reading:
        known = _kept.get(number)
        if known is not None and known[0] == name:
            return known[1]
        old = known[1] if known is not None and known[0][1] == encoder else Matrix()
        made = _renewed(old, number, encoder, dimensions)
        _kept[number] = (name, made)
    return made


def _renewed(old: Matrix, number: int, encoder: str, dimensions: int) -> Matrix:
    """The matrix as it is in the database now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept.entry_id, kept.digest FROM search_searchsentences kept"
            " JOIN search_searchentry entry"
            " ON entry.id = kept.entry_id AND entry.digest = kept.digest"
            " WHERE kept.encoder = %s AND kept.entry_id BETWEEN %s AND %s",
            [encoder, *entries_of(number)],
        )
        there = dict(cursor.fetchall())
    blocks, loose, known = [], [], set()
    for block in old.blocks:
        gone = np.array([there.get(int(pk)) != digest for pk, digest in
                         zip(block.texts, block.digests, strict=True)], bool)  # fmt: skip
        left = block.without(gone)
        if left is None:
            continue
        known.update(left.texts.tolist())
        if len(left.texts) * 2 < TEXTS:
            loose += list(left.parts())
        else:
            blocks.append(left)
    loose += _read(sorted(there.keys() - known), dimensions)
    loose.sort(key=lambda part: part[0])
    blocks += [Block.of(loose[start : start + TEXTS]) for start in range(0, len(loose), TEXTS)]
    return Matrix(tuple(blocks))


def _read(pks: Sequence[int], dimensions: int) -> list[tuple[int, int, np.ndarray]]:
    """Those texts that have any sentence."""
    found = []
    for start in range(0, len(pks), READ):
        rows = SearchSentences.objects.filter(pk__in=pks[start : start + READ])
        for pk, digest, vectors in rows.values_list("entry_id", "digest", "vectors"):
            if vectors:
                table = np.frombuffer(bytes(vectors), np.int8).reshape(-1, dimensions)
                found.append((pk, digest, table))
    return found
