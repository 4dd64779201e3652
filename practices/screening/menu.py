"""What screening puts into the menu of who is signed in."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hub.models import Role, User
from hub.permissions import is_secretariat


def entries(context: Context, viewer: User) -> SafeString | None:
    """The bench for screeners, the queue for the secretariat; nothing for others."""
    is_screener, in_secretariat = viewer.has_role(Role.SCREENER), is_secretariat(viewer)
    if not is_screener and not in_secretariat:
        return None
    return render_to_string(
        "practices/screening/menu.html",
        {"is_screener": is_screener, "in_secretariat": in_secretariat},
    )
