"""What belongs to one reader: how far they have read, and what they began to write."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from discussions.models.fields import language
from discussions.models.posts import Capacity, Post
from discussions.models.topics import Topic


class ReadMark(models.Model):
    """Up to which position a person has read a topic."""

    user = models.ForeignKey("hub.User", models.CASCADE, related_name="read_marks")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="read_marks")
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="read_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.position} of {self.topic_id}"


class PostDraft(models.Model):
    """What a person is writing in a topic: one at the top, and one in reply to each post."""

    # Names it in the purpose of the files that are sent with it, before there is a post.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("hub.User", models.CASCADE, related_name="post_drafts")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="drafts")
    parent = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="+")
    source = models.TextField(blank=True, max_length=20_000)
    language = language()
    organisation = models.ForeignKey(
        "hub.Organisation", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    capacity = models.CharField(max_length=12, choices=Capacity.choices, default=Capacity.PERSONAL)
    name_withheld = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic", "parent"], name="post_draft_one_for_each_reply"
            ),
            # Not every database holds two nulls to be the same.
            models.UniqueConstraint(
                fields=["user", "topic"],
                condition=Q(parent__isnull=True),
                name="post_draft_one_at_the_top",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
