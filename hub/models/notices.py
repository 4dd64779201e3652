"""What people are told, how often they want to be told, and what they follow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    INSTANT = "instant", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("No mail")


class Notice(models.Model):
    """Something that one person is told about one object; shown under the bell, and mailed as
    often as the person chose for its kind. Kinds are registered (`hub.notifications.kinds`)."""

    recipient = models.ForeignKey("hub.User", models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    # Names the occasion: the same one is told once, however often the work that tells it runs.
    key = models.CharField(max_length=120)
    object_id = models.CharField(max_length=64, blank=True)
    # What the wording of the kind needs beside the object; never what may not be shown later.
    data = models.JSONField(default=dict, blank=True)
    # How often its reader wants mail about what it is about, where that is chosen for each
    # (`hub.notifications.kinds.Kind.rhythms`); else it is as often as they chose for the kind.
    rhythm = models.CharField(max_length=8, choices=Frequency.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    # When the mail went out, or when it was decided that none goes: not wanted, or no longer
    # allowed to see. Null while it waits.
    settled_at = models.DateTimeField(null=True, blank=True)
    # When a worker last took it up to mail it; another one leaves it alone for a while
    # (`hub.notifications.mailing`).
    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"]),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(
                fields=["created_at"], condition=Q(settled_at__isnull=True), name="notice_waiting"
            ),
            # One occasion is mailed while those of a thousand others wait for their digest.
            models.Index(
                fields=["key"], condition=Q(settled_at__isnull=True), name="notice_waiting_of"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class NoticeChoice(models.Model):
    """How often a person wants mail about a kind; without a row, as the kind's default says."""

    user = models.ForeignKey("hub.User", models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=60)
    frequency = models.CharField(max_length=8, choices=Frequency.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.frequency}"


class Following(models.Model):
    """That a person wants to hear of an object: `practice` 7."""

    user = models.ForeignKey("hub.User", models.CASCADE, related_name="followings")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"])]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "object_id"], name="following_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
