"""The groups of filters beside a list: names, counts and addresses of their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages, vocabulary
from hub.models import Organisation
from practices.models import Theme
from search.filters import CLOSED, FACETS, ListState

TOP = 12


@dataclass(frozen=True)
class Option:
    """One value of a facet. `count` is None where a chosen value has no document at all."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool
    lang: str = ""
    dir: str = ""
    objective: int | None = None


@dataclass(frozen=True)
class Group:
    facet: str
    title: str
    options: Sequence[Option]
    is_open: bool = False
    more_url: str = ""
    more_label: str = ""


@dataclass
class Labels:
    """Names of facet values in the reader's language; those in the database are read once."""

    language: str
    themes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    organisations: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any], language: str) -> Labels:
        """Labels for the values by facet, with at most two queries."""
        themes, organisations = {}, {}
        if values.get("theme"):
            themes = {
                theme.slug: (theme.name, theme.language)
                for theme in Theme.objects.filter(slug__in=list(values["theme"]))
            }
        if values.get("organisation"):
            organisations = {
                str(pk): (name, code)
                for pk, name, code in Organisation.objects.filter(
                    pk__in=[int(value) for value in values["organisation"]]
                ).values_list("pk", "name", "name_language")
            }
        return cls(language, themes, organisations)

    def named(self, facet: str, value: str) -> tuple[str, str]:
        """The name of a value, and its language where that is not the reader's."""
        if facet == "theme":
            return self.themes.get(value, (value, ""))
        if facet == "organisation":
            return self.organisations.get(value, (value, ""))
        if facet == "language":
            return languages.language_name(value, self.language), ""
        if facet == "year":
            return value, ""
        return vocabulary.set_named(facet).label(value, self.language), ""


def _option(
    labels: Labels, facet: str, value: str, count: int, state: ListState, path: str
) -> Option:
    label, language = labels.named(facet, value)
    return Option(
        value=value,
        label=f"{value} {label}" if facet in ("objective", "sdg") else label,
        count=count,
        url=state.toggled(facet, value).address(path),
        chosen=value in state.filters.get(facet, ()),
        lang=languages.html_tag(language) if language else "",
        dir=languages.direction(language) if language else "",
        objective=int(value) if facet == "objective" else None,
    )


def options_of(
    facet: str, counts: Mapping[str, int], state: ListState, path: str, labels: Labels
) -> list[Option]:
    """Every value of a facet, in the vocabulary's order where the set is closed, else the most
    frequent first; chosen ones are never missing."""
    chosen = state.filters.get(facet, ())
    if facet in CLOSED:
        values = [str(key) for key in vocabulary.set_named(facet).keys]
    else:
        values = [*counts, *(value for value in chosen if value not in counts)]
    options = [_option(labels, facet, value, counts.get(value, 0), state, path) for value in values]
    if facet == "year":
        options.sort(key=lambda option: option.value, reverse=True)
    elif facet not in CLOSED:
        options.sort(key=lambda option: (not option.chosen, -option.count, option.label.casefold()))
    return options


def groups(
    counts: Mapping[str, Mapping[str, int]],
    state: ListState,
    path: str,
    labels: Labels,
    full_list: Mapping[str, str],
) -> list[Group]:
    """The groups of a list. `full_list` gives, by facet, the address of all its values."""
    made = []
    for facet, title in FACETS.items():
        of_facet = counts.get(facet, {})
        options = options_of(facet, of_facet, state, path, labels)
        nothing = not any(option.count or option.chosen for option in options)
        if nothing and facet not in ("objective", "level", "region"):
            continue
        shown, hidden = options, 0
        if facet not in CLOSED and len(options) > TOP:
            keep = max(TOP, sum(option.chosen for option in options))
            shown, hidden = options[:keep], len(options) - keep
        made.append(
            Group(
                facet=facet,
                title=str(title),
                options=shown,
                is_open=facet in ("objective", "level", "country") or facet in state.filters,
                more_url=full_list.get(facet, "") if hidden else "",
                more_label=ngettext("All, %(count)s more", "All, %(count)s more", hidden)
                % {"count": hidden}
                if hidden
                else "",
            )
        )
    return made


def chosen(state: ListState, path: str, labels: Labels) -> list[dict[str, str]]:
    """What is chosen, each with the address that takes it away."""
    lines = []
    for facet, values in state.filters.items():
        for value in values:
            label, language = labels.named(facet, value)
            lines.append(
                {
                    "label": str(FACETS[facet]),
                    "value": f"{value} {label}" if facet in ("objective", "sdg") else label,
                    "url": state.without_value(facet, value).address(path),
                    "lang": languages.html_tag(language) if language else "",
                    "dir": languages.direction(language) if language else "",
                }
            )
    if state.query:
        lines.append(
            {
                "label": _("Words"),
                "value": state.query,
                "url": ListState(filters=state.filters).address(path),
                "lang": "",
                "dir": "auto",
            }
        )
    return lines
