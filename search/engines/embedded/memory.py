"""What a process remembers of the index, each part under the stamp that it was read at.

A stamp names one state of a kind for ever, so nothing here can be stale: what was read under
another stamp is simply not asked for again.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import connection
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from hub import indexing
from search.engines.embedded import bits
from search.engines.embedded.bits import Mask, Stored
from search.engines.embedded.slots import slot_of_object
from search.engines.embedded.store import DEMOTED, EVERYTHING, PRIVATE, SETS
from search.models import SearchEntry, SearchKind, SearchObject

if TYPE_CHECKING:
    from hub.querysets import Viewer
    from search.engine import Order

T = TypeVar("T")


class Changed(Exception):
    """The index changed between two readings; what was read does not belong together."""


@dataclass(frozen=True)
class State:
    """The kinds of the index at one moment, and the stamps of the words and of the secretariat's
    synonyms; 0 where there never were any. meaning: the stamps of the kinds' sentences."""

    kinds: dict[str, tuple[int, int]]
    words: int
    synonyms: int = 0
    meaning: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> State:
        """With one statement."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, number, stamp, meaning FROM search_searchkind")
            rows = cursor.fetchall()
        kinds = {name: (number, stamp) for name, number, stamp, _meaning in rows}
        meaning = {name: meant for name, _number, _stamp, meant in rows if meant}
        synonyms = kinds.pop(SearchKind.SYNONYMS, (0, 0))[1]
        return cls(kinds, kinds.pop("", (0, 0))[1], synonyms, meaning)


class Remembered(Generic[T]):
    """The most recently used of what was worked out, up to a number."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        made = make()
        with self._lock:
            self._kept[name] = made
            self._kept.move_to_end(name)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


# Counts of a facet that are kept for a kind, each for one set of objects.
COUNTS = 800


@dataclass
class KindMemory:
    """All sets of one kind at one stamp.

    orders: slots in an order, all of them or as many as were read (`ordered`). counts: by facet
    and set, what `count` said; the set holds who looks, for what, and through which filters.
    """

    number: int
    name: str
    stamp: int
    facets: dict[str, dict[str, Stored]]
    everything: int
    demoted: int
    private: int
    orders: dict[Hashable, array[int]] = field(default_factory=dict)
    counts: Remembered[dict[str, int]] = field(default_factory=lambda: Remembered(COUNTS))

    @property
    def size(self) -> int:
        """One more than the highest slot."""
        return self.everything.bit_length()

    def chosen(self, facet: str, values: tuple[str, ...]) -> int:
        """Those that have any of the values."""
        known = self.facets.get(facet, {})
        number = 0
        for value in values:
            if value in known:
                number |= bits.as_number(known[value])
        return number

    def count(self, facet: str, mask: Mask) -> dict[str, int]:
        """How many of the mask have each value; values that nothing has are left out. Not to be
        changed by the caller."""
        return self.counts.get((facet, mask.number), lambda: self._count(facet, mask))

    def _count(self, facet: str, mask: Mask) -> dict[str, int]:
        of_set = bits.count if mask.number == self.everything else mask.count
        counted = {value: of_set(stored) for value, stored in self.facets.get(facet, {}).items()}
        return {value: count for value, count in counted.items() if count}


_kinds: Remembered[KindMemory] = Remembered(24)
_hidden: Remembered[int] = Remembered(24)


def forget() -> None:
    """Drop everything; for measuring."""
    _kinds.clear()
    _hidden.clear()


def kind(name: str, number: int, stamp: int) -> KindMemory:
    """The sets of a kind at a stamp. Raises `Changed` when it is not that stamp's turn any more."""
    return _kinds.get((name, number, stamp), lambda: _load(name, number, stamp))


def kinds(state: State, wanted: Iterable[str]) -> list[KindMemory]:
    """Those kinds that are in the index and that an app still answers for. Raises `Changed`."""
    known = indexing.kinds()
    return [
        kind(name, *state.kinds[name])
        for name in dict.fromkeys(wanted)
        if name in state.kinds and name in known
    ]


