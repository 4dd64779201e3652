"""A search from beginning to end: one request that counts, one that fetches the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import MultiSearch, Search
from elasticsearch.dsl.aggs import Filter, Filters, Terms
from elasticsearch.dsl.query import Bool, MatchAll, Query

from hub import indexing
from search.engine import Hit, Request, Result
from search.engines.elasticsearch import faceting, highlighting, matching, querying
from search.engines.elasticsearch.connection import read_alias
from search.engines.elasticsearch.matching import Asked, Rule
from search.engines.embedded import question, ranking, spelling
from search.engines.embedded.memory import State
from search.engines.embedded.question import Word

# Fields of a hit that say which object it is.
IDENTITY = ["kind", "object_id", "key"]
# How often what a reader may not see any more is replaced with what comes after it.
REFILLS = 3
# The name of what is counted for the word at a place.
_WORD = "word %d"


@dataclass(frozen=True)
class _Count:
    """What was counted: objects of each kind, those of each kind that have each word, those that
    have enough of the words and any of them, and of the first by filters and facets."""

    rule: Rule
    whole: int = 0
    having: Sequence[Mapping[str, int]] = ()
    strict: int = 0
    loose: int = 0
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def rarity(self) -> list[float]:
        """How much each word says."""
        counts = [sum(kinds.values()) for kinds in self.having]
        return ranking.rarities_of(self.rule.asked.words, self.whole, counts)


class Finding:
    """One request to the cluster's engine."""

    def __init__(self, client: Elasticsearch, request: Request) -> None:
        self.client, self.request = client, request
        known = indexing.kinds()
        self.kinds = [kind for kind in dict.fromkeys(request.kinds) if kind in known]
        self.seen = matching.seen_by(indexing.audience_of(self.kinds, request.viewer))
        self.state = State.read()
        self.typed = request.text

    def result(self) -> Result:
        if not self.kinds:
            return Result(hits=[], total=0, facets={facet: {} for facet in self.request.facets})
        count, corrected = self._asked()
        if not count.rule.asked.words:
            return self._wordless(count)
        any_word = count.strict < ranking.ENOUGH and count.loose != count.strict
        matched = count.rule.loose if any_word else count.rule.strict
        if any_word:
            count = self._count_among(count, matched)
        page = _Page(self, count, matched, any_word)
        hits, total, below_total = page.hits()
        return Result(
            hits=hits,
            total=total,
            below_total=below_total,
            facets=count.facets,
            any_word=any_word,
            corrected=corrected,
        )

    # Asking

    def _search(self, *must: Query, filters: Sequence[Query] = ()) -> Search:
        made: Search = Search(
            using=self.client, index=[read_alias(kind) for kind in self.kinds]
        ).query(Bool(must=list(must), filter=[self.seen, *filters]))
        return made

    def _asked(self) -> tuple[_Count, str]:
        """The question with what was counted for it, and the text that replaced what was typed."""
        request = self.request
        words = question.read(self.state, request.text, request.language)
        count = self._count(words)
        if not words or not request.correct:
            return count, ""
        unknown = [
            word for word, kinds in zip(words, count.having, strict=True) if not any(kinds.values())
        ]
        corrected = spelling.corrected(self.state, request.text, request.language, words, unknown)
        if not corrected:
            return count, ""
        better = self._count(question.read(self.state, corrected, request.language))
        if not better.loose and count.loose:
            return count, ""
        self.typed = corrected
        return better, corrected

    def _count(self, words: Sequence[Word]) -> _Count:
        asked = matching.asked(words) if words else Asked((), ())
        counted = self._ask_counts(matching.rule(asked, self.kinds))
        again = matching.rule(asked, self.kinds, counted.having)
        return counted if again == counted.rule else self._ask_counts(again)

    def _ask_counts(self, rule: Rule) -> _Count:
        asked, request = rule.asked, self.request
        strict = rule.strict if asked.words else MatchAll()
        search = self._search().extra(size=0, track_total_hits=True)
        search.aggs.bucket("strict", faceting.counting(strict, request.facets, request.filters))
        if asked.words:
            search.aggs.bucket("loose", Filter(rule.loose))
            each: Filters[Any] = Filters(
                filters={_WORD % at: matching.has(ways) for at, ways in enumerate(asked.ways)}
            )
            each.bucket("kinds", Terms(field="kind", size=len(self.kinds)))
            search.aggs.bucket("words", each)
        (answer,) = self.ask(search)
        counts = answer["aggregations"]
        matched, total, facets = faceting.read(counts["strict"], request.facets)
        words = counts["words"]["buckets"] if asked.words else {}
        having = [
            {each["key"]: each["doc_count"] for each in words[_WORD % at]["kinds"]["buckets"]}
            for at in range(len(asked.words))
        ]
        return _Count(
            rule=rule,
            whole=answer["hits"]["total"]["value"],
            having=having,
            strict=matched,
            loose=counts["loose"]["doc_count"] if asked.words else matched,
            total=total,
            facets=facets,
        )

    def _count_among(self, count: _Count, matched: Query) -> _Count:
        """The count with totals and facets among others than those with enough of the words."""
        search = self._search().extra(size=0, track_total_hits=False)
        facets, filters = self.request.facets, self.request.filters
        search.aggs.bucket("loose", faceting.counting(matched, facets, filters))
        (answer,) = self.ask(search)
        _all, total, counted = faceting.read(answer["aggregations"]["loose"], facets)
        return _Count(
            count.rule, count.whole, count.having, count.strict, count.loose, total, counted
        )

    def ask(self, *searches: Search) -> list[dict[str, Any]]:
        """The answers, with one request."""
        several = MultiSearch(using=self.client)
        for search in searches:
            several = several.add(search)
        return [answer.to_dict() for answer in several.execute()]

    # Fetching

    def _wordless(self, count: _Count) -> Result:
        first, last = bounds(self.request)
        hits: list[Hit] = []
        total = count.total
        if first < min(last, total):
            search = self._search(
                querying.unasked(self.request.language),
                filters=matching.narrowed(self.request.filters),
            )
            hits, dropped = self.fetch(search, first, last - first, has_words=False)
            total -= dropped
        return Result(
            hits=hits,
            total=total,
            facets=count.facets,
            wordless=bool(self.request.text.strip()),
        )

    def ordered(self, search: Search, first: int, size: int, *, has_words: bool) -> Search:
        by = querying.sorting(self.request.order, self.request.language, has_words=has_words)
        made: Search = (
            search.extra(
                from_=first, size=size, track_total_hits=False, track_scores=True,
                docvalue_fields=IDENTITY,
            )
            .source(False)
            .sort(*by)
        )  # fmt: skip
        return made

    def fetch(
        self, search: Search, first: int, size: int, *, has_words: bool
    ) -> tuple[list[Hit], int]:
        """So many hits from a place on, and how many were dropped that the reader may not see."""
        (answer,) = self.ask(self.ordered(search, first, size, has_words=has_words))
        return self.refilled(search, answer, first, size, has_words=has_words)

    def refilled(
        self, search: Search, answer: Mapping[str, Any], first: int, size: int, *, has_words: bool,
        words: Sequence[Word] = (),
    ) -> tuple[list[Hit], int]:  # fmt: skip
        """The hits of an answer; those that the reader may not see, as the database says, are
        replaced with those after them."""
        kept, dropped = self.visible(self.hits(answer, words))
        at, missing, tries = first + size, dropped, 0
        while missing and tries < REFILLS:
            (more,) = self.ask(self.ordered(search, at, missing, has_words=has_words))
            hits, gone = self.visible(self.hits(more, words))
            kept += hits
            dropped += gone
            at, missing, tries = at + missing, gone, tries + 1
        return kept, dropped

    def hits(
        self, answer: Mapping[str, Any], words: Sequence[Word], *, below: bool = False
    ) -> list[Hit]:
        return [read_hit(hit, words, below=below) for hit in answer["hits"]["hits"]]

    def visible(self, hits: Sequence[Hit]) -> tuple[list[Hit], int]:
        """Those that the reader may see, with one query for each kind; how many others."""
        ids: dict[str, set[int]] = {}
        for hit in hits:
            ids.setdefault(hit.kind, set()).add(hit.object_id)
        seen = {kind: visible_ids(kind, some, self.request.viewer) for kind, some in ids.items()}
        kept = [hit for hit in hits if hit.object_id in seen[hit.kind]]
        return kept, len(hits) - len(kept)


