"""What a list's address says, and the address that says something else.

A list's whole state stands in its address, in one order and one spelling, so that two people who
chose the same see the same address. What cannot be read is left out and said in words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hub import languages, vocabulary
from search.engine import Order

if TYPE_CHECKING:
    from django.http import QueryDict

# In the order in which a list shows them and an address names them.
FACETS: dict[str, str | Promise] = {
    "objective": gettext_lazy("Objective"),
    "level": gettext_lazy("Level"),
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Region"),
    "principle": gettext_lazy("Guiding principle"),
    "sdg": gettext_lazy("Sustainable Development Goal"),
    "type": gettext_lazy("Type"),
    "language": gettext_lazy("Language"),
    "theme": gettext_lazy("Theme"),
    "organisation": gettext_lazy("Organisation"),
    "organisation_kind": gettext_lazy("Kind of organisation"),
    "evidence": gettext_lazy("Strength of evidence"),
    "provenance": gettext_lazy("Provenance"),
    "year": gettext_lazy("Active in"),
}
# Sets that are the same everywhere and short: every value stands there, also with a count of 0.
CLOSED = frozenset(
    {
        "objective", "level", "region", "principle", "sdg", "type", "organisation_kind",
        "evidence", "provenance",
    }
)  # fmt: skip
ORDERS: dict[Order, str | Promise] = {
    "relevance": pgettext_lazy("order of a list", "Best match first"),
    "newest": pgettext_lazy("order of a list", "Newest first"),
    "oldest": pgettext_lazy("order of a list", "Oldest first"),
    "title": pgettext_lazy("order of a list", "By title"),
}
KNOWN = frozenset({*FACETS, "q", "order", "page", "literal"})
PAGE_SIZE = 20
# What lists of practices depend on: practices, and the names of organisations and themes.
AREAS = ("practice", "organisation", "vocabulary")
MAX_WORDS = 500
# Values of one facet that are read; more is no choice but an attack.
MAX_VALUES = 60
# What stands where bytes were no UTF-8.
UNREADABLE = "\ufffd"
# What mail programs and networks add to addresses; it means nothing here and nobody typed it.
TRACKING = ("utm_", "fbclid", "gclid", "mc_")


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


@dataclass(frozen=True)
class Addresses:
    """Addresses by number, for the tags of `hub_look`; a template hands it on without calling."""

    of: Callable[[int], str]
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, number: int) -> str:
        return self.of(number)


@dataclass(frozen=True)
class ListState:
    """What is asked of a list.

    notes: sentences for the reader about what in the address could not be understood.
    page: from 1; not yet checked against how many there are.
    literal: search for exactly what was typed, without correcting it.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order | None = None
    page: int = 1
    literal: bool = False
    notes: tuple[str, ...] = ()

    @property
    def effective_order(self) -> Order:
        return self.order or "relevance"

    @property
    def chosen_count(self) -> int:
        return sum(len(values) for values in self.filters.values())

    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter, in the one order."""
        pairs = [("q", self.query)] if self.query else []
        for facet in FACETS:
            pairs += [(facet, value) for value in self.filters.get(facet, ())]
        if self.order:
            pairs.append(("order", self.order))
        if self.literal:
            pairs.append(("literal", "1"))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self, path: str) -> str:
        return address(path, self.parameters())

    def with_value(self, facet: str, value: str) -> ListState:
        values = sorted({*self.filters.get(facet, ()), value}, key=_value_order)
        return replace(self, filters={**self.filters, facet: tuple(values)}, page=1)

    def without_value(self, facet: str, value: str) -> ListState:
        values = tuple(each for each in self.filters.get(facet, ()) if each != value)
        filters = {**self.filters, facet: values}
        return replace(self, filters={k: v for k, v in filters.items() if v}, page=1)

    def toggled(self, facet: str, value: str) -> ListState:
        chosen = value in self.filters.get(facet, ())
        return self.without_value(facet, value) if chosen else self.with_value(facet, value)

    def without_unknown(self, unknown: Iterable[tuple[str, str]]) -> ListState:
        """Without these values of facets, which turned out to be none; the notes say so."""
        state, notes = self, list(self.notes)
        for facet, value in unknown:
            state = replace(state.without_value(facet, value), page=self.page)
            notes.append(_unknown_value(facet, value))
        return replace(state, notes=tuple(notes))

    def without_filters(self) -> ListState:
        return replace(self, filters={}, page=1)


def _value_order(value: str) -> tuple[int, str]:
    return (int(value), "") if value.isdecimal() else (10**9, value)


def unknown(parameters: QueryDict, known: Collection[str]) -> list[str]:
    """A note for each part of an address that is none of the known ones."""
    said = _("The address has a part that means nothing here: “%(name)s”.")
    return [
        said % {"name": shortened(name)}
        for name in parameters
        if name not in known and not name.startswith(TRACKING)
    ]


def read(parameters: QueryDict) -> ListState:
    """Read an address's query. Never raises; what makes no sense becomes a note."""
    notes: list[str] = []
    filters: dict[str, tuple[str, ...]] = {}
    if any(UNREADABLE in value for _name, values in parameters.lists() for value in values):
        notes.append(_("Some characters in the address could not be read."))
    for facet in FACETS:
        values = _read_values(facet, parameters.getlist(facet), notes)
        if values:
            filters[facet] = values
    notes += unknown(parameters, KNOWN)
    query = parameters.get("q", "").replace("\x00", " ").replace(UNREADABLE, " ")
    query = " ".join(query.split())
    query = query.encode("utf-8", "ignore").decode()
    if len(query) > MAX_WORDS:
        query = query[:MAX_WORDS]
        notes.append(
            _("The question was very long; the first %(count)s characters were used.")
            % {"count": MAX_WORDS}
        )
    return ListState(
        query=query,
        filters=filters,
        order=_read_order(parameters, notes),
        page=_read_page(parameters.get("page", ""), notes),
        literal=parameters.get("literal") == "1",
        notes=tuple(dict.fromkeys(notes)),
    )


