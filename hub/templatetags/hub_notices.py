"""What templates say of notices: how many are unread, and their words without markup."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from hub import wording
from hub.models import Notice, User
from hub.notifications import mails

register = template.Library()

# Nobody reads a larger number; the header says "99+".
COUNTED = 100


@register.simple_tag
def unread_notices(viewer: User) -> int:
    """How many notices a person has not read, up to `COUNTED`."""
    unread = Notice.objects.filter(recipient=viewer, read_at__isnull=True)
    return unread.order_by()[:COUNTED].count()


@register.filter
def plain(words: str) -> str:
    return wording.plain(words)


@register.filter
def at_key(found: Mapping[str, str], key: str) -> str:
    """What a mapping has under a key; "" for nothing."""
    return found.get(key, "")


@register.filter
def on_site(path: str) -> str:
    """A path with scheme and host, for a mail."""
    return mails.address(path)
