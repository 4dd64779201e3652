"""How many replies a second the hub takes over HTTP, each answered when it is on the disk."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

from bench import conversations
from bench.server import cpu_of, served
from bench.timing import Figure, one
from discussions.models import Post
from tests.sessions import session_of

WARM, SECONDS = 1.0, 6.0
TOKEN = "0" * 32


def figures() -> Iterator[tuple[str, Figure]]:
    """By one writer, and by eight at once in the same topic."""
    writers = conversations.people()
    sessions = [session_of(writer) for writer in writers]
    with served() as (address, process):
        for count in (1, len(writers)):
            topic = conversations.topic(50, writers=writers)
            # Each process answers its first few slowly; all of them have to be reached.
            warm = len(asyncio.run(_load(address, topic.pk, sessions, WARM)))
            before = cpu_of(process)
            times = asyncio.run(_load(address, topic.pk, sessions[:count], SECONDS))
            spent = cpu_of(process) - before
            stored = Post.objects.filter(topic=topic, position__gt=50).count()
            if stored != warm + len(times):
                raise RuntimeError(f"{warm + len(times)} replies were answered, {stored} are there")
            who = "1 writer" if count == 1 else f"{count} writers"
            times.sort()
            yield f"replies a second, {who}", one(len(times) / SECONDS, "")
            slow = times[len(times) * 95 // 100]
            yield f"a reply, {who}", Figure(times[len(times) // 2], slow)
            yield f"a reply, {who}, CPU of the server", one(spent * 1000 / len(times), "ms")


async def _load(address: str, topic: int, sessions: list[str], seconds: float) -> list[float]:
    """How long each reply took, in milliseconds, of all that were sent in so many seconds."""
    host, port = address.removeprefix("http://").split(":")
    lines = []
    for _session in sessions:
        # One after the other, as people come: of processes that share a socket, the first to wake
        # takes all who wait there.
        lines.append(await asyncio.open_connection(host, int(port)))
        await asyncio.sleep(0.05)
    ends = time.monotonic() + seconds
    taken = await asyncio.gather(
        *(_write(*line, f"{host}:{port}", topic, session, ends)
          for line, session in zip(lines, sessions, strict=True))
    )  # fmt: skip
    return [each for times in taken for each in times]


async def _write(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    host: str,
    topic: int,
    session: str,
    ends: float,
) -> list[float]:
    """Send one reply after the other over one connection."""
    times = []
    while time.monotonic() < ends:
        key = uuid.uuid4().hex
        form = {
            "key": key, "source": f"A reply {key}.", "language": "en", "capacity": "personal",
            "csrfmiddlewaretoken": TOKEN,
        }  # fmt: skip
        body = urlencode(form).encode()
        started = time.monotonic()
        writer.write(
            f"POST /en/spaces/topics/{topic}/write/ HTTP/1.1\r\nHost: {host}\r\n"
            f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\n"
            "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", head)
        answer = await reader.readexactly(int(length[1]) if length else 0)
        if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
            raise RuntimeError((head + answer).decode(errors="replace"))
        times.append((time.monotonic() - started) * 1000)
    writer.close()
    return times
