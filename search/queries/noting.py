"""Counting searches in the memory of the process that answered them.

A request only adds to a number. What tells one visitor from another, so that nobody is counted
twice for the same search, is mixed with a key that this process made up, stays in its memory, and
is dropped with the next day.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from hub import languages
from search.engine import Result
from search.permissions import can_keep_words
from search.queries import private, writing
from search.registry import engine

# Different searches that wait to be written, and visits that are remembered.
MOST, VISITS = 2_000, 20_000
_ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|curl|wget|python|java/|go-http|headless|feed",
    re.IGNORECASE,
)


class Asked(NamedTuple):
    """What is counted together."""

    day: date
    language: str
    text: str
    place: str
    engine: str


@dataclass
class Count:
    """See `search.models.AskedQuery`."""

    asked: int = 0
    nothing: int = 0
    partly: int = 0
    corrected: int = 0
    results: int = 0

    def add(self, other: Count) -> None:
        """The other is the later one."""
        self.asked += other.asked
        self.nothing += other.nothing
        self.partly += other.partly
        self.corrected += other.corrected
        self.results = other.results


class _Waiting:
    """What this process has counted since it was last written down."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: dict[Asked, Count] = {}
        self.visits: set[bytes] = set()
        self.day = date.min
        self.key = secrets.token_bytes(16)

    def is_new(self, visit: bytes, today: date) -> bool:
        """Whether a visitor asks this for the first time today."""
        with self.lock:
            if self.day != today or len(self.visits) >= VISITS:
                self.day, self.key, self.visits = today, secrets.token_bytes(16), set()
            known = visit in self.visits
            self.visits.add(visit)
            return not known

    def add(self, asked: Asked, count: Count) -> None:
        with self.lock:
            if asked not in self.counts and len(self.counts) >= MOST:
                asked = asked._replace(text="")
            self.counts.setdefault(asked, Count()).add(count)

    def take(self) -> dict[Asked, Count]:
        with self.lock:
            taken, self.counts = self.counts, {}
            return taken


_waiting = _Waiting()


def note(request: HttpRequest, place: str, text: str, result: Result) -> None:
    """Count the first page of a search that somebody made, unless a program did, the same visitor
    asked it today already, or the secretariat tries it out. No statement, no transaction."""
    text = private.written(text)
    if not text or not settings.HUB_SEARCH_LOG_DAYS or not _is_asked_by_somebody(request):
        return
    today, language = timezone.localdate(), languages.current().code
    visit = _visit(request, place, language, text)
    if not _waiting.is_new(visit, today):
        return
    count = Count(
        asked=1,
        nothing=int(not result.total),
        partly=int(result.any_word),
        corrected=int(bool(result.corrected)),
        results=result.total,
    )
    name = getattr(result, "engine", "") or engine().name
    _waiting.add(Asked(today, language, text, place, name), count)
    writing.start()


def taken() -> Mapping[Asked, Count]:
    """What waits to be written; it is forgotten here."""
    return _waiting.take()


def put_back(counts: Mapping[Asked, Count]) -> None:
    """What could not be written."""
    for asked, count in counts.items():
        _waiting.add(asked, count)


def _is_asked_by_somebody(request: HttpRequest) -> bool:
    agent = request.META.get("HTTP_USER_AGENT", "")
    if request.method != "GET" or not agent or _ROBOTS.search(agent):
        return False
    if "prefetch" in request.META.get("HTTP_SEC_PURPOSE", ""):
        return False
    return not can_keep_words(request.user)


def _visit(request: HttpRequest, *said: str) -> bytes:
    who = str(request.user.pk or "") or "|".join(
        request.META.get(name, "") for name in ("REMOTE_ADDR", "HTTP_USER_AGENT")
    )
    text = "\x00".join((who, *said))
    return hashlib.blake2b(
        text.encode("utf-8", "ignore"), key=_waiting.key, digest_size=12
    ).digest()
