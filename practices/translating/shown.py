"""What translating puts on other pages: the menu, a practice's page, the inbox."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub import languages
from hub.inbox import Item
from hub.models import User
from hub.wording import Name, worded
from practices.models import Practice, PracticeText
from practices.permissions import can_translate
from practices.translating.segments import source_of
from practices.translating.views.lists import oversees


def menu(context: Context, viewer: User) -> SafeString | None:
    if not oversees(viewer):
        return None
    return render_to_string("practices/translating/menu.html")


def offer(context: Context, practice: Practice) -> SafeString | None:
    """On a practice's page, for who may translate it. Pages for visitors never ask."""
    viewer = context.get("viewer")
    if viewer is None or practice.pk is None or not can_translate(viewer, practice):
        return None
    return render_to_string("practices/translating/offer.html", {"practice": practice})


def task(context: Context, practice: Practice) -> SafeString | None:
    """In the task list of a draft, once there is an original to translate."""
    if source_of(practice) is None:
        return None
    return render_to_string("practices/translating/task.html", {"practice": practice})


def offered(viewer: User) -> QuerySet[Any]:
    """Translations of public practices that were said to be ready and are not public yet."""
    newer = Q(live=False) | Q(has_unpublished_changes=True)
    since = Q(last_published_at__isnull=True) | Q(offered_at__gt=F("last_published_at"))
    return (
        PracticeText.objects.filter(newer, since, offered_at__isnull=False, practice__live=True)
        .exclude(language=F("practice__original_language"))
        .defer("html", *PracticeText.SECTIONS)
    )


def offered_item(text: PracticeText) -> Item:
    return Item(
        title=worded(
            _("Look at the translation into %(language)s and publish it: %(practice)s"),
            language=languages.language_in_sentence(text.language, languages.current().code),
            practice=Name(text.title, text.language),
        ),
        url=reverse("practices:draft-translate", args=[text.practice_id, text.language]),
        since=text.offered_at,  # type: ignore[arg-type]  # `offered` leaves out those without
    )
