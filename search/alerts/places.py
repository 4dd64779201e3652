"""The lists that can be searched, and what an address asks of each: the same for a saved search, an
alert and a feed, so that all of them mean what the list shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub import indexing
from hub.querysets import Viewer
from practices.indexing import KIND as PRACTICE
from search import asked, filters, talk
from search.asked import Asked
from search.engine import Request
from search.filters import AREAS, ListState

# Names and values of an address, in the one order that its list gives them.
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What an address asks of a list, without page and order, which say nothing of what is in it.

    query: the words. chosen: the values of filters, by their names. notes: what in the address
    could not be understood.
    """

    place: Place
    query: str
    literal: bool
    chosen: Pairs
    notes: tuple[str, ...] = ()

    @property
    def pairs(self) -> Pairs:
        """As an address has them."""
        words = [("q", self.query)] if self.query else []
        return [*words, *self.chosen, *([("literal", "1")] if self.literal else [])]

    @property
    def parameters(self) -> str:
        """As they are kept: the query of an address."""
        return filters.address("", self.pairs).removeprefix("?")

    @property
    def is_everything(self) -> bool:
        return not self.query and not self.chosen

    def url(self) -> str:
        """Where the list stands in the active language."""
        return filters.address(reverse(self.place.route), self.pairs)

    def feed_url(self) -> str:
        return filters.address(reverse(self.place.feed_route), self.pairs)

    def save_url(self) -> str:
        return filters.address(reverse("search:save", args=[self.place.name]), self.pairs)

    def requests(self, viewer: Viewer, language: str) -> list[Request]:
        """What the list asks an engine, the newest first; each of its kinds in exactly one."""
        return [
            Request(
                kinds=kinds, text=self.query, language=language, filters=chosen,
                order="newest", correct=not self.literal, viewer=viewer,
            )
            for kinds, chosen in self.place.asks(self)
        ]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A list. read: what the query of its address asks. asks: the kinds that it asks for at once,
    with the filters. areas: what pages without words depend on, where they may be kept: where the
    index follows a change in its transaction."""

    name: str
    label: Any
    route: str
    feed_route: str
    read: Callable[[QueryDict], Wanted]
    asks: Callable[[Wanted], list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]]
    areas: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """All that it may have."""
        return tuple(kind for some, _chosen in self.asks(self.read(QueryDict())) for kind in some)


def of_list(state: ListState) -> Wanted:
    """What the list of practices asks."""
    pairs = replace(state, query="", order=None, literal=False, page=1).parameters()
    return Wanted(PRACTICES, state.query, state.literal, pairs, state.notes)


def of_everything(state: ListState) -> Wanted:
    """What the search over everything asks: it has no filters."""
    return Wanted(EVERYTHING, state.query, state.literal, (), state.notes)


def of_discussions(state: Asked) -> Wanted:
    """What the list of what was said asks."""
    pairs = [(name, state.chosen[name]) for name in asked.NARROWING if name in state.chosen]
    return Wanted(DISCUSSIONS, state.query, state.literal, pairs, state.notes)


def _grouped(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        grouped[name] = (*grouped.get(name, ()), value)
    return grouped


def _ask_everything(wanted: Wanted) -> list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]:
    return [((kind,), {}) for kind in indexing.kinds()]


def _ask_discussions(wanted: Wanted) -> list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]:
    chosen = _grouped(wanted.chosen)
    return [(chosen.pop("kind", talk.KINDS), chosen)]


PRACTICES = Place(
    name="practices",
    label=_("Practices"),
    route="search:practices",
    feed_route="search:practices-feed",
    read=lambda parameters: of_list(filters.read(parameters)),
    asks=lambda wanted: [((PRACTICE,), _grouped(wanted.chosen))],
    areas=AREAS,
)
DISCUSSIONS = Place(
    name="discussions",
    label=_("Discussions"),
    route="search:discussions",
    feed_route="search:discussions-feed",
    read=lambda parameters: of_discussions(asked.read(parameters)),
    asks=_ask_discussions,
)
EVERYTHING = Place(
    name="everything",
    label=_("Everything"),
    route="search:everything",
    feed_route="search:feed",
    read=lambda parameters: of_everything(filters.read(parameters)),
    asks=_ask_everything,
)
_places = {place.name: place for place in (PRACTICES, DISCUSSIONS, EVERYTHING)}


def named(name: str) -> Place | None:
    return _places.get(name)


def kept(place: str, parameters: str) -> Wanted:
    """What a saved search asks. Raises `KeyError` for a list that is gone."""
    return _places[place].read(QueryDict(parameters))
