"""What was done to spaces and topics, as the log of moderators says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from discussions.models import ModerationEntry
from hub.models import Organisation, User

# By what `noting.note` puts under `did`; whom it is about stands beside it.
DONE = {
    "asked": _("Topic asked"),
    "opened": _("Opened"),
    "edited": _("Texts or facts changed"),
    "extended": _("Closing time changed"),
    "archived": pgettext_lazy("what was done", "Archived"),
    "taken out again": _("Taken out of the archive"),
    "listed": _("Topic listed in this space"),
    "taken out of the list": _("Topic taken out of the list"),
    "pinned": _("Topic put first"),
    "unpinned": _("Topic no longer first"),
    "member added": _("Member added"),
    "member removed": _("Member removed"),
    "moderator added": _("Moderator added"),
    "moderator removed": _("Moderator removed"),
    "organisation invited": _("Organisation invited"),
    "organisation taken out": _("Organisation no longer invited"),
    "invited": _("People invited by mail"),
    "invitation withdrawn": _("Invitation withdrawn"),
}


def done(entries: Iterable[ModerationEntry]) -> dict[int, tuple[str, str]]:
    """By key of an entry what was done, and the name of whom or what it is about, "" where there
    is none; in at most two queries. Entries of other rooms are left out."""
    known = [each for each in entries if each.details.get("did") in DONE]
    people = _named(User, (each.details.get("person") for each in known))
    bodies = _named(Organisation, (each.details.get("organisation") for each in known))
    return {
        each.pk: (
            str(DONE[each.details["did"]]),
            people.get(each.details.get("person"), "")
            or bodies.get(each.details.get("organisation"), ""),
        )
        for each in known
    }


def _named(model: type[User] | type[Organisation], keys: Iterable[Any]) -> dict[Any, str]:
    wanted = {key for key in keys if isinstance(key, int)}
    if not wanted:
        return {}
    return {row.pk: str(row) for row in model._default_manager.filter(pk__in=wanted)}
