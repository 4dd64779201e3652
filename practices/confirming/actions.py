"""Asking once a year, and what is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hub.actions import Act, action, system
from hub.models import AuditEntry
from hub.notifications import notify
from practices.confirming import asking
from practices.models import Practice
from practices.permissions import can_confirm
from practices.screening import log

ASKED = "practice.confirm"
# Asked about in one day, so that a large library is not asked about at once.
AT_ONCE = 200
# What pages depend on that say how old something is.
AREA = "day"


@action("practice.confirm")
def confirm(act: Act, *, practice: Practice, by_link: bool = False) -> dict[str, Any]:
    """Say that what a public practice says still holds. Answers `{"changed": true}`, false where
    it was confirmed today already. by_link: without signing in, by the address that was mailed."""
    row = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    act.require(can_confirm(act.user, row))
    today = timezone.localdate()
    act.details = {"practice": row.pk, "by_link": by_link}
    if row.last_confirmed == today:
        return {"changed": False}
    Practice.objects.filter(pk=row.pk).update(last_confirmed=today)
    log.write(act, row, "confirm", from_state=row.state, to_state=row.state)
    act.changed("practice", row.pk)
    return {"changed": True}


@action("practice.watch-age")
def watch_age(act: Act, *, day: date) -> dict[str, Any]:
    """Once a day, by the hub itself: ask about what is due, ask again, and let lists and pages
    know what became overdue. Answers how many of each. day: today."""
    act.require(act.by is system)
    now = timezone.now()
    before = _last_day()
    asked = [_ask(act, row, now) for row in asking.due(now).order_by("last_published_at")[:AT_ONCE]]
    reminded = [_remind(row) for row in _to_remind(before, day)]
    overdue = list(asking.turned_overdue(before, day).values_list("pk", flat=True))
    act.changed(AREA, day.isoformat())
    if overdue:
        act.changed("practice", *overdue)
    answer = {"asked": len(asked), "reminded": len(reminded), "overdue": len(overdue)}
    act.details = {"day": day.isoformat(), **answer}
    return answer


def _last_day() -> date | None:
    last = AuditEntry.objects.filter(verb=watch_age.verb).order_by("-pk").first()
    return date.fromisoformat(last.details["day"]) if last else None


def _ask(act: Act, row: Practice, now: datetime) -> int:
    Practice.objects.filter(pk=row.pk).update(confirmation_asked_at=now)
    data = {"asked": now.isoformat(), "again": False}
    notify(ASKED, asking.people_to_ask(row), f"{row.pk}:{now.isoformat()}", row.pk, data)
    log.write(act, row, "ask_to_confirm", from_state=row.state, to_state=row.state)
    return row.pk


def _to_remind(before: date | None, day: date) -> list[Practice]:
    rows = asking.unanswered().filter(
        confirmation_asked_at__date__lte=day - asking.REMINDED_AFTER,
        confirmation_asked_at__date__gt=day - asking.HANDED_OVER_AFTER,
    )
    if before is not None:
        rows = rows.filter(confirmation_asked_at__date__gt=before - asking.REMINDED_AFTER)
    return list(rows)


def _remind(row: Practice) -> int:
    asked = row.confirmation_asked_at.isoformat() if row.confirmation_asked_at else ""
    data = {"asked": asked, "again": True}
    notify(ASKED, asking.people_to_ask(row), f"{row.pk}:{asked}:again", row.pk, data)
    return row.pk
