"""What the form puts on the pages of others: into the task list, and on a practice's page."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from practices.models import Practice
from practices.permissions import can_view_draft, can_write
from practices.writing.progress import WAITING


def standing(context: Context, practice: Practice) -> SafeString | None:
    """In the task list: the way to where it stands, once it was submitted."""
    if not practice.reference:
        return None
    return render_to_string("practices/writing/standing_task.html", {"practice": practice})


def version(context: Context, practice: Practice) -> SafeString | None:
    """On the public page, to its people: that a new version is on its way, or the way to one."""
    viewer = context.get("viewer")
    if viewer is None or context.get("is_draft") or not practice.live:
        return None
    if practice.organisation_id is None or not can_view_draft(viewer, practice):
        return None
    return render_to_string(
        "practices/writing/version.html",
        {
            "practice": practice,
            "is_screened": practice.state in WAITING,
            "may_write": can_write(viewer, practice),
        },
    )
