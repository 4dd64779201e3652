"""What the address of the list of what was said asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from search import filters, talk

# Names of parameters, in the order in which an address has them.
NARROWING = ("kind", "objective", "language", "space", "about")
KNOWN = frozenset({*NARROWING, "q", "page", "literal", "order"})


@dataclass(frozen=True)
class Asked:
    """What an address says: the words, one value of each narrowing, the page."""

    query: str = ""
    literal: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    notes: tuple[str, ...] = ()

    def address(self, path: str) -> str:
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, self.chosen[name]) for name in NARROWING if name in self.chosen]
        pairs += [("literal", "1")] if self.literal else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return filters.address(path, pairs)

    def toggled(self, name: str, value: str) -> Asked:
        chosen = {key: kept for key, kept in self.chosen.items() if key != name}
        if self.chosen.get(name) != value:
            chosen[name] = value
        return replace(self, chosen=chosen, page=1)


def read(parameters: QueryDict) -> Asked:
    """Read an address. Never raises; what makes no sense is left out, and said where it is a
    choice."""
    words = filters.read(parameters)
    chosen, notes = {}, []
    for name in NARROWING:
        given = parameters.get(name, "").strip()
        if not given:
            continue
        value = _parsed(name, given)
        if value is None:
            said = {"value": filters.shortened(given)}
            notes.append(_("“%(value)s” is no choice here; it was left out.") % said)
        else:
            chosen[name] = value
    notes += filters.unknown(parameters, KNOWN)
    return Asked(words.query, words.literal, chosen, words.page, tuple(notes))


def _parsed(name: str, given: str) -> str | None:
    if name == "kind":
        return given if given in talk.KINDS else None
    if name in ("objective", "language"):
        return filters.parse_value(name, given)
    if name == "space":
        return filters.parse_value("organisation", given)
    kind, _dash, pk = given.partition("-")
    return given if kind == "practice" and pk.isdecimal() and len(pk) <= 12 else None
