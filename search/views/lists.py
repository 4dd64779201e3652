"""The list of practices: words, filters, counts, pages; and all the values of one filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages
from hub.pagecache import mark
from search import facets, filters
from search.alerts import places
from search.answers import direct_answers
from search.engine import Request, Result
from search.filters import AREAS, CLOSED, FACETS, PAGE_SIZE, Addresses, ListState
from search.nothing import ways_on
from search.queries import noting
from search.registry import engine
from search.rows import Row, rows_of

KIND = "practice"
# Values on one page of a filter's full list.
VALUES = 300


@dataclass(frozen=True)
class Listing:
    """A page of practices with everything around it, ready to be shown."""

    state: ListState
    result: Result
    labels: facets.Labels
    page: Page[Any]
    rows: Sequence[Row]
    below: Sequence[Row]

    @property
    def objective_counts(self) -> dict[int, int]:
        counts = self.result.facets.get("objective", {})
        return {int(value): count for value, count in counts.items()}

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may keep the page: the list, with one filter at the most."""
        return not self.state.query and self.state.chosen_count <= 1 and not self.state.notes


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
    """Find, count and read one page. Values that nobody knows are left out; a page past the last
    one shows the last."""
    result, labels = _find(request, state)
    unknown = [
        (facet, value)
        for facet, values in state.filters.items()
        for value in values
        if not labels.knows(facet, value) and value not in result.facets.get(facet, {})
    ]
    if unknown:
        state = state.without_unknown(unknown)
        result, labels = _find(request, state)
    if result.wordless:
        state = replace(state, notes=(*state.notes, filters.wordless(state.query)))
    paginator: Paginator[Any] = Paginator(range(result.total + result.below_total), PAGE_SIZE)
    hits = result.hits
    if state.page > paginator.num_pages:
        note = _("There is no page %(page)s; this is the last.")
        note %= {"page": filters.shortened(str(state.page))}
        state = replace(state, page=paginator.num_pages, notes=(*state.notes, note))
        hits = engine().search(ask(request, state)).hits
    rows = rows_of(hits, request.user)
    return Listing(
        state=state,
        result=result,
        labels=labels,
        page=paginator.page(state.page),
        rows=[row for row in rows if not row.below],
        below=[row for row in rows if row.below],
    )


def _find(request: HttpRequest, state: ListState) -> tuple[Result, facets.Labels]:
    """One page with all counts, and the names of what is counted or chosen."""
    result = engine().search(ask(request, state, counted=tuple(FACETS)))
    shown = {
        facet: facets.values_shown(
            facet, result.facets.get(facet, {}), state.filters.get(facet, ())
        )
        for facet in ("theme", "organisation")
    }  # fmt: skip
    return result, facets.Labels.of(shown, languages.current().code, request.user)


def practices(request: HttpRequest) -> HttpResponse:
    """`/<language>/practices/`"""
    asked = filters.read(request.GET)
    path = request.path
    listing = list_practices(request, asked)
    state, labels = listing.state, listing.labels
    nothing = None
    if not listing.rows and not listing.below:
        nothing = ways_on(ask(request, state), state, listing.result, path, labels)
    context = {
        "listing": listing,
        "state": state,
        "groups": facets.groups(listing.result.facets, state, path, labels, full_list(state)),
        "toggle": toggle_objective(listing, path),
        "turn": Addresses(lambda number: replace(state, page=number).address(path)),
        "chosen_objectives": [int(value) for value in state.filters.get("objective", ())],
        "chosen": facets.chosen(state, path, labels),
        "clear_url": path,
        "orders": orders(state, path),
        "search": search_box(state, path),
        "answers": direct_answers(state.query) if state.query else [],
        "literal_url": replace(state, literal=True, page=1).address(path),
        "nothing": nothing,
        "wanted": places.of_list(state),
        "canonical": f"{settings.HUB_BASE_URL}{state.address(path)}",
        "canonical_query": state.address(""),
    }
    if not (asked.filters or asked.literal or asked.page > 1):
        noting.note(request, "practices", asked.query, listing.result)
    response = render(request, "search/practices.html", context)
    if not asked.query:
        mark(response, *AREAS)
    return response


def toggle_objective(listing: Listing, path: str) -> Addresses:
    """Addresses of the list with one objective more or less; none where that finds nothing."""
    counts, state = listing.objective_counts, listing.state

    def address(number: int) -> str:
        if not counts.get(number) and str(number) not in state.filters.get("objective", ()):
            return ""
        return state.toggled("objective", str(number)).address(path)

    return Addresses(address)


def full_list(state: ListState) -> Callable[[str], str]:
    """Where all the values of an open facet stand."""
    plain = replace(state, page=1)
    return lambda facet: plain.address(reverse("search:facet", args=[facet]))


def orders(state: ListState, path: str) -> list[dict[str, Any]]:
    """The orders to choose from, as links."""
    labels = dict(filters.ORDERS)
    if not state.query:
        language = languages.current()
        labels["relevance"] = _("%(language)s first") % {
            "language": languages.language_in_sentence(language.code, language.code)
        }
    return [
        {
            "label": label,
            "url": replace(state, order=name if name != "relevance" else None, page=1).address(
                path
            ),
            "chosen": name == state.effective_order,
        }
        for name, label in labels.items()
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


def facet_values(request: HttpRequest, facet: str) -> HttpResponse:
    """`/<language>/practices/by/<facet>/`: every value of a filter, to look through."""
    if facet not in FACETS or facet in CLOSED:
        raise Http404
    parameters = request.GET.copy()
    find = filters.shortened(" ".join(parameters.pop("find", [])[:1])).strip()
    state = filters.read(parameters)
    code = languages.current().code
    whole = replace(ask(request, state, counted=(facet,)), limit=0, offset=0)
    counts = engine().search(whole).facets.get(facet, {})
    values = facets.values_shown(facet, counts, state.filters.get(facet, ()), most=None)
    labels = facets.Labels.of({facet: values}, code, request.user)
    path = reverse("search:practices")
    listed = replace(state, page=1)
    page = Paginator(facets.by_name(facet, values, labels, find), VALUES).get_page(state.page)
    context = {
        "facet": facet,
        "title": FACETS[facet],
        "options": facets.options_of(facet, page.object_list, counts, listed, path, labels),
        "page": page,
        "turn": Addresses(
            lambda number: _with_find(replace(state, page=number), request.path, find)
        ),
        "find": find,
        "hidden": listed.parameters(),
        "notes": state.notes,
        "all_url": listed.address(request.path),
        "back_url": listed.address(path),
        "crumbs": [(_("Practices"), listed.address(path))],
    }
    response = render(request, "search/facet_values.html", context)
    if not state.query:
        mark(response, *AREAS)
    return response


def _with_find(state: ListState, path: str, find: str) -> str:
    pairs = [*state.parameters(), *([("find", find)] if find else [])]
    return filters.address(path, pairs)
