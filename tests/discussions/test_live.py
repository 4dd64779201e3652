"""Sockets through the real application: who hears what happens in a topic, and who does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from discussions import log
from discussions.live import looking, people, switchboard
from discussions.live.events import Close
from discussions.models import EventKind, Post, PostState, Space, SpaceMember, Topic, Visibility
from hub.actions import Act, action, system
from hub.models import User
from tests.discussions.listening import Page, doing, run
from tests.discussions.rooms import post, space, space_member, topic
from tests.hub.organisations import member, organisation, person
from tests.sessions import session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switchboard, "LOOK", 0.1)


def closed(space_of: Space | None = None) -> Topic:
    """A topic that its members alone read."""
    return topic("Among us?", space_of or space(visibility=Visibility.MEMBERS))


@action("tests.hide")
def _hide(act: Act, *, post: Post) -> dict[str, Any]:
    Post.objects.filter(pk=post.pk).update(state=PostState.HIDDEN, version=post.version + 1)
    log.happened(act, post.topic, EventKind.POST_HIDDEN, post, counts=-1)
    return {}


def test_a_post_reaches_whoever_has_the_topic_open_as_one_frame() -> None:
    asked = topic()
    reader = session_of(person("Reader"))

    async def scene() -> None:
        pages = [Page(asked), Page(asked, reader), Page(asked, reader)]
        other = Page(await doing(topic, "Another?"))
        for page in pages:
            assert await page.open() == {"type": "hello", "topic": asked.pk, "number": 0}
        await other.open()
        said = await doing(post, "Hear, *hear*.", asked)
        frames = [await page.hears() for page in pages]
        assert frames[0] == frames[1] == frames[2]
        assert (frames[0]["after"], frames[0]["number"], frames[0]["more"]) == (0, 1, False)
        (event,) = frames[0]["events"]
        assert (event["number"], event["kind"]) == (1, "post.created")
        assert event["post"]["id"] == said.pk
        assert event["post"]["html"] == "<p>Hear, <em>hear</em>.</p>\n"
        assert await other.hears_nothing()

    run(scene)


def test_a_frame_has_nothing_that_not_everybody_may_see() -> None:
    asked, secret = closed(), "Secret League"
    league = organisation(secret)
    author = member(league)
    pages_of = [session_of(space_member(asked.space)), session_of(person("Sec", "secretariat"))]

    async def scene() -> None:
        pages = [Page(asked, key) for key in pages_of]
        for page in pages:
            await page.open()
        said = await doing(
            post, "Withheld.", asked, author, name_withheld=True, organisation=league
        )
        texts = [json.dumps(await page.hears()) for page in pages]
        await doing(_hide, by=system, post=said)
        texts += [json.dumps(await page.hears()) for page in pages]
        assert not [text for text in texts if secret in text or str(author.name) in text]
        assert ["Withheld." in text for text in texts] == [True, True, False, False]
        assert json.loads(texts[2])["events"][0]["post"]["why"] == "hidden"

    run(scene)


REFUSED_ORIGINS = {
    "none": None,
    "another site": b"http://evil.example",
    "another scheme": b"https://testserver",
    "another port": b"http://testserver:8001",
    "a name that begins alike": b"http://testserver.evil.example",
    "no address": b"http://[::1",
    "null": b"null",
    "no text": b"\xff\xfe",
}


def test_pages_of_other_sites_open_no_socket() -> None:
    asked = topic()

    async def scene() -> None:
        for why, origin in REFUSED_ORIGINS.items():
            assert not await Page(asked, origin=origin).is_let_in(), why
        # A host that is not the hub's, with a page that is at the same host.
        stray = Page(asked, origin=b"http://evil.example", host=b"evil.example")
        assert not await stray.is_let_in()
        assert await Page(asked, origin=b"http://localhost:8000", host=b"localhost:8000").open()

    run(scene)


def test_missing_private_and_unknown_answer_alike() -> None:
    asked = closed()
    stranger = session_of(person("Stranger"))

    async def scene() -> None:
        answers = []
        for page in (
            Page(asked),
            Page(asked, stranger),
            Page(asked, "no-such-session"),
            Page(asked.pk + 1),
            Page(10**30),
            Page(0, path="/live/topics/x/"),
            Page(0, path=f"/live/topics/{'9' * 5_000}/"),
            Page(0, path="/"),
            Page(0, path="/live/topics/1/\udcff"),
        ):
            if await page.is_let_in():
                answers.append(await page.is_closed())
        assert len(answers) == 8
        gone = {"type": "bye", "code": Close.NOT_FOUND, "retry": False}
        assert answers == [(gone, Close.NOT_FOUND)] * 8

    run(scene)


def test_a_page_may_ask_whether_the_line_stands_and_nothing_else() -> None:
    asked = topic()
    refused = [
        ("", Close.NOT_UNDERSTOOD), ("{}", Close.NOT_UNDERSTOOD), ("[" * 900, Close.NOT_UNDERSTOOD),
        ('{"type": "post", "text": "x"}', Close.NOT_UNDERSTOOD), ("null", Close.NOT_UNDERSTOOD),
        ('{"type": "ping"}' + " " * 1_024, Close.TOO_LONG),
    ]  # fmt: skip

    async def scene() -> None:
        page = Page(asked)
        await page.open()
        await page.says('{"type": "ping"}')
        assert await page.hears() == {"type": "pong"}
        for said, code in refused:
            page = Page(asked)
            await page.open()
            await page.says(said)
            assert (await page.is_closed())[1] == code, said
        page = Page(asked)
        await page.open()
        await page.says(b"\x00")
        assert (await page.is_closed())[1] == Close.NOT_UNDERSTOOD
        page = Page(asked)
        await page.open()
        for _number in range(30):
            await page.says('{"type": "ping"}')
        while (heard := await page.hears())["type"] == "pong":
            pass
        assert heard == {"type": "bye", "code": Close.TOO_MANY, "retry": True}

    run(scene)


def test_a_person_and_an_address_have_so_many_sockets_and_no_more(settings: Any) -> None:
    settings.HUB_SOCKETS_PER_PERSON, settings.HUB_SOCKETS_PER_ADDRESS = 2, 3
    asked = topic()
    ann, ben = session_of(person("Ann")), session_of(person("Ben"))

    async def opened(**who: Any) -> str:
        page = Page(asked, **who)
        first = await page.open()
        pages.append(page)
        return str(first["type"])

    pages: list[Page] = []

    async def scene() -> None:
        assert [await opened(session=ann) for _n in range(3)] == ["hello", "hello", "bye"]
        assert await opened(session=ben) == "hello"
        assert [await opened() for _n in range(4)] == ["hello", "hello", "hello", "bye"]
        assert await opened(address="2001:db8:0:1::1") == "hello"
        assert await opened(address="2001:db8:0:1:ffff::2") == "hello"
        assert await opened(address="2001:db8:0:1::3") == "hello"
        assert await opened(address="2001:db8:0:1::4") == "bye"
        await pages[0].close()
        assert await opened(session=ann) == "hello"

    run(scene)


def _remove(who: User, asked: Topic, key: str) -> None:
    SpaceMember.objects.filter(user=who).update(ended_at=timezone.now())


def _sign_out(who: User, asked: Topic, key: str) -> None:
    Session.objects.filter(pk=key).delete()


def _expire(who: User, asked: Topic, key: str) -> None:
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))


def _deactivate(who: User, asked: Topic, key: str) -> None:
    User.objects.filter(pk=who.pk).update(is_active=False)


def _new_password(who: User, asked: Topic, key: str) -> None:
    User.objects.filter(pk=who.pk).update(password="another")


def _not_yet_open(who: User, asked: Topic, key: str) -> None:
    Topic.objects.filter(pk=asked.pk).update(state="scheduled")


def _delete(who: User, asked: Topic, key: str) -> None:
    Topic.objects.filter(pk=asked.pk).delete()


CHANGES: list[tuple[Callable[[User, Topic, str], None], Close]] = [
    (_remove, Close.NOT_FOUND),
    (_sign_out, Close.SESSION_OVER),
    (_expire, Close.SESSION_OVER),
    (_deactivate, Close.SESSION_OVER),
    (_new_password, Close.SESSION_OVER),
    (_not_yet_open, Close.NOT_FOUND),
]


def test_who_may_not_read_any_more_hears_nothing_of_what_happens_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Not by the look, which does not come: what happens right after the change must not arrive.
    monkeypatch.setattr(switchboard, "LOOK", 60.0)
    stays = session_of(person("Sec", "secretariat"))

    async def scene() -> None:
        for change, code in CHANGES:
            asked = await doing(closed)
            who = await doing(space_member, asked.space)
            key = await doing(session_of, who)
            page, other = Page(asked, key), Page(asked, stays)
            await page.open()
            await other.open()
            await doing(change, who, asked, key)
            await doing(post, "After the change.", asked)
            assert (await other.hears())["number"] == 1
            goodbye, closed_with = await page.is_closed(1)
            assert (goodbye["type"], closed_with) == ("bye", code), change.__name__

    run(scene)


def test_who_may_not_read_any_more_is_shown_out_though_nothing_happens() -> None:
    async def scene() -> None:
        for change, code in [*CHANGES, (_delete, Close.NOT_FOUND)]:
            asked = await doing(closed)
            who = await doing(space_member, asked.space)
            key = await doing(session_of, who)
            page = Page(asked, key)
            await page.open()
            await doing(change, who, asked, key)
            assert (await page.is_closed(2))[1] == code, change.__name__

    run(scene)


def test_whose_session_ends_between_two_questions_is_not_told_that_there_is_no_topic(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = closed()
    who = space_member(asked.space)
    key = session_of(who)
    listener, _viewer = people.come_in(key)
    read = people.readers

    def deactivated_just_then(of: Topic, some: set[people.Who]) -> set[people.Who]:
        _deactivate(who, of, key)
        return read(of, some)

    monkeypatch.setattr(people, "readers", deactivated_just_then)
    assert looking.look({asked.pk: {listener}}).refused == {
        asked.pk: {listener: Close.SESSION_OVER}
    }


def test_a_space_that_is_closed_to_visitors_shows_them_out_by_itself() -> None:
    asked = topic()
    inside = session_of(space_member(asked.space))

    async def scene() -> None:
        visitor, page = Page(asked), Page(asked, inside)
        await visitor.open()
        await page.open()
        await doing(Space.objects.filter(pk=asked.space_id).update, visibility=Visibility.MEMBERS)
        assert (await visitor.is_closed(1))[1] == Close.NOT_FOUND
        await doing(post, "Among us.", asked)
        assert (await page.hears())["number"] == 1

    run(scene)


def test_what_another_process_posts_arrives_by_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = topic()

    async def scene() -> None:
        page = Page(asked)
        await page.open()
        monkeypatch.setattr(switchboard, "_boards", [])
        await doing(post, "By the worker.", asked)
        assert (await page.hears(2))["number"] == 1

    board: list[Any] = []

    async def played() -> None:
        board.append(switchboard.here())
        try:
            await scene()
        finally:
            await board[0].stop()

    asyncio.run(played())


def test_a_page_that_opens_while_people_post_misses_none() -> None:
    asked = topic()

    async def scene() -> None:
        first = Page(asked)
        await first.open()
        writing = asyncio.create_task(doing(lambda: [post(f"{n}", asked) for n in range(30)]))
        told = {}
        while not writing.done():
            page = Page(asked)
            told[page] = (await page.open())["number"]
        await writing
        for page, number in told.items():
            while number < 30:
                frame = await page.hears()
                assert frame["after"] <= number, "a gap"
                number = max(number, frame["number"])

    run(scene)
