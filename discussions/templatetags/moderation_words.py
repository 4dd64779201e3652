"""Ages and reasons of moderation in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Post
from discussions.moderation import holding
from discussions.moderation.queue import Row

register = template.Library()


@register.filter
def waited(hours: int) -> str:
    """How long something waits: in hours up to two days, then in days."""
    if hours < 1:
        return _("less than an hour")
    if hours < 48:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@register.filter
def held_because(post: Post) -> list[str]:
    """Why a post is held, in sentences."""
    return holding.why(post)


@register.filter
def box_value(row: Row) -> str:
    """What the box of a post in the queue is worth: which post, and what was seen of it."""
    return f"{row.post.pk}:{row.seen}"
