"""Objects close to another, by their telling words and by what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, MoreLikeThis, Query, Term

from hub import indexing
from search.engine import Hit
from search.engines.elasticsearch import finding, matching
from search.engines.elasticsearch.connection import read_alias
from search.engines.embedded import question
from search.engines.embedded.alike import CANDIDATES, SHARED, TERMS
from search.engines.embedded.memory import State

if TYPE_CHECKING:
    from hub.querysets import Viewer

# The field of an object with the terms of its titles, summaries and bodies.
ABOUT = "about"
# A term that only one object has says nothing of others, unless there are few at all.
RARE, FEW = 2, 50
WORDS = 60
_BY_WORDS = "words"


def more_like(
    client: Elasticsearch, kind: str, *, object_id: int | None, text: str, limit: int,
    viewer: Viewer,
) -> list[Hit]:  # fmt: skip
    """Up to `limit` objects that the viewer may see, the closest first; never the object itself."""
    if kind not in indexing.kinds():
        return []
    facets = _facets_of(client, kind, object_id) if object_id is not None else None
    liked: list[Any] = []
    if facets is not None:
        liked.append({"_index": read_alias(kind), "_id": str(object_id)})
    if terms := _terms_of(text):
        liked.append(" ".join(terms))
    if not liked:
        return []
    shares = _shares(facets or {})
    seen = matching.seen_by(indexing.audience_of((kind,), viewer))
    found: list[Query] = [
        MoreLikeThis(
            fields=[ABOUT], like=liked, min_term_freq=1, min_doc_freq=1, max_query_terms=TERMS,
            minimum_should_match="1", boost_terms=1, _name=_BY_WORDS,
        ),
        *(
            ConstantScore(filter=Term(f"facets.{facet}", {"value": value}), boost=worth, _name=name)
            for name, (facet, value, worth) in shares.items()
        ),
    ]  # fmt: skip
    search = (
        Search(using=client, index=read_alias(kind))
        .query(
            Bool(
                filter=[seen], should=found, minimum_should_match=1,
                must_not=[] if object_id is None else [Term("object_id", {"value": object_id})],
            )
        )
        .extra(size=CANDIDATES, track_total_hits=False, docvalue_fields=finding.IDENTITY)
        .params(include_named_queries_score=True)
        .source(False)
    )  # fmt: skip
    answer = search.execute().to_dict()
    ids = [hit["fields"]["object_id"][0] for hit in answer["hits"]["hits"]]
    visible = finding.visible_ids(kind, ids, viewer)
    worth_of = {name: worth for name, (_facet, _value, worth) in shares.items()}
    return _closest(kind, answer["hits"]["hits"], worth_of, visible, limit)


def _closest(
    kind: str, hits: Sequence[Mapping[str, Any]], worth: Mapping[str, float], visible: set[int],
    limit: int,
) -> list[Hit]:  # fmt: skip
    """The visible ones by their words, the closest counting 1, and by what they share."""
    words = [hit["matched_queries"].get(_BY_WORDS, 0.0) for hit in hits]
    top = max(words, default=0.0) or 1.0
    found = []
    for hit, score in zip(hits, words, strict=True):
        object_id = hit["fields"]["object_id"][0]
        shared = sum(worth.get(name, 0.0) for name in hit["matched_queries"])
        if object_id in visible:
            key = hit["fields"].get("key", [""])[0]
            found.append(Hit(kind, object_id, score / top + shared, key=key))
    return sorted(found, key=lambda each: (-each.score, each.object_id))[:limit]


def _facets_of(client: Elasticsearch, kind: str, object_id: int) -> dict[str, list[str]] | None:
    """The facets of an object, or None where it is not there."""
    answer = client.options(ignore_status=404).get(
        index=read_alias(kind), id=str(object_id), source_includes=["facets", "audience"]
    )
    source: dict[str, Any] = answer.get("_source") or {}
    return source.get("facets", {}) if source.get("audience") else None


def _shares(facets: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str, float]]:
    """What an object may share with others, each under a name: facet, value, what it counts."""
    return {
        f"{facet}={value}": (facet, value, worth / len(facets[facet]))
        for facet, worth in SHARED.items()
        for value in facets.get(facet, ())
    }


def _terms_of(text: str) -> list[str]:
    """The terms of a text that is being written."""
    if not text.strip():
        return []
    words = question.read(State.read(), text, "", most=WORDS, widely=False)
    return [term for word in words for phrase in word.exact for term in phrase]
