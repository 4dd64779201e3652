"""Keeping order: reports, warnings, and what moderators did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussions.models.fields import language, person
from discussions.models.posts import Post
from discussions.models.spaces import Space
from discussions.models.topics import Topic
from discussions.querysets import ModerationEntryQuerySet, ReportQuerySet


class ReportReason(models.Model):
    """A reason to report, to hold back or to hide a post, ready-made; the secretariat keeps the
    list. `texts` is `{language code: {"label": …, "told": …}}`: what somebody chooses, and what
    the author is told."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    texts = models.JSONField(_("Texts"), default=dict)
    order = models.PositiveSmallIntegerField(_("Order"), default=50)
    is_active = models.BooleanField(_("Offered"), default=True)

    class Meta:
        verbose_name = _("reason of moderation")
        verbose_name_plural = _("reasons of moderation")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class ReportState(models.TextChoices):
    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


class Report(models.Model):
    """That somebody finds a post against the rules."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("hub.User", models.CASCADE, related_name="+")
    # The key of a `ReportReason`, kept when the reason is no longer offered.
    reason = models.CharField(max_length=40)
    said = models.TextField(blank=True, max_length=2_000)
    language = language()
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.OPEN)
    decided_by = person()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(state="open"),
                name="report_one_open_for_each_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} for {self.reason}"


class Warning(models.Model):
    """What a moderator told an author about a post, without taking it out of sight."""

    user = models.ForeignKey("hub.User", models.CASCADE, related_name="warnings")
    post = models.ForeignKey(Post, models.CASCADE, related_name="warnings")
    reason = models.CharField(max_length=40, blank=True)
    told = models.TextField(max_length=2_000)
    language = language()
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.user_id} about {self.post_id}"


class Deed(models.TextChoices):
    """What moderators do, as the log calls it."""

    RELEASE = "release", _("Released")
    REFUSE = "refuse", _("Refused")
    HIDE = "hide", _("Hidden")
    RESTORE = "restore", _("Restored")
    WARN = "warn", _("Author warned")
    MOVE = "move", _("Moved to another topic")
    REPARENT = "reparent", _("Moved to another place")
    LOCK = "lock", _("Locked")
    UNLOCK = "unlock", _("Unlocked")
    DISMISS = "dismiss", _("Report dismissed")
    TOPIC = "topic", _("Topic changed")
    SPACE = "space", _("Space changed")
    PEOPLE = "people", _("People of the space changed")
    OUTCOME = "outcome", _("Outcome changed")
    NAME = "name", _("Withheld name looked up")


class ModerationEntry(models.Model):
    """One privileged act, for the moderators to read. Rows are only added."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="moderation")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    by = person()
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True, max_length=2_000)
    details = models.JSONField(default=dict, blank=True)

    objects = ModerationEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["space", "-at"])]

    def __str__(self) -> str:
        return f"{self.deed} in {self.space_id}"
