"""Each `can_…` of discussions and its list agree, for every viewer and every object."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from discussions import permissions
from discussions.models import (
    ModerationEntry,
    Post,
    PostState,
    Report,
    Space,
    SpaceInvitation,
    SpaceMember,
    SpaceOrganisation,
    Topic,
    TopicState,
    Visibility,
)
from discussions.querysets import readers_among
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.organisations import member, organisation, person
from tests.hub.test_permissions import agreeing

pytestmark = pytest.mark.django_db

TWINS = [
    (permissions.can_view_space, Space, "visible_to"),
    (permissions.can_moderate, Space, "moderated_by"),
    (permissions.belongs_to, Space, "joined_by"),
    (permissions.can_manage_space_invitation, SpaceInvitation, "managed_by"),
    (permissions.can_view_topic, Topic, "visible_to"),
    (permissions.can_moderate_topic, Topic, "moderated_by"),
    (permissions.can_post, Topic, "open_to"),
    (permissions.can_view_post, Post, "visible_to"),
    (permissions.can_moderate_post, Post, "moderated_by"),
    (permissions.can_translate_post, Post, "translatable_by"),
    (permissions.can_edit_post, Post, "editable_by"),
    (permissions.can_withdraw_post, Post, "withdrawable_by"),
    (permissions.can_report, Post, "reportable_by"),
    (permissions.can_view_report, Report, "visible_to"),
    (permissions.can_view_moderation_entry, ModerationEntry, "visible_to"),
]
# About no row.
WITHOUT_A_LIST = {"can_open_spaces"}


def world() -> dict[str, Any]:
    now = timezone.now()
    viewers: dict[str, Any] = {
        "visitor": AnonymousUser(),
        "stranger": person("Stranger"),
        "moderator of all": person("Keeper", "moderator"),
        "secretariat": person("Sec", "secretariat"),
        "translator": person("Tara", "translator"),
        "superuser": person("Root", is_superuser=True),
    }
    verified, pending = organisation("Verified League"), organisation("New One", state="pending")
    viewers["of verified"], viewers["of pending"] = member(verified), member(pending)
    viewers["who has left"] = member(verified, ended_at=now)
    for visibility in Visibility.values:
        for opens, closes in ((-2, None), (-2, -1), (1, None)):
            home = space(
                f"{visibility} {opens} {closes}",
                visibility=visibility,
                opens_at=now + timedelta(days=opens),
                closes_at=now + timedelta(days=closes) if closes else None,
            )
            named = f"{visibility} {opens} {closes}"
            viewers[f"moderator of {named}"] = moderator(home)
            viewers[f"member of {named}"] = space_member(home)
            gone = space_member(home)
            SpaceMember.objects.filter(user=gone).update(ended_at=now)
            viewers[f"gone from {named}"] = gone
            for each in (verified, pending):
                SpaceOrganisation.objects.create(space=home, organisation=each)
            _fill(home, viewers[f"member of {named}"])
    return viewers


def _fill(home: Space, author: Any) -> None:
    now = timezone.now()
    is_open = home.closes_at is None and home.opens_at <= now
    for state in TopicState.values:
        asked = topic(f"{state}?", home, state=state)
        said = post("Said.", asked, by=author)
        # What a post's own state changes is the same in every space and topic.
        for of_post in PostState.values if is_open and state == TopicState.OPEN else ():
            said = post(f"{of_post}", asked, by=author, state=of_post)
        Report.objects.create(post=said, reporter=author, reason="spam", language="en")
    topic("Locked?", home, is_locked=True)
    topic("Ended?", home, closes_at=now - timedelta(minutes=1))
    SpaceInvitation.objects.create(
        space=home,
        email="a@example.org",
        language="en",
        token_hash=home.slug,
        expires_at=now + timedelta(days=1),
    )
    ModerationEntry.objects.create(space=home, deed="lock")


def test_what_may_be_done_to_one_is_what_the_list_holds_for_every_viewer() -> None:
    viewers = world()
    for can, model, reading in TWINS:
        allowed = agreeing(can, model, reading, viewers)
        assert any(allowed.values()), f"{can.__name__} is never allowed to anybody"
    named = {name for name in vars(permissions) if name.startswith("can_")}
    assert named == {can.__name__ for can, _m, _r in TWINS if can.__name__ != "belongs_to"} | (
        WITHOUT_A_LIST
    )


def test_readers_of_a_topic_among_many_are_those_who_may_view_it() -> None:
    viewers = {name: each for name, each in world().items() if each.is_authenticated}
    inactive = person("Gone", "secretariat", is_active=False)
    people = {each.pk: each for each in viewers.values()} | {inactive.pk: inactive}
    for each in Topic.objects.select_related("space"):
        may = {pk for pk, who in people.items() if permissions.can_view_topic(who, each)}
        assert readers_among(each, people) == may - {inactive.pk}
