"""The words of the index and how frequent they are: for spelling and for unfinished words.

They are counted by a background task (`search.tasks`), never inside a write, and from public texts
only, so that no correction and no completion tells a word that nobody may read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from search.embedded.memory import Remembered, State
from search.models import SearchEntry, SearchKind, SearchWord

LONGEST = 64
BATCH = 2_000


@dataclass(frozen=True)
class Frequency:
    """A folded word, its language, and in how many texts it occurs."""

    word: str
    language: str
    count: int


def refresh() -> int:
    """Count again, unless nothing changed since the last time; how many words there are."""
    stamp = _stamp_of(State.read())
    if SearchKind.objects.filter(name="", stamp=stamp).exists():
        return SearchWord.objects.count()
    counts: Counter[tuple[str, str]] = Counter()
    entries = SearchEntry.objects.filter(object__public=True).values_list("language", "forms")
    for language, forms in entries.iterator(chunk_size=BATCH):
        counts.update((language, word) for word in forms.split() if len(word) <= LONGEST)
    with transaction.atomic():
        _replace(counts)
        SearchKind.objects.update_or_create(number=0, defaults={"name": "", "stamp": stamp})
    return len(counts)


def _stamp_of(state: State) -> int:
    """The same for the same state of all kinds."""
    text = repr(sorted(state.kinds.items()))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") + 1


def _replace(counts: Counter[tuple[str, str]]) -> None:
    """Write what differs from what is stored."""
    changed, gone = [], []
    missing = dict(counts)
    for row in SearchWord.objects.iterator(chunk_size=BATCH):
        count = missing.pop((row.language, row.word), 0)
        if not count:
            gone.append(row.pk)
        elif count != row.frequency:
            row.frequency = count
            changed.append(row)
    for start in range(0, len(gone), BATCH // 4):
        SearchWord.objects.filter(pk__in=gone[start : start + BATCH // 4]).delete()
    SearchWord.objects.bulk_update(changed, ["frequency"], batch_size=BATCH // 10)
    SearchWord.objects.bulk_create(
        [
            SearchWord(language=language, word=word, frequency=count)
            for (language, word), count in missing.items()
        ],
        batch_size=BATCH,
    )


_completions: Remembered[tuple[Frequency, ...]] = Remembered(512)
_known: Remembered[dict[str, dict[str, int]]] = Remembered(2)


def completions(state: State, begun: str, language: str, limit: int) -> tuple[Frequency, ...]:
    """Words that begin so, the most frequent first; those of one's own language before others.
    At most one statement."""
    name = (state.words, begun, language, limit)
    return _completions.get(name, lambda: _ask_completions(begun, language, limit))


def _ask_completions(begun: str, language: str, limit: int) -> tuple[Frequency, ...]:
    rows = (
        SearchWord.objects.filter(word__gte=begun, word__lt=begun + "\U0010ffff")
        .order_by("-frequency", "word")
        .values_list("word", "language", "frequency")[: limit * 12]
    )
    found = [Frequency(*row) for row in rows if row[0] != begun]
    found.sort(key=lambda each: (each.language != language, -each.count, each.word))
    unique = {each.word: each for each in reversed(found)}
    return tuple(each for each in found if unique[each.word] is each)[:limit]


def known(state: State) -> dict[str, dict[str, int]]:
    """By language, each word with its frequency. One statement for each refresh."""
    return _known.get(state.words, _ask_known)


def _ask_known() -> dict[str, dict[str, int]]:
    by_language: dict[str, dict[str, int]] = {}
    for language, word, frequency in SearchWord.objects.values_list(
        "language", "word", "frequency"
    ).iterator(chunk_size=BATCH):
        by_language.setdefault(language, {})[word] = frequency
    return by_language


def forget() -> None:
    """Drop everything; for measuring."""
    _completions.clear()
    _known.clear()
