"""The tokens that documents carry and those that a reader has say what the database says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from discussions.indexing import POST, TOPIC
from discussions.models import Space, SpaceMember, SpaceOrganisation
from hub import indexing
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.organisations import member, organisation, person

pytestmark = pytest.mark.django_db

LATER = {"opens_at": timezone.now() + timedelta(days=3)}


def rooms() -> list[Space]:
    """One of each sort, each with a question and an answer."""
    made = [
        space(visibility=visibility, **when)
        for visibility in ("public", "members", "invited")
        for when in ({}, LATER)
    ]
    for home in made:
        post(inside=topic(inside=home))
        topic(inside=home, state="scheduled", opened_at=None)
        post(inside=topic(inside=home), state="hidden")
    return made


def people(spaces: list[Space]) -> dict[str, Any]:
    """By who they are: at least one of every kind of reader."""
    found: dict[str, Any] = {"visitor": AnonymousUser(), "stranger": person("Stranger")}
    for role in ("screener", "translator", "moderator", "secretariat"):
        found[role] = person(role.title(), role)
    found["superuser"] = person("Root", is_superuser=True)
    for home in spaces:
        name = f"{home.visibility} {'later' if home.opens_at > timezone.now() else 'now'}"
        invited = organisation(f"League of {name}")
        SpaceOrganisation.objects.create(space=home, organisation=invited)
        found[f"member of {name}"] = space_member(home)
        found[f"moderator of {name}"] = moderator(home)
        found[f"focal point of {name}"] = member(invited, "focal-point")
    found["member who left"] = space_member(spaces[2])
    gone = SpaceMember.objects.filter(user=found["member who left"])
    gone.update(ended_at=timezone.now())
    return found


@pytest.mark.parametrize("kind", [TOPIC, POST])
def test_tokens_show_each_reader_exactly_what_they_may_see(kind: str) -> None:
    readers = people(rooms())
    source = indexing.source(kind)
    documents = list(source.documents())
    assert {document.audience for document in documents} >= {("public",)}
    for name, reader in readers.items():
        tokens = set(indexing.audience_of((kind,), reader))
        by_token = {each.object_id for each in documents if tokens & set(each.audience)}
        seen = source.visible_to(reader).filter(pk__in=[each.object_id for each in documents])
        assert by_token == set(seen.values_list("pk", flat=True)), name


def test_a_readers_tokens_cost_one_query_and_a_visitors_none(
    django_assert_num_queries: Any,
) -> None:
    spaces = rooms()
    inside = space_member(spaces[2])
    for home in spaces[3:]:
        space_member(home, inside)
    list(inside.groups.all())
    with django_assert_num_queries(0):
        assert indexing.audience_of((TOPIC, POST, "page"), AnonymousUser()) == ("public",)
    inside.has_role("secretariat")
    with django_assert_num_queries(1):
        tokens = indexing.audience_of((TOPIC, POST, "practice"), inside)
    assert tokens == ("public", f"space:{spaces[2].pk}", f"space:{spaces[4].pk}")


def test_what_a_space_holds_is_public_once_it_has_opened() -> None:
    home = space(**LATER)
    asked = topic(inside=home)
    source = indexing.source(TOPIC)
    assert "public" not in next(source.documents([asked.pk])).audience
    Space.objects.filter(pk=home.pk).update(opens_at=timezone.now())
    assert next(source.documents([asked.pk])).audience == ("public",)
