"""The pages of moderators, of who reports, and of authors."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions.models import Post, PostState, Report, Topic, Warning
from discussions.moderation import actions
from discussions.moderation.changes import seen_of
from discussions.moderation.setting_up import REASONS
from discussions.setting_up import make_examples
from hub import trial
from hub.actions import system
from hub.models import Notice, User
from tests.discussions.rooms import moderator, post, space, topic
from tests.hub.organisations import person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def reasons() -> None:
    actions.load_reasons(by=system, reasons=json.loads(REASONS.read_text())["reasons"])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *arguments: Any) -> str:
    return reverse(f"discussions:{name}", args=arguments)


def held(inside: Topic, **facts: Any) -> Post:
    return post(
        "See https://shop.example now.", inside, state=PostState.HELD, held_for=["links"], **facts
    )


def reported(about: Post, by: User | None = None) -> Report:
    return Report.objects.create(
        post=about, reporter=by or person("Reader"), reason="insult", said="Rude.", language="en"
    )


def test_the_queue_shows_what_waits_in_ones_spaces_with_what_one_needs_to_know() -> None:
    asked = topic("What works?", space("Work"))
    author = person("Amira")
    first = post("The first word.", asked, by=author)
    waiting = held(asked, by=author, to=first)
    reported(first)
    held(topic("Elsewhere?"))
    page = signed_in(moderator(asked.space)).get(address("moderation"))
    soup = BeautifulSoup(page.content, "html.parser")
    rows = soup.select("ul.queue > li")
    assert len(rows) == 2
    assert "Elsewhere?" not in soup.text
    words = " ".join(rows[0].text.split())
    for said in ("What works?", "Work", "Amira", "readable 1", "shop.example", "In reply to"):
        assert said in words
    assert rows[0].input["value"] == f"{waiting.pk}:{seen_of(waiting)}"
    narrowed = signed_in(person("Keeper", "moderator")).get(
        address("moderation"), {"kind": "reported", "language": "en", "order": "newest"}
    )
    assert [row.post.pk for row in narrowed.context["rows"]] == [first.pk]


def test_a_space_in_which_nothing_waits_says_so_and_shows_nothing_of_others() -> None:
    held(topic("Elsewhere?"))
    quiet = space("Quiet")
    client = signed_in(person("Keeper", "moderator"))
    for name in ("moderation", "moderation-log"):
        page = client.get(address(name), {"space": quiet.pk})
        assert not page.context["rows"]
        assert b"Nothing has all of these." in page.content


def test_a_queue_of_many_asks_no_more_than_one_of_few() -> None:
    asked = topic()
    client = signed_in(moderator(asked.space))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("moderation")).status_code == 200
        return len(captured)

    reported(post(inside=asked))
    held(asked)
    few = queries()
    for _more in range(6):
        reported(post(inside=asked))
        held(asked, to=post(inside=asked))
    assert queries() <= few + 1


def test_posts_are_decided_on_in_bulk_and_the_boxes_stay_ticked_when_it_is_refused() -> None:
    asked = topic()
    posts = [post(f"{number}", asked) for number in range(2)]
    for each in posts:
        reported(each)
    client = signed_in(moderator(asked.space))
    boxes = [f"{each.pk}:{seen_of(each)}" for each in posts]
    sent = {"key": "k1", "post": boxes, "deed": "hide", "reason": ""}
    refused = client.post(address("moderation"), sent)
    assert refused.status_code == 422
    soup = BeautifulSoup(refused.content, "html.parser")
    assert [each["value"] for each in soup.select("input[name=post][checked]")] == boxes
    assert "Choose a reason." in soup.text
    done = client.post(address("moderation"), sent | {"key": "k2", "reason": "insult"})
    assert done.status_code == 302
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.HIDDEN}


def test_the_page_of_a_post_offers_what_can_be_done_and_does_it() -> None:
    said = post("Something.")
    keeper = moderator(said.topic.space)
    reported(said)
    other = topic("Another question?", said.topic.space)
    client, here = signed_in(keeper), address("post-moderate", said.pk)
    soup = BeautifulSoup(client.get(here).content, "html.parser")
    offered = {each["value"] for each in soup.select("button[name=do]")}
    assert offered == {"dismiss", "warn", "hide", "move", "reparent"}
    assert "Another question?" in soup.select_one("#move").text
    seen = soup.select_one("#hide input[name=seen]")["value"]
    wrong = client.post(here, {"do": "hide", "key": "k1", "seen": seen, "note": "My words."})
    assert wrong.status_code == 422
    assert b"My words." in wrong.content
    form = {"do": "hide", "key": "k2", "seen": seen, "reason": "insult", "note": "My words."}
    assert client.post(here, form).status_code == 302
    again = client.get(here).content.decode()
    assert 'value="restore"' in again
    assert 'value="hide"' not in again
    assert "My words." in again
    late = signed_in(moderator(said.topic.space)).post(
        here, {"do": "move", "key": "k3", "seen": seen, "topic": other.pk, "note": "Off the point."}
    )
    assert late.status_code == 409
    for words in ("Hidden by a moderator", keeper.name, "Off the point."):
        assert words in late.content.decode()


@pytest.mark.parametrize("language", ["ar", "zh-hans"])
def test_every_page_of_moderation_is_drawn_in_other_languages(language: str) -> None:
    asked = topic()
    waiting = held(asked)
    reported(post(inside=asked))
    actions.refuse(by=system, post=held(asked), reason="insult")
    keeper = person("Keeper", "moderator")
    for name, arguments in (
        ("moderation", []), ("moderation-log", []), ("my-posts", []),
        ("post-moderate", [waiting.pk]), ("topic-lock", [asked.pk]),
        ("post-report", [post(inside=asked).pk]),
    ):  # fmt: skip
        path = address(name, *arguments).replace("/en/", f"/{language}/", 1)
        assert signed_in(keeper).get(path).status_code == 200, path


def test_a_report_has_a_receipt_and_is_sent_once() -> None:
    said, reader = post("Rude words."), person("Reader")
    client, here = signed_in(reader), address("post-report", said.pk)
    assert "Rude words." in client.get(here).content.decode()
    refused = client.post(here, {"key": "k", "reason": "other", "said": ""})
    assert refused.status_code == 422
    for _twice in range(2):
        sent = {"key": "k2", "reason": "insult", "said": "Look.", "language": "en"}
        assert client.post(here, sent).status_code == 302
    made = Report.objects.get()
    page = client.get(here).content.decode()
    assert f"Report {made.pk}" in page
    assert "<form class=" not in page


def test_authors_read_what_became_of_their_posts() -> None:
    author, asked = person("Amira", language="fr"), topic()
    held(asked, by=author)
    refused = held(asked, by=author)
    actions.refuse(by=system, post=refused, reason="insult", note="Say it kindly.")
    warned = post("Loud.", asked, by=author)
    actions.warn(by=system, post=warned, reason="advertising", note="Once more and it goes.")
    reported(post("Another's.", asked), author)
    page = signed_in(author).get(address("my-posts")).content.decode()
    for words in (
        "Waiting for a moderator", "shop.example", "The time at which we received it",
        "Say it kindly.", "La contribution attaque", "Once more and it goes.", "What you reported",
    ):  # fmt: skip
        assert words in page, words
    assert Warning.objects.get().post == warned


def test_the_log_is_read_by_the_moderators_of_the_space_and_as_a_file() -> None:
    said, elsewhere = post(), post()
    keeper = moderator(said.topic.space)
    actions.hide(by=keeper, post=said, reason="insult", note="=1+1")
    actions.hide(by=system, post=elsewhere, reason="advertising", note="Not for you.")
    client = signed_in(keeper)
    page = client.get(address("moderation-log"), {"deed": "hide", "by": keeper.pk})
    assert b"=1+1" in page.content
    assert b"Not for you." not in page.content
    assert not client.get(address("moderation-log"), {"deed": "move"}).context["rows"]
    assert not client.get(address("moderation-log"), {"until": "2020-01-01"}).context["rows"]
    answer = client.get(address("moderation-log-export"))
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(lines) == 2
    assert lines[1][-1] == "'=1+1"


def test_held_and_reported_posts_wait_in_the_inbox() -> None:
    asked = topic("What works?")
    held(asked)
    twice = post("Loud.", asked)
    reported(twice)
    reported(twice)
    page = signed_in(person("Sec", "secretariat")).get(reverse("inbox")).content.decode()
    for words in ("Read a held post", "Look at a reported post", "2 reports", "What works?"):
        assert words in page


def test_a_trial_run_has_a_held_and_a_reported_post_for_its_moderator() -> None:
    trial.make_people()
    for _again in range(2):
        make_examples()
    client = signed_in(User.objects.get(email="moderator@example.org"))
    rows = client.get(address("moderation")).context["rows"]
    assert [row.kind for row in rows] == ["held", "reported"]
    assert not Notice.objects.filter(settled_at__isnull=True).exists()


def test_locking_by_the_page_stops_others_from_posting() -> None:
    asked = topic()
    client, here = signed_in(moderator(asked.space)), address("topic-lock", asked.pk)
    assert client.post(here, {"do": "lock", "key": "k", "note": "Quarrel."}).status_code == 302
    assert not Topic.objects.open_to(person("Reader")).exists()
    assert b"Unlock" in client.get(here).content
    client.post(here, {"do": "unlock", "key": "k2"})
    assert Topic.objects.open_to(person("Reader")).exists()


def test_what_is_hidden_is_gone_with_the_next_look_and_leaves_a_line_in_its_place() -> None:
    said = post("An unmistakable zebra.")
    before, after = post("Before.", said.topic), post("After.", to=said)
    visitor = Client()
    pages = [address("topic", said.topic_id), f"{address('topic-events', said.topic_id)}?since=0"]
    assert all(b"zebra" in visitor.get(page).content for page in pages)
    actions.hide(by=system, post=said, reason="insult")
    page, events = (visitor.get(page).content.decode() for page in pages)
    assert "zebra" not in page + events
    assert "A post that a moderator has hidden" in page
    assert all(f'id="post-{each.pk}"' in page for each in (said, before, after))
    assert visitor.get(address("post", said.pk)).status_code == 302
    actions.restore(by=system, post=said)
    assert all(b"zebra" in visitor.get(page).content for page in pages)


def test_what_the_moderator_said_stays_to_be_copied_and_read() -> None:
    author, asked = person("Amira"), topic()
    waiting = held(asked, by=author)
    actions.release(by=system, post=waiting, note="Welcome.", language="en")
    page = signed_in(author).get(address("my-posts")).content.decode()
    assert "Welcome." in page
    actions.hide(by=system, post=waiting, reason="insult")
    page = signed_in(author).get(address("my-posts")).content.decode()
    assert "https://shop.example now.</textarea>" in page
