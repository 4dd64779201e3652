"""The mails of notices: one for a single notice, one for several, each with its way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from hub import languages, letters
from hub.models import Following, Frequency, Notice, User
from hub.notifications import digests, kinds, unsubscribing
from hub.notifications.kinds import Heading, Line


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
        ways = _ways_to_unfollow(person, digests.headings(told, readable))
    headers: Mapping[str, str] = {}
    if alone:
        kind, line = kinds.get(told[0].kind), readable[told[0].pk]
        headers = kind.headers(told[0]) if kind.headers else {}
        context |= {
            "notice": told[0],
            "kind": kind,
            "line": line,
            "url": address(line.url),
            "unfollow_url": ways.get(line.under.key, "") if line.under else "",
            "can_be_answered": "Reply-To" in headers,
        }
        if line.under and line.under.stop:
            # Who stops this mail in one click stops no others.
            stop = address(line.under.stop)
        template = kind.template
    else:
        digest = digests.gathered(told, readable)
        context |= {
            "sections": digest.sections,
            "unfollow_urls": ways,
            "groups": digest.groups,
            "total": len(told),
            "left_out": digest.left_out,
        }
        template = "hub/mail/notices.html"
    letters.send(
        template,
        to=person.email,
        language=person.language,
        context=context,
        headers={
            **headers,
            "Message-ID": message_id(told),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _ways_to_unfollow(person: User, headings: Sequence[Heading]) -> dict[str, str]:
    """The address that stops following what a heading is about, by the heading's key, where the
    person follows it or it has a way of its own."""
    wanted = {heading.followed: heading.key for heading in headings if heading.followed}
    rows = Following.objects.filter(
        user=person,
        kind__in={kind for kind, _pk in wanted},
        object_id__in={pk for _k, pk in wanted},
    )
    own = {heading.key: address(heading.stop) for heading in headings if heading.stop}
    return own | {
        wanted[pair]: address(
            reverse("unfollow", args=[unsubscribing.following_token(person, *pair)])
        )
        for pair in rows.values_list("kind", "object_id")
        if pair in wanted
    }


def address(path: str) -> str:
    """With scheme and host; "" for none."""
    return f"{settings.HUB_BASE_URL}{path}" if path.startswith("/") else path


def message_id(told: Sequence[Notice]) -> str:
    """The same for the same notices: a mail that is sent again is the same mail."""
    rows = ",".join(str(notice.pk) for notice in told)
    host = urlsplit(settings.HUB_BASE_URL).hostname or "localhost"
    digest = salted_hmac("hub.notices.message", rows, algorithm="sha256").hexdigest()
    return f"<notice.{digest[:40]}@{host}>"
