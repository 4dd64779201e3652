"""What pages cost, from the request to the compressed answer, through the hub's own ASGI door."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.test import override_settings

from bench import finding
from bench.timing import Figure, cpu
from practices.models import Practice

Application = Callable[..., Awaitable[None]]


class Browser:
    """Asks an ASGI application in this process, as a browser would: without cookies, or with
    the one that is given."""

    def __init__(self, application: Application, cookie: str = "") -> None:
        self.application = application
        self.headers = [(b"host", b"127.0.0.1"), (b"accept-encoding", b"gzip, deflate")]
        if cookie:
            self.headers.append((b"cookie", cookie.encode()))
        self.loop = asyncio.new_event_loop()

    def get(self, address: str) -> bytes:
        """The body as it goes over the line. Raises `RuntimeError` for anything but a 200."""
        return self.loop.run_until_complete(self._get(address))

    async def _get(self, address: str) -> bytes:
        path, _mark, query = address.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": self.headers,
            "client": ("127.0.0.1", 40_000),
            "server": ("127.0.0.1", 80),
        }
        sent: list[dict[str, Any]] = []
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.application(scope, receive, send)
        if sent[0]["status"] != 200:
            raise RuntimeError(f"{address} answered {sent[0]['status']}")
        return b"".join(message.get("body", b"") for message in sent[1:])


def figures() -> Iterator[tuple[str, Figure]]:
    from config.asgi import application, django_application

    slugs = list(Practice.objects.filter(live=True).values_list("slug", flat=True)[:200])
    addresses = cycle([f"/en/practices/{slug}/" for slug in slugs])
    questions = cycle([question.replace(" ", "+") for question in finding.pairs()])
    # Django without the pages that are kept in front of it.
    fresh = Browser(django_application)
    yield "page of a practice", cpu(lambda: fresh.get(next(addresses)), rounds=100)
    for name, address in (
        ("home page", "/en/"),
        ("list of practices", "/en/practices/"),
        ("list, page 50 000 of it", "/en/practices/?page=50000"),
        ("list, two filters", "/en/practices/?objective=7&level=national"),
        ("list that has nothing", "/en/practices/?objective=1&country=TV&year=1950"),
        ("all themes", "/en/practices/by/theme/"),
        ("page of an objective", "/en/objectives/7/"),
        ("page of a country", "/en/countries/EG/"),
    ):
        yield name, cpu(partial(fresh.get, address))
    yield (
        "search, two words",
        cpu(
            lambda: fresh.get(f"/en/practices/?q={next(questions)}"),
            before=finding.embedded.forget_queries,
        ),
    )
    yield (
        "search of everything, two words",
        cpu(lambda: fresh.get(f"/en/search/?q={next(questions)}")),
    )
    kept = Browser(application)
    yield (
        "page of a practice, kept",
        cpu(partial(kept.get, f"/en/practices/{slugs[0]}/"), rounds=100),
    )
    yield "empty view behind our middleware", cpu(partial(fresh.get, "/healthz"), rounds=100)
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="bench.empty"):
        bare = Browser(ASGIHandler())
        yield "empty Django view", cpu(partial(bare.get, "/"), rounds=100)
