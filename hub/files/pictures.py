"""Pictures: measured by their head, then drawn anew, so that nothing else that was in the file is
kept: no place where it was taken, no name of a camera, no second file behind the first.

One is decoded at a time in a process: a picture is small as a file and large in memory.
"""

from __future__ import annotations

import struct
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from hub.files import storage
from hub.files.kinds import Kind

# Of the picture that is kept, and of the smaller ones that pages show.
LONGEST_SIDE = 4096
WIDTHS = (320, 640, 1280)
CONTENT_TYPE = "image/webp"
_QUALITY = 84
_FORMATS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF",
    "image/avif": "AVIF",
}  # fmt: skip
# What a broken picture makes its decoder raise.
_BROKEN = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError,
    EOFError, MemoryError, RuntimeError, OverflowError, ZeroDivisionError, struct.error,
    AttributeError, Image.DecompressionBombError,
)  # fmt: skip
_one_at_a_time = threading.Lock()


class NotAPicture(ValueError):
    """It cannot be read as the kind that its name says."""


class TooManyPixels(ValueError):
    """It would take too much memory to draw."""


class Moving(ValueError):
    """It has more than one frame."""


@dataclass(frozen=True)
class Drawn:
    path: Path
    size: int
    sha256: str
    width: int
    height: int


def measure(path: Path, kind: Kind) -> tuple[int, int]:
    """Width and height from the head alone; nothing is decoded."""
    if kind.content_type == "image/avif":
        _measure_avif(path)
    try:
        with _open(path, _FORMATS[kind.content_type]) as picture:
            _refuse_large(*picture.size)
            if getattr(picture, "is_animated", False):
                raise Moving
            return picture.size
    except (TooManyPixels, Moving):
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except _BROKEN as error:
        raise NotAPicture(str(error)) from error


def redraw(path: Path, kind: Kind) -> Drawn:
    """The picture as it is kept, beside the one that came."""
    target = storage.incoming()
    with _one_at_a_time:
        width, height = _draw(path, _FORMATS[kind.content_type], target, LONGEST_SIDE, LONGEST_SIDE)
    size, sha256 = storage.digest(target)
    return Drawn(target, size, sha256, width, height)


def rendition(stored: str, width: int) -> Path:
    """The place of a kept picture at most `width` pixels wide; made when it is first asked for."""
    path = storage.rendition(stored, width)
    if path.exists():
        return path
    with _one_at_a_time:
        if not path.exists():
            made = storage.incoming()
            _draw(storage.path_of(stored), "WEBP", made, width, 4 * width)
            storage.move(made, path)
    return path


def _draw(path: Path, form: str, target: Path, width: int, height: int) -> tuple[int, int]:
    """Write the picture to `target`, no larger than asked; its size in pixels."""
    try:
        with _open(path, form) as opened:
            _refuse_large(*opened.size)
            if form == "JPEG":
                # Decoded at a half, a quarter or an eighth where that is still large enough.
                opened.draft("RGB", (width, height))
            picture: Image.Image = ImageOps.exif_transpose(opened)
            transparent = picture.has_transparency_data
            # Smaller first: turning colours doubles what is in memory.
            if picture.mode in ("RGB", "RGBA", "L"):
                picture.thumbnail((width, height))
            picture = picture.convert("RGBA" if transparent else "RGB")
            picture.thumbnail((width, height))
            picture.info.clear()
            with target.open("xb") as file:
                picture.save(file, "WEBP", quality=_QUALITY, method=4)
            storage.settle(target)
            return picture.size
    except _BROKEN as error:
        target.unlink(missing_ok=True)
        raise NotAPicture(str(error)) from error


def _open(path: Path, form: str) -> Image.Image:
    with warnings.catch_warnings():
        # The limit is our own and below the one at which Pillow warns.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(path, formats=[form])


def _refuse_large(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise NotAPicture("no pixels")
    if width * height > settings.HUB_PICTURE_PIXELS:
        raise TooManyPixels


def _measure_avif(path: Path) -> None:
    """The decoder takes its memory when it opens the file, so the sizes that the head names are
    looked at before."""
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    at = head.find(b"ispe")
    if at < 0:
        raise NotAPicture("names no size")
    while 0 <= at <= len(head) - 16:
        _flags, width, height = struct.unpack_from(">3L", head, at + 4)
        _refuse_large(width, height)
        at = head.find(b"ispe", at + 4)
