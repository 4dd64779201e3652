"""Everything about an objective, everything about a country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages, vocabulary
from hub.pagecache import remembered
from hub.templatetags.hub_look import objective_path, squares_of
from search import facets
from search.engine import Request
from search.filters import Addresses, ListState
from search.registry import engine
from search.rows import rows_of
from search.views.lists import AREAS, KIND, full_list

SHOWN = 10


def _about(
    request: HttpRequest, facet: str, value: str, counted: tuple[str, ...]
) -> dict[str, Any]:
    """What the practices that have one value have in common, and the first of them. The facets
    that are counted lead to the list with one filter more; the levels stand apart."""
    code = languages.current().code
    result = engine().search(
        Request(
            kinds=(KIND,), language=code, filters={facet: (value,)},
            facets=("level", "objective", *counted),
            limit=SHOWN, viewer=request.user,
        )
    )  # fmt: skip
    state = ListState(filters={facet: (value,)})
    path = reverse("search:practices")
    themes = facets.values_shown("theme", result.facets.get("theme", {}))
    labels = facets.Labels.of({"theme": themes}, code, request.user)
    groups = [
        facets.group_of(name, result.facets.get(name, {}), state, path, labels, full_list(state))
        for name in counted
    ]
    levels = facets.values_shown("level", {})
    counts = result.facets.get("level", {})
    return {
        "total": result.total,
        "rows": rows_of(result.hits, request.user),
        "all_url": state.address(path),
        "levels": facets.options_of("level", levels, counts, state, path, labels),
        "groups": [group for group in map(_without_zeros, groups) if group.options],
        "objective_counts": {
            int(key): count for key, count in result.facets.get("objective", {}).items()
        },
        "search": {
            "action": path,
            "label": _("Search in these practices"),
            "hidden": [(facet, value)],
            "suggest_url": reverse("search:suggest"),
        },
    }


def _without_zeros(group: facets.Group) -> facets.Group:
    return replace(group, options=[option for option in group.options if option.count])


@remembered(*AREAS)
def objective(request: HttpRequest, number: int) -> HttpResponse:
    """`/<language>/objectives/<n>/`"""
    try:
        found = vocabulary.objective(number)
    except vocabulary.UnknownTerm as error:
        raise Http404 from error
    code = languages.current().code
    context = _about(
        request, "objective", str(found.number),
        ("country", "language", "theme", "organisation_kind"),
    )  # fmt: skip
    context |= {
        "objective": found,
        "short": found.short(code),
        "official": found.title(code),
        "is_verified": found.is_verified(code),
        "resolution_url": vocabulary.resolution_url(code),
        "round_table": vocabulary.round_table(found.round_table),
        "own": [found.number],
        "crumbs": [(_("Objectives"), reverse("search:objectives"))],
    }
    return render(request, "search/objective.html", context)


@remembered(*AREAS)
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """`/<language>/countries/<iso2>/`: what is there, and which objectives have nothing."""
    try:
        found = vocabulary.country(iso2)
    except vocabulary.UnknownTerm as error:
        raise Http404 from error
    if iso2 != found.key:
        return HttpResponsePermanentRedirect(reverse("search:country", args=[found.key]))
    code = languages.current().code
    context = _about(request, "country", found.key, ("language", "theme", "organisation_kind"))
    counts = context["objective_counts"]
    path = reverse("search:practices")
    context |= {
        "crumbs": [(_("Countries"), reverse("search:countries"))],
        "name": found.name(code),
        "iso2": found.key,
        "regions": [
            (vocabulary.region(key).name(code), ListState(filters={"region": (key,)}).address(path))
            for key in found.regions
        ],
        "gaps": squares_of(
            [each.number for each in vocabulary.objectives() if not counts.get(each.number)],
            href_for=objective_path,
        ),
        "objective_url": _objective_in(found.key, counts),
    }
    return render(request, "search/country.html", context)


def _objective_in(iso2: str, counts: dict[int, int]) -> Addresses:
    """Where a square leads: to what there is in the country, else to the objective itself."""
    path = reverse("search:practices")

    def address(number: int) -> str:
        if not counts.get(number):
            return reverse("search:objective", args=[number])
        return ListState(filters={"objective": (str(number),), "country": (iso2,)}).address(path)

    return Addresses(address)


@remembered(*AREAS)
def countries(request: HttpRequest) -> HttpResponse:
    """`/<language>/countries/`: every country that something is about, by region."""
    code = languages.current().code
    counts = (
        engine()
        .search(Request(kinds=(KIND,), facets=("country",), limit=0, viewer=request.user))
        .facets.get("country", {})
    )
    by_region = []
    for region in vocabulary.regions():
        there = vocabulary.countries_of(region.key, code)
        lines = [
            (each.name(code), reverse("search:country", args=[each.key]), counts[each.key])
            for each in there
            if each.key in counts
        ]
        by_region.append((region.name(code), lines, len(there)))
    return render(request, "search/countries.html", {"by_region": by_region})


@remembered(*AREAS)
def objectives(request: HttpRequest) -> HttpResponse:
    """`/<language>/objectives/`: the 23 with how much there is of each."""
    counts = (
        engine()
        .search(Request(kinds=(KIND,), facets=("objective",), limit=0, viewer=request.user))
        .facets.get("objective", {})
    )
    context = {"counts": {int(value): count for value, count in counts.items()}}
    return render(request, "search/objectives.html", context)
