"""Following a published practice: what it is called in the list, and the button on its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub import notifications, slots
from hub.notifications import Followable, Line, seen_through
from hub.wording import Name, worded
from practices.models import Practice, PracticeText

# As `act.changed` calls it.
KIND = "practice"


def register() -> None:
    """Called once, by `practices.apps`."""
    notifications.register_followable(
        Followable(
            kind=KIND,
            label=_("Practices"),
            may_see=seen_through(lambda person: Practice.objects.published()),
            render=lines,
        )
    )
    slots.fill("practice.actions", button, order=30)


def lines(object_ids: Collection[str], language: str) -> Mapping[str, Line]:
    """The title of each, from its live text in the language, else in its original, else any."""
    texts = (
        PracticeText.objects.filter(practice__in=[int(each) for each in object_ids], live=True)
        .order_by("pk")
        .values_list(
            "practice_id", "practice__slug", "practice__original_language", "language", "title"
        )
    )
    best: dict[str, tuple[int, Line]] = {}
    for practice, slug, original, own, title in texts:
        rank = 0 if own == language else 1 if own == original else 2
        if str(practice) not in best or rank < best[str(practice)][0]:
            url = reverse("practices:detail", args=[slug])
            best[str(practice)] = rank, Line(worded("%(title)s", title=Name(title, own)), url)
    return {key: line for key, (_rank, line) in best.items()}


def button(context: Context, practice: Practice) -> SafeString | None:
    """Follow it, or no longer. Who is not signed in gets a link to the page that asks, so that
    the practice's page stays the same for all of them."""
    if context.get("is_draft") or not practice.live:
        return None
    viewer = context.get("viewer")
    return render_to_string(
        "practices/follow.html",
        {
            "practice": practice,
            "kind": KIND,
            "viewer": viewer,
            "is_followed": bool(viewer) and notifications.is_following(viewer, KIND, practice.pk),
            "next": context["request"].path,
        },
        request=context["request"] if viewer else None,
    )
