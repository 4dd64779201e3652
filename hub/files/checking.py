"""Looking at a file before it is taken in: its name, its size, and what is really in it.

Nothing is unpacked and nothing is decoded before its measures were found to be small enough. Each
refusal is a sentence for the sender that ends with what is allowed.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

from hub.actions import Refused
from hub.files import archives, kinds, names, pictures, storage
from hub.files.kinds import Family, Kind

FIELD = "file"
_HEAD = 8_192
_TAIL = 1_024
# Beginnings of what a browser would run if somebody opened the file as a page.
_MARKUP = re.compile(rb"\s*<(?:!doctype|\?xml|html|head|body|svg|script|iframe|math)\b", re.I)
_PDF = b"%PDF-"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


@dataclass(frozen=True)
class Checked:
    """A file that was looked at and lies in the folder of what comes in."""

    path: Path
    name: str
    content_type: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None

    def as_payload(self) -> dict[str, Any]:
        """What makes it the same file when it is sent again; not where it lies."""
        return {"name": self.name, "size": self.size, "sha256": self.sha256}


def refuse(sentence: str) -> Refused:
    return Refused({FIELD: f"{sentence} {kinds.allowed()}"})


def check_announced(name: str, size: int) -> Kind:
    """What can be said before a byte came; the kind that the name promises."""
    kind = kinds.named(name)
    if not name or kind is None:
        raise refuse(_("Files of this kind are not taken."))
    if size <= 0:
        raise refuse(_("The file is empty."))
    if size > settings.HUB_FILE_BYTES:
        raise refuse(_("The file is too large."))
    return kind


def check(path: Path, name: str) -> Checked:
    """Look at a file that lies at `path` in the folder of what comes in. Raises `Refused`, and
    has the file removed then. A picture is drawn anew and has another name and size after that."""
    name = names.clean(name)
    try:
        kind = check_announced(name, path.stat().st_size)
        _look_inside(path, kind)
        if kind.family is Family.PICTURE:
            return _drawn(path, name, kind)
    except Refused:
        path.unlink(missing_ok=True)
        raise
    size, sha256 = storage.digest(path)
    return Checked(path, name, kind.content_type, size, sha256)


def _drawn(path: Path, name: str, kind: Kind) -> Checked:
    try:
        drawn = pictures.redraw(path, kind)
    except pictures.TooManyPixels as error:
        raise _too_many_pixels() from error
    except pictures.NotAPicture as error:
        raise _not_the_kind(kind) from error
    path.unlink()
    stem = name.rpartition(".")[0]
    return Checked(
        drawn.path, f"{stem}.webp", pictures.CONTENT_TYPE, drawn.size, drawn.sha256,
        drawn.width, drawn.height,
    )  # fmt: skip


def _look_inside(path: Path, kind: Kind) -> None:
    head = _beginning(path)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise refuse(_("Web pages and drawings made of code are not taken."))
    _look_for_a_second_format(path, head, kind)
    if kind.family is Family.TEXT:
        _look_at_text(path, head, kind)
    elif kind.family is Family.PDF:
        _look_at_pdf(path, head, kind)
    elif kind.family is Family.PICTURE:
        _look_at_picture(path, head, kind)
    else:
        _look_at_package(path, kind)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _look_for_a_second_format(path: Path, head: bytes, kind: Kind) -> None:
    """A file that reads as two kinds shows one face to us and another to who opens it."""
    is_package = kind.family in (Family.OFFICE, Family.OPEN_DOCUMENT)
    if (not is_package and zipfile.is_zipfile(path)) or (
        kind.family is not Family.PDF and _PDF in head[:_TAIL]
    ):
        if kind.family is not Family.PDF and (head.startswith((_PDF, b"PK"))):
            raise _not_the_kind(kind)
        raise refuse(_("There is a second file of another kind hidden in this one."))


def _look_at_text(path: Path, head: bytes, kind: Kind) -> None:
    if filetype.guess(head) is not None:
        raise _not_the_kind(kind)
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")()
    try:
        for block in storage.read(path):
            if _CONTROLS.search(decoder.decode(block)):
                raise _not_the_kind(kind)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise refuse(_("The text cannot be read. Save it as UTF-8 and send it again.")) from error


def _look_at_pdf(path: Path, head: bytes, kind: Kind) -> None:
    if not head.startswith(_PDF):
        raise _not_the_kind(kind)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    _before, mark, after = tail.rpartition(b"%%EOF")
    if not mark:
        raise refuse(_("The PDF has no end: it is broken or was not copied whole."))
    if after.strip(b"\x00\t\n\f\r "):
        raise refuse(_("There is something behind the end of the PDF that does not belong to it."))


def _look_at_picture(path: Path, head: bytes, kind: Kind) -> None:
    found = filetype.guess(head)
    if found is None or found.mime != kind.content_type:
        raise _not_the_kind(kind)
    try:
        pictures.measure(path, kind)
    except pictures.TooManyPixels as error:
        raise _too_many_pixels() from error
    except pictures.Moving as error:
        raise refuse(_("Moving pictures are not taken.")) from error
    except pictures.NotAPicture as error:
        raise _not_the_kind(kind) from error


def _look_at_package(path: Path, kind: Kind) -> None:
    try:
        archives.check(path, kind)
    except archives.NotTheKind as error:
        raise _not_the_kind(kind) from error
    except archives.Dangerous as error:
        raise refuse(_dangers()[error.reason]) from error


def _dangers() -> dict[str, str]:
    return {
        "bomb": _("Unpacked, the document would be far larger than any document is."),
        "macros": _("The document contains macros. Save it without them and send it again."),
        "outside": _("The document names files outside itself."),
    }


def _too_many_pixels() -> Refused:
    millions = settings.HUB_PICTURE_PIXELS // 1_000_000
    return refuse(
        _("The picture has too many pixels; up to %(number)s million are taken.")
        % {"number": millions}
    )


def _not_the_kind(kind: Kind) -> Refused:
    return refuse(
        _("The name says that this is a file of the kind %(kind)s, but what is in it is not, or is "
          "broken.") % {"kind": kind.label}
    )  # fmt: skip
