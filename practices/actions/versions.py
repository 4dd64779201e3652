"""Keeping versions of many objects at once, as Wagtail keeps one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import CharField, F, Max, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry, Revision

from practices.models import Practice, PracticeText

Kept = TypeVar("Kept", Practice, PracticeText)


def record_versions(objects: Sequence[Kept], *, action: str, user: Any, at: datetime) -> None:
    """Make the present state of each object its latest version, and its live one where it is
    published; note in its history what was done. Four queries, however many there are.

    The objects were written already, and hold their children in memory.
    """
    if not objects:
        return
    model = type(objects[0])
    content_type = model.get_content_type()
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(one.pk),
            created_at=at,
            user=user,
            object_str=str(one),
            content=one.serializable_data(),
        )
        for one in objects
    )
    newest = (
        Revision.objects.filter(
            base_content_type=content_type, object_id=Cast(OuterRef("pk"), CharField())
        )
        .order_by()
        .values("object_id")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    rows = model._default_manager.filter(pk__in=[one.pk for one in objects])
    rows.update(latest_revision_id=Subquery(newest))
    rows.filter(live=True).update(live_revision_id=F("latest_revision_id"))
    together = uuid.uuid4()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            label=str(one),
            action=action,
            timestamp=at,
            uuid=together,
            user=user,
            revision=revision,
            object_id=str(one.pk),
            content_changed=True,
        )
        for one, revision in zip(objects, revisions, strict=True)
    )
