"""A search from beginning to end: one request that counts, one that fetches the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Term, Terms

from hub import indexing
from search.engine import Hit, Request, Result, Why
from search.engines.elasticsearch import (
    counting,
    fusing,
    highlighting,
    matching,
    querying,
    sentences,
)
from search.engines.elasticsearch.counting import Count, Scope
from search.engines.elasticsearch.highlighting import Reading
from search.engines.elasticsearch.sentences import Close, Key
from search.engines.embedded import question, ranking, spelling
from search.engines.embedded.memory import State

if TYPE_CHECKING:
    from hub.querysets import Viewer

# Fields of a hit that say which object it is.
IDENTITY: list[Any] = ["kind", "object_id", "key"]
# How often what a reader may not see any more is replaced with what comes after it.
REFILLS = 3


def search(client: Elasticsearch, request: Request) -> Result:
    """Answer a request."""
    scope = Scope.of(client, request)
    if not scope.kinds:
        return Result(hits=[], total=0, facets={facet: {} for facet in request.facets})
    state = State.read()
    count, corrected = _ask(state, scope, request)
    if count.words:
        page = _worded(state, scope, request, count, corrected or request.text)
    else:
        page = _Page(scope, request, count, scope.search(
            querying.unasked(request.language), filters=matching.narrowed(request.filters)
        ))  # fmt: skip
    hits, total, below_total = page.hits()
    return Result(
        hits=hits,
        total=total,
        below_total=below_total,
        facets=count.facets,
        any_word=count.any_word,
        corrected=corrected,
        wordless=bool(request.text.strip()) and not count.words,
    )


def _ask(state: State, scope: Scope, request: Request) -> tuple[Count, str]:
    """What was counted for the question, and the text that replaced what was typed."""
    (count,) = _counts(state, scope, request, request.text)
    if not count.words or not request.correct:
        return count, ""
    text, language = request.text, request.language
    corrected = spelling.corrected(state, text, language, count.words, count.unknown)
    if not corrected:
        return count, ""
    (better,) = _counts(state, scope, request, corrected)
    return (count, "") if count.loose and not better.loose else (better, corrected)


def _counts(state: State, scope: Scope, request: Request, text: str) -> list[Count]:
    words = question.read(state, text, request.language)
    return counting.counts([(scope, asked, request) for asked in matching.asked([words])])


def _worded(state: State, scope: Scope, request: Request, count: Count, typed: str) -> _Page:
    language = request.language
    likely = sorted(question.languages_of(state, typed, language)[0])
    asked, rarity = count.rule.asked, count.rarity
    ranked = querying.ranked(asked, rarity, question.cleaned(typed), likely, language)
    narrowed = matching.narrowed(request.filters)
    upper = scope.search(ranked, filters=[count.matched, *narrowed])
    lower = None
    # Where any word is enough, nothing has fewer.
    if (
        request.order == "relevance" and not count.any_word
        and count.total < ranking.BELOW_IF and count.loose > count.strict
    ):  # fmt: skip
        others = Bool(filter=[count.rule.loose], must_not=[count.matched])
        lower = scope.search(ranked, filters=[others, *narrowed])
    reading = Reading(asked, rarity, language, question.cleaned(typed))
    return _Page(
        scope, request, count, upper, lower, reading, _meant(scope, request, count, reading.text)
    )


@dataclass(frozen=True)
class _Meant:
    """The searches for what is close in meaning: among the matches, and, where there are few,
    among all others."""

    above: Search
    beside: Search | None


def _meant(scope: Scope, request: Request, count: Count, text: str) -> _Meant | None:
    """What a question means is asked for the order of relevance, where something encodes it."""
    used = sentences.usable() if request.meaning and request.order == "relevance" else None
    if used is None:
        return None
    vector = sentences.vector_of(text, used)
    narrowed = matching.narrowed(request.filters)
    beside = None
    if count.total < ranking.BELOW_IF:
        others = Bool(must_not=[count.matched])
        beside = sentences.closest(
            scope, vector, [others, *narrowed], 2 * ranking.BELOW, says_language=True
        )
    above = sentences.closest(scope, vector, [count.matched, *narrowed], fusing.FIRST)
    return _Meant(above, beside)


@dataclass(frozen=True)
class _Page:
    """The page that a request asks for: from the matches, then from what stands below the line.
    reading: how its texts are read, where words were asked for."""

    scope: Scope
    request: Request
    count: Count
    upper: Search
    lower: Search | None = None
    reading: Reading | None = None
    meant: _Meant | None = None

    def hits(self) -> tuple[list[Hit], int, int]:
        """The hits, how many match, how many stand below the line; with one request, and one query
        of the database for each kind."""
        total = self.count.total
        first = max(self.request.offset, 0)
        last = first + max(self.request.limit, 0)
        size = last - first if first < min(last, total) else 0
        if self.meant is not None and last <= fusing.FIRST:
            return self._fused(self.meant, first, last)
        searches = [self._part(self.upper, first, size)] if size else []
        if self.lower is not None:
            start, end = (
                min(max(place - total, 0), ranking.BELOW) for place in (first, last)
            )  # fmt: skip
            below = self._part(self.lower, start, end - start)
            searches.append(below.extra(track_total_hits=True))
        answers = counting.ask(searches)
        hits: list[Hit] = []
        below_total = 0
        if size:
            hits, dropped = self._refilled(answers[0], first, size)
            total -= dropped
        if self.lower is not None:
            under, dropped = self._read(answers[-1], below=True)
            hits += under
            below_total = min(answers[-1]["hits"]["total"]["value"], ranking.BELOW) - dropped
        return hits, total, below_total

    def _fused(self, meant: _Meant, first: int, last: int) -> tuple[list[Hit], int, int]:
        """As `hits`, by words and by meaning; with one request more."""
        searches = [self._part(self.upper, 0, fusing.FIRST).source(False), meant.above]
        if meant.beside is not None:
            searches.append(meant.beside)
            if self.lower is not None:
                searches.append(self._part(self.lower, 0, ranking.BELOW).source(False))
        elif first >= last:
            return [], self.count.total, 0
        answers = iter(counting.ask(searches))
        upper, above = fusing.word_scores(next(answers)), sentences.read(next(answers))
        beside = sentences.read(next(answers)) if meant.beside is not None else Close()
        lower = fusing.word_scores(next(answers, {"hits": {"hits": []}}))
        both = fusing.fused(upper, lower, above, beside)
        seen = self._seen([key for key, _score in (*both.upper, *both.lower)])
        kept = [each for each in both.upper if each[0] in seen]
        under = [each for each in both.lower if each[0] in seen]
        total = self.count.total - (len(both.upper) - len(kept))
        page = kept[first:last]
        below = under[max(first - total, 0) : max(last - total, 0)]
        sources = self._sources([key for key, _score in (*page, *below)])
        languages = {**above.languages, **beside.languages}
        hits = [
            self._close_hit(key, score, sources[key], is_below, key in both.close, languages)
            for some, is_below in ((page, False), (below, True))
            for key, score in some
            if key in sources
        ]
        return hits, total, len(under)

    def _seen(self, keys: Iterable[Key]) -> set[Key]:
        """Those that the reader may see, as the database says; one query for each kind."""
        ids: dict[str, set[int]] = {}
        for kind, object_id in keys:
            ids.setdefault(kind, set()).add(object_id)
        viewer = self.request.viewer
        return {(kind, pk) for kind, some in ids.items() for pk in visible_ids(kind, some, viewer)}

    def _sources(self, keys: list[Key]) -> dict[Key, Mapping[str, Any]]:
        """What is fetched of objects; one request."""
        if not keys:
            return {}
        wanted = [
            Bool(filter=[
                Term("kind", {"value": name}),
                Terms("object_id", [pk for kind, pk in keys if kind == name]),
            ])
            for name in dict.fromkeys(kind for kind, _pk in keys)
        ]  # fmt: skip
        search = self.scope.search(filters=[Bool(should=wanted)]).extra(
            size=len(keys), track_total_hits=False, docvalue_fields=IDENTITY
        )
        (answer,) = counting.ask([search.source(highlighting.SOURCE)])
        return {
            (hit["fields"]["kind"][0], hit["fields"]["object_id"][0]): hit
            for hit in answer["hits"]["hits"]
        }

    def _close_hit(
        self, key: Key, score: float, found: Mapping[str, Any], below: bool, is_close: bool,
        languages: Mapping[Key, str],
    ) -> Hit:  # fmt: skip
        hit = _hit({**found, "_score": score}, self.reading, below)
        why = replace(hit.why, is_close=is_close)
        return replace(hit, why=why, language=hit.language or languages.get(key, ""))

    def _part(self, search: Search, first: int, size: int) -> Search:
        """The search for so many hits from a place on."""
        shows = self.reading is not None
        by = querying.sorting(self.request.order, self.request.language, has_words=shows)
        made: Search = search.extra(
            from_=first, size=size, track_total_hits=False, track_scores=True,
            docvalue_fields=IDENTITY,
        ).source(highlighting.SOURCE if shows and size else False).sort(*by)  # fmt: skip
        return made

    def _refilled(
        self, answer: Mapping[str, Any], first: int, size: int
    ) -> tuple[list[Hit], int]:  # fmt: skip
        """The hits of an answer, and how many were dropped that the reader may not see; they are
        replaced with those that come after."""
        kept, dropped = self._read(answer)
        at, missing = first + size, dropped
        for _try in range(REFILLS):
            if not missing:
                break
            (more,) = counting.ask([self._part(self.upper, at, missing)])
            hits, gone = self._read(more)
            kept += hits
            at, missing, dropped = at + missing, gone, dropped + gone
        return kept, dropped

    def _read(
        self, answer: Mapping[str, Any], *, below: bool = False
    ) -> tuple[list[Hit], int]:  # fmt: skip
        """The hits of an answer that the reader may see, as the database says; how many others."""
        hits = [_hit(hit, self.reading, below) for hit in answer["hits"]["hits"]]
        ids: dict[str, set[int]] = {}
        for hit in hits:
            ids.setdefault(hit.kind, set()).add(hit.object_id)
        seen = {kind: visible_ids(kind, some, self.request.viewer) for kind, some in ids.items()}
        kept = [hit for hit in hits if hit.object_id in seen[hit.kind]]
        return kept, len(hits) - len(kept)


def visible_ids(kind: str, ids: Iterable[int], viewer: Viewer) -> set[int]:
    """Those of the objects that a viewer may see, as the database says; one query."""
    seen = indexing.source(kind).visible_to(viewer).filter(pk__in=list(ids))
    return set(seen.order_by().values_list("pk", flat=True))


def _hit(hit: Mapping[str, Any], reading: Reading | None, below: bool) -> Hit:
    text = reading.best_text(hit.get("_source", {})) if reading else None
    fields = hit["fields"]
    return Hit(
        kind=fields["kind"][0],
        object_id=fields["object_id"][0],
        score=hit.get("_score") or 0.0,
        key=fields.get("key", [""])[0],
        language=text.language if text else "",
        highlights=reading.marked(text) if reading and text else {},
        below=below,
        why=Why(words=reading.said(hit.get("_source", {}))) if reading else Why(),
    )
