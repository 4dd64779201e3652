"""`GET …/events?since=N`: what happened after an event, with the rights of now."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from discussions import log
from discussions.live import catching_up
from discussions.models import (
    EventKind,
    Post,
    PostState,
    PostTranslation,
    Topic,
    TopicEvent,
    TranslationOrigin,
    Visibility,
)
from hub.actions import Act, action, system
from tests.discussions.rooms import moderator, post, space, topic
from tests.hub.organisations import person

pytestmark = pytest.mark.django_db


def address(of: Topic) -> str:
    return reverse("discussions:topic-events", args=[of.pk])


def asked(client: Client, of: Topic, since: int = 0) -> Any:
    answer = client.get(address(of), {"since": since})
    assert answer.status_code == 200, answer.content
    return answer.json()


@action("tests.happens")
def happens(act: Act, *, kind: str, to: Topic, post: Post | None, facts: Any) -> dict[str, Any]:
    """Something happens to a post, or to the topic itself."""
    if post is not None:
        Post.objects.filter(pk=post.pk).update(version=post.version + 1, **facts)
    else:
        Topic.objects.filter(pk=to.pk).update(**facts)
    log.happened(act, to, EventKind(kind), post)
    return {}


def happen(kind: str, to: Topic, what: Post | None = None, **facts: Any) -> None:
    happens(by=system, kind=kind, to=to, post=what, facts=facts)


def test_events_come_in_their_order_each_with_the_post_as_it_is_now(client: Client) -> None:
    of = topic()
    first = post("One.", of)
    post("Two.", to=first, name_withheld=True, language="ar")
    happen("post.edited", of, first, html="<p>One, edited.</p>", edited_at=timezone.now())
    answer = asked(client, of)
    assert (answer["after"], answer["number"], answer["more"]) == (0, 3, False)
    assert [event["number"] for event in answer["events"]] == [1, 2, 3]
    one, two, three = (event["post"] for event in answer["events"])
    assert (one["id"], one["version"], one["html"]) == (first.pk, 2, "<p>One, edited.</p>")
    assert one["author"]["name"] == first.author.name
    assert (two["language"], two["direction"], two["root"]) == ("ar", "rtl", first.pk)
    assert two["parent"] == {"id": first.pk, "position": 1, "author": first.author.name}
    assert two["author"] == {
        "name": "", "organisation": "", "organisation_language": "", "capacity": "personal",
        "withheld": True,
    }  # fmt: skip
    assert three == {"id": first.pk, "same": True}
    assert [event["number"] for event in asked(client, of, 2)["events"]] == [3]
    assert asked(client, of, 3)["events"] == []


def test_what_was_taken_away_since_comes_as_a_removal_without_its_text(client: Client) -> None:
    of, other = topic(), topic("Another?")
    posts = [post(f"Secret {number}", of) for number in range(4)]
    happen("post.hidden", of, posts[0], state=PostState.HIDDEN)
    happen("post.withdrawn", of, posts[1], state=PostState.WITHDRAWN)
    happen("post.moved", of, posts[2], topic=other, position=7)
    told = asked(client, of)
    gone = {event["post"]["id"]: event["post"] for event in told["events"][:3]}
    assert [(each["why"], each["position"]) for each in gone.values()] == [
        ("hidden", 1), ("withdrawn", 2), ("elsewhere", None),
    ]  # fmt: skip
    text = json.dumps(told)
    assert "Secret 3" in text
    assert not [number for number in range(3) if f"Secret {number}" in text]
    # Moderators read what was hidden on the page; what goes over the line is the same for all.
    client.force_login(moderator(of.space))
    assert asked(client, of) == told


def test_who_may_not_read_the_topic_is_told_that_there_is_none(client: Client) -> None:
    of = topic("Among us?", space(visibility=Visibility.MEMBERS))
    post("Inside.", of)
    missing = address(of).replace(f"/{of.pk}/", f"/{of.pk + 1}/")
    for path in (address(of), missing):
        assert client.get(path, {"since": "0"}).status_code == 404
        assert client.get(path, {"since": "0", "as": "html"}).status_code == 404
    client.force_login(moderator(of.space))
    assert asked(client, of)["number"] == 1
    with pytest.raises(catching_up.NotReadable):
        catching_up.since(of, AnonymousUser(), 0)


def test_the_topic_itself_says_how_it_stands(client: Client) -> None:
    of = topic()
    happen("topic.changed", of, is_locked=True, state="closed")
    (event,) = asked(client, of)["events"]
    assert event["topic"] == {"state": "closed", "locked": True, "closes_at": None, "posts": 0}


@pytest.mark.parametrize("since", ["", "-1", "x", "1.5", "٣", "9" * 19, "0x1", " 1", "1\x00"])
def test_nonsense_for_a_number_is_a_bad_request_that_says_so(client: Client, since: str) -> None:
    of = topic()
    answer = client.get(address(of), {"since": since})
    assert answer.status_code == 400
    assert "since" in answer.content.decode()
    assert client.get(address(of)).status_code == 400
    assert client.get(address(of), {"since": 0, "as": "xml"}).status_code == 400


def test_a_number_that_the_log_never_reached_begins_again(client: Client) -> None:
    of = topic()
    post("One.", of)
    for since in (2, 10**17):
        told = asked(client, of, since)
        assert (told["after"], told["number"]) == (0, 1)


def written(of: Topic, count: int, text: str = "word") -> None:
    """Posts with their events, as so many actions would leave them."""
    author, now = person("Author"), timezone.now()
    start = of.sequence
    Post.objects.bulk_create(
        Post(
            topic=of, position=start + n, state=PostState.PUBLISHED, author=author, language="en",
            source=text, html=f"<p>{text} {n}</p>", renderer=1, published_at=now,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    posts = of.posts.filter(position__gt=start).order_by("position")
    TopicEvent.objects.bulk_create(
        TopicEvent(topic=of, number=each.position, kind=EventKind.POST_CREATED, post=each)
        for each in posts
    )
    of.sequence = of.positions = of.post_count = start + count
    of.save()


def caught_up(client: Client, of: Topic, since: int = 0) -> list[int]:
    """The numbers that a page draws which asks until there is no more."""
    drawn: list[int] = []
    more = True
    while more:
        told = asked(client, of, since)
        assert told["after"] == since
        drawn += [event["number"] for event in told["events"]]
        since, more = told["number"], told["more"]
    return drawn


def test_after_a_thousand_posts_none_is_missing_doubled_or_out_of_order(client: Client) -> None:
    of = topic()
    written(of, 1_000)
    assert caught_up(client, of) == list(range(1, 1_001))
    assert len(asked(client, of)["events"]) == catching_up.LIMIT
    assert caught_up(client, of, 999) == [1_000]


def test_long_texts_come_in_more_answers(client: Client) -> None:
    of = topic()
    written(of, 60, "long " * 3_000)
    told = client.get(address(of), {"since": 0})
    assert len(told.content) < 2 * catching_up.LETTERS
    assert told.json()["more"]
    assert caught_up(client, of) == list(range(1, 61))


def test_the_same_posts_come_as_the_articles_of_the_page(client: Client) -> None:
    of, other = topic(), topic("Another?")
    first, second, third = (post(text, of) for text in ("One.", "Two.", "Three."))
    reply = post("Four.", to=first)
    happen("post.hidden", of, second, state=PostState.HIDDEN)
    happen("post.moved", of, third, topic=other, position=1)
    PostTranslation.objects.create(
        post=first, language="fr", source="Un.", html="<p>Un.</p>",
        origin=TranslationOrigin.HUMAN, of_hash="",
    )  # fmt: skip
    page = BeautifulSoup(client.get(reverse("discussions:topic", args=[of.pk])).content, "lxml")
    answer = client.get(address(of), {"since": 0, "as": "html"})
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    told = BeautifulSoup(answer.content, "lxml")
    frame = told.find(attrs={"data-topic": str(of.pk)})
    assert (frame["data-after"], frame["data-number"]) == ("0", "6")
    assert [each["data-post"] for each in told.find_all("article")] == [
        str(each.pk) for each in (first, second, reply)
    ]
    assert [each["data-gone"] for each in told.find_all(attrs={"data-gone": True})] == [
        str(third.pk)
    ]
    for each in (first, second):
        mine, shown = (soup.find(id=f"post-{each.pk}") for soup in (told, page))
        assert mine.get_text(" ", strip=True) == shown.get_text(" ", strip=True)
    assert "Two." not in told.get_text()


def test_a_hundred_events_cost_the_queries_of_one(client: Client) -> None:
    of = topic()
    first = post("One.", of)
    for number in range(3):
        post(f"{number}", to=first)

    def queries(since: int, **shape: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            client.get(address(of), {"since": since, **shape})
        return len(made)

    assert queries(3) == queries(1) <= 7
    assert queries(3, **{"as": "html"}) == queries(1, **{"as": "html"}) <= 13
