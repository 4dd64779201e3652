"""How long an answer should be, fair across languages.

One counter for each kind of script: words where words stand between blanks, characters where they
do not (Chinese, Japanese, Thai and their neighbours). A budget is set in English words
(`HUB_WORD_BUDGETS`); a language gets as much room as it needs to say the same
(`HUB_WORD_FACTORS`). Nothing is ever cut off; far beyond its budget an answer cannot be submitted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Scripts without blanks between words, as ranges that browsers' expressions understand too.
WITHOUT_BLANKS = (
    "\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
_CHARACTER = re.compile(f"[{WITHOUT_BLANKS}]")
# Where links lead is no text.
_ADDRESS = re.compile(r"\]\([^)\s]*\)|https?://\S+")
_BETWEEN = re.compile(r"[\s/—–|]+")
_BY_CHARACTER = frozenset({"zh", "ja", "th", "lo", "km", "my"})


@dataclass(frozen=True)
class Count:
    """The length of an answer beside its budget, both in the language's own unit."""

    length: int
    budget: int
    by_character: bool

    @property
    def over(self) -> int:
        return max(0, self.length - self.budget)

    @property
    def limit(self) -> int:
        """From here on it is refused at submission."""
        return self.budget + self.budget * settings.HUB_WORD_TOLERANCE // 100

    @property
    def is_too_long(self) -> bool:
        return self.length > self.limit

    def __str__(self) -> str:
        """`312 of about 500 words`, and how many it is over."""
        if self.by_character:
            said = _("%(length)s of about %(budget)s characters")
            more = ngettext("%(over)s character over", "%(over)s characters over", self.over)
        else:
            said = _("%(length)s of about %(budget)s words")
            more = ngettext("%(over)s word over", "%(over)s words over", self.over)
        values = {"length": self.length, "budget": self.budget, "over": self.over}
        return f"{said % values} · {more % values}" if self.over else said % values


def counts_characters(language: str) -> bool:
    return language.partition("-")[0] in _BY_CHARACTER


def factor(language: str) -> Fraction:
    """How many words, or characters, the language needs for one English word."""
    base = language.partition("-")[0]
    return Fraction(str(settings.HUB_WORD_FACTORS.get(base, 1)))


def budget(field: str, language: str) -> int | None:
    """The room for a field in the language's own unit, rounded to tens; None without a limit."""
    words = settings.HUB_WORD_BUDGETS.get(field)
    if words is None:
        return None
    room = words * factor(language)
    return round(room) if room < 50 else round(room / 10) * 10


def length(text: str, language: str) -> int:
    """Of a Markdown text, in the unit of the language that it is meant to be in. What is written
    in the other kind of script counts as much as it says."""
    plain = _ADDRESS.sub(" ", text)
    characters = len(_CHARACTER.findall(plain))
    rest = _CHARACTER.sub(" ", plain)
    words = sum(any(map(str.isalnum, piece)) for piece in _BETWEEN.split(rest))
    if counts_characters(language):
        return characters + round(words * factor(language))
    return words + round(characters / factor("zh"))


def count(field: str, text: str, language: str) -> Count | None:
    """None for a field without a budget."""
    room = budget(field, language)
    if room is None:
        return None
    return Count(length(text, language), room, counts_characters(language))
