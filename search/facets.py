"""The groups of filters beside a list: names, counts and addresses of their values."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages, vocabulary
from hub.models import Organisation
from hub.querysets import Viewer
from practices.models import Theme
from search.analysis import fold
from search.filters import CLOSED, FACETS, ListState

# Values of an open set that stand beside a list; the rest is on a page of its own.
TOP = 12
# Groups that stand open before anything is chosen. The objectives do as the strip of 23.
OPEN = ("level", "country")
# A set of which nothing is there is left out, except these, which say that much.
ALWAYS = ("objective", "level", "region")
# Names asked for one by one; of more, all are read.
MANY = 1_000


@dataclass(frozen=True)
class Option:
    """One value of a facet; lang and dir where its name is not in the reader's language."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True)
class Group:
    """The values of a facet that are shown, and where the others are."""

    facet: str
    title: str
    options: Sequence[Option]
    is_open: bool = False
    more_url: str = ""
    more_label: str = ""


@dataclass(frozen=True)
class Chosen:
    """One choice, with the address of the list without it."""

    facet: str
    label: str
    value: str
    url: str
    lang: str = ""
    dir: str = ""


def values_shown(
    facet: str, counts: Mapping[str, int], chosen: Iterable[str] = (), most: int | None = TOP
) -> list[str]:
    """The values of a facet that a list names: all of a closed set, in its order; of an open one
    what is chosen and the most frequent, of the years the latest. No `most` means all."""
    if facet in CLOSED:
        return [str(key) for key in vocabulary.set_named(facet).keys]
    kept = dict.fromkeys(chosen)
    others = [value for value in counts if value not in kept]
    room = len(others) if most is None else max(most - len(kept), 0)
    if facet == "year":
        return sorted([*kept, *sorted(others, reverse=True)[:room]], reverse=True)
    return [*kept, *heapq.nsmallest(room, others, key=lambda value: (-counts[value], value))]


@dataclass(frozen=True)
class Labels:
    """Names of facet values in the reader's language.

    Those of themes and organisations stand in the database, each in its own language; they are
    read once, for the values that are shown. An organisation that the reader may not see has no
    name.
    """

    language: str
    themes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    organisations: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Sequence[str]], language: str, viewer: Viewer) -> Labels:
        """Labels for the values by facet, with at most two queries."""
        themes: Mapping[str, tuple[str, str]] = {}
        organisations: Mapping[str, tuple[str, str]] = {}
        if slugs := values.get("theme"):
            rows = Theme.objects.all()
            if len(slugs) <= MANY:
                rows = rows.filter(slug__in=slugs)
            themes = {
                slug: (name, code) for slug, name, code in rows.values_list(
                    "slug", "name", "language"
                )
            }  # fmt: skip
        if pks := values.get("organisation"):
            known = Organisation.objects.visible_to(viewer)
            if len(pks) <= MANY:
                known = known.filter(pk__in=[int(pk) for pk in pks])
            organisations = {
                str(pk): (name, code) for pk, name, code in known.values_list(
                    "pk", "name", "name_language"
                )
            }  # fmt: skip
        return cls(language, themes, organisations)

    def named(self, facet: str, value: str) -> tuple[str, str]:
        """The name of a value, and its language where that is not the reader's. Where there is
        no such name, the value itself."""
        if facet == "theme":
            name, code = self.themes.get(value, (value, ""))
        elif facet == "organisation":
            name, code = self.organisations.get(value, (value, ""))
        elif facet == "language":
            name, code = languages.language_name(value, self.language), ""
        elif facet == "year":
            name, code = value, ""
        else:
            terms = vocabulary.set_named(facet)
            name, code = terms.label(value, self.language) if value in terms else value, ""
        if facet in ("objective", "sdg"):
            name = f"{value} {name}"
        return name, code if code != self.language else ""

    def knows(self, facet: str, value: str) -> bool:
        """Whether there is such a value at all, as far as the reader may know."""
        if facet == "theme":
            return value in self.themes
        if facet == "organisation":
            return value in self.organisations
        return facet != "language" or languages.language_name(value, self.language) != value


