"""How often each person wants mail, and what is due by it.

Digests go out at the hour `HUB_DIGEST_HOUR` of the clock in UTC, the weekly one on the day
`HUB_DIGEST_WEEKDAY` (0 is Monday): the hub knows nobody's time zone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from hub.models import Frequency, Notice, NoticeChoice, User
from hub.notifications import kinds

# So long a notice is left to the worker that took it up; then another takes it for killed.
LEASE = timedelta(minutes=15)


def of_person(person: User) -> dict[str, Frequency]:
    """How often a person wants mail about each registered kind."""
    chosen = dict(NoticeChoice.objects.filter(user=person).values_list("kind", "frequency"))
    return {
        kind.name: Frequency(chosen.get(kind.name, kind.default)) for kind in kinds.registered()
    }


def last_digest(frequency: Frequency, now: datetime) -> datetime:
    """The moment, at or before now, up to which the latest digest reaches."""
    at = now.replace(hour=settings.HUB_DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if frequency == Frequency.WEEKLY:
        at -= timedelta(days=(at.weekday() - settings.HUB_DIGEST_WEEKDAY) % 7)
    if at > now:
        at -= timedelta(days=7 if frequency == Frequency.WEEKLY else 1)
    return at


def due(now: datetime) -> QuerySet[Any]:
    """Notices to be settled now, each with the `frequency` that its recipient chose, for it or for
    its kind; without those that a worker has in hand. Of a kind that is gone, or not wanted, they
    are due at once: there is no mail to wait for."""
    chosen = NoticeChoice.objects.filter(user=OuterRef("recipient"), kind=OuterRef("kind"))
    defaults = Case(
        *(When(kind=kind.name, then=Value(kind.default.value)) for kind in kinds.registered()),
        default=Value(Frequency.OFF.value),
    )
    daily, weekly = (
        Q(frequency=each, created_at__lt=last_digest(each, now))
        for each in (Frequency.DAILY, Frequency.WEEKLY)
    )
    return (
        Notice.objects.filter(settled_at__isnull=True)
        .filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE))
        .annotate(chosen=Coalesce(Subquery(chosen.values("frequency")), defaults))
        .annotate(
            frequency=Case(
                When(Q(chosen=Frequency.OFF) | Q(rhythm=""), then=F("chosen")),
                default=F("rhythm"),
            )
        )
        .filter(Q(frequency__in=[Frequency.INSTANT, Frequency.OFF]) | daily | weekly)
    )
