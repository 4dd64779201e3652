"""What the page of a topic costs, by the length of the topic and by who reads it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import conversations
from bench.pages import Browser
from bench.timing import Figure, cpu, cpu_in_turns
from discussions.reading import articles
from tests.sessions import session_of

LENGTHS = (50, 200, 2_000)


def figures() -> Iterator[tuple[str, Figure]]:
    """Pages that are not kept whole: of pieces that are remembered, and of none."""
    from config.asgi import django_application

    writers = conversations.people()
    reader = Browser(django_application, cookie=f"sessionid={session_of(writers[0])}")
    visitor = Browser(django_application)
    addresses: dict[int, str] = {}
    events: dict[int, str] = {}
    for length in LENGTHS:
        topic = conversations.topic(length, writers=writers)
        # In the middle of a long one: a first page has less around it.
        page = max(1, length // 100)
        addresses[length] = f"/en/spaces/topics/{topic.pk}/?page={page}"
        events[length] = f"/en/spaces/topics/{topic.pk}/events?since={length - 50}"
    for whose, browser in (("", visitor), (", signed in", reader)):
        yield from cpu_in_turns(
            {
                f"50 posts of {length:,}{whose}": partial(browser.get, address)
                for length, address in addresses.items()
            },
            rounds=60,
        ).items()
    for length, address in addresses.items():
        yield (
            f"50 posts of {length:,}, nothing remembered",
            cpu(partial(visitor.get, address), rounds=15, before=articles.articles.clear),
        )
    for length, address in events.items():
        yield f"50 events of {length:,}, caught up", cpu(partial(visitor.get, address), rounds=30)
