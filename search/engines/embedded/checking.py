"""Whether the parts of the index belong together, and putting them together again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from search.engines.embedded import bits, store
from search.engines.embedded.slots import TEXT_BITS, slot_of_object
from search.engines.embedded.words import words
from search.models import SearchEntry, SearchFacet, SearchKind, SearchObject


@dataclass(frozen=True)
class Damage:
    """wordless: objects (kind, id) of which a text has no words in the index. stray: ids of words
    without a text. miscounted: kinds of which a set does not hold what it should."""

    wordless: tuple[tuple[str, int], ...]
    stray: tuple[int, ...]
    miscounted: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.wordless or self.stray or self.miscounted)


def damage() -> Damage:
    """Look through the whole index."""
    entries = set(SearchEntry.objects.values_list("pk", flat=True))
    indexed = words().pks()
    lost = {pk >> TEXT_BITS for pk in entries - indexed}
    return Damage(
        wordless=tuple(
            (kind, object_id)
            for pk, kind, object_id in SearchObject.objects.values_list(
                "pk", "kind__name", "object_id"
            )
            if pk in lost
        ),
        stray=tuple(sorted(indexed - entries)),
        miscounted=tuple(
            kind.name for kind in SearchKind.objects.exclude(name="") if _stored(kind) != _due(kind)
        ),
    )


def _stored(kind: SearchKind) -> dict[tuple[str, str], int]:
    return {
        (row.facet, row.value): bits.as_number(bits.decode(row.bits))
        for row in SearchFacet.objects.filter(kind=kind)
    }


def _due(kind: SearchKind) -> dict[tuple[str, str], int]:
    """The sets as the objects say."""
    slots: dict[tuple[str, str], list[int]] = defaultdict(list)
    for item in SearchObject.objects.filter(kind=kind).iterator():
        for name in store.sets_of(item):
            slots[name].append(slot_of_object(item.pk))
    return {name: bits.from_slots(some) for name, some in slots.items()}


def mend(found: Damage) -> None:
    """Take stray words out and write sets anew; the caller reads the wordless objects again."""
    with transaction.atomic():
        words().drop(found.stray)
        for name in found.miscounted:
            kind = store.stamped(name)
            SearchFacet.objects.filter(kind=kind).delete()
            SearchFacet.objects.bulk_create(
                SearchFacet(kind=kind, facet=facet, value=value, bits=bits.encode(number))
                for (facet, value), number in _due(kind).items()
            )
