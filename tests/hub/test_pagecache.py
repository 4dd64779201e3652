"""Pages kept for readers without a session: never a stale one, never somebody else's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

from hub import generations
from hub.actions.core import raise_generation, raise_generation_of
from hub.asgi import Message, Receive, Scope, Send
from hub.pagecache import AREAS_HEADER, PageCache

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """An application that counts how often it had to make a page."""

    def __init__(
        self, *, areas: str = "practice", cookie: bool = False, during: Any = None
    ) -> None:
        self.made = 0
        self.areas, self.cookie, self.during = areas, cookie, during

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.made += 1
        body = f"made {self.made}".encode()
        if self.during is not None:
            await self.during()
        headers = [(AREAS_HEADER.encode(), self.areas.encode()), (b"content-type", b"text/html")]
        if self.cookie:
            headers.append((b"set-cookie", b"a=b"))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def ask(
    application: PageCache, query: str = "", cookie: str = "", method: str = "GET", **headers: str
) -> tuple[int, bytes, dict[bytes, bytes]]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    pairs = [(b"host", b"testserver")]
    if cookie:
        pairs.append((b"cookie", cookie.encode()))
    pairs += [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope: Scope = {
        "type": "http", "method": method, "path": "/en/practices/", "scheme": "http",
        "query_string": query.encode(), "headers": pairs,
    }  # fmt: skip
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], dict(sent[0]["headers"])


def test_a_page_is_made_once_and_again_after_a_change_in_its_area() -> None:
    site = Site()
    cache = PageCache(site)
    assert ask(cache)[1] == b"made 1"
    assert ask(cache)[1] == b"made 1"
    raise_generation("topic")
    assert ask(cache)[1] == b"made 1"
    raise_generation("practice")
    assert ask(cache)[1] == b"made 2"


def test_a_page_that_was_rendered_before_a_change_is_not_served_after_it() -> None:
    async def publish_meanwhile() -> None:
        from asgiref.sync import sync_to_async

        await sync_to_async(raise_generation)("practice")

    site = Site(during=publish_meanwhile)
    cache = PageCache(site)
    assert ask(cache)[1] == b"made 1"
    site.during = None
    assert ask(cache)[1] == b"made 2"
    assert ask(cache)[1] == b"made 2"


def test_a_page_about_one_object_is_made_again_after_a_change_of_that_object() -> None:
    raise_generation_of("topic:7")
    number = generations.of_objects(["topic:7"])["topic:7"]
    site = Site(areas=f"space,topic:7={number}")
    cache = PageCache(site)
    assert ask(cache)[1] == b"made 1"
    raise_generation_of("topic:8")
    assert ask(cache)[1] == b"made 1"
    raise_generation_of("topic:7")
    assert ask(cache)[1] == b"made 2"
    assert ask(cache)[1] == b"made 3", "it says it was made from what is not there any more"
    site.areas = f"space,topic:7={number + 1}"
    assert ask(cache)[1] == b"made 4"
    assert ask(cache)[1] == b"made 4"
    raise_generation("space")
    assert ask(cache)[1] == b"made 5"


def test_who_asks_for_a_page_that_depends_on_areas_alone_reads_of_no_object() -> None:
    for number in range(5):
        raise_generation_of(f"topic:{number}")
    assert not any(":" in area for area in generations.everything())
    assert generations.everything(["topic:3", "topic:9"])["topic:3"] == 1
    assert generations.of_objects(["topic:3", "topic:9"]) == {"topic:3": 1, "topic:9": 0}


def test_the_same_choice_in_another_order_is_the_same_page() -> None:
    cache = PageCache(Site())
    assert ask(cache, "level=local&objective=7")[1] == b"made 1"
    assert ask(cache, "objective=7&level=local")[1] == b"made 1"
    assert ask(cache, "objective=8&level=local")[1] == b"made 2"


@pytest.mark.parametrize(
    "how",
    [
        {"query": "q=words"},
        {"query": "unknown=1"},
        {"cookie": "sessionid=abc"},
        {"cookie": "messages=abc"},
        {"method": "POST"},
        {"hx_request": "true"},
        {"query": "objective=" + "1" * 500},
    ],
    ids=lambda how: next(iter(how)),
)
def test_what_is_somebodys_own_is_never_kept(how: dict[str, str]) -> None:
    cache = PageCache(Site())
    assert ask(cache, **how)[1] == b"made 1"
    assert ask(cache, **how)[1] == b"made 2"


def test_an_answer_that_sets_a_cookie_is_never_kept() -> None:
    cache = PageCache(Site(cookie=True))
    ask(cache)
    assert ask(cache)[1] == b"made 2"


def test_the_areas_never_leave_the_server() -> None:
    cache = PageCache(Site())
    for _round in range(2):
        assert AREAS_HEADER.lower().encode() not in {name.lower() for name in ask(cache)[2]}
    assert AREAS_HEADER.lower().encode() not in ask(cache, "q=x")[2]


def test_a_reader_who_has_the_page_is_told_so_without_its_body() -> None:
    cache = PageCache(Site())
    ask(cache)
    etag = ask(cache)[2][b"etag"].decode()
    status, body, _headers = ask(cache, if_none_match=etag)
    assert (status, body) == (304, b"")


def test_the_store_stays_within_its_bytes() -> None:
    cache = PageCache(Site(), limit=20)
    for number in range(10):
        ask(cache, f"objective={number}")
    assert cache.store.size <= 20
    connection.close()


def test_a_line_that_the_database_has_closed_is_opened_again() -> None:
    site = Site()
    cache = PageCache(site)
    assert ask(cache)[1] == b"made 1"

    asyncio.run(sync_to_async(_break_the_line)())
    asked = [ask(cache)[1] for _time in range(2)]
    assert b"made 1" in asked, "from the store again, at the latest with the second reader"


def _break_the_line() -> None:
    """As after a restart of the server: the line is there, and dead."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        connection.connection.close()
    elif known := getattr(generations._local, "connection", None):
        known[1].close()


def test_while_the_database_is_away_the_application_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(_objects: list[str]) -> dict[str, int]:
        raise OperationalError("away")

    site = Site()
    cache = PageCache(site)
    ask(cache)
    monkeypatch.setattr(generations, "everything", away)
    status, body, headers = ask(cache)
    assert (status, body) == (200, b"made 2"), "what the application answers"
    assert AREAS_HEADER.lower().encode() not in headers
