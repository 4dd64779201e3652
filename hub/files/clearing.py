"""Removing what nothing needs any more, from the tables and from the disk."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from hub.actions import system
from hub.files import registry, storage
from hub.files.actions import forget_files, forget_uploads
from hub.models import StoredFile, Upload

# How long something may lie about without a use: somebody may be about to put it to one, or
# go on with it after a night without a line.
GRACE = timedelta(days=1)
_AT_ONCE = 200


def clear() -> dict[str, int]:
    """Do all of it; what was removed, by what it was. Harmless when it runs twice."""
    before = timezone.now() - GRACE
    return {
        "uploads": forget_uploads(by=system, unheard_since=before)["cut"],
        "files": _files(before),
        "left on the disk": _disk(),
    }


def _files(before: datetime) -> int:
    removed = 0
    files = StoredFile.objects.filter(uploaded_at__lt=before).order_by("pk")
    last = uuid.UUID(int=0)
    while some := list(files.filter(pk__gt=last)[:_AT_ONCE]):
        last = some[-1].pk
        left = registry.unused(some)
        if left:
            removed += forget_files(by=system, files=left)["files"]
    return removed


def _disk() -> int:
    """Bytes that no row names: of a process that ended between the disk and the table."""
    removed = 0
    for path in _old(storage.root() / "incoming", "*"):
        path.unlink(missing_ok=True)
        removed += 1
    for folder in _old(storage.root() / "pieces", "*"):
        if not Upload.objects.filter(pk=_uuid(folder.name)).exists():
            storage.drop_pieces(_uuid(folder.name))
            removed += 1
    for path in _old(storage.root() / "stored", "*/*"):
        name = f"{path.parent.name}/{path.name}"
        if not StoredFile.objects.filter(path=name).exists():
            storage.remove(name)
            removed += 1
    return removed


def _old(folder: Path, pattern: str) -> Iterator[Path]:
    limit = time.time() - GRACE.total_seconds()
    for path in folder.glob(pattern):
        try:
            if path.stat().st_mtime < limit:
                yield path
        except FileNotFoundError:
            continue


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(hex=text)
    except ValueError:
        return uuid.UUID(int=0)
