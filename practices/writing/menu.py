"""What the form puts into the menu of who is signed in."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hub.models import Membership, User


def own_practices(context: Context, viewer: User) -> SafeString | None:
    """The way to one's practices, for who belongs to an organisation."""
    if not Membership.objects.open().filter(user=viewer.pk).exists():
        return None
    return render_to_string("practices/writing/menu.html")
