"""Publishing, editing and withdrawing posts, through their actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.models import (
    Capacity,
    EventKind,
    Post,
    PostDraft,
    PostLink,
    PostState,
    Topic,
    TopicEvent,
)
from discussions.posting import mentions
from discussions.posting.actions import Stale, discard_draft, edit, publish, save_draft, withdraw
from hub.actions import KeyReused, NotAllowed, Refused
from hub.models import User
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.organisations import member, organisation, person
from tests.practices.library import published

pytestmark = [pytest.mark.django_db]

# What a reply costs, with what other rooms do in it.
STATEMENTS = 18


def said(by: User, of: Topic, source: str = "Training works.", **facts: Any) -> Post:
    facts.setdefault("language", "en")
    return Post.objects.get(pk=publish(by=by, topic=of, source=source, **facts)["post"])


def refused(**what: Any) -> dict[str, str]:
    with pytest.raises(Refused) as raised:
        publish(**what)
    return {field: str(sentence) for field, sentence in raised.value.messages.items()}


def test_a_reply_gets_the_next_place_and_the_next_number() -> None:
    of, author = topic(), person("Author")
    first = said(author, of)
    reply = said(person("Other"), of, "Ours too.", parent=first)
    nested = said(author, of, "Where?", parent=reply)
    assert [each.position for each in (first, reply, nested)] == [1, 2, 3]
    assert (reply.root_id, nested.root_id, nested.parent_id) == (first.pk, first.pk, reply.pk)
    assert list(TopicEvent.objects.values_list("number", "kind")) == [
        (number, EventKind.POST_CREATED) for number in (1, 2, 3)
    ]
    of.refresh_from_db()
    assert (of.post_count, of.positions, of.sequence) == (3, 3, 3)


def test_sending_twice_with_one_key_is_one_post_also_when_the_topic_closed_between() -> None:
    of, author = topic(), person("Author")
    given: dict[str, Any] = {"by": author, "key": "once", "topic": of, "language": "en"}
    first = publish(**given, source="Training works.")
    Topic.objects.filter(pk=of.pk).update(state="closed", closed_at=timezone.now())
    assert publish(**given, source="Training works.") == first
    assert Post.objects.count() == 1
    with pytest.raises(KeyReused):
        publish(**given, source="Something else.")


def test_what_was_received_before_the_topic_closed_counts_and_nothing_after() -> None:
    closed_at = timezone.now() - timedelta(minutes=5)
    of, author = topic(state="closed", closed_at=closed_at), person("Author")
    in_time = closed_at - timedelta(seconds=1)
    late = refused(by=author, topic=of, source="Late.", language="en")
    assert "closed" in late[""]
    assert "UTC" in late[""]
    assert said(author, of, "In time.", via="mail", received_at=in_time).created_at == in_time
    ended = topic(closes_at=timezone.now() - timedelta(seconds=1))
    assert "" in refused(by=author, topic=ended, source="Late.", language="en")


def test_a_locked_topic_takes_posts_of_moderators_alone() -> None:
    of = topic(is_locked=True)
    assert "locked" in refused(by=person("A"), topic=of, source="Now?", language="en")[""]
    assert said(moderator(of.space), of, "Order, please.", capacity=Capacity.MODERATOR).position


def test_nobody_writes_where_they_cannot_read() -> None:
    home = space(visibility="members")
    of = topic(inside=home)
    with pytest.raises(NotAllowed):
        said(person("Stranger"), of)
    assert said(space_member(home), of).position == 1


def test_a_text_that_nobody_can_see_or_that_is_too_long_is_refused_beside_its_field() -> None:
    of, author = topic(), person("Author")
    for source in ("", " \n\t", "\u200b\u2060", "\x00"):
        assert "source" in refused(by=author, topic=of, source=source, language="en")
    too_long = refused(by=author, topic=of, source="a" * 20_001, language="en")
    assert "1 character too long" in too_long["source"]
    assert "language" in refused(by=author, topic=of, source="Yes.", language="no tag")


def test_nobody_answers_what_is_out_of_sight_or_elsewhere() -> None:
    of, author = topic(), person("Author")
    hidden, elsewhere = post(inside=of, state=PostState.HIDDEN), post()
    for parent in (hidden, elsewhere, Post(pk=10**9)):
        assert "parent" in refused(by=author, topic=of, source="So?", language="en", parent=parent)


def test_an_author_speaks_only_for_whom_they_may() -> None:
    home = space(may_withhold_names=True)
    of, verified = topic(inside=home), organisation("Verified League")
    new = organisation("New One", state="pending")
    author = member(verified)
    given: dict[str, Any] = {"topic": of, "source": "Us.", "language": "en"}
    for field, facts in (
        ("organisation", {"capacity": "organisation"}),
        ("organisation", {"organisation": organisation("Foreign")}),
        ("organisation", {"organisation": new}),
        ("capacity", {"capacity": "moderator"}),
        ("capacity", {"capacity": "secretariat"}),
        ("capacity", {"capacity": "king"}),
    ):
        assert field in refused(by=author, **given, **facts), facts
    for_it = said(author, of, "For us.", capacity="organisation", organisation=verified)
    assert (for_it.organisation, for_it.capacity) == (verified, "organisation")
    assert said(author, of, "Unnamed.", name_withheld=True).name_withheld
    keeper = moderator(home)
    withheld = {"capacity": "moderator", "name_withheld": True}
    assert "name_withheld" in refused(by=keeper, **given, **withheld)
    assert "name_withheld" in refused(by=author, **{**given, "topic": topic()}, name_withheld=True)


def test_a_held_post_has_no_place_and_no_event_until_it_is_brought_out() -> None:
    of = topic()
    held = publish(by=person("New"), topic=of, source="See https://example.org now.", language="en")
    row = Post.objects.get(pk=held["post"])
    assert held["state"] == PostState.HELD
    assert held["held_for"]
    assert (row.position, row.published_at, TopicEvent.objects.count()) == (None, None, 0)


def test_an_edit_keeps_what_was_said_and_an_old_page_is_told() -> None:
    author = person("Author")
    row = said(author, topic(), "Trainng works.")
    assert (
        edit(by=author, post=row, source="Training works.", language="en", seen=1)["version"] == 2
    )
    assert [each.source for each in row.versions.all()] == ["Trainng works."]
    with pytest.raises(Stale):
        edit(by=author, post=row, source="From another window.", language="en", seen=1)
    same = edit(by=author, post=row, source="Training works.", language="en", seen=2)
    assert same["version"] == 2
    assert row.versions.count() == 1
    kinds = list(TopicEvent.objects.values_list("kind", flat=True))
    assert kinds == [EventKind.POST_CREATED, EventKind.POST_EDITED]
    with pytest.raises(NotAllowed):
        edit(by=person("Other"), post=row, source="Mine now.", language="en", seen=2)


def test_a_post_is_edited_for_a_while_only_and_by_nothing_that_would_be_held(
    settings: Any,
) -> None:
    author = person("Author")
    row = said(author, topic())
    with pytest.raises(Refused) as raised:
        edit(by=author, post=row, source="Buy at https://example.org", language="en", seen=1)
    assert "source" in raised.value.messages
    late = timezone.now() - timedelta(hours=settings.HUB_POST_EDIT_HOURS, seconds=1)
    Post.objects.filter(pk=row.pk).update(published_at=late)
    with pytest.raises(Refused, match=str(settings.HUB_POST_EDIT_HOURS)):
        edit(by=author, post=row, source="Better.", language="en", seen=1)


def test_a_withdrawn_post_leaves_a_stub_in_its_place() -> None:
    author, of = person("Author"), topic()
    row = said(author, of)
    with pytest.raises(NotAllowed):
        withdraw(by=person("Other"), post=row)
    withdraw(by=author, post=row)
    withdraw(by=author, post=row)
    row.refresh_from_db()
    of.refresh_from_db()
    assert (row.state, row.position, of.post_count) == (PostState.WITHDRAWN, 1, 0)
    assert TopicEvent.objects.filter(kind=EventKind.POST_WITHDRAWN).count() == 1
    assert said(author, of, "Again.").position == 2


def test_a_draft_is_one_for_each_place_and_leaves_with_its_post() -> None:
    author, of = person("Author"), topic()
    answered = post(inside=of)
    given: dict[str, Any] = {"by": author, "topic": of, "language": ""}
    first = save_draft(**given, source="I thi")["draft"]
    assert save_draft(**given, source="I think")["draft"] == first
    other = save_draft(**given, source="No,", parent=answered)["draft"]
    assert PostDraft.objects.count() == 2
    said(author, of, "I think so.", draft=PostDraft(pk=first))
    assert [str(each.pk) for each in PostDraft.objects.all()] == [other]
    assert save_draft(**given, source="I think so.")["draft"] == "", "it was sent meanwhile"
    assert not discard_draft(by=person("Other"), draft=PostDraft(pk=other))["discarded"]
    assert discard_draft(by=author, draft=PostDraft(pk=other))["discarded"]


def test_mentions_name_who_takes_part_and_never_a_withheld_name() -> None:
    home = space(may_withhold_names=True)
    of, author = topic(inside=home), person("Author")
    amina, maria = person("Amina Haddad"), person("María  Silva")
    post(inside=of, by=amina)
    post(inside=of, by=maria)
    post(inside=of, by=person("Hidden Hand"), name_withheld=True)
    person("Amina Nobody")
    text = "@amina haddad, @María Silva's, @Hidden Hand, me@María Silva, @Amina Nobody\n> @Author"
    named = mentions.named_in(text, of, author)
    assert [each.pk for each in named] == [amina.pk, maria.pk]
    assert mentions.named_in("> @Amina Haddad said", of, author) == []


def test_two_of_one_name_are_told_apart_by_their_organisation() -> None:
    of, league = topic(), organisation("League")
    one, two = person("Ana Lima"), person("Ana Lima")
    post(inside=of, by=one, organisation=league)
    post(inside=of, by=two)
    people = mentions.people_in(of, person("Author"))
    assert [each.called for each in people] == ["Ana Lima", "Ana Lima (League)"]
    named = mentions.matched("As @Ana Lima (League) says", people)
    assert [each.pk for each in named] == [one.pk]


def test_addresses_of_the_hub_become_links_whatever_their_language() -> None:
    practice = published(title="Harbour Skills")
    of = topic()
    first = post(inside=of)
    text = (
        f"http://testserver/ar/practices/{practice.slug}/ and [that](/fr/spaces/topics/{of.pk}/)"
        f" [this](/en/spaces/topics/{of.pk}/?page=2#post-{first.pk}) /zh-hans/none"
        " [map](/es/countries/ph/) http://elsewhere.org/en/objectives/3/"
    )
    row = said(moderator(of.space), of, text)
    assert list(PostLink.objects.filter(post=row).values_list("kind", "object_id")) == [
        ("practice", str(practice.pk)),
        ("topic", str(of.pk)),
        ("post", str(first.pk)),
        ("country", "PH"),
    ]
    edit(by=row.author, post=row, source="None now.", language="en", seen=1)
    assert not PostLink.objects.filter(post=row).exists()


def test_a_reply_costs_few_statements() -> None:
    of, author = topic(), person("Author")
    first = said(author, of)
    said(person("Warm"), of, "Before.", parent=first)
    with CaptureQueriesContext(connection) as captured:
        said_by = publish(
            by=User.objects.get(pk=author.pk),
            key="k",
            topic=of,
            source="A reply.",
            language="en",
            parent=Post(pk=first.pk),
        )
    assert said_by["state"] == PostState.PUBLISHED
    written = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
    assert len(written) <= STATEMENTS, "\n".join(each[:150] for each in written)
