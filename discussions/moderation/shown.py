"""What keeping order puts on the page of a topic."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discussions.models import Space, Topic
from discussions.reading.standing import Standing


def for_moderators(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """Where a moderator locks the topic, and what waits in its space; nothing for others."""
    if not standing.moderates:
        return None
    return render_to_string("discussions/moderation/topic_actions.html", {"topic": topic})


def of_space(context: Context, space: Space) -> SafeString | None:
    """The same on the page of a space, which says who moderates it."""
    if not context.get("moderates"):
        return None
    return render_to_string("discussions/moderation/space_actions.html", {"space": space})
