"""The ready-made reasons: what one chooses when one reports, refuses or hides, and what the
author is told. The secretariat keeps them (`discussions.moderation.admin`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from discussions.models import ReportReason
from hub import languages
from hub.actions import Refused

# The one that says nothing by itself: it needs words of one's own.
OTHER = "other"
LONGEST_LABEL, LONGEST_TOLD = 200, 900
LONGEST_NOTE = 1_000


@dataclass(frozen=True)
class Words:
    """A text and its language, both empty where there is none."""

    text: str
    language: str


class Reasons:
    """All reasons, read once for a page or an action."""

    def __init__(self) -> None:
        self._rows = {each.key: each for each in ReportReason.objects.all()}

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def choices(self, kept: str = "") -> list[tuple[str, str]]:
        """Keys and labels of those that are offered, and of `kept`, in the reader's language."""
        return [
            (key, self.label(key))
            for key, row in self._rows.items()
            if row.is_active or key == kept
        ]

    def label(self, key: str) -> str:
        """In the language that is active; the key where the reason is gone."""
        return self._text(key, "label", languages.current().code).text or key

    def told(self, key: str, language: str) -> Words:
        """What an author who reads that language is told; in English where it is missing."""
        return self._text(key, "told", language)

    def refuse_unknown(self, key: str, said: str, *, said_field: str = "note") -> None:
        """`Refused` unless the reason is one, and there are words where it has none itself."""
        if key not in self._rows:
            raise Refused({"reason": _("Choose a reason.")})
        if not said.strip() and (key == OTHER or not self.told(key, languages.DEFAULT).text):
            raise Refused({said_field: _("Say in your own words what is wrong.")})

    def _text(self, key: str, part: str, language: str) -> Words:
        row = self._rows.get(key)
        texts = row.texts if row is not None else {}
        for code in (language, languages.DEFAULT, *texts):
            if text := texts.get(code, {}).get(part):
                return Words(text, code)
        return Words("", "")
