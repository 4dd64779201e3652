"""That topics and spaces close soon: told once for each closing time, to who follows them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from discussions.models import Space, Topic
from discussions.telling import audiences

SOON = timedelta(days=3)
# What was opened less than this before its closing was told of with that time already.
SHORT = timedelta(days=4)


def tell() -> int:
    """How many close soon; told again, it adds nothing."""
    now = timezone.now()
    count = 0
    for topic in _topics(now):
        audiences.topic_closing(topic, topic.closes_at.isoformat() if topic.closes_at else "")
        count += 1
    for space in _spaces(now):
        audiences.space_closing(space, space.closes_at.isoformat() if space.closes_at else "")
        count += 1
    return count


def _topics(now: datetime) -> list[Topic]:
    """Those that close before their spaces do."""
    own = Q(space__closes_at__isnull=True) | Q(space__closes_at__gt=F("closes_at"))
    rows = Topic.objects.taking_posts(now).filter(own, closes_at__lte=now + SOON)
    return list(rows.filter(opened_at__lte=F("closes_at") - SHORT).select_related("space"))


def _spaces(now: datetime) -> list[Space]:
    rows = Space.objects.begun(now).filter(archived_at=None, closes_at__gt=now)
    return list(rows.filter(closes_at__lte=now + SOON, opens_at__lte=F("closes_at") - SHORT))
