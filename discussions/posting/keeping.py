"""What somebody typed who is not signed in: kept in the session, on this server, until they are.

It is what they typed last in each of a few places. Signing in and signing up keep the session, so
that the text stands in the reply box afterwards.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from discussions.posting.texts import LONGEST

NAME = "discussions.typed"
# Places whose text is kept, the newest ones.
MOST = 3
# Made for visitors from one network address; offices share one.
SESSIONS_AN_HOUR = 60
# Seconds; nobody signs in for longer than that.
LONGEST_KEPT = 24 * 60 * 60

Typed = dict[str, str]


def keep(request: HttpRequest, topic: int, parent: int | None, source: str, language: str) -> bool:
    """Keep what was typed in a topic, at the top or in reply to a post. False where it was not:
    a text without words is not worth a session, and one address cannot have them made without
    end."""
    if not source.strip() or _too_often(request):
        return False
    kept = _all(request)
    kept.pop(_place(topic, parent), None)
    kept[_place(topic, parent)] = {
        "source": source[:LONGEST].replace("\x00", ""),
        "language": language[:12],
        "at": str(int(time.time())),
    }
    request.session[NAME] = dict(list(kept.items())[-MOST:])
    return True


def kept(request: HttpRequest, topic: int, parent: int | None) -> Typed | None:
    """What was typed there before signing in: `source` and `language`; None where nothing was."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        # Who has no session is not given one, so that the page can be kept for all.
        return None
    found: Typed | None = _all(request).get(_place(topic, parent))
    return found


def forget(request: HttpRequest, topic: int, parent: int | None) -> None:
    """It was sent, or saved with the drafts."""
    kept = _all(request)
    if kept.pop(_place(topic, parent), None) is not None:
        request.session[NAME] = kept


def _all(request: HttpRequest) -> dict[str, Any]:
    oldest = time.time() - LONGEST_KEPT
    said = request.session.get(NAME) or {}
    return {place: each for place, each in said.items() if int(each["at"]) > oldest}


def _too_often(request: HttpRequest) -> bool:
    """Whether there is no session yet, and one address had many made in the last hour."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    name = f"discussions.typed/{get_adapter().get_client_ip(request)}"
    cache.add(name, 0, 60 * 60)
    try:
        return bool(cache.incr(name) > SESSIONS_AN_HOUR)
    except ValueError:
        # It ran out between the two.
        return False


def _place(topic: int, parent: int | None) -> str:
    return f"{topic}/{parent or ''}"
