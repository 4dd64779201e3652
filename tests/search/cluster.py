"""A cluster for tests of this hub's side of it: `TEST_ELASTICSEARCH_URL` says where it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from hub import indexing
from search.engines.elasticsearch import indexes
from search.engines.elasticsearch.breaker import breaker
from search.engines.elasticsearch.connection import client, read_alias
from search.outbox import draining

from .gate import Gate
from .shelf import Shelf

URL = os.environ.get("TEST_ELASTICSEARCH_URL", "")
needs_cluster = pytest.mark.skipif(not URL, reason="no TEST_ELASTICSEARCH_URL")


@pytest.fixture
def only_things(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A hub that has one kind of objects, so that a cluster has one index."""
    monkeypatch.setattr(indexing, "_sources", {shelf.kind: shelf})
    return shelf


@pytest.fixture
def gate(settings: Any, only_things: Shelf) -> Iterator[Gate]:
    """The cluster behind a door, under a prefix of its own, without any index."""
    made = Gate(URL)
    settings.ELASTICSEARCH_URLS = [made.url]
    settings.ELASTICSEARCH_PREFIX = f"test-{secrets.token_hex(4)}"
    breaker.mend()
    yield made
    settings.ELASTICSEARCH_URLS = [URL]
    indexes.drop_all(client(30))
    made.close()
    breaker.mend()


def cluster() -> Elasticsearch:
    return client(10)


def kept(kind: str = "thing") -> dict[int, str]:
    """What searches of the cluster could find: titles by object."""
    there = {"exists": {"field": "key"}}
    answer = cluster().search(index=read_alias(kind), size=1_000, query=there)
    return {
        hit["_source"]["object_id"]: next(
            text[text["language"]]["title"] for text in hit["_source"]["texts"]
        )
        for hit in answer["hits"]["hits"]
    }


def drained() -> draining.Drained:
    """Drain, and have it found."""
    found = draining.drain(at_once=True)
    cluster().indices.refresh(index=read_alias("thing"))
    return found