class _Page:
    """The page of what matches a question."""

    def __init__(self, finding: Finding, count: _Count, matched: Query, any_word: bool) -> None:
        self.finding, self.count, self.any_word = finding, count, any_word
        request = finding.request
        likely = question.languages_of(finding.state, finding.typed, request.language)[0]
        ranked = querying.ranked(
            count.rule.asked, count.rarity, finding.typed, sorted(likely), request.language
        )
        narrowed = matching.narrowed(request.filters)
        self.upper = finding._search(ranked, filters=[matched, *narrowed])
        others = Bool(filter=[count.rule.loose], must_not=[matched])
        self.lower = finding._search(ranked, filters=[others, *narrowed])

    def hits(self) -> tuple[list[Hit], int, int]:
        """The hits, how many match, how many stand below the line."""
        finding, total = self.finding, self.count.total
        words = self.count.rule.asked.words
        first, last = bounds(finding.request)
        with_below = (
            finding.request.order == "relevance"
            and not self.any_word
            and total < ranking.BELOW_IF
            and self.count.loose > self.count.strict
        )
        searches = []
        if first < min(last, total):
            searches.append(finding.ordered(self.upper, first, last - first, has_words=True))
        start = min(max(first - total, 0), ranking.BELOW)
        end = min(max(last - total, 0), ranking.BELOW)
        if with_below:
            below = finding.ordered(self.lower, start, end - start, has_words=True)
            searches.append(below.extra(track_total_hits=True))
        if not searches:
            return [], total, 0
        answers = finding.ask(*searches)
        hits: list[Hit] = []
        below_total = 0
        if with_below:
            lower = answers.pop()
            below_total = min(lower["hits"]["total"]["value"], ranking.BELOW)
        if answers:
            hits, dropped = finding.refilled(
                self.upper, answers[0], first, last - first, has_words=True, words=words
            )
            total -= dropped
        if with_below:
            under, gone = finding.visible(finding.hits(lower, words, below=True))
            hits += under
            below_total -= gone
        return hits, total, below_total


def bounds(request: Request) -> tuple[int, int]:
    """The first place of the page, and the one after its last."""
    first = max(request.offset, 0)
    return first, first + max(request.limit, 0)


def visible_ids(kind: str, ids: Iterable[int], viewer: Any) -> set[int]:
    """Those of the objects that a viewer may see, as the database says."""
    seen = indexing.source(kind).visible_to(viewer).filter(pk__in=list(ids))
    return set(seen.order_by().values_list("pk", flat=True))


def read_hit(hit: Mapping[str, Any], words: Sequence[Word], *, below: bool = False) -> Hit:
    text = highlighting.best_text(hit)
    fields = hit["fields"]
    return Hit(
        kind=fields["kind"][0],
        object_id=fields["object_id"][0],
        score=hit.get("_score") or 0.0,
        key=fields.get("key", [""])[0],
        language=text.language if text else "",
        highlights=highlighting.marked(text, words),
        below=below,
    )
