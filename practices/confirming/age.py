"""How old what a practice says is, in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Practice

# After this long without a confirmation it is asked for, and the practice ranks lower.
VALID = timedelta(days=365)


def known_on(practice: Practice) -> date | None:
    """When what it says was last known to hold: confirmed, or published by its people here. None
    for what was imported and never confirmed: nobody knows, and it is not called late."""
    return _known(practice.provenance, practice.last_confirmed, practice.last_published_at)


def is_overdue(practice: Practice) -> bool:
    """Whether nobody has confirmed it for over a year."""
    return _is_old(known_on(practice))


def said_in_lists(
    provenance: str, last_confirmed: date | None, last_published_at: datetime | None
) -> str:
    """What a list says of a practice with these values: that it is overdue, else nothing."""
    if _is_old(_known(provenance, last_confirmed, last_published_at)):
        return _("Not confirmed for over a year")
    return ""


def in_words(practice: Practice) -> str:
    """Such as “Confirmed 3 months ago”."""
    known = known_on(practice)
    if known is None:
        return _("not recorded")
    if is_overdue(practice):
        return _("Not confirmed for over a year")
    days = max(0, (timezone.localdate() - known).days)
    months = days * 12 // 365
    was_confirmed = known == practice.last_confirmed
    if days == 0:
        return _("Confirmed today") if was_confirmed else _("Published today")
    if not months:
        if was_confirmed:
            said = ngettext("Confirmed %(count)s day ago", "Confirmed %(count)s days ago", days)
        else:
            said = ngettext("Published %(count)s day ago", "Published %(count)s days ago", days)
        return said % {"count": days}
    if was_confirmed:
        said = ngettext("Confirmed %(count)s month ago", "Confirmed %(count)s months ago", months)
    else:
        said = ngettext("Published %(count)s month ago", "Published %(count)s months ago", months)
    return said % {"count": months}


def _known(
    provenance: str, last_confirmed: date | None, last_published_at: datetime | None
) -> date | None:
    days = [last_confirmed]
    if provenance != "imported" and last_published_at is not None:
        days.append(timezone.localdate(last_published_at))
    return max((day for day in days if day is not None), default=None)


def _is_old(known: date | None) -> bool:
    return known is not None and timezone.localdate() - known > VALID
