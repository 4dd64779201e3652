"""Which kinds of files are allowed, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class Family(Enum):
    """How a kind is built, and so how it is checked."""

    PDF = "pdf"
    OFFICE = "office"
    OPEN_DOCUMENT = "open-document"
    TEXT = "text"
    PICTURE = "picture"


@dataclass(frozen=True)
class Kind:
    """extensions: the first is the usual one. main_part: of a package, the part that makes it
    this kind. label: as a reader calls it, the same in every language."""

    label: str
    content_type: str
    family: Family
    extensions: tuple[str, ...]
    main_part: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

KINDS = (
    Kind("PDF", "application/pdf", Family.PDF, ("pdf",)),
    Kind("DOCX", f"{_OFFICE}.wordprocessingml.document", Family.OFFICE, ("docx",),
         "word/document.xml"),
    Kind("XLSX", f"{_OFFICE}.spreadsheetml.sheet", Family.OFFICE, ("xlsx",), "xl/workbook.xml"),
    Kind("PPTX", f"{_OFFICE}.presentationml.presentation", Family.OFFICE, ("pptx",),
         "ppt/presentation.xml"),
    Kind("ODT", f"{_OPEN}.text", Family.OPEN_DOCUMENT, ("odt",), "content.xml"),
    Kind("ODS", f"{_OPEN}.spreadsheet", Family.OPEN_DOCUMENT, ("ods",), "content.xml"),
    Kind("ODP", f"{_OPEN}.presentation", Family.OPEN_DOCUMENT, ("odp",), "content.xml"),
    Kind("TXT", "text/plain", Family.TEXT, ("txt",)),
    Kind("CSV", "text/csv", Family.TEXT, ("csv",)),
    Kind("JPEG", "image/jpeg", Family.PICTURE, ("jpg", "jpeg")),
    Kind("PNG", "image/png", Family.PICTURE, ("png",)),
    Kind("WebP", "image/webp", Family.PICTURE, ("webp",)),
    Kind("GIF", "image/gif", Family.PICTURE, ("gif",)),
    Kind("AVIF", "image/avif", Family.PICTURE, ("avif",)),
)  # fmt: skip

_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
_BY_TYPE = {kind.content_type: kind for kind in KINDS}


def named(name: str) -> Kind | None:
    """The kind that a file's name promises; None for one that is not allowed."""
    _stem, dot, extension = name.rpartition(".")
    return _BY_EXTENSION.get(extension.lower()) if dot else None


def of_type(content_type: str) -> Kind | None:
    return _BY_TYPE.get(content_type)


def label(content_type: str) -> str:
    """What a reader calls a content type: `PDF`."""
    kind = of_type(content_type)
    return kind.label if kind else content_type


def allowed() -> str:
    """The sentence that names what may be sent, in the language of the interface."""
    size = filesizeformat(settings.HUB_FILE_BYTES)
    return _("Allowed are %(kinds)s, up to %(size)s each.") % {
        "kinds": _(", ").join(kind.label for kind in KINDS), "size": size,
    }  # fmt: skip


def accept() -> str:
    """The value of a file input's `accept`."""
    return ",".join(f".{extension}" for extension in _BY_EXTENSION)
