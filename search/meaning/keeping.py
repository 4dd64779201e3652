"""Keeping the sentences of all texts in the index: what is missing or stale is read again.

The vectors of a text are never out of step with it for a reader: they carry the digest of the text
that they were made from, and count only where the text still has it.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction

from search.engines.embedded.slots import SLOT_BITS, TEXT_BITS
from search.meaning.encoders import Encoder, encoder
from search.meaning.sentences import sentences_of
from search.models import SearchEntry, SearchKind, SearchObject, SearchSentences
from search.soon import Soon

if TYPE_CHECKING:
    import numpy as np

logger = logging.getLogger("search.meaning")

# Texts that are read at once, in a fifth of a second or less.
BATCH = 50
# Seconds between a change and the work; what changes in between comes with it.
PAUSE = 2.0

_STALE = """
    FROM search_searchentry entry LEFT JOIN search_searchsentences kept ON kept.entry_id = entry.id
    WHERE kept.entry_id IS NULL OR kept.digest <> entry.digest OR kept.encoder <> %s
"""
_STRAY = """
    DELETE FROM search_searchsentences WHERE entry_id IN (
        SELECT kept.entry_id FROM search_searchsentences kept
        LEFT JOIN search_searchentry entry ON entry.id = kept.entry_id WHERE entry.id IS NULL
    )
"""


_work = Soon("read_sentences", PAUSE)


def ask() -> None:
    """Have the worker keep up, once what is written now is there for others."""
    if encoder() is not None:
        transaction.on_commit(_work.ask, robust=True)


def count_stale() -> int:
    """How many texts wait; 0 where nothing encodes."""
    used = encoder()
    if used is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {_STALE}", [used.name])
        return int(cursor.fetchone()[0])


def catch_up(tick: Callable[[int], object] = lambda count: None) -> int:
    """Read the sentences of all texts that wait, and drop those of texts that are gone; how many
    texts. `tick` hears how many were read. Where nothing encodes, does nothing."""
    used = encoder()
    if used is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_STRAY)
        cursor.execute(f"SELECT entry.id {_STALE} ORDER BY entry.id", [used.name])
        waiting = [pk for (pk,) in cursor.fetchall()]
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        _read(batch, used)
        tick(len(batch))
    return len(waiting)


def _read(pks: Sequence[int], used: Encoder) -> None:
    """Read the sentences of texts; those that changed since wait for the next time."""
    entries = list(
        SearchEntry.objects.filter(pk__in=pks).only("digest", "title", "summary", "body")
    )
    texts = [[each.text for each in sentences_of(entry)] for entry in entries]
    vectors = packed(used.encode([text for some in texts for text in some]))
    rows, at = [], 0
    for entry, some in zip(entries, texts, strict=True):
        rows.append(
            SearchSentences(
                entry_id=entry.pk,
                digest=entry.digest,
                encoder=used.name,
                vectors=vectors[at : at + len(some)].tobytes(),
            )
        )
        at += len(some)
    with transaction.atomic():
        SearchSentences.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["entry_id"],
            update_fields=["digest", "encoder", "vectors"],
        )  # fmt: skip
        _stamp({pk >> (SLOT_BITS + TEXT_BITS) for pk in pks})
        _tell_cluster(pks)


def _tell_cluster(pks: Iterable[int]) -> None:
    """Have the objects of texts sent again, with their sentences."""
    from search.engines.elasticsearch.connection import is_configured
    from search.outbox import noting

    if not is_configured():
        return
    objects = SearchObject.objects.filter(pk__in={pk >> TEXT_BITS for pk in pks})
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in objects.values_list("kind__name", "object_id"):
        by_kind[kind].append(object_id)
    for kind, ids in by_kind.items():
        noting.note_again(kind, ids)


def _stamp(numbers: Iterable[int]) -> None:
    for number in sorted(numbers):
        SearchKind.objects.filter(number=number).update(meaning=secrets.randbits(62) + 1)


def packed(vectors: np.ndarray) -> np.ndarray:
    """Vectors as signed bytes in the same directions: a quarter of the memory, and less than a
    thousandth off."""
    import numpy as np

    if not len(vectors):
        return np.zeros(vectors.shape, np.int8)
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    packed: np.ndarray = np.rint(vectors / largest * 127).astype(np.int8)
    return packed
