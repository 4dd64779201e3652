"""What a cluster has to be told is noted with the change itself, and nothing is where none is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from discussions.models import Post, Space
from hub.actions import system
from search import indexing, later, resting
from search.models import SearchOutbox, SearchPending
from search.outbox import standing
from tests.discussions.rooms import post, space, topic
from tests.discussions.test_finding import change

from .shelf import Shelf

pytestmark = pytest.mark.django_db

# Nothing listens there.
NOWHERE = ["http://127.0.0.1:9"]


@pytest.fixture(autouse=True)
def _away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ELASTICSEARCH_URLS = NOWHERE
    monkeypatch.setattr("search.engines.elasticsearch.breaker.breaker._broken", False)


def row(pk: int, kind: str = "thing") -> SearchOutbox:
    return SearchOutbox.objects.get(kind=kind, object_id=pk)


def test_without_a_cluster_nothing_is_noted(settings: Any, shelf: Shelf) -> None:
    settings.ELASTICSEARCH_URLS = []
    indexing.follow("thing", [shelf.put().object_id])
    assert not SearchOutbox.objects.exists()
    assert resting.reason() == "not set"


def test_each_change_raises_the_version_and_one_that_was_rolled_back_does_not(
    shelf: Shelf,
) -> None:
    pk = shelf.put().object_id
    for _change in range(3):
        indexing.follow("thing", [pk])
    try:
        with transaction.atomic():
            indexing.follow("thing", [pk])
            raise RuntimeError
    except RuntimeError:
        pass
    assert (row(pk).version, row(pk).sent_version) == (3, 0)
    assert (standing.lag().rows, standing.lag().narrowed) == (1, 0)


def test_what_nobody_ever_found_leaves_no_row(shelf: Shelf) -> None:
    pk = shelf.put().object_id
    del shelf.kept[pk]
    indexing.follow("thing", [pk])
    assert not SearchOutbox.objects.exists()


@pytest.mark.parametrize(
    ("before", "now", "narrowed"),
    [
        (("public",), (), True),
        (("public",), ("space:1", "kept"), True),
        (("space:1", "kept"), ("space:2", "kept"), True),
        (("space:1", "kept"), ("public",), False),
        (("space:1",), ("space:1", "space:2"), False),
        (("public",), ("public",), False),
    ],
)
def test_who_loses_sight_of_an_object_is_known_until_the_cluster_knows(
    shelf: Shelf,
    before: tuple[str, ...],
    now: tuple[str, ...],
    narrowed: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    pk = shelf.put(audience=before).object_id
    indexing.follow("thing", [pk])
    shelf.put(pk=pk, audience=now)
    if not now:
        del shelf.kept[pk]
    with django_capture_on_commit_callbacks(execute=True):
        indexing.follow("thing", [pk])
    assert row(pk).narrowed is narrowed
    standing.update(mapping=resting.indexes.fingerprint())
    assert resting.reason() == ("narrowed" if narrowed else "")
    # Whoever sees it again does not make up for those who may have seen it meanwhile.
    shelf.put(pk=pk)
    indexing.follow("thing", [pk])
    assert row(pk).narrowed is narrowed


def test_a_hidden_post_is_narrowed_with_the_change_although_its_words_follow_later() -> None:
    said = post("Seasonal beekeepers need portable permits.")
    later.catch_up()
    version = row(said.pk, "post").version
    change(by=system, of=said, facts={"state": "hidden"})
    assert row(said.pk, "post").narrowed
    assert row(said.pk, "post").version > version
    assert SearchPending.objects.exists()


def test_all_that_a_space_holds_is_narrowed_when_it_is_for_members_only(
    django_assert_max_num_queries: Any,
) -> None:
    home = space()
    asked = topic(inside=home)
    for _answer in range(3):
        post(inside=asked)
    indexing.follow("topic", [asked.pk])
    later.catch_up()
    assert not SearchOutbox.objects.filter(narrowed=True).exists()
    change(by=system, of=home, facts={"visibility": "members"})
    assert SearchOutbox.objects.filter(narrowed=True).count() == 4
    assert Post.objects.filter(topic__space=Space.objects.get(pk=home.pk)).count() == 3
