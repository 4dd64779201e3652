"""The question as a notice and as a mail, with the address that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import notifications
from hub.models import Frequency, Membership, Notice, User
from hub.notifications import Kind, Line, seen_through
from hub.wording import Name, worded
from practices.confirming import links
from practices.confirming.actions import ASKED
from practices.models import Practice
from practices.translating.titles import titles_of


def register() -> None:
    notifications.register(
        Kind(
            ASKED,
            gettext_lazy("Practices"),
            gettext_lazy("Once a year: whether what we published still holds"),
            _lines,
            seen_through(Practice.objects.confirmable_by),
            default=Frequency.INSTANT,
            concerns=_decides,
            action=gettext_lazy("Confirm, update or retire it"),
        )
    )


def _decides(person: User) -> bool:
    return Membership.objects.steering().filter(user=person.pk).exists()


def _lines(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    keys = [int(each.object_id) for each in notices if each.object_id.isdecimal()]
    titles = titles_of(keys, language)
    made = {}
    for notice in notices:
        pk = int(notice.object_id) if notice.object_id.isdecimal() else 0
        if pk not in titles:
            continue
        if notice.data.get("again"):
            sentence = _("We asked a month ago: does %(practice)s still hold?")
        else:
            sentence = _("Does %(practice)s still hold? It was not confirmed for a year.")
        sent = links.token(notice.recipient_id, pk, str(notice.data.get("asked", "")))
        made[notice.pk] = Line(
            worded(sentence, practice=Name(titles[pk].text, titles[pk].language)),
            reverse("practices:confirm-by-link", args=[sent]),
            more=(
                _("One press of a button is enough; you need not sign in."),
                _("The address in this mail is yours alone. Please do not pass it on."),
            ),
        )
    return made