def _read_values(facet: str, given: list[str], notes: list[str]) -> tuple[str, ...]:
    values: dict[str, None] = {}
    for one in given[:MAX_VALUES]:
        if not one:
            continue
        value = parse_value(facet, one)
        if value is None:
            notes.append(_unknown_value(facet, one))
        else:
            values[value] = None
    if len(given) > MAX_VALUES:
        notes.append(
            _("The filter “%(facet)s” had very many values; the first %(count)s were used.")
            % {"facet": FACETS[facet], "count": MAX_VALUES}
        )
    return tuple(sorted(values, key=_value_order))


def wordless(query: str) -> str:
    """The note for a question that nothing can be looked for with."""
    said = {"query": shortened(query)}
    return _("“%(query)s” has no word that can be looked for, and was left out.") % said


def _unknown_value(facet: str, value: str) -> str:
    return _("“%(value)s” is nothing that the filter “%(facet)s” knows; it was left out.") % {
        "value": shortened(value),
        "facet": FACETS[facet],
    }


def parse_value(facet: str, value: str) -> str | None:
    """The one spelling of a facet's value, or None where it can be none."""
    value = value.strip()
    if facet == "language":
        return languages.normalise(value) if languages.tag_is_valid(value) else None
    if facet == "theme":
        return value if 0 < len(value) <= 120 and "\x00" not in value else None
    if facet == "organisation":
        return str(int(value)) if value.isdecimal() and len(value) <= 12 else None
    if facet == "year":
        fits = value.isdecimal() and value.isascii() and 1900 <= int(value[:9]) <= 2200
        return value if fits else None
    try:
        return str(vocabulary.set_named(facet).parse(value))
    except vocabulary.UnknownTerm:
        return None


def _read_order(parameters: QueryDict, notes: list[str]) -> Order | None:
    order = parameters.get("order", "")
    if not order:
        return None
    if order not in ORDERS:
        notes.append(
            _("There is no order “%(order)s”; the usual one is used.") % {"order": shortened(order)}
        )
        return None
    # The usual one needs no name.
    return order if order != "relevance" else None


def _read_page(given: str, notes: list[str]) -> int:
    if not given:
        return 1
    if given.isdecimal() and given.isascii() and int(given[:12]) >= 1:
        return int(given[:12])
    notes.append(_("There is no page “%(page)s”; this is the first.") % {"page": shortened(given)})
    return 1


def shortened(text: str) -> str:
    """What a stranger wrote, short enough to be repeated in a sentence."""
    text = "".join(character for character in text if character.isprintable())
    text = text.encode("utf-8", "ignore").decode()
    return text if len(text) <= 60 else f"{text[:59]}…"
