"""What can be done to a file, one function for each verb.

A file on its way goes `begin_upload` → `add_piece` … → `finish_upload`; one that came in a form
goes straight to `take_in`. The bytes are on the disk before an action names them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.actions import Act, Refused, action
from hub.files import checking, names, registry, storage
from hub.files.checking import Checked
from hub.models import StoredFile, Upload, User

MAX_PIECE = 2_000_000


class WrongOffset(Exception):
    """A piece that does not go on where the upload stands: at `offset`."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(str(offset))


@action("file.begin")
def begin_upload(
    act: Act, *, purpose: str, name: str, size: int, upload_key: str
) -> dict[str, Any]:
    """Announce a file of `size` bytes. Answers `{"upload": "…"}`; the same `upload_key` of the
    same person leads to the same upload, for a browser that comes back."""
    act.require(registry.may_add(act.user, purpose))
    name = names.clean(name)
    _one_by_one(act.user)
    known = Upload.objects.filter(by=act.user, key=upload_key).first()
    if known is not None and known.file_id:
        # It has arrived; the same file once more is another upload.
        known.delete()
    elif known is not None:
        if (known.purpose, known.name, known.size) != (purpose, name, size):
            raise Refused({checking.FIELD: _("Another file is on its way under this key.")})
        return {"upload": str(known.pk)}
    checking.check_announced(name, size)
    registry.announced(purpose)
    _make_room(act.user)
    _within_limits(act.user, size)
    made = Upload.objects.create(
        by=act.user, key=upload_key, purpose=purpose, name=name, size=size
    )  # fmt: skip
    act.changed("upload", made.pk)
    return {"upload": str(made.pk)}


@action("file.add-piece")
def add_piece(
    act: Act, *, upload: Upload, offset: int, size: int, piece: str
) -> dict[str, Any]:  # fmt: skip
    """Go on with an upload by a piece that lies in the folder of what comes in, at the path
    `piece`. Answers `{"received": 512}`. Raises `WrongOffset` where it does not fit."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    act.require(row.by_id == act.user.pk)
    if offset != row.received or row.file_id or offset + size > row.size:
        raise WrongOffset(row.received)
    storage.keep_piece(row.pk, offset, Path(piece))
    row.received += size
    row.heard_at = timezone.now()
    row.save(update_fields=["received", "heard_at"])
    act.changed("upload", row.pk)
    return {"received": row.received}


@action("file.finish")
def finish_upload(
    act: Act, *, upload: Upload, checked: Checked, about: dict[str, Any]
) -> dict[str, Any]:
    """Take in the file that an upload brought. Answers `{"file": "…"}`, the same each time."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    act.require(row.by_id == act.user.pk and registry.may_add(act.user, row.purpose))
    if row.file_id:
        return {"file": str(row.file_id)}
    file = _take_in(act, row.purpose, checked, about)
    row.file = file
    row.save(update_fields=["file"])
    transaction.on_commit(lambda: storage.drop_pieces(row.pk))
    return {"file": str(file.pk)}


@action("file.cancel")
def cancel_upload(act: Act, *, upload: Upload) -> dict[str, Any]:
    """Forget a file on its way; one that has arrived stays."""
    row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if row is None or row.file_id:
        return {"changed": False}
    act.require(row.by_id == act.user.pk)
    act.changed("upload", row.pk)
    _drop(row)
    return {"changed": True}


@action("file.take-in")
def take_in(
    act: Act, *, purpose: str, checked: Checked, about: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """Take in a file that came whole. Answers `{"file": "…"}`."""
    act.require(registry.may_add(act.user, purpose))
    _one_by_one(act.user)
    _within_limits(act.user, checked.size)
    return {"file": str(_take_in(act, purpose, checked, about).pk)}


@action("file.forget-uploads")
def forget_uploads(act: Act, *, unheard_since: datetime) -> dict[str, Any]:
    """Forget uploads that nobody went on with, and how arrived files came. The system's own;
    answers how many were cut."""
    act.require(False)
    old = list(Upload.objects.select_for_update().filter(heard_at__lt=unheard_since))
    act.changed("upload", *(row.pk for row in old))
    for row in old:
        _drop(row)
    return {"cut": sum(row.file_id is None for row in old)}


@action("file.forget")
def forget_files(act: Act, *, files: list[StoredFile]) -> dict[str, Any]:
    """Delete files that nothing needs. The system's own; answers how many."""
    act.require(False)
    rows = list(StoredFile.objects.select_for_update().filter(pk__in=[each.pk for each in files]))
    rows = registry.unused(rows)
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    paths = [row.path for row in rows]
    transaction.on_commit(lambda: storage.remove(*paths))
    act.changed("file", *(row.pk for row in rows))
    return {"files": len(rows)}


def _take_in(act: Act, purpose: str, checked: Checked, about: dict[str, Any]) -> StoredFile:
    file = StoredFile.objects.create(
        purpose=purpose,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        width=checked.width,
        height=checked.height,
        path=storage.take_in(checked.path),
        uploaded_by=act.user_or_none,
    )
    act.changed("file", file.pk)
    keeper, pk = registry.keeper_of(purpose)
    if keeper is not None:
        keeper.received(act, file, pk, about)
    act.details |= {"file": str(file.pk), "name": file.name, "purpose": purpose}
    return file


def _one_by_one(person: User) -> None:
    """Let many requests of one person at once be looked at one after the other."""
    User.objects.select_for_update().filter(pk=person.pk).first()


def _within_limits(person: User, size: int) -> None:
    """Refuse what would be more than one person's share of the disk."""
    since = timezone.now() - timedelta(days=1)
    taken = StoredFile.objects.filter(uploaded_by=person, uploaded_at__gte=since)
    kept = taken.aggregate(bytes=Sum("size"))["bytes"] or 0
    announced = Upload.objects.filter(by=person, file=None).aggregate(bytes=Sum("size"))["bytes"]
    if kept + (announced or 0) + size > settings.HUB_UPLOAD_BYTES_A_DAY:
        raise Refused(
            {checking.FIELD: _("You have sent as much as one person can in a day. Go on tomorrow.")}
        )


def _make_room(person: User) -> None:
    """Of too many files on their way at once, forget those that nobody has gone on with longest."""
    open_ones = Upload.objects.filter(by=person, file=None).order_by("-heard_at", "-pk")
    for row in open_ones[settings.HUB_UPLOADS_AT_ONCE - 1 :]:
        _drop(row)


def _drop(row: Upload) -> None:
    pk = row.pk
    row.delete()
    transaction.on_commit(lambda: storage.drop_pieces(pk))
