"""What a search cluster has still to be told, and how things stand with it.

Both tables stay empty on a hub without a cluster.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class SearchOutbox(models.Model):
    """One object as the cluster should know it. The row stays when the object is gone.

    version: rises with each change, in the transaction of the change. sent_version: what the
    cluster has. audience: the tokens of who may find it now, with spaces between; "" once nobody
    may. narrowed: the cluster may still show it to somebody who may not find it any more.
    tries: how often the cluster refused this version; parked_at: since when it is not tried again.
    changed_at: of the first change that was not sent.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    version = models.BigIntegerField(default=0)
    sent_version = models.BigIntegerField(default=0)
    audience = models.TextField(blank=True)
    narrowed = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_outbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                name="search_outbox_unsent",
                condition=Q(sent_version__lt=F("version")),
            ),
            models.Index(
                fields=["kind"], name="search_outbox_narrowed", condition=Q(narrowed=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchCluster(models.Model):
    """How things stand with the cluster: one row, with the key 1.

    drainer, drainer_until: who sends the outbox, and until when nobody else does. drained_at: when
    it was last found empty or emptied. failures: how often in a row the cluster took nothing;
    failed_at, error: the last time, and why.
    mapping: the fingerprint of the indexes that are searched (`indexes.fingerprint`); "" for none.
    rebuilt_at, rebuilt_seconds, rebuilt_count: the last rebuild that was searched afterwards.
    building: who builds new indexes, or ""; building_suffix: of their names; building_at: when that
    was last heard of; building_after: how far it is, `kind id`; rebuild_error: why the last one
    was given up.
    """

    drainer = models.CharField(max_length=40, blank=True)
    drainer_until = models.DateTimeField(null=True)
    drained_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    mapping = models.CharField(max_length=64, blank=True)
    rebuilt_at = models.DateTimeField(null=True)
    rebuilt_seconds = models.FloatField(default=0)
    rebuilt_count = models.PositiveBigIntegerField(default=0)
    building = models.CharField(max_length=40, blank=True)
    building_suffix = models.CharField(max_length=40, blank=True)
    building_at = models.DateTimeField(null=True)
    building_after = models.CharField(max_length=100, blank=True)
    rebuild_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.mapping
