"""Mails that ask somebody into a space, to a topic of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from discussions.models.fields import language, person
from discussions.models.spaces import Space
from discussions.querysets import SpaceInvitationQuerySet


class SpaceInvitation(models.Model):
    """One mail to one address. Its link opens the topic itself where anybody may read it; taking
    it up, with an account of that address, makes a member of the space."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="invitations")
    topic = models.ForeignKey(
        "discussions.Topic", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email = models.EmailField()
    # Of the mail.
    language = language()
    # The SHA-256 of what the link carries; the link itself is in the mail alone.
    token_hash = models.CharField(max_length=64, unique=True)
    message = models.TextField(blank=True, max_length=2_000)
    invited_by = person()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = person()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SpaceInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} to space {self.space_id}"
