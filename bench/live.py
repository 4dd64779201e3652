"""One post to many sockets: how long it takes, and what a socket costs while nothing happens.

    python -m bench.live [--sockets 200,1000] [--rounds 20] [--closed]

measures the hub as `serve` starts it, on the database and the Redis of the environment, and beside
it, round by round, a bare broadcast by the same server. The last line is the figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django

from bench.timing import Figure, one

ROOT = Path(__file__).resolve().parent.parent
SETTLING = 3.0
PEOPLE = 50


class Server:
    """One of `bench.live_server` in a process of its own, with the hub's settings of uvicorn."""

    def __init__(self, application: str, *, ws: str = "") -> None:
        from hub.management.commands.serve import allow_many_sockets, web_command

        allow_many_sockets()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        command = web_command("127.0.0.1", self.port)
        command[command.index("config.asgi:application")] = f"bench.live_server:{application}"
        if ws:
            command += ["--ws", ws]
        self.process = subprocess.Popen(command, cwd=ROOT)
        for _try in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def memory(self) -> float:
        """KiB that belong to it alone."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
        return float(sizes["Private_Dirty:"] + sizes["Private_Clean:"])

    async def say(self, query: str) -> float:
        """When it began to tell; asked over a line of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        request = (
            f"POST /bench/?{query} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode())
        began: float = json.loads(answer.partition(b"\r\n\r\n")[2])["began"]
        return began

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def servers(ws: str) -> Iterator[tuple[Server, Server]]:
    hub, bare = Server("hub", ws=ws), Server("bare", ws=ws)
    try:
        yield hub, bare
    finally:
        hub.stop()
        bare.stop()


async def measured(
    hub: Server, bare: Server, count: int, rounds: int, topic: int, person: int, sessions: list[str]
) -> dict[str, Figure]:
    from bench.live_crowd import Crowd

    found: dict[str, Figure] = {}
    crowds: dict[str, Crowd] = {}
    said = {"hub": f"topic={topic}&person={person}", "bare": f"text={_frame()}"}
    for name, server in (("hub", hub), ("bare", bare)):
        # What a server does for the first time it pays for once.
        first = Crowd(server.port)
        await first.open(f"/live/topics/{topic}/", sessions, 20)
        await asyncio.sleep(SETTLING)
        await first.told(asyncio.ensure_future(server.say(said[name])))
        first.close()
        await asyncio.sleep(1)
        before = server.memory()
        crowd = crowds[name] = Crowd(server.port)
        await crowd.open(f"/live/topics/{topic}/", sessions, count)
        await asyncio.sleep(SETTLING)
        label = "memory of an idle socket" + ("" if name == "hub" else ", bare")
        found[f"{label}, {count:,}"] = one((server.memory() - before) / count, "KiB")
    times: dict[str, list[float]] = {"hub": [], "bare": []}
    slowest: dict[str, list[float]] = {"hub": [], "bare": []}
    for number in range(rounds + 2):
        for name, server in (("hub", hub), ("bare", bare)):
            crowd = crowds[name]
            crowd.forget()
            heard = await crowd.told(asyncio.ensure_future(server.say(said[name])))
            if number >= 2:
                times[name] += heard
                slowest[name].append(max(heard))
            await asyncio.sleep(0.05)
    for name, label in (("hub", "one post to"), ("bare", "bare broadcast to")):
        found[f"{label} {count:,} sockets"] = Figure(
            statistics.median(times[name]), statistics.quantiles(times[name], n=20)[-1]
        )
        found[f"{label} {count:,} sockets, the last"] = Figure(
            statistics.median(slowest[name]), max(slowest[name])
        )
        found[f"{label} {count:,} sockets, lost"] = one(crowds[name].lost, "")
        crowds[name].close()
    await asyncio.sleep(1)
    return found


def _frame() -> str:
    """What a post is on the line, for the bare broadcast to carry as much."""
    from urllib.parse import quote

    from bench.live_server import TEXT
    from discussions.live import events
    from hub import richtext

    post: Any = {
        "id": 1, "version": 1, "position": 1, "root": None, "parent": None, "language": "en",
        "direction": "ltr", "author": {"name": "Example Writer 1", "organisation": "",
        "organisation_language": "", "capacity": "personal", "withheld": False},
        "published_at": "2026-01-01T00:00:00.000000+00:00", "edited_at": None,
        "html": str(richtext.render(TEXT)), "files": [], "translations": [],
    }  # fmt: skip
    frame = events.frame(1, 0, 1, [{"number": 1, "kind": "post.created", "post": post}])
    return quote(events.encoded(frame))


def figures(
    sizes: list[int], rounds: int, *, closed: bool = False, ws: str = ""
) -> dict[str, Figure]:
    """On the database of the settings. closed: a topic that its members alone read, all of them
    signed in; else half of the sockets are visitors'."""
    import uvloop

    from bench import conversations
    from discussions.models import Space, SpaceMember, Visibility
    from hub.models import User
    from tests.sessions import session_of

    writers = conversations.people()
    topic = conversations.topic(50, writers=writers)
    readers = [
        User.objects.get_or_create(email=f"example-reader-{number}@example.org")[0]
        for number in range(PEOPLE)
    ]
    sessions = [session_of(each) for each in readers]
    if closed:
        Space.objects.filter(pk=topic.space_id).update(visibility=Visibility.MEMBERS)
        SpaceMember.objects.bulk_create(
            SpaceMember(space=topic.space, user=each) for each in (*readers, writers[0])
        )
    else:
        sessions = [each for session in sessions for each in (session, "")]
    found: dict[str, Figure] = {}
    with servers(ws) as (hub, bare):
        for count in sizes:
            found |= uvloop.run(
                measured(hub, bare, count, rounds, topic.pk, writers[0].pk, sessions)
            )
    return found


def main() -> None:
    parser = ArgumentParser(prog="bench.live")
    parser.add_argument("--sockets", default="200,1000")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--closed", action="store_true", help="a topic that members alone read")
    parser.add_argument("--ws", default="", help="uvicorn's implementation of sockets")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    sizes = [int(each) for each in asked.sockets.split(",")]
    found = figures(sizes, asked.rounds, closed=asked.closed, ws=asked.ws)
    for name, figure in found.items():
        print(
            f"{name:<50}{figure.median:>10.1f}{figure.slow:>10.1f} {figure.unit}", file=sys.stderr
        )
    print(json.dumps({name: asdict(figure) for name, figure in found.items()}))


if __name__ == "__main__":
    main()
