"""Ways on from a list in which nothing was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from hub import languages
from search.engine import Request, Result
from search.facets import Labels
from search.filters import FACETS, ListState
from search.registry import engine

# Filters whose dropping is tried, and of each kind of way the most that are offered.
TRIED = 8
OFFERED = 5
OBJECTIVES = 3
CORRECTIONS = 3


@dataclass(frozen=True)
class WaysOn:
    """See `includes/nothing_found.html`. A way is a label, an address and how much is there."""

    query: str
    has_filters: bool
    corrections: Sequence[tuple[str, str]]
    without: Sequence[tuple[str, str, int]]
    objectives: Sequence[int]
    languages: Sequence[tuple[str, str, int]]
    clear_url: str


def ways_on(
    request: Request, state: ListState, result: Result, path: str, labels: Labels
) -> WaysOn:
    """What leads out of the empty list of a state; each way leads to something."""
    request = replace(request, offset=0, limit=0)
    wide: Mapping[str, Mapping[str, int]] = {}
    if state.query and state.filters:
        free = replace(request, filters={}, facets=("objective", "language"))
        wide = engine().search(free).facets
    # A facet's own choice does not narrow its counts, so these are what else could be chosen.
    nearest = result.facets.get("objective") or wide.get("objective", {})
    return WaysOn(
        query=state.query,
        has_filters=bool(state.filters),
        corrections=_corrections(request, state, path),
        without=_without_some(request, state, path, labels),
        objectives=[int(value) for value in _most(nearest, OBJECTIVES)],
        languages=_other_languages(state, result.facets, wide, path, labels.language),
        clear_url=path,
    )


def _most(counts: Mapping[str, int], limit: int) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))[:limit]


def _without_some(
    request: Request, state: ListState, path: str, labels: Labels
) -> list[tuple[str, str, int]]:
    """The list without one of its filters, the fullest first; without the words; without any
    filter."""
    choices = [(facet, value) for facet, values in state.filters.items() for value in values]
    tried = [
        (
            f"{FACETS[facet]}{_(': ')}{labels.named(facet, value)[0]}",
            state.without_value(facet, value),
        )
        for facet, value in choices[:TRIED]
    ]
    if state.query and state.filters:
        words = _("Words: %(words)s") % {"words": state.query}
        tried.append((words, replace(state, query="", literal=False, page=1)))
    if len(choices) > 1:
        tried.append((_("All filters"), state.without_filters()))
    ways = []
    for name, less in tried:
        found = engine().search(replace(request, text=less.query, filters=less.filters)).total
        if found:
            ways.append((name, less.address(path), found))
    return sorted(ways, key=lambda way: -way[2])[:OFFERED]


def _other_languages(
    state: ListState,
    counts: Mapping[str, Mapping[str, int]],
    wide: Mapping[str, Mapping[str, int]],
    path: str,
    reader: str,
) -> list[tuple[str, str, int]]:
    """Where a language is chosen, the others that there is something in: together with what else
    is chosen, or else for the words alone."""
    chosen = state.filters.get("language", ())
    if not chosen:
        return []
    found, kept = wide.get("language", {}), ListState(query=state.query)
    if counts.get("language"):
        others = {facet: values for facet, values in state.filters.items() if facet != "language"}
        found, kept = counts["language"], replace(state, page=1, filters=others)
    return [
        (
            languages.language_name(code, reader),
            kept.with_value("language", code).address(path),
            found[code],
        )
        for code in _most(found, OFFERED)
        if code not in chosen
    ]


def _corrections(request: Request, state: ListState, path: str) -> list[tuple[str, str]]:
    """Other spellings that find something among what is chosen: what the engine would have
    corrected, had it been let, and completions."""
    if not state.query:
        return []
    texts = []
    if state.literal:
        texts.append(engine().search(replace(request, correct=True)).corrected)
    suggested = engine().suggest(state.query, request.language)
    texts += [one.text for one in suggested if one.object_id is None]
    ways: list[tuple[str, str]] = []
    for text in dict.fromkeys(filter(None, texts)):
        if len(ways) == CORRECTIONS:
            break
        if engine().search(replace(request, text=text, correct=False)).total:
            ways.append((text, replace(state, query=text, literal=False, page=1).address(path)))
    return ways
