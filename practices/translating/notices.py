"""What people are told about translations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub import languages, notifications
from hub.models import Frequency, Notice
from hub.notifications import Kind, Line, seen_through
from hub.wording import Name, worded
from practices.models import Practice
from practices.translating.actions import OFFERED
from practices.translating.tasks import MACHINE_DONE
from practices.translating.titles import titles_of

_GROUP = gettext_lazy("Translation")


def register() -> None:
    mine = seen_through(Practice.objects.translatable_by)
    for kind in (
        Kind(
            OFFERED, _GROUP, gettext_lazy("A translation is ready to be looked at"),
            _offered, mine, default=Frequency.DAILY, action=gettext_lazy("Look at it"),
        ),
        Kind(
            MACHINE_DONE, _GROUP, gettext_lazy("A machine translation that I asked for"),
            _machine, mine, default=Frequency.OFF,
        ),
    ):  # fmt: skip
        notifications.register(kind)


def _offered(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    sentence = _("A translation into %(language)s is ready to be looked at: %(practice)s.")
    return _lines(notices, language, lambda notice: sentence)


def _machine(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    return _lines(notices, language, _what_came_of_it)


def _what_came_of_it(notice: Notice) -> str:
    filled = notice.data.get("filled")
    if filled is None:
        return _(
            "%(practice)s could not be translated into %(language)s by the machine. "
            "Nothing was changed."
        )
    if not filled:
        return _("The machine found nothing to translate into %(language)s in %(practice)s.")
    return ngettext(
        "The machine translated %(count)s part of %(practice)s into %(language)s. Read it, and "
        "confirm it or write it anew.",
        "The machine translated %(count)s parts of %(practice)s into %(language)s. Read each, and "
        "confirm it or write it anew.",
        filled,
    )


def _lines(notices: Sequence[Notice], language: str, sentence) -> dict[int, Line]:  # type: ignore[no-untyped-def]  # a function of a notice
    keys = [int(each.object_id) for each in notices if each.object_id.isdecimal()]
    titles = titles_of(keys, language)
    made = {}
    for notice in notices:
        pk = int(notice.object_id) if notice.object_id.isdecimal() else 0
        into = str(notice.data.get("language", ""))
        if pk not in titles or not languages.tag_is_valid(into):
            continue
        title = titles[pk]
        made[notice.pk] = Line(
            worded(
                sentence(notice),
                practice=Name(title.text, title.language),
                language=languages.language_in_sentence(into, language),
                count=int(notice.data.get("filled") or 0),
            ),
            reverse("practices:draft-translate", args=[pk, into]),
        )
    return made