def _own_way(code: str) -> dict[str, str]:
    return {"lang": languages.html_tag(code), "dir": languages.direction(code)} if code else {}


def options_of(
    facet: str,
    values: Iterable[str],
    counts: Mapping[str, int],
    state: ListState,
    path: str,
    labels: Labels,
) -> list[Option]:
    """The values as options. One that nobody may know the name of is left out."""
    chosen = state.filters.get(facet, ())
    options = []
    for value in values:
        if facet in ("theme", "organisation") and not labels.knows(facet, value):
            continue
        name, code = labels.named(facet, value)
        options.append(
            Option(
                value=value,
                label=name,
                count=counts.get(value, 0),
                url=state.toggled(facet, value).address(path),
                chosen=value in chosen,
                **_own_way(code),
            )
        )
    return options


def by_name(facet: str, values: Iterable[str], labels: Labels, part: str = "") -> list[str]:
    """Values whose name has a part, in the order in which the reader looks names up; those with
    names in other languages last."""
    wanted = fold(part)
    named = [(value, *labels.named(facet, value)) for value in values]
    if wanted:
        named = [each for each in named if wanted in fold(each[1])]
    if facet == "country":
        order = {
            each.key: place for place, each in enumerate(vocabulary.countries(labels.language))
        }
        named.sort(key=lambda each: order.get(each[0], len(order)))
    elif facet == "year":
        named.sort(key=lambda each: each[0], reverse=True)
    else:
        named.sort(key=lambda each: (bool(each[2]), fold(each[1])))
    return [value for value, _name, _language in named]


def group_of(
    facet: str,
    counts: Mapping[str, int],
    state: ListState,
    path: str,
    labels: Labels,
    full_list: Callable[[str], str],
) -> Group:
    """The group of a facet; `full_list` gives the address of all its values."""
    chosen = state.filters.get(facet, ())
    options = options_of(
        facet, values_shown(facet, counts, chosen), counts, state, path, labels
    )  # fmt: skip
    if facet not in CLOSED and facet != "year":
        options.sort(key=lambda option: (not option.chosen, -option.count, fold(option.label)))
    hidden = 0
    if facet not in CLOSED:
        hidden = len(counts) - sum(option.value in counts for option in options)
    return Group(
        facet=facet,
        title=str(FACETS[facet]),
        options=options,
        is_open=facet in OPEN or bool(chosen),
        more_url=full_list(facet) if hidden else "",
        more_label=ngettext("All, %(count)s more", "All, %(count)s more", hidden)
        % {"count": hidden},
    )  # fmt: skip


def groups(
    counts: Mapping[str, Mapping[str, int]],
    state: ListState,
    path: str,
    labels: Labels,
    full_list: Callable[[str], str],
) -> list[Group]:
    """The groups of a list, without those that have nothing to choose."""
    made = (
        group_of(facet, counts.get(facet, {}), state, path, labels, full_list) for facet in FACETS
    )
    return [
        group
        for group in made
        if group.facet in ALWAYS or any(each.count or each.chosen for each in group.options)
    ]


def chosen(state: ListState, path: str, labels: Labels) -> list[Chosen]:
    """What is chosen, each with the address that takes it away; the words last, where they are
    not all there is."""
    lines = []
    for facet, values in state.filters.items():
        for value in values:
            name, code = labels.named(facet, value)
            url = state.without_value(facet, value).address(path)
            lines.append(Chosen(facet, str(FACETS[facet]), name, url, **_own_way(code)))
    if state.query and lines:
        url = ListState(filters=state.filters).address(path)
        lines.append(Chosen("q", _("Words"), state.query, url, dir="auto"))
    return lines
