"""What a translation was made from, field by field."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from practices.models.practice import PracticeText, TextOrigin


class TranslatedSegment(models.Model):
    """A field of a translation: the words of the original that it follows, and who wrote it.

    Where the original's field has other words now, the segment is stale; how much they changed
    is measured between `source` and those.
    """

    text = models.ForeignKey(PracticeText, models.CASCADE, related_name="segments")
    field = models.CharField(max_length=20)
    source = models.TextField(blank=True)
    source_hash = models.CharField(max_length=64)
    # Of the translation as it was then: where it reads otherwise now, a person has written since.
    text_hash = models.CharField(max_length=64, default="")
    # A machine never writes over what a person wrote.
    origin = models.CharField(max_length=8, choices=TextOrigin.choices)
    by = models.ForeignKey("hub.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "field"], name="segment_once_in_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.text_id}"
