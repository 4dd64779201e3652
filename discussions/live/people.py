"""Who is behind a socket: asked once when it opens, and of all of them at once from then on.

Sessions are rows of the database here, so that looking finds out who signs out, is signed out
elsewhere or is deactivated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from discussions.models import Topic
from discussions.querysets import readers_among
from hub import second_factor
from hub.models import User

if TYPE_CHECKING:
    from hub.querysets import Viewer

# Values in one statement; databases have a limit.
AT_ONCE = 500


class Who(NamedTuple):
    """A person by key, their session, and a mark that changes with their password; a visitor has
    none of them."""

    user: int | None
    session: str
    mark: str


VISITOR = Who(None, "", "")


class SessionOver(Exception):
    """The cookie names a session that opens nothing: it ended, or lacks a second factor."""


class _Visit:
    """As much of a request as asking for its user takes."""

    def __init__(self, session: SessionStore) -> None:
        self.session = session
        self.user: Any = AnonymousUser()


def session_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The key of the session that the cookies name; "" where there is none."""
    for name, value in headers:
        if name == b"cookie":
            try:
                cookies = SimpleCookie(value.decode("latin-1"))
            except CookieError:
                continue
            if settings.SESSION_COOKIE_NAME in cookies:
                return cookies[settings.SESSION_COOKIE_NAME].value
    return ""


def come_in(session_key: str) -> tuple[Who, Viewer]:
    """Whose session it is; a visitor where it is nobody's. Raises `SessionOver`."""
    if not session_key:
        return VISITOR, AnonymousUser()
    visit = _Visit(SessionStore(session_key))
    visit.user = get_user(visit)  # type: ignore[arg-type]  # it reads the session alone
    if not visit.user.is_authenticated:
        return VISITOR, visit.user
    if second_factor.needs_second_factor(visit.user) and not second_factor.was_shown(
        visit  # type: ignore[arg-type]  # as above
    ):
        raise SessionOver
    return Who(visit.user.pk, session_key, _mark(visit.user.password)), visit.user


def still_here(people: Iterable[Who]) -> set[Who]:
    """Those whose session goes on, who are active and have the password that they had; a visitor
    always is."""
    known = set(people)
    sessions: set[str] = set()
    for keys in parts({who.session for who in known if who.session}):
        rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        sessions.update(rows.values_list("session_key", flat=True))
    marks: dict[int, str] = {}
    for pks in parts({who.user for who in known if who.user is not None}):
        users = User.objects.filter(pk__in=pks, is_active=True)
        marks.update((pk, _mark(password)) for pk, password in users.values_list("pk", "password"))
    return {
        who
        for who in known
        if who.user is None or (who.session in sessions and marks.get(who.user) == who.mark)
    }


def readers(topic: Topic, people: Iterable[Who]) -> set[Who]:
    """Those who may read a topic now, as `permissions.can_view_topic` says; the topic has its space
    in memory. Whether their sessions go on is not asked here."""
    known = set(people)
    may: set[int | None] = set()
    if VISITOR in known and is_public(topic):
        may.add(None)
    for pks in parts({who.user for who in known if who.user is not None}):
        may |= readers_among(topic, pks)
    return {who for who in known if who.user in may}


def is_public(topic: Topic) -> bool:
    """Whether anybody may read it, who is signed in or not; as `TopicQuerySet.public`."""
    return (
        topic.state != "scheduled"
        and topic.space.visibility == "public"
        and topic.space.opens_at <= timezone.now()
    )


def _mark(password: str) -> str:
    return hashlib.blake2b(password.encode(), digest_size=8).hexdigest()


def parts(values: set[Any]) -> Iterator[list[Any]]:
    """As many at once as one statement takes."""
    listed = list(values)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]
