"""The cluster's indexes are built anew beside those that are searched, and nobody notices."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import indexing, rebuilding, resting
from search.engines.elasticsearch import indexes
from search.engines.elasticsearch.connection import read_alias
from search.models import SearchCluster, SearchOutbox
from search.outbox import draining, standing

from .cluster import cluster, drained, gate, kept, needs_cluster, only_things  # noqa: F401
from .shelf import Shelf
from .test_draining import change, leave, poison, things  # noqa: F401

pytestmark = [pytest.mark.django_db, needs_cluster, pytest.mark.once]


def names() -> list[str]:
    return sorted(indexes.there(cluster()))


def test_writes_during_a_rebuild_reach_both_indexes_and_readers_find_all_of_them(
    things: Shelf, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    first, second, third = things.kept
    before = names()
    found: list[set[int]] = []
    steps = iter([
        lambda: (change(things, first, "Harvest"), leave(things, third)),
        lambda: change(things, things.put("Nurse").object_id, "Nurse"),
    ])  # fmt: skip

    def meanwhile(count: int) -> None:
        next(steps, lambda: None)()
        drained()
        found.append(set(kept()))

    rebuilding.rebuild(meanwhile)
    fourth = max(things.kept)
    # What was searched meanwhile had each change too, and never less.
    assert found[0] == {first, second}
    assert found[1] == {first, second, fourth}
    assert kept() == {first: "Harvest", second: "Pension", fourth: "Nurse"}
    assert len(names()) == 1
    assert names() != before
    assert (standing.lag().rows, resting.reason()) == (0, "")


def test_changes_that_wait_through_a_rebuild_are_sent_after_it(
    things: Shelf, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    first, second, third = things.kept
    change(things, second, "Before")
    steps = iter([lambda: (change(things, second, "Late"), leave(things, first))])
    with monkeypatch.context() as nobody:
        nobody.setattr(draining, "drain", lambda *args, **more: draining.Drained())
        rebuilding.rebuild(lambda count: next(steps, lambda: None)())
    assert kept() == {first: "Shelter", second: "Before", third: "Visa"}
    assert resting.reason() == "narrowed"
    assert drained().sent == 2
    assert kept() == {second: "Late", third: "Visa"}


def test_a_rebuild_that_fails_leaves_what_is_searched_and_says_so(
    things: Shelf, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    before = names()
    monkeypatch.setattr(rebuilding, "CATCHING_UP", 0)
    monkeypatch.setattr(rebuilding, "_differing", lambda build, kind: {1})
    with pytest.raises(CommandError, match="what was searched still is"):
        call_command("search_rebuild", engine="elasticsearch", verbosity=0)
    assert names() == before
    assert "differ" in standing.read().rebuild_error
    assert resting.reason() == ""
    assert len(kept()) == 3
    assert not standing.read().building


def test_one_builds_at_a_time_and_clears_away_what_a_killed_one_left(things: Shelf) -> None:  # noqa: F811
    indexes.make(cluster(), ["thing"], indexes.new_suffix())
    standing.update(building="somebody", building_at=None)
    assert len(names()) == 2
    # The drainer goes on writing both; nothing is lost by it.
    change(things, next(iter(things.kept)), "Harvest")
    assert drained().sent == 1

    def second(count: int) -> None:
        with pytest.raises(rebuilding.NotRebuilt, match="another"):
            rebuilding.rebuild()

    assert rebuilding.rebuild(second) == 3
    assert len(names()) == 1
    assert "Harvest" in kept().values()


def test_another_mapping_waits_for_a_rebuild_while_the_embedded_engine_answers(
    things: Shelf, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    SearchCluster.objects.update(mapping="another")
    assert resting.reason() == "not built"
    change(things, next(iter(things.kept)), "Harvest")
    assert draining.drain(at_once=True).why == "outdated"
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("search_check", verbosity=0, stdout=told)
    assert "run search_rebuild" in told.getvalue()
    assert rebuilding.rebuild() == 3
    assert (resting.reason(), standing.lag().rows) == ("", 0)
    assert "Harvest" in kept().values()


def test_a_rebuild_parks_what_the_new_mapping_refuses(
    things: Shelf, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    first = next(iter(things.kept))
    with monkeypatch.context() as poisoned:
        poison(poisoned, first)
        rebuilding.rebuild()
    assert set(kept()) == set(things.kept) - {first}
    assert SearchOutbox.objects.get(parked_at__isnull=False).object_id == first
    rebuilding.rebuild()
    drained()
    assert set(kept()) == set(things.kept)
    assert standing.lag().parked == 0


def test_the_check_finds_what_differs_and_repairs_it(things: Shelf) -> None:  # noqa: F811
    first, second, third = things.kept
    for pk in things.kept:
        indexing.follow("thing", [pk], tells_cluster=False)
    # Behind the outbox's back.
    cluster().delete(index=read_alias("thing") + "-write", id=str(first))
    things.put("Changed", pk=second)
    indexing.follow("thing", [second], tells_cluster=False)
    del things.kept[third]
    indexing.follow("thing", [third], tells_cluster=False)
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("search_check", verbosity=0, stdout=told)
    for line in (f"1 missing: {first}", f"1 stale: {second}", f"1 orphaned: {third}"):
        assert f"cluster: thing: {line}" in told.getvalue()
    call_command("search_check", repair=True, verbosity=0, stdout=told)
    told = StringIO()
    call_command("search_check", verbosity=0, stdout=told)
    assert set(kept()) == {first, second}
