"""What the ground floor puts into the menu of who is signed in."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hub.models import User
from hub.permissions import is_secretariat


def joining(context: Context, viewer: User) -> SafeString:
    return render_to_string("hub/joining/menu.html", {"in_secretariat": is_secretariat(viewer)})
