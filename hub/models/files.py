"""Files that people send: on their way in pieces, and whole."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file that was checked and taken in whole. It lies under a random name outside the web
    root; who may read it is said by what it belongs to (`hub.files`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # What it belongs to, in the words of the floor that uses it: `practice:7`.
    purpose = models.CharField(max_length=80, blank=True, db_index=True, editable=False)
    # As it was called on the sender's machine, without folders; offered when it is saved.
    name = models.CharField(_("Name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("Size in bytes"))
    sha256 = models.CharField(max_length=64)
    # Of a picture, in pixels.
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    # Below the folder of files, see `hub.files.storage`.
    path = models.CharField(max_length=100, unique=True, editable=False)
    uploaded_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file on its way: pieces are added at `received` until it has `size` bytes, then it is
    checked and becomes a `StoredFile`. One that nobody goes on with is forgotten after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey("hub.User", models.CASCADE, related_name="+")
    # Made by the client, so that asking to begin twice begins once.
    key = models.CharField(max_length=80)
    # What the file is meant for, in the words of the floor that uses it: `practice:7`.
    purpose = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    file = models.OneToOneField(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="upload"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="upload_one_for_each_key"),
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="upload_no_more_than_announced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.received} of {self.size}"
