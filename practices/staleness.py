"""Whether a translation still follows the original that it was made from."""

from __future__ import annotations

import hashlib
import json

from practices.models import PracticeText


def source_hash(original: PracticeText) -> str:
    """What a translation keeps of the text that it is made from: the hash of all its words."""
    words = [original.title, original.summary]
    words += [getattr(original, name) for name in PracticeText.SECTIONS]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def is_stale(text: PracticeText, original: PracticeText) -> bool:
    """Whether the original has changed since; never so where it is not known what it was."""
    return bool(text.source_hash) and text.source_hash != source_hash(original)
