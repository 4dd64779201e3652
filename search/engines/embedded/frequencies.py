"""The words of the index and how frequent they are: for spelling and for unfinished words.

They are counted by a background task (`search.tasks`), never inside a write, and from public texts
only, so that no correction and no completion tells a word that nobody may read.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from search.engines.embedded import terms
from search.engines.embedded import words as index
from search.engines.embedded.memory import Remembered, State
from search.models import SearchEntry, SearchKind, SearchWord

LONGEST = 64
BATCH = 2_000
# The columns of a word that a count sets.
COUNTED = ["frequency", "shown"]


@dataclass(frozen=True)
class Frequency:
    """A folded word, its language, in how many texts it occurs, and how they write it."""

    word: str
    language: str
    count: int
    shown: str


def refresh() -> int:
    """Count again, unless nothing changed since the last time; how many words there are."""
    stamp = _stamp_of(State.read())
    if SearchKind.objects.filter(name="", stamp=stamp).exists():
        return SearchWord.objects.count()
    index.words().refresh()
    counts, shown = _count()
    # Nobody waits for the comparing: only what differs is written under the lock.
    new, changed, gone = _differences(counts, shown)
    with transaction.atomic():
        for start in range(0, len(gone), BATCH // 4):
            SearchWord.objects.filter(pk__in=gone[start : start + BATCH // 4]).delete()
        SearchWord.objects.bulk_update(changed, COUNTED, batch_size=BATCH // 10)
        SearchWord.objects.bulk_create(
            new, batch_size=BATCH // 4, update_conflicts=True,
            unique_fields=["language", "word"], update_fields=COUNTED,
        )  # fmt: skip
        SearchKind.objects.update_or_create(number=0, defaults={"name": "", "stamp": stamp})
    return len(counts)


# Of a word in a language.
Counts = Counter[tuple[str, str]]
Shown = dict[tuple[str, str], str]


def _count() -> tuple[Counts, Shown]:
    """In how many public texts each folded word occurs, and how it is written most often."""
    counts: Counts = Counter()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    folded: dict[str, str] = {}
    entries = SearchEntry.objects.filter(object__public=True).values_list("language", "forms")
    for language, forms in entries.iterator(chunk_size=BATCH):
        words = forms.split()
        for word in words:
            if word not in folded:
                folded[word] = "".join(each.form for each in terms.tokens(word, terms.OTHER))
        written[language].update(words)
        counts.update((language, form) for form in {folded[word] for word in words} if form)
    shown: Shown = {}
    for language, words_written in written.items():
        for word, _count in words_written.most_common():
            shown.setdefault((language, folded[word]), word[:LONGEST])
    return counts, shown


def _stamp_of(state: State) -> int:
    """The same for the same state of all kinds."""
    text = repr(sorted(state.kinds.items()))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") + 1


def _differences(
    counts: Counts, shown: Shown
) -> tuple[list[SearchWord], list[SearchWord], list[int]]:
    """What is stored otherwise: the words that are new, those that changed, the ids of those that
    are gone."""
    changed, gone = [], []
    missing = dict(counts)
    for row in SearchWord.objects.iterator(chunk_size=BATCH):
        name = (row.language, row.word)
        count = missing.pop(name, 0)
        if not count:
            gone.append(row.pk)
        elif (count, shown[name]) != (row.frequency, row.shown):
            row.frequency, row.shown = count, shown[name]
            changed.append(row)
    new = [
        SearchWord(language=name[0], word=name[1], frequency=count, shown=shown[name])
        for name, count in missing.items()
    ]
    return new, changed, gone


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
        .values_list("word", "language", "frequency", "shown")[: limit * 12]
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


def shown(words: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """How texts write folded words of languages, with one statement unless there are none."""
    if not words:
        return {}
    rows = SearchWord.objects.filter(word__in={word for word, _language in words})
    found = {(row.word, row.language): row.shown for row in rows}
    return {name: found[name] for name in words if name in found}


def forget() -> None:
    """Drop everything; for measuring."""
    _completions.clear()
    _known.clear()
