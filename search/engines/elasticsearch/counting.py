"""What is counted for a question before anything is fetched: the objects that have each word,
enough of them, any of them; by filters and facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import MultiSearch, Search
from elasticsearch.dsl.aggs import Filter, Filters, Terms
from elasticsearch.dsl.query import Bool, MatchAll, Query

from hub import indexing
from search.engine import Request
from search.engines.elasticsearch import faceting, matching
from search.engines.elasticsearch.connection import read_alias
from search.engines.elasticsearch.matching import Asked, Rule
from search.engines.embedded import ranking
from search.engines.embedded.question import Word

# The name of what is counted for the word at a place.
_WORD = "word %d"
# Searches that are sent together.
TOGETHER = 100


@dataclass(frozen=True)
class Scope:
    """Where is searched: the kinds, and what of them the reader may find."""

    client: Elasticsearch
    kinds: tuple[str, ...]
    seen: Query

    @classmethod
    def of(cls, client: Elasticsearch, request: Request) -> Scope:
        known = indexing.kinds()
        kinds = tuple(kind for kind in dict.fromkeys(request.kinds) if kind in known)
        return cls(
            client, kinds, matching.seen_by(indexing.audience_of(kinds, request.viewer))
        )  # fmt: skip

    def search(self, *must: Query, filters: Sequence[Query] = ()) -> Search:
        aliases = [read_alias(kind) for kind in self.kinds]
        made: Search = Search(using=self.client, index=aliases).query(
            Bool(must=list(must), filter=[self.seen, *filters])
        )
        return made


@dataclass(frozen=True)
class Count:
    """What was counted.

    whole: all objects. having: those of each kind that have each word. strict and loose: those
    with enough of the words, and with any. total and facets: of those that match, by filters.
    """

    rule: Rule
    whole: int = 0
    having: Sequence[Mapping[str, int]] = ()
    strict: int = 0
    loose: int = 0
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def words(self) -> tuple[Word, ...]:
        return self.rule.asked.words

    @property
    def unknown(self) -> list[Word]:
        """The words that nothing has."""
        pairs = zip(self.words, self.having, strict=True)
        return [word for word, kinds in pairs if not any(kinds.values())]

    @property
    def rarity(self) -> list[float]:
        """How much each word says."""
        counts = [sum(kinds.values()) for kinds in self.having]
        return ranking.rarities_of(self.words, self.whole, counts)

    @property
    def any_word(self) -> bool:
        """Whether so few objects have enough of the words that any of them is enough. Filters have
        no say in this: choosing one must never add to what was found."""
        return self.strict < ranking.ENOUGH and self.loose != self.strict

    @property
    def matched(self) -> Query:
        """What matches."""
        if not self.words:
            return MatchAll()
        return self.rule.loose if self.any_word else self.rule.strict


# A question to be counted: where, what is asked, by what request.
Asking = tuple[Scope, Asked, Request]


def counts(asking: Sequence[Asking]) -> list[Count]:
    """What is counted for each, with one request unless a word says nothing of a kind, or any word
    is enough; then with one or two more for all of those."""
    found = _counted([(each, matching.rule(each[1], each[0].kinds)) for each in asking])
    again = {
        place: rule
        for place, (each, count) in enumerate(zip(asking, found, strict=True))
        if (rule := matching.rule(each[1], each[0].kinds, count.having)) != count.rule
    }
    counted = _counted([(asking[place], rule) for place, rule in again.items()])
    for place, count in zip(again, counted, strict=True):
        found[place] = count
    wide = [place for place, count in enumerate(found) if count.any_word]
    answers = ask([_among(asking[place], found[place]) for place in wide])
    for place, answer in zip(wide, answers, strict=True):
        facets = asking[place][2].facets
        _all, total, counted_by = faceting.read(answer["aggregations"]["matched"], facets)
        found[place] = replace(found[place], total=total, facets=counted_by)
    return found


def _counted(asking: Sequence[tuple[Asking, Rule]]) -> list[Count]:
    answers = ask([_search(each, rule) for each, rule in asking])
    return [
        _read(rule, each[2].facets, answer)
        for (each, rule), answer in zip(asking, answers, strict=True)
    ]


def _search(asking: Asking, rule: Rule) -> Search:
    scope, asked, request = asking
    search = scope.search().extra(size=0, track_total_hits=True)
    strict = rule.strict if asked.words else MatchAll()
    search.aggs.bucket("matched", faceting.counting(strict, request.facets, request.filters))
    if asked.words:
        search.aggs.bucket("loose", Filter(rule.loose))
        each: Filters[Any] = Filters(
            filters={_WORD % place: matching.has(ways) for place, ways in enumerate(asked.ways)}
        )
        each.bucket("kinds", Terms(field="kind", size=len(scope.kinds)))
        search.aggs.bucket("words", each)
    return search


def _among(asking: Asking, count: Count) -> Search:
    """Totals and facets once more, of what has any of the words."""
    scope, _asked, request = asking
    search = scope.search().extra(size=0, track_total_hits=False)
    among = faceting.counting(count.matched, request.facets, request.filters)
    search.aggs.bucket("matched", among)
    return search


def _read(rule: Rule, facets: Iterable[str], answer: Mapping[str, Any]) -> Count:
    counted = answer["aggregations"]
    strict, total, by_facet = faceting.read(counted["matched"], facets)
    asked = rule.asked
    words = counted["words"]["buckets"] if asked.words else {}
    return Count(
        rule=rule,
        whole=answer["hits"]["total"]["value"],
        having=[
            {each["key"]: each["doc_count"] for each in words[_WORD % place]["kinds"]["buckets"]}
            for place in range(len(asked.words))
        ],
        strict=strict,
        loose=counted["loose"]["doc_count"] if asked.words else strict,
        total=total,
        facets=by_facet,
    )


def ask(searches: Sequence[Search]) -> list[dict[str, Any]]:
    """The answers to searches of one client, so many at a time."""
    answers: list[dict[str, Any]] = []
    for start in range(0, len(searches), TOGETHER):
        several = MultiSearch(using=searches[start]._using)
        for search in searches[start : start + TOGETHER]:
            several = several.add(search)
        answers += [answer.to_dict() for answer in several.execute()]
    return answers
