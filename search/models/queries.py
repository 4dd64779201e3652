"""What was searched for, without who did (`docs/decisions/23-a-query-without-its-asker.md`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.models.synonyms import SecretariatsQuerySet


class AskedQuery(models.Model):
    """How often something was searched for on one day, in one language, in one place.

    digest: stands for the words, and tells them to nobody; "" for what is never kept by its words.
    text: the folded words, or "" while they may be somebody's own business.
    place: the list that was asked. engine: which engine answered. results: what was found last.
    asked, nothing, partly, corrected: how many searches there were, and of these, how many found
    nothing, found nothing with all the words, were corrected.
    """

    class Place(models.TextChoices):
        EVERYTHING = "everything", _("Search")
        PRACTICES = "practices", _("Practices")
        DISCUSSIONS = "discussions", _("Discussions")

    day = models.DateField()
    language = models.CharField(max_length=12)
    digest = models.CharField(max_length=32, blank=True)
    text = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=12, choices=Place)
    engine = models.CharField(max_length=20)
    asked = models.PositiveIntegerField(default=0)
    nothing = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0)

    objects = SecretariatsQuerySet["AskedQuery"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "language", "digest", "place", "engine"],
                name="search_asked_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="search_asked_digest")]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"
