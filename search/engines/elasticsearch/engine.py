"""The search engine on a cluster."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser

from hub import indexing
from search.engine import Hit, Request, Result, Suggestion
from search.engines.elasticsearch import (
    alike,
    finding,
    indexes,
    sentences,
    suggesting,
    writing,
)
from search.engines.elasticsearch.connection import WRITING, client, read_alias
from search.engines.elasticsearch.documents import to_es
from search.engines.elasticsearch.several import several
from search.models import SearchOutbox

if TYPE_CHECKING:
    from hub.indexing import Document
    from hub.querysets import Viewer

BATCH = 200


class Refused(ValueError):
    """The cluster did not take a document."""


def _bodies(documents: Sequence[Document]) -> Iterator[tuple[Document, dict[str, Any]]]:
    """What is sent of documents, with what is known of their sentences."""
    by_kind: dict[str, list[Document]] = {}
    for each in documents:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, some in by_kind.items():
        meant = sentences.of_documents(kind, some)
        for each in some:
            body = to_es(each)
            if each.object_id in meant:
                body["sentences"] = meant[each.object_id]
            yield each, body


class ElasticsearchEngine:
    """See `search.engine.SearchEngine`. Changes come to the cluster by way of the outbox
    (`search.outbox`), at its versions. Everything raises `elasticsearch.ApiError` or
    `TransportError` where the cluster does not answer, within about a second a request."""

    name = "elasticsearch"

    def ensure(self) -> None:
        cluster, kinds = client(WRITING), indexing.kinds()
        if missing := indexes.missing(cluster, kinds):
            suffix = indexes.new_suffix()
            indexes.make(cluster, missing, suffix)
            indexes.swap(cluster, missing, suffix)

    def bulk(self, documents: Iterable[Document]) -> int:
        """As the protocol says. Raises `Refused` where the cluster did not take all of them."""
        stream, written = iter(documents), 0
        while batch := list(islice(stream, BATCH)):
            _write([(each.kind, each.object_id, body) for each, body in _bodies(batch)])
            written += len(batch)
        return written

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        if kind in indexing.kinds():
            _write([(kind, object_id, None) for object_id in ids])

    def clear(self) -> None:
        cluster, kinds = client(WRITING), indexing.kinds()
        suffix = indexes.new_suffix()
        indexes.make(cluster, kinds, suffix)
        indexes.swap(cluster, kinds, suffix)

    def search(self, request: Request) -> Result:
        started = time.perf_counter()
        result = finding.search(client(), request)
        return replace(result, took=(time.perf_counter() - started) * 1000)

    def matching(
        self, requests: Sequence[Request], kind: str, ids: Iterable[int]
    ) -> list[set[int]]:  # fmt: skip
        # What was sent a moment ago is new, and is what is asked about.
        client(WRITING).indices.refresh(index=read_alias(kind))
        return several(client(WRITING), requests, kind, ids)

    def suggest(self, text: str, language: str, limit: int = 8) -> list[Suggestion]:
        return suggesting.suggest(client(), text, language, limit)

    def more_like(
        self, kind: str, *, object_id: int | None = None, text: str = "", limit: int = 5,
        viewer: Viewer | None = None,
    ) -> list[Hit]:  # fmt: skip
        return alike.more_like(
            client(), kind, object_id=object_id, text=text, limit=limit,
            viewer=viewer or AnonymousUser(),
        )  # fmt: skip


def _write(items: Sequence[tuple[str, int, dict[str, Any] | None]]) -> None:
    """Write objects at the versions that the outbox has of them, so that what it sends is newer."""
    rows = SearchOutbox.objects.filter(object_id__in=[pk for _kind, pk, _body in items])
    versions = {
        (kind, pk): version
        for kind, pk, version in rows.values_list("kind", "object_id", "version")
    }
    writes = [
        writing.Write(kind, pk, max(versions.get((kind, pk), 1), 1), body)
        for kind, pk, body in items
    ]
    for outcome in writing.send(client(WRITING), writes, refresh=True):
        if outcome.fate is not writing.Fate.DONE:
            raise Refused(f"{outcome.write.kind} {outcome.write.object_id}: {outcome.error}")
