"""The contract of search engines on a real cluster. The embedded index is written beside it, as it
always is: words, corrections and completions come from there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from hub import indexing
from hub.indexing import Document
from search.engines.elasticsearch import connection, indexes
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded import frequencies
from search.engines.embedded.engine import EmbeddedEngine

from .cluster import URL, needs_cluster
from .engine_contract import EngineContract
from .matching_contract import MatchingContract
from .shelf import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.once, needs_cluster]

KINDS = ("thing", "other")
PREFIX = f"contract-{os.getpid()}"


class BothEngines(ElasticsearchEngine):
    """Writes to both, reads the cluster."""

    embedded = EmbeddedEngine()

    def bulk(self, documents: Iterable[Document]) -> int:
        documents = list(documents)
        self.embedded.bulk(documents)
        return super().bulk(documents)

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        ids = list(ids)
        self.embedded.remove(kind, ids)
        super().remove(kind, ids)

    def clear(self) -> None:
        self.embedded.clear()
        super().clear()


@pytest.fixture(scope="module")
def made_indexes() -> Iterator[None]:
    """Indexes of this process, which its tests share: to make them costs more than most tests."""
    from django.test import override_settings

    with override_settings(ELASTICSEARCH_URLS=[URL], ELASTICSEARCH_PREFIX=PREFIX):
        suffix = indexes.new_suffix()
        indexes.make(connection.client(30), KINDS, suffix)
        indexes.swap(connection.client(30), KINDS, suffix)
        yield
        for name in connection.client(30).indices.get_alias(index=f"{PREFIX}-*"):
            connection.client(30).indices.delete(index=name)


@pytest.fixture
def engine(
    settings: Any, monkeypatch: pytest.MonkeyPatch, made_indexes: None, shelf: Shelf,
    other_shelf: Shelf,
) -> Iterator[BothEngines]:  # fmt: skip
    monkeypatch.setattr(indexing, "_sources", {each.kind: each for each in (shelf, other_shelf)})
    settings.ELASTICSEARCH_URLS = [URL]
    settings.ELASTICSEARCH_PREFIX = PREFIX
    # Other tests may keep the machine busy.
    monkeypatch.setattr(connection, "TIMEOUT", 30.0)
    made = BothEngines()
    yield made
    for each in (shelf, other_shelf):
        ElasticsearchEngine().remove(each.kind, each.kept)


class OnCluster:
    @pytest.fixture
    def refreshed(self) -> Callable[[], Any]:
        return frequencies.refresh


class TestElasticsearchEngine(OnCluster, EngineContract):
    pass


class TestMatchingOnCluster(OnCluster, MatchingContract):
    pass
