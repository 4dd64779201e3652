"""What the pages of outcomes are about, and who may open them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.models import Outcome, Topic
from discussions.permissions import can_moderate_topic
from discussions.spaces.texts import space_text, topic_text


def visible_topic(request: HttpRequest, pk: int) -> Topic:
    """404 where there is none, and the same where the reader may not see it."""
    topics = Topic.objects.visible_to(request.user).select_related("space")
    return get_object_or_404(topics.prefetch_related("texts", "space__texts"), pk=pk)


def moderated_topic(request: HttpRequest, pk: int) -> Topic:
    """As `visible_topic`; 403 where the reader may only read it."""
    topic = visible_topic(request, pk)
    if not can_moderate_topic(request.user, topic):
        raise PermissionDenied
    return topic


def draft_of(topic: Topic) -> Outcome | None:
    """The outcome of a topic, of any state."""
    return Outcome.objects.filter(topic=topic).select_related("written_by", "topic").first()


def head(topic: Topic) -> dict[str, Any]:
    """What each page about a topic says of it: `topic`, `question` and `crumbs`."""
    question = topic_text(topic)
    crumbs = [
        (_("Discussions"), reverse("discussions:spaces")),
        (space_text(topic.space).text.title, reverse("discussions:space", args=[topic.space.slug])),
        (question.text.question, reverse("discussions:topic", args=[topic.pk])),
    ]
    return {"topic": topic, "question": question, "crumbs": crumbs}
