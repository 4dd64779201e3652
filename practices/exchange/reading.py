"""Taking a file in, and reading what was taken in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.files import names, receiving, registry, storage
from hub.files.actions import take_in
from hub.files.checking import Checked
from hub.models import Organisation, StoredFile, User
from practices.exchange import docx_reading, json_file
from practices.exchange.json_file import NotOurs
from practices.exchange.sheet import MAX_JSON_BYTES, Sheet
from practices.models import Practice
from practices.permissions import can_write

if TYPE_CHECKING:
    import uuid

    from hub.actions import Act
    from hub.querysets import Viewer

KIND, NEW = "exchange", "new"
JSON = "application/json"
MAX_DOCX_BYTES = 20_000_000
# For so long who sent a file can come back to it.
KEPT = timedelta(days=30)


class ExchangeFiles:
    """Answers for files that were sent back, see `hub.files.registry.Keeper`. Who sent one reads
    it, and nobody else; once it was taken, what it said stands in the draft."""

    def may_add(self, viewer: Viewer, pk: str) -> bool:
        if pk == NEW:
            return Organisation.objects.drafting_for(viewer).exists()
        practice = Practice.objects.filter(pk=int(pk)).first() if _is_key(pk) else None
        return practice is not None and can_write(viewer, practice)

    def announced(self, pk: str) -> None:
        """There is no limit but that of a person and a day."""

    def readable_by(self, viewer: Viewer) -> Q:
        return Q(uploaded_by=viewer.pk) if viewer.is_authenticated else Q(pk__in=())

    def received(self, act: Act, file: StoredFile, pk: str, about: dict[str, Any]) -> None:
        """It is put to use when its sender has looked at it."""

    def in_use(self, files: Iterable[StoredFile]) -> set[uuid.UUID]:
        since = timezone.now() - KEPT
        return {each.pk for each in files if each.uploaded_at >= since}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def purpose(practice: int | None) -> str:
    return registry.purpose(KIND, NEW if practice is None else practice)


def receive(by: User, key: str, practice: int | None, sent: UploadedFile) -> str:
    """Take in a form that was sent back; the key of its file. Raises `NotOurs` for what is none,
    and `Refused` for what no file may be."""
    kind = (sent.name or "").rpartition(".")[2].lower()
    if kind not in ("docx", "json"):
        raise NotOurs(
            _("Send the form as DOCX or JSON. A document of another kind can be saved as DOCX.")
        )
    if (sent.size or 0) > (MAX_JSON_BYTES if kind == "json" else MAX_DOCX_BYTES):
        raise NotOurs(_("The file is too large."))
    if kind == "docx":
        answer = receiving.whole(by, key, purpose(practice), sent)
    else:
        answer = _receive_json(by, key, practice, sent)
    file = StoredFile.objects.get(pk=answer["file"])
    read(file)
    return str(file.pk)


def _receive_json(by: User, key: str, practice: int | None, sent: UploadedFile) -> dict[str, Any]:
    content = sent.read()
    json_file.read(content)
    path = storage.incoming()
    size, sha256 = storage.write(path, [content])
    checked = Checked(path, names.clean(sent.name or ""), JSON, size, sha256)
    try:
        return take_in(by=by, key=key, purpose=purpose(practice), checked=checked, about={})
    finally:
        path.unlink(missing_ok=True)


def read(file: StoredFile) -> Sheet:
    """What a file says. Raises `NotOurs`."""
    content = b"".join(storage.read(storage.path_of(file.path)))
    if file.content_type == JSON:
        return json_file.read(content)
    return docx_reading.read(content).sheet


__all__ = ["KIND", "ExchangeFiles", "NotOurs", "purpose", "read", "receive"]
