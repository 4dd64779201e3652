"""A cluster shows each reader what the database says they may see: hits, totals, facets, words."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from discussions.indexing import POST, TOPIC
from hub import indexing
from search import rebuilding
from search.engine import Request
from search.engines.elasticsearch import connection, indexes
from search.engines.elasticsearch.connection import client
from search.engines.embedded import frequencies
from search.indexing import follow
from search.registry import engine
from tests.discussions.rooms import post, topic
from tests.discussions.test_finding_by_tokens import people, rooms
from tests.search.cluster import URL, needs_cluster

pytestmark = [pytest.mark.django_db, needs_cluster, pytest.mark.once]
KINDS = (TOPIC, POST)
# One for each way of seeing more or less; tokens alone are looked at for all of them.
READERS = (
    "visitor", "stranger", "secretariat", "member of members now", "member of members later",
    "moderator of members later", "focal point of invited now", "member who left",
)  # fmt: skip


@pytest.fixture
def cluster(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One that has topics and posts of spaces of every sort, each with a word of its own."""
    sources = {kind: indexing.source(kind) for kind in KINDS}
    monkeypatch.setattr(indexing, "_sources", sources)
    # A second is for visitors; here many tests share a server.
    monkeypatch.setattr(connection, "TIMEOUT", 30.0)
    settings.ELASTICSEARCH_URLS = [URL]
    settings.ELASTICSEARCH_PREFIX = f"test-{secrets.token_hex(4)}"
    yield
    indexes.drop_all(client(30))


def test_no_hit_count_facet_or_suggestion_shows_what_one_may_not_see(cluster: None) -> None:
    spaces = rooms()
    words = ["wintermoth", "lanternorchard", "quayside", "harbourlight", "stonepine", "millrace"]
    for home, word in zip(spaces, words, strict=True):
        post(f"The {word} again.", topic(f"Why {word}?", home))
    for kind in KINDS:
        source = indexing.source(kind)
        follow(kind, list(source.indexable().values_list("pk", flat=True)))
    frequencies.refresh()
    assert rebuilding.rebuild() > 0
    embedded, elastic = engine("embedded"), engine("elasticsearch")
    readers = people(spaces)
    for name in READERS:
        reader = readers[name]
        for text in ("", "quaysied"):
            asked = Request(
                kinds=KINDS, text=text, facets=("space", "language"), viewer=reader, limit=100
            )
            due, found = embedded.search(asked), elastic.search(asked)
            assert found.total == due.total, (name, text)
            assert found.facets == due.facets, (name, text)
            assert found.corrected == due.corrected, (name, text)
            ids = {(hit.kind, hit.object_id) for hit in found.hits}
            assert ids == {(hit.kind, hit.object_id) for hit in due.hits}, (name, text)
    visitor = AnonymousUser()
    seen = set(indexing.source(TOPIC).visible_to(visitor).values_list("space", flat=True))
    for home, word in zip(spaces, words, strict=True):
        told = " ".join(each.text for each in elastic.suggest(word[:6], "en"))
        assert (word in told.lower()) == (home.pk in seen), word
        alike = elastic.more_like(POST, text=f"The {word} again", viewer=visitor)
        may = set(indexing.source(POST).visible_to(visitor).values_list("pk", flat=True))
        assert {hit.object_id for hit in alike} <= may
