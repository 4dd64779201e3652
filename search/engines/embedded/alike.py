"""Objects close to another, by their rare words and by what they are about."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest

from search.engine import Hit
from search.engines.embedded import bits, question
from search.engines.embedded.bits import Mask
from search.engines.embedded.memory import Changed, KindMemory, Remembered, State
from search.engines.embedded.slots import TEXTS, entry_pk, object_pk, slot_of_entry, slot_of_object
from search.engines.embedded.words import Phrase, words
from search.models import SearchObject

# Of so many of an object's heaviest words, so many of the rarest are asked for, as long as no more
# texts have them than this.
HEAVY = 40
TERMS = 16
TEXTS_READ = 800
# Of an object's words by where they stand, as in `search.engines.embedded.words.COLUMNS`.
COLUMN = (3.0, 0.0, 1.5, 0.5)
# What it counts beside the words to share all values of a facet.
SHARED: Mapping[str, float] = {"objective": 0.5, "theme": 0.3, "country": 0.15, "level": 0.05}
CANDIDATES = 100


def more_like(
    state: State,
    one: KindMemory,
    visible: int,
    *,
    object_id: int | None,
    text: str,
    limit: int,
) -> list[Hit]:
    """Up to `limit` visible objects, the closest first; never the object itself. Raises
    `Changed`."""
    own: SearchObject | None = None
    if object_id is not None:
        own = SearchObject.objects.filter(kind=one.number, object_id=object_id).first()
        if own is None and not text:
            return []
    frequencies, weights = _weights(state, one, own, text)
    scores = _by_words(one, _rarest(frequencies, weights, len(Mask(one.everything, 0))))
    if own is not None:
        visible &= ~(1 << slot_of_object(own.pk))
    seen = Mask(visible, one.size)
    top = max(scores.values(), default=0.0) or 1.0
    near = nlargest(CANDIDATES, scores, key=lambda slot: scores[slot])
    ranked: dict[int, float] = {slot: scores[slot] / top for slot in near if slot in seen}
    if own is not None:
        _add_shared(one, own, seen, ranked, limit)
    best = sorted(ranked, key=lambda slot: (-ranked[slot], slot))[:limit]
    pks = [object_pk(one.number, slot) for slot in best]
    rows = SearchObject.objects.filter(pk__in=pks).values_list("pk", "object_id", "key")
    items = {pk: (object_id, key) for pk, object_id, key in rows}
    hits = []
    for slot in best:
        item = items.get(object_pk(one.number, slot))
        if item is None:
            raise Changed(one.name)
        hits.append(Hit(one.name, item[0], ranked[slot], key=item[1]))
    return hits


def _weights(
    state: State, one: KindMemory, own: SearchObject | None, text: str
) -> tuple[dict[str, int], dict[str, float]]:
    """The terms of an object or a text, in how many texts each occurs and how heavy it is here."""
    weights: dict[str, float] = defaultdict(float)
    if own is not None:
        first = entry_pk(one.number, slot_of_object(own.pk), 0)
        for columns in words().terms_of(range(first, first + TEXTS)):
            for factor, column in zip(COLUMN, columns, strict=True):
                if factor:
                    for term in column.split():
                        weights[term] += factor
    if text:
        for word in question.read(state, text, "", most=60, widely=False):
            for phrase in word.exact:
                for term in phrase:
                    weights[term] += 1.0
    heavy = nlargest(HEAVY, weights, key=lambda term: weights[term])
    return _frequencies(one, heavy), weights


_known: Remembered[dict[str, int]] = Remembered(4)


def forget() -> None:
    """Drop everything; for measuring."""
    _known.clear()


def _frequencies(one: KindMemory, wanted: Sequence[str]) -> dict[str, int]:
    """In how many texts each term occurs, remembered for each state of the kind: to count a
    common one is to go through all texts that have it."""
    known = _known.get((one.name, one.number, one.stamp), dict)
    missing = [term for term in wanted if term not in known]
    if missing:
        counted = words().frequencies(missing)
        known.update((term, counted.get(term, 0)) for term in missing)
    return {term: known[term] for term in wanted if known.get(term)}


def _rarest(frequencies: Mapping[str, int], weights: Mapping[str, float], texts: int) -> list[str]:
    """The terms that say most, within what may be read."""
    worth = {
        term: (1 + math.log(max(weights[term], 1))) * math.log(1 + texts / count)
        for term, count in frequencies.items()
        if count > 1 or texts < 50
    }
    chosen: list[str] = []
    read = 0
    for term in sorted(worth, key=lambda each: (-worth[each], each)):
        if len(chosen) >= TERMS:
            break
        if read + frequencies[term] <= TEXTS_READ:
            chosen.append(term)
            read += frequencies[term]
    return chosen


def _by_words(one: KindMemory, chosen: list[str]) -> dict[int, float]:
    if not chosen:
        return {}
    arm: list[Phrase] = [(term,) for term in chosen]
    stamp, rows = words().scores(one.number, [arm], None)
    if stamp != one.stamp:
        raise Changed(one.name)
    scores: dict[int, float] = defaultdict(float)
    for _arm, pk, score in rows:
        slot = slot_of_entry(pk)
        scores[slot] = max(scores[slot], score)
    return scores


def _add_shared(
    one: KindMemory, own: SearchObject, seen: Mask, ranked: dict[int, float], limit: int
) -> None:
    """Add to each candidate what it shares; where words found too few, take those that share."""
    shared = {
        facet: [one.facets.get(facet, {}).get(value, 0) for value in own.facets.get(facet, [])]
        for facet in SHARED
    }
    if len(ranked) < limit:
        for sets in shared.values():
            for stored in sets:
                for slot in bits.slots_of(bits.as_number(stored) & seen.number):
                    ranked.setdefault(slot, 0.0)
                    if len(ranked) >= CANDIDATES:
                        break
    candidates = bits.from_slots(list(ranked))
    for facet, sets in shared.items():
        for stored in sets:
            for slot in bits.slots_of(bits.as_number(stored) & candidates):
                ranked[slot] += SHARED[facet] / len(sets)
