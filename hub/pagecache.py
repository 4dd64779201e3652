"""Whole pages for readers without a session, remembered in the process.

A view says what its page depends on:

    @remembered("practice", "page")
    def detail(request, slug): ...

The page is stored under host, path, known parameters in sorted order and encoding, together with
the areas' generations *as they were before it was rendered*: who reads slowly while something is
published stores a page that is stale from the start and never served. Free-text queries, unknown
parameters, sessions and anything that sets a cookie go past the cache.

A page about one object of many depends on its number too. Nobody knows which object before the
view says so, hence the view reads the number, first of all:

    before = generations.of_objects(["topic:7"])
    ...
    mark(response, "space", numbers=before)
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import parse_qsl

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse

from hub import generations
from hub.asgi import Application, Message, Receive, Scope, Send

P = ParamSpec("P")

AREAS_HEADER = "X-Hub-Areas"
MAX_QUERY = 400


def remembered(*areas: str) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Let a view's page be kept until something in one of the areas changes."""

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = view(*args, **kwargs)
            mark(response, *areas)
            return response

        return wrapper

    return decorate


# By area, what pages that depend on it depend on too.
_wider: dict[str, tuple[str, ...]] = {}


def widen(area: str, *more: str) -> None:
    """Let pages of an area depend on others: an upper floor that fills a slot on them says what
    its filling shows."""
    _wider[area] = tuple(dict.fromkeys((*_wider.get(area, ()), *more)))


def mark(response: HttpResponse, *areas: str, numbers: Mapping[str, int] | None = None) -> None:
    """As `remembered`, for a response that is made elsewhere.

    numbers: of the objects that the page is about, as `generations.of_objects` gave them before
    anything of them was read.
    """
    if response.status_code == 200:
        wider = (more for area in areas for more in _wider.get(area, ()))
        objects = [f"{area}={number}" for area, number in (numbers or {}).items()]
        response.headers[AREAS_HEADER] = ",".join([*dict.fromkeys((*areas, *wider)), *objects])


@dataclass(frozen=True)
class Page:
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: bytes
    areas: tuple[str, ...]
    numbers: tuple[int, ...]

    @property
    def objects(self) -> list[str]:
        """Those of its areas that are one object each."""
        return [area for area in self.areas if ":" in area]

    def is_fresh(self, numbers: Mapping[str, int]) -> bool:
        """Whether nothing in its areas has changed; `numbers` of now, by area."""
        return generations.of(numbers, self.areas) == self.numbers


class Store:
    """The pages used last, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pages: OrderedDict[tuple[Any, ...], Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[Any, ...]) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[Any, ...], page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += len(page.body)
            while self.size > self.limit:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _drop(self, key: tuple[Any, ...]) -> None:
        old = self._pages.pop(key, None)
        if old is not None:
            self.size -= len(old.body)


class PageCache:
    """ASGI: answers from the store what it may, and keeps what Django's answer allows."""

    def __init__(self, application: Application, limit: int | None = None) -> None:
        self.application = application
        self.store = Store(limit if limit is not None else settings.HUB_PAGE_CACHE_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None:
            await self.application(scope, receive, _without_areas(send))
            return
        page = self.store.get(key)
        try:
            before = await _all_numbers(page.objects if page is not None else [])
        except Error:
            # What cannot be proved fresh is not answered from here; Django says what is wrong.
            await self.application(scope, receive, _without_areas(send))
            return
        if page is not None and page.is_fresh(before):
            await _answer(scope, send, page)
            return
        recorder = _Recorder(send)
        await self.application(scope, receive, recorder)
        fresh = recorder.page(before)
        if fresh is not None:
            self.store.put(key, fresh)


def _key(scope: Scope) -> tuple[Any, ...] | None:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    host = encoding = b""
    # What an action had to say waits in a cookie of its own for who has just signed out.
    own = (settings.SESSION_COOKIE_NAME.encode() + b"=", b"messages=")
    for name, value in scope["headers"]:
        if name == b"cookie" and any(cookie in value for cookie in own):
            return None
        if name in (b"hx-request", b"range", b"authorization"):
            return None
        if name == b"host":
            host = value
        elif name == b"accept-encoding":
            encoding = b"gzip" if b"gzip" in value else b""
    query = scope["query_string"]
    if len(query) > MAX_QUERY:
        return None
    parameters = tuple(sorted(parse_qsl(query.decode("latin-1"), keep_blank_values=True)))
    if any(name not in settings.HUB_CACHED_PARAMETERS for name, _value in parameters):
        return None
    return (scope.get("scheme"), host, scope["path"], parameters, encoding)


async def _all_numbers(objects: list[str]) -> dict[str, int]:
    if connection.vendor == "sqlite":
        return generations.everything(objects)
    return await sync_to_async(generations.everything)(objects)


async def _answer(scope: Scope, send: Send, page: Page) -> None:
    fresh = any(name == b"if-none-match" and page.etag in value for name, value in scope["headers"])
    await send(
        {
            "type": "http.response.start",
            "status": 304 if fresh else 200,
            "headers": [h for h in page.headers if not fresh or h[0] not in _BODY_HEADERS],
        }
    )
    body = b"" if fresh or scope["method"] == "HEAD" else page.body
    await send({"type": "http.response.body", "body": body})


_BODY_HEADERS = frozenset({b"content-length", b"content-type", b"content-encoding"})


class _Recorder:
    """Passes Django's answer on, and keeps it when it may be kept."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.areas: dict[str, int | None] = {}
        self.body: list[bytes] = []
        self.whole = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message, self.areas = _split_areas(message)
            self.start = message
        elif message["type"] == "http.response.body" and self.areas:
            self.body.append(message.get("body", b""))
            self.whole = not message.get("more_body", False)
        await self.send(message)

    def page(self, before: dict[str, int]) -> Page | None:
        """The answer as a page to keep, or None where it may not be kept."""
        if self.start is None or not self.areas or not self.whole or self.start["status"] != 200:
            return None
        headers = list(self.start["headers"])
        if any(name == b"set-cookie" for name, _value in headers):
            return None
        body = b"".join(self.body)
        etag = next((value for name, value in headers if name == b"etag"), None)
        if etag is None:
            etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
            headers.append((b"etag", etag))
        read = {area: number for area, number in self.areas.items() if number is not None}
        numbers = generations.of({**before, **read}, list(self.areas))
        return Page(headers, body, etag, tuple(self.areas), numbers)


def _split_areas(message: Message) -> tuple[Message, dict[str, int | None]]:
    """The answer without what is meant for the cache, and its areas: each with the number that
    the view has read of it, or None where that is for the cache to know."""
    name = AREAS_HEADER.lower().encode()
    areas: dict[str, int | None] = {}
    headers = []
    for header, value in message.get("headers", []):
        if header.lower() == name:
            for each in value.decode().split(","):
                area, _equals, number = each.partition("=")
                areas[area] = int(number) if number else None
        else:
            headers.append((header.lower(), value))
    return {**message, "headers": headers}, areas


def _without_areas(send: Send) -> Send:
    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message, _areas = _split_areas(message)
        await send(message)

    return passing
