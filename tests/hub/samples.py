"""Files for tests: good ones as programs write them, and bad ones as people make them up."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from docx import Document
from openpyxl import Workbook
from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def docx() -> bytes:
    made = io.BytesIO()
    document = Document()
    document.add_paragraph("An example.")
    document.save(made)
    return made.getvalue()


def xlsx() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def odt() -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b"<office:document-content/>",
            "META-INF/manifest.xml": b"<manifest:manifest/>",
        }
    )


def zipped(parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else packing
            archive.writestr(name, content, how)
    return made.getvalue()


def unzipped(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(document: bytes, **parts: bytes) -> bytes:
    """A document with more parts; `__` in a name is `/`, the last `_` a dot."""
    named = {name.replace("__", "/")[::-1].replace("_", ".", 1)[::-1]: content
             for name, content in parts.items()}  # fmt: skip
    return zipped({**unzipped(document), **named})


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, form, **options)
    return made.getvalue()


def photograph() -> bytes:
    """A JPEG that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Example Camera"
    exif.get_ifd(0x8825)[2] = (46.0, 12.0, 0.0)
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", (80, 40), exif=exif)


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """900 million pixels of one bit in about 110 kB."""
    line = zlib.compressobj(9)
    packed = b"".join(
        line.compress(b"\x00" * (100 * (width // 8 + 1))) for _number in range(height // 100)
    )
    packed += line.flush()
    head = struct.pack(">2L5B", width, height, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(content)) + name + content
        + struct.pack(">L", zlib.crc32(name + content))
        for name, content in parts
    )  # fmt: skip


def bomb() -> bytes:
    """A Word file of half a megabyte that unpacks to 500."""
    block = b"\x00" * 100_000_000
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(5):
            archive.writestr(f"word/media/picture{number}.png", block)
    return made.getvalue()
