"""Documents that are zip archives: looked at by their list of parts, never unpacked.

The list stands at the end of the archive. Whatever it promises is what a program that opens the
document will unpack, so limits are put on what it says.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from hub.files.kinds import Family, Kind

MAX_PARTS = 5_000
MAX_LIST_BYTES = 2_000_000
MAX_UNPACKED_BYTES = 300_000_000
# What packs better than this is not a document; below the floor it does not matter.
MAX_RATIO = 120
RATIO_FLOOR = 20_000_000
MAX_PART_READ = 1_000_000
_END = struct.Struct("<4s4H2LH")
_LOCAL_HEAD = 30


class NotTheKind(ValueError):
    """The archive is broken, or is no document of the kind."""


class Dangerous(ValueError):
    """The archive is made to do harm, or could: `reason` is `bomb`, `macros` or `outside`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def check(path: Path, kind: Kind) -> None:
    """Raise `NotTheKind` or `Dangerous` unless the file is a whole document of the kind."""
    _look_at_the_end(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _look_at_parts(parts, path.stat().st_size, archive.start_dir)
            if kind.family is Family.OFFICE:
                _look_at_office(archive, kind)
            else:
                _look_at_open_document(archive, kind)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotTheKind(str(error)) from error
    except (struct.error, UnicodeError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]  # zipfile imports it
        if isinstance(error, (NotTheKind, Dangerous)):
            raise
        raise NotTheKind(str(error)) from error


def _look_at_the_end(path: Path) -> None:
    """Before the list is read: it must be short, and the last thing in the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise NotTheKind("does not begin with a part")
        file.seek(max(0, size - _END.size))
        tail = file.read(_END.size)
    if len(tail) < _END.size or not tail.startswith(b"PK\x05\x06"):
        raise NotTheKind("does not end with the list of parts")
    _mark, disk, list_disk, here, total, length, start, _comment = _END.unpack(tail)
    if disk or list_disk or here != total or start + length + _END.size != size:
        raise NotTheKind("something stands before, between or after the parts")
    if total > MAX_PARTS or length > MAX_LIST_BYTES:
        raise Dangerous("bomb")


def _look_at_parts(parts: Sequence[zipfile.ZipInfo], size: int, list_at: int) -> None:
    if not parts or len(parts) > MAX_PARTS:
        raise Dangerous("bomb") if parts else NotTheKind("has no parts")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_FLOOR and unpacked > size * MAX_RATIO):
        raise Dangerous("bomb")
    if len({part.filename for part in parts}) < len(parts):
        raise NotTheKind("two parts have the same name")
    in_order = sorted(parts, key=lambda part: part.header_offset)
    if in_order[0].header_offset != 0:
        raise NotTheKind("something stands before the first part")
    ends = [part.header_offset for part in in_order[1:]] + [list_at]
    for part, end in zip(in_order, ends, strict=True):
        # Parts that share their bytes unpack to more than the archive could hold.
        if part.header_offset + _LOCAL_HEAD + part.compress_size > end:
            raise Dangerous("bomb")
        if part.flag_bits & 0x1 or part.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise NotTheKind("a part cannot be read")
        steps = part.filename.replace("\\", "/").split("/")
        if part.filename.startswith(("/", "\\")) or ".." in steps:
            raise Dangerous("outside")


def _look_at_office(archive: zipfile.ZipFile, kind: Kind) -> None:
    names = {name.lower() for name in archive.namelist()}
    if not {"[content_types].xml", "_rels/.rels", kind.main_part} <= names:
        raise NotTheKind("its parts are missing")
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name
           for name in names):  # fmt: skip
        raise Dangerous("macros")
    types = _read(archive, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Dangerous("macros")
    if kind.content_type.encode() + b".main+xml" not in types:
        raise NotTheKind("says that it is another kind")
    # A template that is fetched from elsewhere brings its macros along.
    settings_rels = "word/_rels/settings.xml.rels"
    if settings_rels in archive.namelist():
        links = _read(archive, settings_rels).lower()
        if b"attachedtemplate" in links and b"external" in links:
            raise Dangerous("macros")


def _look_at_open_document(archive: zipfile.ZipFile, kind: Kind) -> None:
    names = archive.namelist()
    first = min(archive.infolist(), key=lambda part: part.header_offset)
    if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        raise NotTheKind("does not say what it is")
    if _read(archive, "mimetype").strip() != kind.content_type.encode():
        raise NotTheKind("says that it is another kind")
    if kind.main_part not in names or "META-INF/manifest.xml" not in names:
        raise NotTheKind("its parts are missing")
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Dangerous("macros")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part; at most so much of it is unpacked, whatever the list promises."""
    with archive.open(name) as part:
        content = part.read(MAX_PART_READ + 1)
    if len(content) > MAX_PART_READ:
        raise Dangerous("bomb")
    return content
