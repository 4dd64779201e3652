"""The hub as `make run` serves it, over a real connection: pages a second, and a first visit."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings

from bench.timing import Figure, one
from practices.models import Practice

CONNECTIONS = 8
SECONDS = 4.0
FIRST_VISITS = ("/en/", "/en/practices/", "/ar/practices/")


def figures() -> Iterator[tuple[str, Figure]]:
    slug = Practice.objects.filter(live=True).order_by("pk").values_list("slug", flat=True)[0]
    page = f"/en/practices/{slug}/"
    with served() as (address, process):
        _fetch(address + page)
        before = cpu_of(process)
        count = asyncio.run(_load(address, page))
        spent = cpu_of(process) - before
        yield "kept page, requests a second", one(count / SECONDS, "")
        yield "kept page, CPU of the server", one(spent * 1000 / count, "ms")
        visits = [_first_visit(address + path) for path in (*FIRST_VISITS, page)]
        yield "first visit, the heaviest", one(max(size for size, _n in visits) / 1000, "kB")
        yield "first visit, requests", one(max(requests for _size, requests in visits), "")


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The server in a process of its own; its address and the number of the process."""
    from hub.management.commands.serve import web_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(web_command("127.0.0.1", port, settings.HUB_WEB_WORKERS))
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/healthz")
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(15)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _fetch(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def cpu_of(process: int) -> float:
    """The seconds of CPU that a process and those that it started have used, as Linux counts
    them."""
    used = 0
    for pid in (process, *_children(process)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(each) for each in text.split()]


async def _load(address: str, page: str) -> int:
    """Ask for a page over several connections at once, as often as they get it; how often."""
    host, port = address.removeprefix("http://").split(":")
    request = (
        f"GET {page} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    )
    ends = time.monotonic() + SECONDS
    readers = (_read(host, int(port), request, ends) for _ in range(CONNECTIONS))
    return sum(await asyncio.gather(*readers))


async def _read(host: str, port: int, request: bytes, ends: float) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    count = 0
    while time.monotonic() < ends:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head.decode(errors="replace"))
        length = re.search(rb"content-length: (\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        count += 1
    writer.close()
    return count


# What a browser that knows nothing fetches


def _fetch(address: str) -> tuple[str, bytes, int]:
    """Where the answer came from in the end, what it says, and its bytes on the line."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip, deflate"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
        size = len(body) + len(str(answer.headers)) + len("HTTP/1.1 200 OK\r\n")
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return answer.url, body, size


class _Needed(HTMLParser):
    """The addresses that a page makes a browser fetch, pictures aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        kinds = set((values.get("rel") or "").split())
        fetched = {"stylesheet", "icon", "manifest", "preload", "modulepreload"}
        if tag == "link" and kinds & fetched:
            self.found.append(values.get("href") or "")
        if tag == "script" and values.get("src"):
            self.found.append(values["src"] or "")


_INSIDE = {
    ".css": re.compile(r"""(?:@import\s+|url\()["']?([^"')\s]+)"""),
    ".js": re.compile(r"""\b(?:from|import)\s*["']([^"']+)["']"""),
}


def _first_visit(address: str) -> tuple[int, int]:
    """The bytes on the line and the number of requests of a browser with nothing kept."""
    place, page, size = _fetch(address)
    needed = _Needed()
    needed.feed(page.decode())
    waiting = [urljoin(place, each) for each in needed.found]
    sizes = {place: size}
    while waiting:
        each = waiting.pop()
        if each in sizes or each.startswith("data:"):
            continue
        _place, body, sizes[each] = _fetch(each)
        inside = _INSIDE.get(Path(each.partition("?")[0]).suffix)
        if inside:
            waiting += [urljoin(each, found) for found in inside.findall(body.decode())]
    return sum(sizes.values()), len(sizes)
