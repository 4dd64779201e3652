"""The log of what happened in a topic, which is what readers are brought up to date from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussions.models.posts import Post
from discussions.models.topics import Topic


class EventKind(models.TextChoices):
    """What can happen. `discussions.live.events` says what readers hear of each."""

    POST_CREATED = "post.created", _("Post published")
    POST_EDITED = "post.edited", _("Post edited")
    POST_WITHDRAWN = "post.withdrawn", _("Post withdrawn")
    POST_HIDDEN = "post.hidden", _("Post hidden")
    POST_RESTORED = "post.restored", _("Post restored")
    # To another place in the same topic, into the topic, or out of it.
    POST_MOVED = "post.moved", _("Post moved")
    TOPIC_CHANGED = "topic.changed", _("Topic changed")


class TopicEvent(models.Model):
    """One thing that happened. `number` counts from 1 within the topic, without gaps, and in the
    order in which changes were committed (`discussions.log`)."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="events")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["topic", "number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="topic_event_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}:{self.number} {self.kind}"
