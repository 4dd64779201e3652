"""A file of a practice as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hub.files import kinds
from hub.models import StoredFile


@dataclass(frozen=True)
class Attached:
    """name: what it is called by its people, else the file's own. code: its language, or "".
    kind: `PDF`. size: in bytes."""

    name: str
    url: str
    code: str
    kind: str
    size: int
    content_type: str


def attached(child: Mapping[str, Any], file: StoredFile) -> Attached:
    """child: a row of `files` as a version of the facts has it."""
    return Attached(
        name=child["label"] or file.name,
        url=reverse("file", args=[file.pk, file.name]),
        code=child["language"],
        kind=kinds.label(file.content_type),
        size=file.size,
        content_type=file.content_type,
    )
