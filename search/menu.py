"""What finding puts into the menu of who is signed in."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hub.models import User
from search.permissions import can_keep_words


def entries(context: Context, viewer: User) -> SafeString | None:
    """What was searched for, for the secretariat; nothing for others."""
    return render_to_string("search/menu.html") if can_keep_words(viewer) else None


def saved(context: Context, viewer: User) -> SafeString:
    """Where everybody finds the searches that they keep."""
    return render_to_string("search/saved/menu.html")
