"""Which posts wait for a moderator, and how many are taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from discussions.models import Post, PostState, SpaceOrganisation
from discussions.moderation import holding
from discussions.moderation.limits import SaidAlready, TooMany, refuse_spam
from hub.actions import Act, Refused
from hub.models import User
from tests.discussions.rooms import moderator, post, space_member, topic
from tests.hub.organisations import member, organisation, person

pytestmark = [pytest.mark.django_db]

LINK = "See https://shop.example/now and shop.example again."


def test_the_first_posts_of_a_stranger_wait_when_they_link_or_name_people(settings: Any) -> None:
    settings.HUB_POSTS_BEFORE_TRUST = 2
    asked, author = topic(), person("New")
    hold = holding.reasons_to_hold
    assert hold(author, asked, "Plain words.", []) == []
    assert hold(author, asked, f"See {settings.HUB_BASE_URL}/en/practices/", []) == []
    assert hold(author, asked, LINK, [person("Named")]) == ["links", "mentions"]
    assert hold(author, asked, "Write to a@shop.org", []) == ["links"]
    for state in (PostState.PUBLISHED, PostState.HIDDEN, PostState.HELD):
        post(inside=asked, by=author, state=state)
    assert hold(author, asked, LINK, []) == ["links"]
    post(inside=asked, by=author)
    assert hold(author, asked, LINK, [author]) == []


def test_who_was_asked_in_need_not_wait() -> None:
    asked = topic()
    verified, pending = organisation("Verified"), organisation("New", state="pending")
    for each in (verified, pending):
        SpaceOrganisation.objects.create(space=asked.space, organisation=each)
    for author, held in (
        (member(verified), []),
        (member(pending), ["links"]),
        (space_member(asked.space), []),
        (moderator(asked.space), []),
    ):
        assert holding.reasons_to_hold(author, asked, LINK, []) == held


def test_the_author_reads_why_and_where_the_links_lead() -> None:
    waiting = post(LINK, state=PostState.HELD, held_for=["links", "mentions"])
    links, names = holding.why(waiting)
    assert "shop.example" in links
    assert "people" in names
    assert len(holding.what_next()) == 3


def test_an_edit_adds_no_link_that_a_new_post_would_wait_for() -> None:
    asked, author = topic(), person("New")
    holding.refuse_more_than_before(author, asked, LINK, "Again https://shop.example", [])
    for source, added in (("https://other.example", []), ("Words.", [author])):
        with pytest.raises(Refused):
            holding.refuse_more_than_before(author, asked, "Words.", source, added)
    holding.refuse_more_than_before(moderator(asked.space), asked, "Words.", LINK, [author])


def acting(author: User) -> Act:
    return Act("tests", author)


def test_nobody_posts_more_often_than_one_person_may(settings: Any) -> None:
    settings.HUB_POST_LIMITS = {"person": {60: 2, 3600: 3}, "organisation": {60: 99}}
    asked, author = topic(), person("Busy")
    times = [timezone.now() - timedelta(seconds=age) for age in (1800, 30, 20)]
    for at in times[:2]:
        post(inside=asked, by=author, created_at=at, state=PostState.HELD)
    refuse_spam(acting(author), asked, None)
    post(inside=asked, by=author, created_at=times[2])
    with pytest.raises(TooMany) as refused:
        refuse_spam(acting(author), asked, None)
    # Both limits are reached; the later moment counts.
    assert refused.value.again_at == times[0] + timedelta(hours=1)
    assert "UTC" in refused.value.messages[""]
    refuse_spam(acting(moderator(asked.space)), asked, None)


def test_people_of_one_organisation_share_its_limit(settings: Any) -> None:
    settings.HUB_POST_LIMITS = {"person": {60: 99}, "organisation": {60: 2}}
    asked, body = topic(), organisation()
    for _each in range(2):
        post(inside=asked, organisation=body)
    newcomer = member(body)
    refuse_spam(acting(newcomer), asked, None)
    with pytest.raises(TooMany):
        refuse_spam(acting(newcomer), asked, body)


def test_the_same_words_are_taken_once_in_a_topic_and_lead_to_the_first() -> None:
    author = person("Twice")
    first = post("The same.", by=author)
    with pytest.raises(SaidAlready) as refused:
        refuse_spam(acting(author), first.topic, None, "The same.")
    assert f'href="{refused.value.url}"' in refused.value.messages["source"]
    assert str(first.pk) in refused.value.url
    refuse_spam(acting(author), first.topic, None, "Something else.")
    refuse_spam(acting(author), topic(), None, "The same.")
    refuse_spam(acting(person("Another")), first.topic, None, "The same.")
    Post.objects.filter(pk=first.pk).update(
        created_at=timezone.now() - timedelta(minutes=11), state=PostState.PUBLISHED
    )
    refuse_spam(acting(author), first.topic, None, "The same.")
