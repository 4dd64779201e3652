"""Spaces: rooms with a theme, their people, and how long they are open."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from discussions.models.fields import language, person
from discussions.querysets import SpaceQuerySet


class Visibility(models.TextChoices):
    """Who reads a space. Moderators and the secretariat read every one."""

    PUBLIC = "public", _("Everyone reads; anyone signed in writes")
    MEMBERS = "members", _("Members of the space read and write")
    INVITED = "invited", _("People of invited organisations, and members, read and write")


class Space(models.Model):
    """A room for a theme. What it is called stands in its texts."""

    slug = models.CharField(_("Address"), max_length=120, unique=True)
    # Of the text that the others are translations of.
    original_language = models.CharField(_("Original language"), max_length=12)
    visibility = models.CharField(
        _("Who reads it"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    # In which the moderators read and answer: codes of languages; empty means any.
    languages = models.JSONField(_("Languages"), default=list, blank=True)
    # Authors may ask that their name is shown to moderators only.
    may_withhold_names = models.BooleanField(_("Names may be withheld"), default=False)
    # Nobody sees it but its moderators and the secretariat until this moment, and nobody posts
    # in it after the other one. A null closing means that none is planned.
    opens_at = models.DateTimeField(_("Opens"), default=timezone.now)
    closes_at = models.DateTimeField(_("Closes"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)
    created_by = person()
    created_at = models.DateTimeField(default=timezone.now)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["-opens_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=models.F("opens_at")),
                name="space_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def is_open(self, now: object = None) -> bool:
        """Whether posts are taken in it now, as far as its dates say."""
        now = now or timezone.now()
        return (
            self.archived_at is None
            and self.opens_at <= now  # type: ignore[operator]  # a moment
            and (self.closes_at is None or now < self.closes_at)  # type: ignore[operator]  # a moment
        )


class SpaceText(models.Model):
    """What a space says of itself in one language. The introduction is Markdown."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="texts")
    language = language()
    title = models.CharField(pgettext_lazy("a space", "Theme"), max_length=200)
    introduction = models.TextField(_("Introduction"), blank=True, max_length=20_000)
    audience = models.CharField(_("Expected audience"), blank=True, max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "language"], name="space_text_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SpaceObjective(models.Model):
    space = models.ForeignKey(Space, models.CASCADE, related_name="objectives")
    number = models.PositiveSmallIntegerField(_("Objective"))

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["space", "number"], name="space_objective_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=23), name="space_objective_1_to_23"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class SpaceModerator(models.Model):
    """Who keeps order in one space. Who has the role of the hub does so in all."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="moderators")
    user = models.ForeignKey("hub.User", models.CASCADE, related_name="moderated_spaces")
    added_by = person()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "user"], name="space_moderator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.space_id}"


class SpaceMember(models.Model):
    """A person's place in a space. Ended, never deleted; taken up again it is a new row."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="members")
    user = models.ForeignKey("hub.User", models.CASCADE, related_name="space_memberships")
    added_by = person()
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "user"],
                condition=Q(ended_at__isnull=True),
                name="space_member_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.space_id}"


class SpaceOrganisation(models.Model):
    """An organisation that is invited: in an `invited` space its people read and write; in any,
    a verified one's people need not wait for a moderator with their first posts."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="organisations")
    organisation = models.ForeignKey(
        "hub.Organisation", models.CASCADE, related_name="invited_to_spaces"
    )
    added_by = person()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "organisation"], name="space_organisation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.space_id}"


class Extension(models.Model):
    """That a space or a topic was given another end, by whom and why. Rows are only added."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="extensions")
    # Null where it is about the space itself.
    topic = models.ForeignKey(
        "discussions.Topic", models.CASCADE, null=True, blank=True, related_name="extensions"
    )
    before = models.DateTimeField(null=True, blank=True)
    after = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=500)
    language = language()
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.space_id} {self.topic_id or ''} to {self.after}"
