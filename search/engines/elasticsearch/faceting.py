"""Counting by facet, without a facet's own choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl.aggs import Filter, Terms
from elasticsearch.dsl.query import Bool, MatchAll, Query

from search.engines.elasticsearch.matching import narrowed
from search.engines.embedded.terms import clean

# More values than any facet has.
VALUES = 20_000
_TOTAL, _VALUES = "total", "values"


def counting(
    among: Query, facets: Iterable[str], filters: Mapping[str, tuple[str, ...]]
) -> Filter[Any]:
    """An aggregation that counts the objects of a query: all, those that pass the filters, and
    those by value of each facet; `read` reads it."""
    counts = Filter(among)
    counts.bucket(_TOTAL, Filter(_all_of(narrowed(filters))))
    for facet in facets:
        some = Filter(_all_of(narrowed(filters, without=facet)))
        some.bucket(_VALUES, Terms(field=f"facets.{clean(facet)}", size=VALUES))
        counts.bucket(_name(facet), some)
    return counts


def _all_of(queries: Sequence[Query]) -> Query:
    return Bool(filter=list(queries)) if queries else MatchAll()


def _name(facet: str) -> str:
    # Names of aggregations hold no brackets.
    return "facet " + clean(facet).replace("[", "(").replace("]", ")").replace(">", ")")


def read(
    answer: Mapping[str, Any], facets: Iterable[str]
) -> tuple[int, int, dict[str, Mapping[str, int]]]:
    """How many objects there are, how many pass the filters, and the counts by facet and value."""
    counted: dict[str, Mapping[str, int]] = {
        facet: {
            str(bucket["key"]): bucket["doc_count"]
            for bucket in answer[_name(facet)][_VALUES]["buckets"]
        }
        for facet in facets
    }
    return answer["doc_count"], answer[_TOTAL]["doc_count"], counted
