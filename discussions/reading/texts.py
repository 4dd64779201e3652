"""What a topic and its space say in the reader's language, or visibly in another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.safestring import SafeString, mark_safe

from discussions.reading.remembered import Remembered
from hub import richtext

# Rendered Markdown by the hash of its source: it is on each page of a topic.
_rendered: Remembered[str] = Remembered(2_000_000, len)


class Written(Protocol):
    @property
    def language(self) -> str: ...


T = TypeVar("T", bound=Written)


def best(texts: Iterable[T], reader: str, original: str) -> T | None:
    """The text in the reader's language, else the original, else English, else any."""
    by_code = {text.language: text for text in texts}
    for code in (reader, original, "en"):
        if code in by_code:
            return by_code[code]
    return next(iter(by_code.values()), None)


@dataclass(frozen=True)
class Question:
    """missing: that there is none in the reader's language, and another stands here."""

    text: str
    language: str
    context: SafeString
    context_language: str
    missing: bool


def rendered(source: str) -> SafeString:
    """People's Markdown as HTML, made once for each source."""
    if not source:
        return mark_safe("")
    key = (richtext.RENDERER_VERSION, hashlib.sha256(source.encode()).digest())
    known = _rendered.get(key)
    if known is None:
        known = str(richtext.render(source))
        _rendered.put(key, known)
    return mark_safe(known)  # noqa: S308  (made by the renderer)
