"""The mails of notices: one for a single notice, one for several, each with its way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from hub import languages, letters
from hub.models import Frequency, Notice, User
from hub.notifications import kinds, unsubscribing
from hub.notifications.kinds import Kind, Line

# More of them are counted, and read on the site.
IN_A_DIGEST = 60


@dataclass(frozen=True)
class Group:
    """What is told of one kind: the lines of each object together, the newest first."""

    kind: Kind
    objects: Sequence[Sequence[tuple[Notice, Line]]]


def send(
    person: User, frequency: Frequency, told: Sequence[Notice], readable: Mapping[int, Line]
) -> None:
    """Mail notices, the newest first, to their recipient; what the mail server says is raised."""
    alone = len(told) == 1 and frequency == Frequency.INSTANT
    scope = unsubscribing.of_kind(told[0].kind) if alone else unsubscribing.of_rhythm(frequency)
    with translation.override(languages.get(person.language).path):
        stop = address(reverse("notices-stop", args=[unsubscribing.token(person, scope)]))
        context: dict[str, Any] = {
            "frequency": frequency,
            "stop_url": stop,
            "preferences_url": address(reverse("notice-preferences")),
            "notices_url": address(reverse("notices")),
            "base_url": settings.HUB_BASE_URL,
        }
    if alone:
        kind, line = kinds.get(told[0].kind), readable[told[0].pk]
        context |= {"notice": told[0], "kind": kind, "line": line, "url": address(line.url)}
        template = kind.template
    else:
        shown = told[:IN_A_DIGEST]
        context |= {
            "groups": groups(shown, readable),
            "total": len(told),
            "left_out": len(told) - len(shown),
        }
        template = "hub/mail/notices.html"
    letters.send(
        template,
        to=person.email,
        language=person.language,
        context=context,
        headers={
            "Message-ID": message_id(told),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def groups(told: Sequence[Notice], readable: Mapping[int, Line]) -> list[Group]:
    """By kind and then by object, each where its newest notice stands."""
    found: dict[str, dict[str, list[tuple[Notice, Line]]]] = {}
    for notice in told:
        # What is about no object stands by itself.
        about = notice.object_id or f"notice {notice.pk}"
        objects = found.setdefault(notice.kind, {})
        objects.setdefault(about, []).append((notice, readable[notice.pk]))
    return [Group(kinds.get(kind), list(objects.values())) for kind, objects in found.items()]


def address(path: str) -> str:
    """With scheme and host; "" for none."""
    return f"{settings.HUB_BASE_URL}{path}" if path.startswith("/") else path


def message_id(told: Sequence[Notice]) -> str:
    """The same for the same notices: a mail that is sent again is the same mail."""
    rows = ",".join(str(notice.pk) for notice in told)
    host = urlsplit(settings.HUB_BASE_URL).hostname or "localhost"
    digest = salted_hmac("hub.notices.message", rows, algorithm="sha256").hexdigest()
    return f"<notice.{digest[:40]}@{host}>"
