"""Moderators who decide at the same moment, with real commits."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from discussions.models import ModerationEntry, Post, PostState, TopicEvent, Warning
from discussions.moderation import actions
from discussions.moderation.changes import Superseded, seen_of
from discussions.moderation.setting_up import REASONS
from hub.actions import Refused, system
from tests.discussions.rooms import post, space, topic
from tests.hub.organisations import person

pytestmark = [pytest.mark.django_db(transaction=True)]

REPEATS = 8


@pytest.fixture(autouse=True)
def reasons() -> None:
    actions.load_reasons(by=system, reasons=json.loads(REASONS.read_text())["reasons"])


def at_once(run: Callable[[int], Any]) -> list[Any]:
    """What each of eight calls answered; who came too late or was refused answers with that."""
    together = Barrier(REPEATS)

    def call(number: int) -> Any:
        try:
            together.wait()
            return run(number)
        except (Superseded, Refused) as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(REPEATS) as pool:
        return list(pool.map(call, range(REPEATS)))


def test_of_eight_moderators_who_decide_at_once_one_does_and_seven_are_told() -> None:
    said = post()
    keepers = [person(f"Keeper {number}", "moderator") for number in range(REPEATS)]
    seen = seen_of(said)

    def decide(number: int) -> Any:
        run = actions.hide if number % 2 else actions.warn
        return run(by=keepers[number], post=said, reason="insult", seen=seen)

    answers = at_once(decide)
    assert sum(isinstance(each, Superseded) for each in answers) == REPEATS - 1
    hidden = Post.objects.get(pk=said.pk).state == PostState.HIDDEN
    assert ModerationEntry.objects.count() == 1
    assert (hidden, Warning.objects.count()) in ((True, 0), (False, 1))


def test_posts_that_are_moved_both_ways_at_once_lose_no_place_and_no_event() -> None:
    home = space()
    topics = [topic("One?", home), topic("Two?", home)]
    posts = [post(f"{number}", topics[number % 2]) for number in range(REPEATS)]
    answers = at_once(
        lambda number: actions.move(
            by=system, post=posts[number], topic=topics[1 - number % 2], reason="off-topic"
        )
    )
    assert all(isinstance(each, dict) for each in answers)
    for of, other in (topics, topics[::-1]):
        of.refresh_from_db()
        numbers = TopicEvent.objects.filter(topic=of).values_list("number", flat=True)
        assert list(numbers) == list(range(1, of.sequence + 1))
        places = Post.objects.filter(topic=of).values_list("position", flat=True)
        assert sorted(places) == list(range(5, 9))
        assert of.post_count == REPEATS // 2
        assert not Post.objects.filter(topic=of, pk__in=[each.pk for each in posts]).exclude(
            pk__in=[each.pk for each in posts if each.topic_id == other.pk]
        )
