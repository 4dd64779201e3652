"""What the yearly confirmation puts on other pages: a practice's own, its standing, the inbox."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub.inbox import Item
from hub.models import User
from hub.wording import Name, worded
from practices.confirming import asking
from practices.confirming.age import in_words, is_overdue
from practices.models import Practice, PracticeText
from practices.permissions import can_confirm


def offer(context: Context, practice: Practice) -> SafeString | None:
    """On the public page, to who may: the way to confirm it, once that is overdue or asked for."""
    viewer = context.get("viewer")
    if viewer is None or context.get("is_draft") or not practice.live:
        return None
    if not is_overdue(practice) and asking.was_answered(practice):
        return None
    if not can_confirm(viewer, practice):
        return None
    return render_to_string("practices/confirming/offer.html", {"practice": practice})


def standing(context: Context, practice: Practice) -> SafeString | None:
    """Where a practice stands, to its people: how old it is, and the way to confirm it."""
    viewer = context.get("viewer")
    if viewer is None or not practice.live:
        return None
    return render_to_string(
        "practices/confirming/standing.html",
        {
            "practice": practice,
            "age": in_words(practice),
            "may_confirm": can_confirm(viewer, practice),
        },
    )


def unanswered(viewer: User) -> QuerySet[Practice]:
    """For the inbox: what nobody has answered for since it was asked about."""
    texts = PracticeText.objects.filter(practice=OuterRef("pk"), live=True).order_by("pk")
    original = texts.filter(language=OuterRef("original_language"))
    return (
        asking.unanswered()
        .filter(confirmation_asked_at__lt=timezone.now() - asking.HANDED_OVER_AFTER)
        .select_related("organisation")
        .annotate(
            **{
                f"shown_{name}": Coalesce(
                    Subquery(original.values(name)[:1]), Subquery(texts.values(name)[:1])
                )
                for name in ("title", "language")
            }
        )
    )


def unanswered_item(practice: Any) -> Item:
    body = practice.organisation
    return Item(
        title=worded(
            _("Find out whether it still holds: %(practice)s"),
            practice=Name(practice.shown_title, practice.shown_language),
        ),
        url=reverse("practices:draft-confirm", args=[practice.pk]),
        since=practice.confirmation_asked_at,
        note=str(body) if body else "",
    )
