"""Which of a few objects each of many requests finds, in batches for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from elasticsearch import Elasticsearch
from elasticsearch.dsl.query import Terms

from search.engine import Request
from search.engines.elasticsearch import counting, finding, matching
from search.engines.elasticsearch.counting import Count, Scope
from search.engines.embedded import question, spelling
from search.engines.embedded.memory import State


def several(
    client: Elasticsearch, requests: Sequence[Request], kind: str, ids: Iterable[int]
) -> list[set[int]]:
    """For each request, those of the objects of a kind that are among its matches."""
    wanted = sorted(set(ids))
    found: list[set[int]] = [set() for _request in requests]
    scopes = [Scope.of(client, request) for request in requests]
    places = [place for place, scope in enumerate(scopes) if kind in scope.kinds and wanted]
    asked = [(scopes[place], replace(requests[place], facets=())) for place in places]
    counts = _counts(State.read(), asked)
    searches = []
    for (scope, request), count in zip(asked, counts, strict=True):
        among = [Terms(kind=[kind]), Terms(object_id=wanted)]
        narrowed = matching.narrowed(request.filters)
        search = scope.search(filters=[count.matched, *narrowed, *among])
        searches.append(
            search.extra(size=len(wanted), docvalue_fields=["object_id"]).source(False)
        )  # fmt: skip
    seen: dict[object, set[int]] = {}
    for place, answer in zip(places, counting.ask(searches), strict=True):
        viewer = requests[place].viewer
        if viewer.pk not in seen:
            seen[viewer.pk] = finding.visible_ids(kind, wanted, viewer)
        hits = {hit["fields"]["object_id"][0] for hit in answer["hits"]["hits"]}
        found[place] = hits & seen[viewer.pk]
    return found


def _counts(state: State, asked: Sequence[tuple[Scope, Request]]) -> list[Count]:
    """What is counted for each, what is misspelt put right."""
    found = _counted(state, asked, [request.text for _scope, request in asked])
    better = {
        place: text
        for place, ((_scope, request), count) in enumerate(zip(asked, found, strict=True))
        if count.words and request.correct
        if (text := _corrected(state, request, count))
    }
    again = _counted(state, [asked[place] for place in better], list(better.values()))
    for place, count in zip(better, again, strict=True):
        if count.loose or not found[place].loose:
            found[place] = count
    return found


def _corrected(state: State, request: Request, count: Count) -> str:
    return spelling.corrected(state, request.text, request.language, count.words, count.unknown)


def _counted(
    state: State, asked: Sequence[tuple[Scope, Request]], texts: Sequence[str]
) -> list[Count]:
    read = [
        question.read(state, text, request.language)
        for (_scope, request), text in zip(asked, texts, strict=True)
    ]
    pairs = zip(asked, matching.asked(read), strict=True)
    return counting.counts([(scope, words, request) for (scope, request), words in pairs])
