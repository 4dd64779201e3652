"""How each field of a translation stands to the same field of the original.

A `TranslatedSegment` keeps the words that a field was translated from. Translations that came
without segments (imported, or written elsewhere) are of unknown standing, never stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from practices.comparing import Segment, changed_share, compare
from practices.merging import spelt
from practices.models import Practice, PracticeText, TextOrigin, TranslatedSegment
from practices.staleness import source_hash

FIELDS = ("title", "summary", *PracticeText.SECTIONS)


class Standing(StrEnum):
    """Of one field of a translation."""

    NOTHING = "nothing"  # neither side has words
    MISSING = "missing"
    MACHINE = "machine"  # a machine's words that no person has confirmed
    STALE = "stale"
    UNKNOWN = "unknown"
    CURRENT = "current"
    # The original has no words for it (any more).
    ALONE = "alone"


def field_hash(words: str) -> str:
    """The same for the same words, whatever the line ends and the blanks around them."""
    return hashlib.sha256(spelt(words).encode()).hexdigest()


def source_of(practice: Practice) -> PracticeText | None:
    """The text that translations are made from: the original as the public reads it, or its
    latest version before that; None where there is none."""
    original = (
        practice.texts.filter(language=practice.original_language)
        .select_related("latest_revision")
        .first()
    )
    if original is None:
        return None
    return original if original.live else original.get_latest_revision_as_object()


def draft_of(text: PracticeText | None) -> dict[str, str]:
    """The fields of a text's latest version; all empty where there is no text."""
    if text is None:
        return dict.fromkeys(FIELDS, "")
    latest = text.get_latest_revision_as_object()
    return {name: getattr(latest, name) for name in FIELDS}


def segments_of(text: PracticeText | None) -> dict[str, TranslatedSegment]:
    if text is None or text.pk is None:
        return {}
    return {each.field: each for each in text.segments.all()}


@dataclass(frozen=True)
class FieldStanding:
    """One field of a translation beside the original.

    source, words: the original's and the translation's. segment: what it was made from, where
    that is known. text_origin, follows: of the whole text, for fields without a segment: who
    wrote it, and whether it is known to follow the original as it is now.
    """

    name: str
    source: str
    words: str
    segment: TranslatedSegment | None
    text_origin: str
    follows: bool

    @property
    def is_machine_made(self) -> bool:
        """Whether a machine wrote these words and nobody has written or confirmed them since."""
        if not self.words.strip():
            return False
        if self.segment is None:
            return self.text_origin == TextOrigin.MACHINE
        return self.segment.origin == TextOrigin.MACHINE and self.segment.text_hash == field_hash(
            self.words
        )

    @property
    def is_stale(self) -> bool:
        """Whether the words that it was made from are known and are others now."""
        if self.segment is None or not self.segment.source_hash or not self.words.strip():
            return False
        return self.segment.source_hash != field_hash(self.source)

    @property
    def standing(self) -> Standing:
        if not self.words.strip():
            return Standing.MISSING if self.source.strip() else Standing.NOTHING
        if self.is_machine_made:
            return Standing.MACHINE
        if self.is_stale:
            return Standing.STALE
        if not self.source.strip():
            return Standing.ALONE
        known = bool(self.segment and self.segment.source_hash) or self.follows
        return Standing.CURRENT if known else Standing.UNKNOWN

    @cached_property
    def changes(self) -> tuple[Segment, ...]:
        """From the words that it was made from to those of now; none where it is not stale, or
        where they are not known."""
        if not self.is_stale or self.segment is None or not self.segment.source:
            return ()
        return compare(self.segment.source, self.source.replace("\r\n", "\n"))

    @property
    def how_much(self) -> str:
        """How much of the original changed, in words; "" where that is not known."""
        return share_in_words(changed_share(self.changes)) if self.changes else ""


def standings(
    practice: Practice, text: PracticeText | None, source: PracticeText
) -> list[FieldStanding]:  # fmt: skip
    """Each field in order. Three queries, however many fields."""
    latest = text.get_latest_revision_as_object() if text else None
    segments = segments_of(text)
    follows = bool(latest and latest.source_hash and latest.source_hash == source_hash(source))
    return [
        FieldStanding(
            name,
            getattr(source, name),
            getattr(latest, name) if latest else "",
            segments.get(name),
            latest.origin if latest else "",
            follows,
        )
        for name in FIELDS
    ]


def origin_of(fields: Mapping[str, FieldStanding], before: str) -> str:
    """What the whole text is called: a machine's until a person has confirmed each field."""
    if any(each.is_machine_made for each in fields.values()):
        return TextOrigin.MACHINE
    return TextOrigin.HUMAN if before == TextOrigin.MACHINE else before


def follows_original(fields: Mapping[str, FieldStanding]) -> bool:
    """Whether every field that is translated is known to follow the original as it is now."""
    written = [each for each in fields.values() if each.words.strip()]
    return bool(written) and all(
        each.segment is not None
        and bool(each.segment.source_hash)
        and not each.is_stale
        for each in written
    )  # fmt: skip


def share_in_words(share: float) -> str:
    """Of a text that changed since: 0 to 1 as people say it."""
    for below, words in (
        (0.06, _("A few words of it changed since.")),
        (0.15, _("About a tenth of it changed since.")),
        (0.225, _("About a fifth of it changed since.")),
        (0.29, _("About a quarter of it changed since.")),
        (0.42, _("About a third of it changed since.")),
        (0.6, _("About half of it changed since.")),
        (0.85, _("Most of it changed since.")),
    ):
        if share < below:
            return words
    return _("Nearly all of it changed since.")
