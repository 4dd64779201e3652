"""What people do with their notices: read them, and choose how often they are mailed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.actions import Act, Refused, action
from hub.models import Frequency, Notice, NoticeChoice, User
from hub.notifications import kinds, switches


@action("notices.read")
def mark_read(act: Act, *, notice: Notice) -> dict[str, Any]:
    """One's own notice was opened."""
    act.require(notice.recipient_id == act.user.pk)
    unread = Notice.objects.filter(pk=notice.pk, read_at__isnull=True)
    changed = unread.update(read_at=timezone.now())
    act.changed("notice", notice.pk)
    return {"changed": bool(changed)}


@action("notices.read_all")
def mark_all_read(act: Act) -> dict[str, Any]:
    """Everything that the actor was told so far. Answers `{"changed": 7}`."""
    act.require(act.user_or_none is not None)
    unread = Notice.objects.filter(recipient=act.user, read_at__isnull=True)
    return {"changed": unread.update(read_at=timezone.now())}


@action("notices.choose")
def choose(act: Act, *, choices: dict[str, str]) -> dict[str, Any]:
    """How often the actor wants mail about each of the kinds, and which switches are on (`off`
    or another); others stay as they are."""
    act.require(act.user_or_none is not None)
    wrong = {
        name: _("Choose one of the answers.")
        for name, frequency in choices.items()
        if not (kinds.find(name) or switches.find(name)) or frequency not in Frequency.values
    }
    if wrong:
        raise Refused(wrong)
    write_choices(act.user, choices)
    act.details = {"choices": choices}
    return {"choices": choices}


@action("notices.unsubscribe")
def unsubscribe(act: Act, *, names: list[str]) -> dict[str, Any]:
    """No mail about these kinds any more; what waits for one is not mailed either."""
    act.require(act.user_or_none is not None)
    write_choices(act.user, dict.fromkeys(names, Frequency.OFF.value))
    act.details = {"kinds": names}
    return {"kinds": names}


def write_choices(person: User, choices: dict[str, str]) -> None:
    NoticeChoice.objects.bulk_create(
        [NoticeChoice(user=person, kind=kind, frequency=each) for kind, each in choices.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["frequency"],
    )
