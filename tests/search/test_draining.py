"""What was noted reaches the cluster once it takes it, by version, whatever else it refuses."""

from __future__ import annotations

import time
from typing import Any

import pytest

from hub.actions import NotAllowed
from hub.indexing import Document
from search import indexing, rebuilding, resting, tasks
from search.engines.elasticsearch import documents, indexes, writing
from search.engines.elasticsearch.connection import read_alias
from search.models import SearchOutbox
from search.outbox import draining, parking, standing
from search.outbox.parking import try_again
from tests.hub.organisations import person

from .cluster import cluster, drained, gate, kept, needs_cluster, only_things  # noqa: F401
from .gate import Gate
from .shelf import Shelf

pytestmark = [pytest.mark.django_db, needs_cluster, pytest.mark.once]


@pytest.fixture
def things(gate: Gate, only_things: Shelf) -> Shelf:  # noqa: F811
    """Three things that the cluster has."""
    for title in ("Shelter", "Pension", "Visa"):
        only_things.put(title)
    assert rebuilding.rebuild() == 3
    return only_things


def change(shelf: Shelf, pk: int, title: str, **more: Any) -> None:
    shelf.put(title, pk=pk, **more)
    indexing.follow("thing", [pk])


def leave(shelf: Shelf, pk: int) -> None:
    del shelf.kept[pk]
    indexing.follow("thing", [pk])


def test_changes_and_departures_arrive_by_version_and_nothing_is_left(things: Shelf) -> None:
    first, second, third = things.kept
    rows = list(SearchOutbox.objects.filter(object_id__in=[first, second]))
    late = [each for each in draining.writes_of(rows) if isinstance(each, writing.Write)]
    change(things, first, "Harvest")
    leave(things, second)
    new = things.put("Nurse").object_id
    indexing.follow("thing", [new])
    assert standing.lag().rows == 3
    assert drained().sent == 3
    assert kept() == {first: "Harvest", third: "Visa", new: "Nurse"}
    assert (standing.lag().rows, standing.lag().seconds) == (0, 0)
    assert standing.read().drained_at
    # What comes late, or twice, changes nothing.
    for _time in range(2):
        outcomes = writing.send(cluster(), late, refresh=True)
        assert {each.fate for each in outcomes} == {writing.Fate.DONE}
    assert kept() == {first: "Harvest", third: "Visa", new: "Nurse"}


def test_one_drains_at_a_time_and_takes_over_from_one_that_died(
    things: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(things, next(iter(things.kept)), "Harvest")
    with standing.lease() as mine:
        assert mine is not None
        assert draining.drain(at_once=True).sent == 0
        monkeypatch.setattr(standing, "LEASE", -1)
        mine.renew()
        assert draining.drain(at_once=True).sent == 1
        with pytest.raises(standing.Lost):
            mine.renew()


def test_a_refused_document_is_parked_and_the_others_go_on(
    things: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = things.kept
    change(things, first, "Poison")
    change(things, second, "Harvest")
    with monkeypatch.context() as poisoned:
        poison(poisoned, first)
        for _try in range(parking.TRIES):
            drained()
            SearchOutbox.objects.update(retry_at=None)
    [refused] = parking.parked()
    assert (refused.object_id, refused.sent_version < refused.version) == (first, True)
    assert "strict_dynamic_mapping_exception" in refused.error
    # Rather not found than found as it was before.
    assert kept() == {second: "Harvest", third: "Visa"}
    assert standing.lag().parked == 1
    assert standing.lag().rows == 0
    # Tried again when somebody looked into it, or when it changes.
    with pytest.raises(NotAllowed):
        try_again(by=person("Ana"), pk=refused.pk)
    assert try_again(by=person("Sam", "secretariat"), pk=refused.pk) == {"count": 1}
    drained()
    assert first in kept()
    assert not parking.parked()


def poison(monkeypatch: pytest.MonkeyPatch, pk: int) -> None:
    """Tell the cluster something of this object that its mapping has no place for."""

    def to_es(document: Document) -> dict[str, Any]:
        unknown = {"nowhere": 1} if document.object_id == pk else {}
        return documents.to_es(document) | unknown

    monkeypatch.setattr(draining, "to_es", to_es)


def test_a_full_disk_loses_nothing_and_parks_nothing(things: Shelf) -> None:
    first, second, third = things.kept
    block = "index.blocks.read_only_allow_delete"
    cluster().indices.put_settings(index=read_alias("thing"), settings={block: True})
    change(things, first, "Harvest")
    leave(things, second)
    stopped = draining.drain(at_once=True)
    assert (stopped.sent, stopped.why, stopped.waits > 0) == (0, "busy", True)
    assert draining.drain().why == "away"  # Left alone for a moment.
    # What must not be found is not: the other engine answers.
    assert resting.reason() == "narrowed"
    assert standing.lag().parked == 0
    cluster().indices.put_settings(index=read_alias("thing"), settings={block: None})
    assert drained().sent == 2
    assert kept() == {first: "Harvest", third: "Visa"}
    assert resting.reason() == ""
    assert standing.read().failures == 0


def test_lost_indexes_are_found_out_and_built_again(
    things: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    indexes.drop_all(cluster())
    monkeypatch.setattr(tasks.rebuild_cluster.__class__, "enqueue", lambda self: asked.append(True))
    assert tasks.watch_cluster.func() == "lost"
    assert asked
    assert resting.reason() == "not built"
    assert tasks.rebuild_cluster.func() == 3
    assert resting.reason() == ""
    cluster().indices.refresh(index=read_alias("thing"))
    assert set(kept()) == set(things.kept)
    # Nobody makes an index by writing to one that is gone.
    indexes.drop_all(cluster())
    change(things, next(iter(things.kept)), "Harvest")
    assert draining.drain(at_once=True).why == "lost"
    assert indexes.there(cluster()) == {}


def test_what_narrows_has_left_the_cluster_when_the_change_is_answered(
    things: Shelf, django_capture_on_commit_callbacks: Any
) -> None:
    first, second, third = things.kept
    with django_capture_on_commit_callbacks(execute=True):
        leave(things, first)
        change(things, second, "Hidden", audience=("space:1", "kept"))
    # Without the worker, without a refresh.
    assert kept() == {third: "Visa"}
    assert resting.reason() == ""
    drained()
    assert kept() == {second: "Hidden", third: "Visa"}


def test_while_the_cluster_is_away_a_narrowing_costs_a_second_once(
    things: Shelf, gate: Gate, django_capture_on_commit_callbacks: Any  # noqa: F811
) -> None:  # fmt: skip
    first, second, third = things.kept
    gate.hold()
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        leave(things, first)
    with django_capture_on_commit_callbacks(execute=True):
        leave(things, second)
    assert time.monotonic() - started < 1.7
    assert resting.reason() == "narrowed"
    gate.open()
    assert drained().sent == 2
    assert resting.reason() == ""
    assert kept() == {third: "Visa"}