def _load(name: str, number: int, stamp: int) -> KindMemory:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.stamp, f.facet, f.value, f.bits FROM search_searchkind k"
            " LEFT JOIN search_searchfacet f ON f.kind_id = k.number WHERE k.number = %s",
            [number],
        )
        rows = cursor.fetchall()
    if not rows or rows[0][0] != stamp:
        raise Changed(name)
    facets: dict[str, dict[str, Stored]] = {}
    for _stamp, facet, value, stored in rows:
        if facet is not None:
            facets.setdefault(facet, {})[value] = bits.decode(stored)
    sets = {value: bits.as_number(stored) for value, stored in facets.pop(SETS, {}).items()}
    return KindMemory(
        number=number,
        name=name,
        stamp=stamp,
        facets=facets,
        everything=sets.get(EVERYTHING, 0),
        demoted=sets.get(DEMOTED, 0),
        private=sets.get(PRIVATE, 0),
    )


def visible(memory: KindMemory, viewer: Viewer) -> int:
    """The objects that a viewer may find, as the database says.

    For visitors the answer is kept with the stamp, since only a change of the kind itself can
    change it. For people it is asked each time: what they may see also hangs on memberships.
    """
    if viewer.is_authenticated:
        return memory.everything & ~_ask_hidden(memory, viewer)
    name = (memory.name, memory.number, memory.stamp)
    return memory.everything & ~_hidden.get(name, lambda: _ask_hidden(memory, viewer))


def _ask_hidden(memory: KindMemory, viewer: Viewer) -> int:
    """Those in the index that the viewer may not see; nearly always none, so the shorter list."""
    seen = indexing.source(memory.name).visible_to(viewer).order_by().values("pk")
    hidden = (
        SearchObject.objects.filter(kind=memory.number)
        .exclude(object_id__in=seen)
        .values_list("id", flat=True)
    )
    statement, parameters = hidden.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 0, stamp FROM search_searchkind WHERE number = %s"  # noqa: S608
            f" UNION ALL SELECT 1, id FROM ({statement}) AS hidden",
            [memory.number, *parameters],
        )
        rows = cursor.fetchall()
    if (0, memory.stamp) not in rows:
        raise Changed(memory.name)
    return bits.from_slots([slot_of_object(pk) for what, pk in rows if what])


# Most pages lie among so many first objects of an order.
FIRST = 1_000


def ordered(memory: KindMemory, by: Order, language: str) -> Iterator[int]:
    """All slots of a kind in an order other than relevance. Raises `Changed`."""
    name = (by, language if by == "title" else "")
    if name not in memory.orders:
        memory.orders[name] = _ask_order(memory, by, language, FIRST)
    known = memory.orders[name]
    yield from known
    if len(known) < memory.everything.bit_count():
        memory.orders[name] = _ask_order(memory, by, language)
        yield from memory.orders[name][len(known) :]


def _ask_order(
    memory: KindMemory, by: Order, language: str, most: int | None = None
) -> array[int]:  # fmt: skip
    rows = SearchObject.objects.filter(kind=memory.number)
    if by == "title":
        own = SearchEntry.objects.filter(object=OuterRef("pk"), language=language)
        shown = Coalesce(Subquery(own.values("sort_title")[:1]), F("sort_title"))
        rows = rows.order_by(NullIf(shown, Value("")).asc(nulls_last=True), "object_id")
    elif by == "oldest":
        rows = rows.order_by(F("published_at").asc(nulls_last=True), "object_id")
    else:
        rows = rows.order_by(F("published_at").desc(nulls_last=True), "-object_id")
    stamp = SearchKind.objects.filter(number=memory.number).values("stamp")
    found = list(rows.values_list("id", Subquery(stamp))[:most])
    if bool(found) != bool(memory.everything) or (found and found[0][1] != memory.stamp):
        raise Changed(memory.name)
    return array("Q", [slot_of_object(pk) for pk, _stamp in found])
