"""What was published and is still to be told, and who wants to be told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models import Frequency

if TYPE_CHECKING:
    from hub.querysets import Viewer


class SearchNews(models.Model):
    """That an object could be found for the first time: one row for each object, for ever, so that
    it is news once. `alerted_at` is empty until whoever saved a search for it was told.

    public: whether it was for everybody then. What becomes public later is news again, to those
    who were not told before.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    alerted_at = models.DateTimeField(null=True)
    public = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_news_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(alerted_at__isnull=True), name="search_news_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def kept(self) -> SavedSearchQuerySet:
        """Without those that were deleted and can still be brought back."""
        return self.filter(deleted_at__isnull=True)

    def of(self, viewer: Viewer) -> SavedSearchQuerySet:
        """The viewer's own, deleted ones too. Twin of `permissions.can_change_search`."""
        return self.filter(user=viewer.pk) if viewer.is_authenticated else self.none()


class SavedSearch(models.Model):
    """A search that a person keeps, and how often they want mail about what is new in it.

    place: the list that it is of (`search.alerts.places`). parameters: what was chosen there, as
    the query of its address, in the one order that such a list gives it. language: of the interface
    in which it was saved, which has a say in how its words are read. deleted_at: it can be brought
    back for a while.
    """

    user = models.ForeignKey("hub.User", models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=20)
    parameters = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    frequency = models.CharField(
        max_length=8,
        choices=Frequency.choices,
        default=Frequency.DAILY,
        verbose_name=_("How often you get mail"),
    )
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="saved_search_of"),
        ]

    def __str__(self) -> str:
        return self.name
