"""Everything about an objective, everything about a country."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from hub import languages, vocabulary
from hub.pagecache import remembered
from search import facets
from search.engine import Request
from search.filters import ListState
from search.registry import engine
from search.rows import rows_of
from search.views.lists import AREAS, KIND

NEWEST = 10


def _about(
    request: HttpRequest, facet: str, value: str, counted: tuple[str, ...]
) -> dict[str, Any]:
    """What the practices that have one value have in common, and the newest of them."""
    code = languages.current().code
    result = engine().search(
        Request(
            kinds=(KIND,), language=code, filters={facet: (value,)}, facets=counted,
            order="newest", limit=NEWEST, viewer=request.user,
        )
    )  # fmt: skip
    state = ListState(filters={facet: (value,)})
    path = reverse("search:practices")
    labels = facets.Labels.of({"theme": set(result.facets.get("theme", {}))}, code)
    return {
        "total": result.total,
        "rows": rows_of(result.hits, request.user),
        "all_url": state.address(path),
        "breakdown": {
            name: facets.options_of(name, result.facets.get(name, {}), state, path, labels)
            for name in counted
        },
        "counts": result.facets,
        "search": {"action": path, "hidden": [(facet, value)]},
    }


@remembered(*AREAS)
def objective(request: HttpRequest, number: int) -> HttpResponse:
    """`/<language>/objectives/<n>/`"""
    try:
        found = vocabulary.objective(number)
    except vocabulary.UnknownTerm as error:
        raise Http404 from error
    counted = ("level", "country", "language", "theme", "organisation_kind")
    context = _about(request, "objective", str(number), counted)
    context["breakdown"]["country"] = context["breakdown"]["country"][: facets.TOP]
    context["breakdown"]["theme"] = context["breakdown"]["theme"][: facets.TOP]
    code = languages.current().code
    context |= {
        "objective": found,
        "short": found.short(code),
        "official": found.title(code),
        "is_verified": found.is_verified(code),
        "resolution_url": vocabulary.resolution_url(code),
        "round_table": vocabulary.round_table(found.round_table),
    }
    return render(request, "search/objective.html", context)


@remembered(*AREAS)
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """`/<language>/countries/<iso2>/`: what is there, and which objectives have nothing."""
    if iso2 != iso2.upper():
        return HttpResponsePermanentRedirect(reverse("search:country", args=[iso2.upper()]))
    try:
        found = vocabulary.country(iso2)
    except vocabulary.UnknownTerm as error:
        raise Http404 from error
    code = languages.current().code
    context = _about(request, "country", iso2, ("objective", "level", "language", "theme"))
    counts = {int(value): count for value, count in context["counts"].get("objective", {}).items()}
    context["breakdown"]["theme"] = context["breakdown"]["theme"][: facets.TOP]
    context |= {
        "name": found.name(code),
        "iso2": iso2,
        "regions": [
            (vocabulary.region(slug).name(code),
             ListState(filters={"region": (slug,)}).address(reverse("search:practices")))
            for slug in vocabulary.regions_of(iso2)
        ],
        "objective_counts": counts,
        "gaps": [each.number for each in vocabulary.objectives() if not counts.get(each.number)],
        "objective_url": _objective_in(iso2),
    }  # fmt: skip
    return render(request, "search/country.html", context)


def _objective_in(iso2: str) -> Any:
    path = reverse("search:practices")

    def address(number: int) -> str:
        return ListState(filters={"objective": (str(number),), "country": (iso2,)}).address(path)

    return address


@remembered(*AREAS)
def countries(request: HttpRequest) -> HttpResponse:
    """`/<language>/countries/`: every country that something is about, by region."""
    code = languages.current().code
    counts = (
        engine()
        .search(Request(kinds=(KIND,), facets=("country",), limit=0, viewer=request.user))
        .facets.get("country", {})
    )
    by_region = [
        (
            region.name(code),
            [
                (vocabulary.country_name(iso2, code), reverse("search:country", args=[iso2]), count)
                for iso2, count in counts.items()
                if region.key in vocabulary.regions_of(iso2)
            ],
        )
        for region in vocabulary.regions()
    ]
    for _name, lines in by_region:
        lines.sort(key=lambda line: line[0])
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
