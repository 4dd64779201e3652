"""What actions leave behind: receipts, the audit, and the generations of cached areas."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """That an action was carried out once, and what was answered.

    `actor` names who did it (`user:7`, or a visitor's signed id), `key` was made by the client.
    The same key again gives the stored answer; the same key with another payload is refused.
    """

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    payload_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="receipt_one_for_each_key"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.actor}"


class AuditEntry(models.Model):
    """One row for each thing done: who, what, to what, when. Rows are only ever added."""

    at = models.DateTimeField(_("At"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey("hub.User", models.SET_NULL, null=True, blank=True, related_name="+")
    # Kept apart from the key, so that the line stays readable when the person is gone.
    actor_label = models.CharField(_("By"), max_length=254)
    verb = models.CharField(_("Verb"), max_length=60)
    kind = models.CharField(_("Kind"), max_length=60, blank=True)
    object_id = models.CharField(_("Object"), max_length=64, blank=True)
    details = models.JSONField(_("Details"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.object_id}"


class Generation(models.Model):
    """The number under which an area's pages are cached; it rises with each committed change."""

    area = models.CharField(max_length=60, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.area} {self.number}"


class ObjectGeneration(models.Model):
    """As `Generation`, for the pages of one object: `topic:7`. Apart from it, since who serves a
    page that depends on areas only need not read as many rows as there are objects."""

    area = models.CharField(max_length=80, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.area} {self.number}"
