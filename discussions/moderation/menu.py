"""What keeping order puts into the menu of who is signed in."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discussions.querysets import keeps_all
from hub.models import User


def entries(context: Context, viewer: User) -> SafeString:
    """One's own posts; the queue for who keeps order in all spaces. Who does so in some finds it
    from their spaces: asking for it here would cost every page a query."""
    return render_to_string("discussions/moderation/menu.html", {"keeps_all": keeps_all(viewer)})
