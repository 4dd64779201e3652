"""The secretariat sees which engine answers, what waits, and what the cluster refuses."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.models import AuditEntry
from search import indexing, resting, tasks
from search.models import SearchOutbox
from search.outbox import standing
from tests.hub.organisations import person

from .shelf import Shelf

pytestmark = pytest.mark.django_db
STATE, AGAIN = "/en/secretariat/searches/state/", "/en/secretariat/searches/state/try-again/"


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(person("Sam", "secretariat"))
    return client


@pytest.fixture
def refused(settings: Any, shelf: Shelf) -> SearchOutbox:
    """A thing that a cluster refuses; nobody answers at its address."""
    settings.ELASTICSEARCH_URLS = ["http://127.0.0.1:9"]
    indexing.follow("thing", [shelf.put("<b>Poison</b>").object_id, shelf.put("Two").object_id])
    now = timezone.now()
    SearchOutbox.objects.update(changed_at=now - timedelta(seconds=90))
    row = SearchOutbox.objects.first()
    assert row is not None
    row.tries, row.parked_at, row.error = 3, now, "mapper_parsing_exception: <x>"
    row.save()
    standing.update(mapping=resting.indexes.fingerprint())
    return row


def test_without_a_cluster_it_says_which_engine_answers(secretariat: Client) -> None:
    page = secretariat.get(STATE).content.decode()
    assert "The engine in the hub’s own database" in page
    assert "What the cluster refuses" not in page


def test_it_shows_the_lag_and_what_is_parked_and_why(
    secretariat: Client, refused: SearchOutbox, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        page = secretariat.get(STATE).content.decode()
    assert "The cluster</dd>" in page
    assert "1 change still to be sent" in page
    assert "the oldest for 90 seconds" in page
    assert "mapper_parsing_exception: &lt;x&gt;" in page
    assert "&lt;b&gt;Poison&lt;/b&gt;" in page
    standing.update(failures=2, failed_at=timezone.now(), error="Connection timed out")
    page = secretariat.get(STATE).content.decode()
    assert "The cluster does not answer, or takes nothing." in page
    assert "2 attempts in a row" in page


def test_what_is_parked_is_tried_again_at_a_press_and_only_by_the_secretariat(
    secretariat: Client, refused: SearchOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        type(tasks.drain_outbox), "enqueue", lambda self: asked.append(self.name)
    )  # fmt: skip
    outside = Client()
    outside.force_login(person("Ana", "moderator"))
    logging.disable(logging.CRITICAL)
    assert outside.post(AGAIN, {"pk": refused.pk}).status_code == 403
    logging.disable(logging.NOTSET)
    for sent, found in (({"pk": "x"}, 0), ({"pk": refused.pk + 9}, 0), ({"pk": refused.pk}, 1)):
        answer = secretariat.post(AGAIN, sent, follow=True)
        assert answer.redirect_chain == [(STATE, 302)]
        assert ("1 object is sent again" in answer.content.decode()) is bool(found)
    refused.refresh_from_db()
    assert (refused.parked_at, refused.tries) == (None, 0)
    assert "drain_outbox" in asked
    assert AuditEntry.objects.filter(verb="search.try_again").exists()
