"""The list of practices: words, filters, counts, pages; and all the values of one filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages
from hub.pagecache import mark
from search import facets, filters
from search.engine import Request, Result
from search.filters import FACETS, PAGE_SIZE, ListState
from search.registry import engine
from search.rows import Row, rows_of

KIND = "practice"
# What depends on practices and on the names of organisations and themes.
AREAS = ("practice", "organisation", "vocabulary")


@dataclass(frozen=True)
class Listing:
    """A page of practices with everything around it, ready to be shown."""

    state: ListState
    result: Result
    page: Page[Any]
    rows: Sequence[Row]
    below: Sequence[Row]
    notes: Sequence[str]


def ask(request: HttpRequest, state: ListState, *, counted: Sequence[str] = ()) -> Request:
    """The request to the engine that a list's state stands for."""
    return Request(
        kinds=(KIND,),
        text=state.query,
        language=languages.current().code,
        filters=state.filters,
        facets=tuple(counted),
        order=state.effective_order,
        offset=(state.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        correct=not state.literal,
        viewer=request.user,
    )


def list_practices(request: HttpRequest, state: ListState) -> Listing:
    """Find, count and read one page; a page past the last one shows the last."""
    notes = list(state.notes)
    result = engine().search(ask(request, state, counted=tuple(FACETS)))
    reachable = result.total + (result.below_total if state.query else 0)
    paginator: Paginator[Any] = Paginator(range(reachable), PAGE_SIZE)
    if state.page > paginator.num_pages:
        notes.append(
            _("There is no page %(page)s; this is the last.") % {"page": _shown(state.page)}
        )
        state = replace(state, page=paginator.num_pages)
        hits = engine().search(ask(request, state)).hits
    else:
        hits = result.hits
    rows = rows_of(hits, request.user)
    return Listing(
        state=state,
        result=result,
        page=paginator.page(state.page),
        rows=[row for row in rows if not row.below],
        below=[row for row in rows if row.below],
        notes=notes,
    )


def _shown(number: int) -> str:
    return filters.shortened(str(number))


def practices(request: HttpRequest) -> HttpResponse:
    """`/<language>/practices/`"""
    state = filters.read(request.GET)
    listing = list_practices(request, state)
    path = request.path
    labels = facets.Labels.of(_values(listing), languages.current().code)
    groups = facets.groups(listing.result.facets, listing.state, path, labels, full_lists(state))
    context = {
        "listing": listing,
        "state": listing.state,
        "groups": groups,
        "objective_counts": {
            int(value): count for value, count in listing.result.facets.get("objective", {}).items()
        },
        "chosen_objectives": [int(v) for v in state.filters.get("objective", ())],
        "chosen": facets.chosen(state, path, labels),
        "clear_url": path,
        "orders": orders(listing.state, path),
        "search": search_box(state, path),
        "literal_url": replace(state, literal=True, page=1).address(path),
        "nothing": nothing_found(request, listing, labels) if not listing.rows else None,
        "robots_noindex": bool(state.query) or state.chosen_count > 1 or bool(listing.notes),
    }
    response = render(request, "search/practices.html", context)
    if not state.query:
        mark(response, *AREAS)
    return response


def _values(listing: Listing) -> Mapping[str, set[str]]:
    """The values of the facets whose names stand in the database, those shown and chosen."""
    wanted = {}
    for facet in ("theme", "organisation"):
        counted = listing.result.facets.get(facet, {})
        top = sorted(counted, key=lambda value: -counted[value])[: facets.TOP * 2]
        wanted[facet] = {*top, *listing.state.filters.get(facet, ())}
    return wanted


def full_lists(state: ListState) -> dict[str, str]:
    """Where all the values of an open facet stand."""
    plain = replace(state, page=1)
    return {
        facet: plain.address(reverse("search:facet", args=[facet]))
        for facet in FACETS
        if facet not in filters.CLOSED
    }


def orders(state: ListState, path: str) -> list[dict[str, Any]]:
    """The orders to choose from, as links."""
    offered = [name for name in filters.ORDERS if name != "relevance" or state.query]
    return [
        {
            "label": filters.ORDERS[name],
            "url": replace(state, order=name, page=1).address(path),  # type: ignore[arg-type]  # a key of ORDERS
            "chosen": name == state.effective_order,
        }
        for name in offered
    ]


def search_box(state: ListState, path: str) -> dict[str, Any]:
    """The context of `includes/search_box.html`: what is chosen stays chosen."""
    kept = replace(state, query="", page=1, literal=False)
    return {
        "action": path,
        "query": state.query,
        "hidden": kept.parameters(),
        "suggest_url": reverse("search:suggest"),
    }


def nothing_found(request: HttpRequest, listing: Listing, labels: facets.Labels) -> dict[str, Any]:
    """Ways on from an empty list; see `includes/nothing_found.html`."""
    state, path = listing.state, request.path

    def total(other: ListState) -> int:
        return engine().search(replace(ask(request, other), limit=0, offset=0)).total

    without = []
    for facet, values in state.filters.items():
        for value in values[:3]:
            less = state.without_value(facet, value)
            found = total(less)
            if found:
                without.append((f"{FACETS[facet]}: {labels.named(facet, value)[0]}",
                                less.address(path), found))  # fmt: skip
    objectives: list[int] = []
    spoken = []
    if state.query:
        free = replace(
            ask(request, state.without_filters()), limit=0, facets=("objective", "language")
        )
        wide = engine().search(free)
        counts = wide.facets.get("objective", {})
        objectives = [int(v) for v in sorted(counts, key=lambda v: -counts[v])[:3]]
        by_language = wide.facets.get("language", {})
        spoken = [
            (languages.language_name(code, labels.language),
             ListState(query=state.query, filters={"language": (code,)}).address(path), count)
            for code, count in sorted(by_language.items(), key=lambda pair: -pair[1])[:6]
        ]  # fmt: skip
    return {
        "query": state.query,
        "corrections": [],
        "without": sorted(without, key=lambda line: -line[2])[:5],
        "objectives": objectives,
        "languages": spoken,
        "clear_url": path,
    }


def facet_values(request: HttpRequest, facet: str) -> HttpResponse:
    """`/<language>/practices/by/<facet>/`: every value of a filter, to look through."""
    if facet not in FACETS or facet in filters.CLOSED:
        raise Http404
    state = filters.read(_without(request, "find"))
    found = engine().search(replace(ask(request, state, counted=(facet,)), limit=0, offset=0))
    counts = found.facets.get(facet, {})
    labels = facets.Labels.of({facet: set(counts) | set(state.filters.get(facet, ()))},
                              languages.current().code)  # fmt: skip
    path = reverse("search:practices")
    options = facets.options_of(facet, counts, state, path, labels)
    wanted = filters.shortened(request.GET.get("find", "")).strip()
    if wanted:
        from search.analysis import fold

        options = [option for option in options if fold(wanted) in fold(option.label)]
    options.sort(key=lambda option: option.label.casefold())
    context = {
        "title": FACETS[facet],
        "options": options,
        "find": wanted,
        "hidden": state.parameters(),
        "path": request.path,
        "back_url": state.address(path),
    }
    return render(request, "search/facet_values.html", context)


def _without(request: HttpRequest, name: str) -> Any:
    rest = request.GET.copy()
    rest.pop(name, None)
    return rest
