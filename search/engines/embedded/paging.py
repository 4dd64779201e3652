"""One page of what was found: which places it has, and what stands there."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from search.engine import Hit, Order
from search.engines.embedded import bits, highlight, memory, ranking
from search.engines.embedded.bits import Mask
from search.engines.embedded.memory import Changed, KindMemory
from search.engines.embedded.ranking import Postings, Ranking
from search.engines.embedded.reasons import Reasons
from search.engines.embedded.slots import object_pk
from search.models import SearchEntry, SearchObject


@dataclass(frozen=True)
class Place:
    """A place on a page. best: the id of the text that matched best, or -1."""

    memory: KindMemory
    slot: int
    score: float = 0.0
    best: int = -1
    below: bool = False


def ranked_places(
    one: KindMemory, ranked: Ranking | None, number: int, *, below: bool = False
) -> Iterator[Place]:
    """The members of a set in the order of a ranking."""
    if ranked is None or not number:
        return
    flags = Mask(number, one.size).flags
    for slot, score, best in zip(ranked.slots, ranked.scores, ranked.best, strict=True):
        if flags[slot]:
            yield Place(one, slot, score, best, below)


def merged(lists: Sequence[Iterable[Place]]) -> Iterator[Place]:
    """Rankings of several kinds as one."""
    return iter(lists[0]) if len(lists) == 1 else heapq.merge(*lists, key=lambda one: -one.score)


def ordered_places(
    sets: Sequence[tuple[KindMemory, int]], order: Order, language: str, first: int, last: int
) -> list[Place]:
    """From the first to before the last of the members, in an order that is not of relevance.
    Raises `Changed`."""
    by: Order = "newest" if order == "relevance" else order
    lists = []
    for one, number in sets:
        flags = Mask(number, one.size).flags
        stream = (slot for slot in memory.ordered(one, by, language) if flags[slot])
        start = first if len(sets) == 1 else 0
        lists.append([Place(one, slot) for slot in islice(stream, start, last)])
    if len(lists) == 1:
        return lists[0]
    return _interleaved([place for some in lists for place in some], by)[first:last]


def _interleaved(places: list[Place], by: str) -> list[Place]:
    """Places of several kinds in one order."""
    pks = [object_pk(place.memory.number, place.slot) for place in places]
    items = SearchObject.objects.in_bulk(pks)

    def rank(pair: tuple[int, Place]) -> tuple[bool, float | str, int]:
        item = items.get(pair[0])
        if item is None:
            raise Changed(pair[1].memory.name)
        if by == "title":
            return (not item.sort_title, item.sort_title, pair[0])
        when = item.published_at.timestamp() if item.published_at else 0.0
        return (item.published_at is None, when if by == "oldest" else -when, pair[0])

    return [place for _pk, place in sorted(zip(pks, places, strict=True), key=rank)]


def with_texts(
    places: Sequence[Place], found: Mapping[int, Postings], language: str
) -> list[Place]:
    """The places, each with the text that matched best, with one statement for each kind;
    `found` is what was found of it, by its number."""
    best: dict[tuple[int, int], int] = {}
    for one in {place.memory.number: place.memory for place in places}.values():
        slots = bits.from_slots([each.slot for each in places if each.memory is one])
        ranked = ranking.ranking(one, found[one.number], slots, language, f"page {slots:x}")
        best |= {(one.number, slot): pk for slot, pk in zip(ranked.slots, ranked.best, strict=True)}
    return [replace(each, best=best.get((each.memory.number, each.slot), -1)) for each in places]


def hits(places: Sequence[Place], reasons: Reasons) -> list[Hit]:
    """What stands at the places, with two statements."""
    pks = [object_pk(place.memory.number, place.slot) for place in places]
    rows = SearchObject.objects.filter(pk__in=pks).values_list("pk", "object_id", "key")
    objects = {pk: (object_id, key) for pk, object_id, key in rows}
    texts = SearchEntry.objects.defer("labels", "forms").in_bulk(
        [place.best for place in places if place.best >= 0]
    )
    found = []
    for place in places:
        item = objects.get(object_pk(place.memory.number, place.slot))
        text = texts.get(place.best)
        if item is None or (place.best >= 0 and text is None):
            raise Changed(place.memory.name)
        number = place.memory.number
        why = reasons.why(number, place.slot)
        marked = highlight.marked(text, reasons.words) if text else {}
        if text and why.is_close and not why.words:
            marked = reasons.closest(number, text)
        found.append(
            Hit(
                kind=place.memory.name,
                object_id=item[0],
                score=place.score,
                key=item[1],
                language=text.language if text else "",
                highlights=marked,
                below=place.below,
                why=why,
            )
        )
    return found
