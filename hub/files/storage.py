"""Where files lie: below `HUB_FILES_ROOT`, outside everything that is served by itself.

    stored/ab/abcd…      taken in, under a random name (`StoredFile.path`)
    renditions/ab/abcd…-640.webp
    incoming/…           being checked
    pieces/<upload>/<offset>

What is written is on the disk before it is named in the database; what the database has forgotten
is found and removed by `hub.files.clearing`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

BLOCK = 256 * 1024


def root() -> Path:
    return Path(settings.HUB_FILES_ROOT)


def path_of(stored: str) -> Path:
    """The place of a `StoredFile.path`."""
    return root() / "stored" / stored


def incoming() -> Path:
    """A new name in the folder of what is being checked."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / secrets.token_hex(16)


def write(path: Path, blocks: Iterable[bytes]) -> tuple[int, str]:
    """Write a new file and wait until it is on the disk; its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for block in blocks:
            digest.update(block)
            size += file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    for block in read(path):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def settle(path: Path) -> None:
    """Wait until a file that another library wrote is on the disk."""
    _sync(path)


def read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def take_in(path: Path) -> str:
    """Move what was checked to its lasting place; its `StoredFile.path`."""
    name = secrets.token_hex(16)
    stored = f"{name[:2]}/{name}"
    move(path, path_of(stored))
    return stored


def move(path: Path, target: Path) -> None:
    """Put a file that is on the disk in its place, in one step that survives a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    for folder in (target.parent, target.parent.parent):
        _sync(folder)


def rendition(stored: str, width: int) -> Path:
    return root() / "renditions" / f"{stored}-{width}.webp"


def remove(*stored: str) -> None:
    """Take files and what was made of them from the disk."""
    for name in stored:
        path_of(name).unlink(missing_ok=True)
        made = root() / "renditions" / name
        for path in made.parent.glob(f"{made.name}-*"):
            path.unlink(missing_ok=True)


# Pieces


def pieces(upload: uuid.UUID) -> Path:
    return root() / "pieces" / upload.hex


def keep_piece(upload: uuid.UUID, offset: int, path: Path) -> None:
    """Give a piece that is on the disk its place; one of a try before is written over."""
    folder = pieces(upload)
    folder.mkdir(parents=True, exist_ok=True)
    move(path, folder / str(offset))


def joined(upload: uuid.UUID, size: int) -> Iterator[bytes]:
    """The pieces one after the other; `ValueError` where they do not give the size."""
    offset = 0
    while offset < size:
        path = pieces(upload) / str(offset)
        length = path.stat().st_size if path.exists() else 0
        if not length:
            raise ValueError(f"A piece is missing at {offset} of {size}.")
        yield from read(path)
        offset += length
    if offset != size:
        raise ValueError(f"{offset} bytes instead of {size}.")


def drop_pieces(upload: uuid.UUID) -> None:
    shutil.rmtree(pieces(upload), ignore_errors=True)


def _sync(path: Path) -> None:
    """Have a file, or a folder's list of names, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
