"""From what a browser sends to a file that was taken in: the way past the disk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from hub.actions import Actor, Refused
from hub.files import checking, storage
from hub.files.actions import WrongOffset, add_piece, cancel_upload, finish_upload, take_in
from hub.models import Upload

Answer = dict[str, Any]


def whole(
    by: Actor, key: str | None, purpose: str, sent: UploadedFile, about: Answer | None = None
) -> Answer:
    """Take in the file of a form. Raises `Refused`."""
    name = checking.names.clean(sent.name or "")
    checking.check_announced(name, sent.size or 0)
    path = storage.incoming()
    storage.write(path, _up_to(sent.chunks(storage.BLOCK), settings.HUB_FILE_BYTES + 1))
    checked = checking.check(path, name)
    try:
        return take_in(by=by, key=key, purpose=purpose, checked=checked, about=about or {})
    finally:
        # Moved away where it was taken in; left where it was refused, or sent a second time.
        checked.path.unlink(missing_ok=True)


def piece(by: Actor, upload: Upload, offset: int, content: bytes) -> Answer:
    """Go on with an upload. Raises `WrongOffset`, before anything is written where it can."""
    if offset != upload.received or upload.file_id or offset + len(content) > upload.size:
        raise WrongOffset(upload.received)
    path = storage.incoming()
    try:
        storage.write(path, [content])
        return add_piece(
            by=by, upload=upload, offset=offset, size=len(content), piece=str(path)
        )  # fmt: skip
    finally:
        path.unlink(missing_ok=True)


def finished(by: Actor, upload: Upload, about: Answer) -> Answer:
    """Put the pieces together, look at what they give and take it in. Raises `WrongOffset` where
    some are missing, and `Refused`, after which the upload is forgotten."""
    if upload.file_id:
        return {"file": str(upload.file_id)}
    if upload.received != upload.size:
        raise WrongOffset(upload.received)
    path = storage.incoming()
    try:
        storage.write(path, storage.joined(upload.pk, upload.size))
        checked = checking.check(path, upload.name)
    except Refused:
        cancel_upload(by=by, upload=upload)
        raise
    except (OSError, ValueError):
        path.unlink(missing_ok=True)
        # The disk and the table say different things: nothing but beginning again helps.
        cancel_upload(by=by, upload=upload)
        raise WrongOffset(0) from None
    try:
        return finish_upload(by=by, upload=upload, checked=checked, about=about)
    except Refused:
        cancel_upload(by=by, upload=upload)
        raise
    finally:
        checked.path.unlink(missing_ok=True)


def _up_to(blocks: Iterable[bytes], limit: int) -> Iterable[bytes]:
    """The blocks until they are more than is looked at anyway."""
    for block in blocks:
        yield block
        limit -= len(block)
        if limit < 0:
            return
