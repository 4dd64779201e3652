"""Which practices are due, which were asked about, and whom one asks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from hub.models import User
from practices.confirming.age import VALID
from practices.models import Practice
from practices.querysets import PracticeQuerySet

# After the question: when it is repeated, and when the secretariat takes it up.
REMINDED_AFTER = timedelta(days=30)
HANDED_OVER_AFTER = timedelta(days=60)


def due(now: datetime) -> PracticeQuerySet:
    """Public practices of organisations that nobody has confirmed or published for a year, and
    that were not asked about within that time."""
    since = now - VALID
    return Practice.objects.published().filter(
        Q(last_confirmed__isnull=True) | Q(last_confirmed__lt=since.date()),
        Q(confirmation_asked_at__isnull=True) | Q(confirmation_asked_at__lt=since),
        last_published_at__lt=since,
        organisation__verification="verified",
    )


def unanswered() -> PracticeQuerySet:
    """Public practices that were asked about, and neither confirmed nor published since."""
    return Practice.objects.published().filter(
        Q(last_confirmed__isnull=True)
        | Q(last_confirmed__lt=TruncDate(F("confirmation_asked_at"))),
        confirmation_asked_at__isnull=False,
        last_published_at__lt=F("confirmation_asked_at"),
    )


def turned_overdue(after: date | None, today: date) -> PracticeQuerySet:
    """Public practices that became overdue (`age.is_overdue`) later than on a day; with None, all
    that are."""
    limit = today - VALID
    confirmed = Q(last_confirmed__lt=limit)
    published = Q(last_confirmed__isnull=True) & ~Q(provenance="imported")
    rows = Practice.objects.published().filter(
        confirmed | published, Q(provenance="imported") | Q(last_published_at__date__lt=limit)
    )
    if after is not None:
        start = after - VALID
        rows = rows.filter(
            Q(last_confirmed__gte=start)
            | (~Q(provenance="imported") & Q(last_published_at__date__gte=start))
        )
    return rows


def people_to_ask(practice: Practice) -> list[User]:
    """The focal points and deputies of its organisation."""
    people = User.objects.filter(
        is_active=True,
        memberships__organisation=practice.organisation_id,
        memberships__ended_at__isnull=True,
        memberships__role__in=("focal-point", "deputy"),
    )
    return list(people.distinct())


def was_answered(practice: Practice) -> bool:
    """Whether the last question was answered, by a confirmation or a new version."""
    asked = practice.confirmation_asked_at
    if asked is None:
        return True
    confirmed, published = practice.last_confirmed, practice.last_published_at
    return bool(
        (confirmed and confirmed >= timezone.localdate(asked)) or (published and published > asked)
    )
