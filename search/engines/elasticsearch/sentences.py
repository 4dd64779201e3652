"""The sentences of an object as vectors: what the cluster keeps of them, and what it finds by them.

The worker makes the vectors (`search.meaning.keeping`) and has the object sent again; the cluster
compares them with a question, a text being as close as its closest sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Query

from hub.indexing import Document
from search.engines.elasticsearch.counting import Scope
from search.engines.elasticsearch.documents import DIMENSIONS
from search.engines.embedded import store
from search.engines.embedded.slots import TEXT_BITS
from search.meaning.encoders import Encoder, encoder
from search.models import SearchObject, SearchSentences

# Objects that are compared well, of each request.
CANDIDATES = 500
# Digits of a number that is sent; its vector is less exact.
DIGITS = 4

Key = tuple[str, int]


def usable() -> Encoder | None:
    """The encoder in use, where its vectors fit the cluster's mapping."""
    used = encoder()
    return used if used is not None and used.dimensions == DIMENSIONS else None


def of_documents(kind: str, documents: Sequence[Document]) -> dict[int, list[dict[str, Any]]]:
    """What is sent of the sentences of objects of a kind, by object: those whose texts still say
    what they did when their sentences were read. Two statements."""
    used = usable()
    if used is None or not documents:
        return {}
    ids = [document.object_id for document in documents]
    rows = SearchObject.objects.filter(kind__name=kind, object_id__in=ids)
    objects = dict(rows.values_list("object_id", "pk"))
    texts = {
        (objects[document.object_id] << TEXT_BITS) | position: (document.object_id, entry)
        for document in documents
        if document.object_id in objects
        for position, entry in store.entries_of(document)
    }
    found: dict[int, list[dict[str, Any]]] = {}
    kept = SearchSentences.objects.filter(pk__in=list(texts), encoder=used.name).order_by("pk")
    for row in kept:
        object_id, entry = texts[row.pk]
        if row.digest == entry.digest:
            found.setdefault(object_id, []).extend(
                {"language": entry.language, "vector": vector}
                for vector in _unpacked(bytes(row.vectors))
            )
    return found


def _unpacked(packed: bytes) -> list[list[float]]:
    import numpy as np

    rows = np.frombuffer(packed, np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    unpacked: list[list[float]] = np.round(rows.astype(np.float64), DIGITS).tolist()
    return unpacked


def vector_of(text: str, used: Encoder) -> list[float]:
    """The direction of a question."""
    vector: list[float] = used.encode([text])[0].tolist()
    return vector


def closest(
    scope: Scope, vector: Sequence[float], filters: Sequence[Query], size: int,
    *, says_language: bool = False,
) -> Search:  # fmt: skip
    """The search for so many objects that pass the filters, the closest first. says_language: of
    their closest sentences, too; that is to be fetched of each object."""
    names = scope.search()
    inner: dict[str, Any] = {"size": 1, "_source": ["sentences.language"]}
    made: Search = (
        Search(using=scope.client, index=names._index)
        .knn(
            field="sentences.vector",
            k=size,
            num_candidates=max(size, CANDIDATES),
            query_vector=list(vector),
            filter=Bool(filter=[scope.seen, *filters]),
            inner_hits=inner if says_language else None,
        )
        .extra(size=size, track_total_hits=False, docvalue_fields=["kind", "object_id", "demoted"])
        .source(False)
    )
    return made


@dataclass(frozen=True)
class Close:
    """How close objects are: cosines, and the languages of their closest sentences."""

    cosines: Mapping[Key, float] = field(default_factory=dict)
    languages: Mapping[Key, str] = field(default_factory=dict)
    demoted: frozenset[Key] = frozenset()


def read(answer: Mapping[str, Any]) -> Close:
    """What an answer to `closest` says."""
    cosines: dict[Key, float] = {}
    languages: dict[Key, str] = {}
    demoted = set()
    for hit in answer["hits"]["hits"]:
        fields = hit["fields"]
        key = (fields["kind"][0], fields["object_id"][0])
        # The cluster makes a score of it that is never negative.
        cosines[key] = 2 * hit["_score"] - 1
        inner: Mapping[str, Any] = next(
            iter(hit.get("inner_hits", {}).values()), {"hits": {"hits": []}}
        )
        for sentence in inner["hits"]["hits"]:
            languages[key] = sentence.get("_source", {}).get("language", "")
        if fields.get("demoted", [False])[0]:
            demoted.add(key)
    return Close(cosines, languages, frozenset(demoted))
