"""What a file is called: as its sender called it, made harmless."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
# What no file system or header takes, and the marks that turn the direction of what follows: they
# make `exe` look like `txt`.
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f<>:\"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(name: str) -> str:
    """A name without folders, control characters and surprises; "" where nothing is left."""
    name = _SURROGATES.sub("", name)
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNWANTED.sub(" ", name).split()).strip(". ")
    if len(name) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:LONGEST].strip()
    return f"{stem[: LONGEST - len(extension) - 1].strip()}.{extension}"
