"""How notices are mailed: by the worker, once, and only what the reader may still see.

The state is in the row. A notice waits while `settled_at` is empty. A worker claims what it is
about to mail (`claimed_at`, committed before anything is sent), so that a second worker finds
nothing to do. Then it asks again what the reader may see, hands the mail over, and settles the
rows. What is not wanted, not allowed any more or read already is settled without a mail.

- Killed before the mail was handed over, or refused by the mail server: the claim lapses
  (`choices.LEASE`), and the timed task sends it. Nothing is lost.
- Killed after the mail server took the mail and before the row was settled: nobody can know, and
  it is sent again under the *same* `Message-ID`, which is made of the rows that are in it; mail
  systems keep one message of each. So the reader gets it once, and never not at all.
- What could not be handed over for two weeks is settled: the notice stays under the bell.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.models import Frequency, Notice, User
from hub.notifications import choices, mails
from hub.notifications.reading import lines

logger = logging.getLogger("hub.notices")

KEPT = timedelta(days=365)
GIVEN_UP_AFTER = timedelta(days=14)


def mail_occasion(key: str) -> int:
    """Mail the notices of one occasion to those who want them at once; how many mails went out."""
    now = timezone.now()
    return _mail_each(choices.due(now).filter(key=key, frequency=Frequency.INSTANT))


def mail_due() -> int:
    """Mail the digests whose hour has come and what an earlier run left; how many went out."""
    now = timezone.now()
    _settle(choices.due(now).filter(frequency=Frequency.OFF), now)
    _settle(choices.due(now).filter(recipient__is_active=False), now)
    # A weekly digest has waited for a week when it is first tried.
    too_old = now - GIVEN_UP_AFTER
    _settle(choices.due(now).filter(created_at__lt=too_old, claimed_at__isnull=False), now)
    return _mail_each(choices.due(now))


def forget_old() -> int:
    """Clear notices older than a year; how many."""
    gone, _by_table = Notice.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return gone


def _mail_each(due: QuerySet[Any]) -> int:
    """One mail for each person and frequency; one that fails does not keep the others waiting."""
    sent = 0
    pairs = due.order_by("recipient").values_list("recipient", "frequency").distinct()
    for recipient, frequency in list(pairs):
        claimed = _claim(due.filter(recipient=recipient, frequency=frequency))
        try:
            sent += _mail_one(claimed, Frequency(frequency))
        except Exception:
            # Whatever it was, it is tried again when the claim has lapsed.
            logger.exception("notices.not_mailed person=%s count=%s", recipient, len(claimed))
    return sent


def _claim(wanted: QuerySet[Any]) -> list[Notice]:
    """Take up those of the notices that no other worker has, the newest first."""
    with transaction.atomic():
        free = wanted.select_for_update(skip_locked=True, of=("self",))
        keys = [notice.pk for notice in free]
        Notice.objects.filter(pk__in=keys).update(claimed_at=timezone.now())
    return list(Notice.objects.filter(pk__in=keys).select_related("recipient"))


def _mail_one(claimed: list[Notice], frequency: Frequency) -> int:
    """Mail what one person may see of what was claimed, and settle all of it."""
    if not claimed:
        return 0
    person = claimed[0].recipient
    readable = lines(person, _wanted(claimed, person, frequency), person.language)
    told = [notice for notice in claimed if notice.pk in readable]
    if told:
        mails.send(person, frequency, told, readable)
        _settle_mailed(told)
    _settle(Notice.objects.filter(pk__in=[notice.pk for notice in claimed]), timezone.now())
    return 1 if told else 0


def _wanted(claimed: Iterable[Notice], person: User, frequency: Frequency) -> list[Notice]:
    """Without what a digest would repeat to who has read it on the site."""
    if not person.is_active or frequency == Frequency.OFF:
        return []
    return [
        notice
        for notice in claimed
        if frequency == Frequency.INSTANT or notice.read_at is None
    ]  # fmt: skip


def _settle_mailed(told: list[Notice]) -> None:
    keys = [notice.pk for notice in told]
    Notice.objects.filter(pk__in=keys).update(settled_at=timezone.now(), mailed=True)


def _settle(notices: QuerySet[Any], now: datetime) -> None:
    """Note that no mail goes out for them. Those settled already stay as they are."""
    waiting = notices.filter(settled_at__isnull=True).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(waiting)).update(settled_at=now)
