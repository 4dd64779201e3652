"""Posts that came by mail."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class MailedPost(models.Model):
    """One mail that was taken in, so that the same one is taken once. What it said is in the post
    and nowhere else."""

    # The SHA-256 of its Message-ID and of the address that it answers.
    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey("hub.User", models.SET_NULL, null=True, related_name="+")
    post = models.ForeignKey(
        "discussions.Post", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # "" where it became a post; else why it did not.
    refused = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.refused or f"post {self.post_id}"
