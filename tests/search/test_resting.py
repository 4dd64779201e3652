"""While the cluster is away a search is answered all the same, and quickly."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from django.test import Client

from search import rebuilding, resting
from search.engine import Request
from search.engines.elasticsearch import indexes
from search.engines.elasticsearch.breaker import breaker
from search.outbox import draining, standing
from search.registry import engine

from .cluster import cluster, gate, needs_cluster, only_things  # noqa: F401
from .gate import Gate
from .shelf import Shelf
from .test_draining import change, leave, things  # noqa: F401

pytestmark = [pytest.mark.django_db, needs_cluster, pytest.mark.once]


def ask(text: str = "shelter") -> tuple[list[int], float]:
    """What is found, and the seconds that it took."""
    started = time.monotonic()
    result = engine().search(Request(kinds=("thing",), text=text, correct=False))
    found = [hit.object_id for hit in result.hits]
    return found, time.monotonic() - started


def is_back(seconds: float = 6) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if resting.reason() == "":
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def both(things: Shelf) -> Shelf:  # noqa: F811
    """Things that both indexes have."""
    for pk, document in list(things.kept.items()):
        change(things, pk, document.texts[0].title)
    draining.drain(at_once=True)
    return things


def test_a_cluster_that_hangs_costs_one_visitor_a_second_and_is_used_again_when_it_answers(
    both: Shelf, gate: Gate, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr("search.engines.elasticsearch.breaker.PAUSE", 0.2)
    first = next(iter(both.kept))
    ask()
    assert resting.reason() == ""
    gate.hold()
    found, seconds = ask()
    assert found == [first]
    assert 0.9 < seconds < 1.5
    for _visitor in range(20):
        found, seconds = ask()
        assert found == [first]
        assert seconds < 0.3
    assert resting.reason() == "away"
    gate.open()
    assert is_back()
    assert ask()[0] == [first]
    # As quickly gone as it is killed, and back.
    gate.kill()
    found, seconds = ask()
    assert found == [first]
    assert seconds < 0.5
    gate.open()
    assert is_back()


def test_what_the_cluster_cannot_answer_the_embedded_engine_does(
    both: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, _third = both.kept
    # Its indexes are gone, and the worker has not looked yet.
    indexes.drop_all(cluster())
    with caplog.at_level(logging.CRITICAL):
        assert ask()[0] == [first]
        assert engine().more_like("thing", text="a pension of old", limit=1)
        assert isinstance(engine().suggest("shel", "en"), list)
    rebuilding.rebuild()
    # It may still show what somebody must not find any more.
    standing.SearchOutbox.objects.filter(object_id=second).update(narrowed=True)
    assert resting.reason() == "narrowed"
    assert ask("pension")[0] == [second]


def test_whether_to_ask_the_cluster_costs_one_query(
    both: Shelf, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert resting.reason() == ""


def test_readyz_says_what_works_less_well(both: Shelf, gate: Gate, client: Client) -> None:  # noqa: F811
    assert client.get("/readyz").json()["degraded"] == []
    breaker.trip("hangs")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["degraded"]) == (200, ["search: away"])
