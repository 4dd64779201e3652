"""What screening shows on the public page of a practice."""

from __future__ import annotations

from django.db.models import Count, Q
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub.permissions import is_secretariat
from practices.models import AssignmentState, Decision, Practice, ScreeningRound


def how_it_was_screened(context: Context, practice: Practice) -> SafeString | None:
    """When it was accepted and by how many, with the reason where these were fewer than the rule
    asks for. Who they were is never public. Nothing for what was not screened here."""
    if practice.pk is None or not practice.live or practice.provenance == "imported":
        return None
    spoken = Q(assignments__state=AssignmentState.SPOKEN)
    round = (
        ScreeningRound.objects.filter(practice=practice.pk, decision=Decision.ACCEPTED)
        .annotate(spoken=Count("assignments", filter=spoken))
        .order_by("-number")
        .first()
    )
    if round is None:
        return None
    return render_to_string("practices/screening/screened.html", {"round": round})


def for_secretariat(context: Context, practice: Practice) -> SafeString | None:
    """The way to the page on which the secretariat withdraws, archives or brings it back."""
    viewer = context.get("viewer")
    if viewer is None or practice.pk is None or not is_secretariat(viewer):
        return None
    url = reverse("practices:practice-standing", args=[practice.pk])
    return format_html('<p><a href="{}">{}</a></p>', url, _("Where it stands, and its log"))
