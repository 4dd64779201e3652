"""How discussions are written on pages."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import formats, timezone

from discussions.models import Topic, TopicText
from discussions.spaces.texts import Shown, topic_text

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """A date and a time with its zone: "12 November 2026, 18:00 UTC"; "" for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


@register.filter
def in_words(topic: Topic) -> Shown[TopicText]:
    """What a topic asks, in the reader's language where it does."""
    return topic_text(topic)
