"""Topics: a question that is asked in a space, and what it is about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from discussions.models.fields import language, person
from discussions.models.spaces import Space
from discussions.querysets import TopicQuerySet


class TopicState(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", pgettext_lazy("a topic", "Open")
    CLOSED = "closed", pgettext_lazy("a topic", "Closed")
    ARCHIVED = "archived", pgettext_lazy("a topic", "Archived")


class Topic(models.Model):
    """A question. It belongs to one space, which says who may read it, and may be listed in
    others; its address is one."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="topics")
    # Counted from 1 within its space.
    number = models.PositiveIntegerField(_("Number"))
    original_language = models.CharField(_("Original language"), max_length=12)
    state = models.CharField(
        _("State"), max_length=9, choices=TopicState.choices, default=TopicState.SCHEDULED
    )
    opens_at = models.DateTimeField(_("Opens"), default=timezone.now)
    closes_at = models.DateTimeField(_("Closes"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Open, but nobody posts for a while except moderators.
    is_locked = models.BooleanField(_("Locked"), default=False)
    # The number of its last event (`discussions.log`), of its last position, and of the posts
    # that can be read.
    sequence = models.PositiveBigIntegerField(default=0)
    positions = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    created_by = person()
    created_at = models.DateTimeField(default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "number"], name="topic_numbered_once"),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=models.F("opens_at")),
                name="topic_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["state", "opens_at"])]

    def __str__(self) -> str:
        return f"{self.space_id} / {self.number}"


class TopicText(models.Model):
    """The question and the moderator's context (Markdown) in one language."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="texts")
    language = language()
    question = models.CharField(_("Question"), max_length=400)
    context = models.TextField(_("Context"), blank=True, max_length=20_000)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="topic_text_once"),
        ]

    def __str__(self) -> str:
        return self.question


class TopicListing(models.Model):
    """That a space lists a topic: its own, and those of others. Rights stay those of its own."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="listings")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="listings")
    is_pinned = models.BooleanField(_("Pinned"), default=False)
    added_by = person()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-is_pinned", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "topic"], name="topic_listed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} in {self.space_id}"


class TopicSubject(models.Model):
    """What a topic is about: an object of the hub, `practice` 7."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "object_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "kind", "object_id"], name="topic_subject_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
