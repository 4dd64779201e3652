"""What a question names outright: an objective by its number or label, a country by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages, vocabulary
from search.analysis import fold

MOST = 4
# Words of a question that are looked at, and of which the longest name consists.
WORDS = 24
LONGEST = 10


@dataclass(frozen=True)
class Answer:
    """A page that a question names; note says what it is."""

    label: str
    url: str
    note: str
    number: int | None = None


def direct_answers(query: str) -> list[Answer]:
    """The pages that a question names in any of the six languages, in its order."""
    found = dict.fromkeys(
        key for name in _phrases(query) for key in [_named().get(name)] if key is not None
    )
    return [answer_for(*key) for key in found][:MOST]


def answer_named(text: str) -> Answer | None:
    """The page whose whole name a text is."""
    key = _named().get(fold(text).strip())
    return answer_for(*key) if key else None


def answer_for(set_name: str, key: vocabulary.Key) -> Answer:
    if set_name == "country":
        url = reverse("search:country", args=[key])
        return Answer(vocabulary.country_name(str(key)), url, _("Country"))
    objective = vocabulary.objective(key)
    url = reverse("search:objective", args=[objective.number])
    note = _("Objective %(number)s") % {"number": objective.number}
    return Answer(objective.short(), url, note, objective.number)


def _phrases(query: str) -> Iterator[str]:
    """Each run of words, the longer first where several begin with the same; and, in a script
    without blanks, each run of letters."""
    whole = fold(query).strip()
    yield whole
    words = whole.split()[:WORDS]
    for first in range(len(words)):
        for last in range(min(len(words), first + LONGEST), first, -1):
            phrase = " ".join(words[first:last])
            # A number alone may count anything.
            if not phrase.isdecimal():
                yield phrase
    unspaced = [word for word in words if not word.isascii() and len(word) <= 60]
    for word in unspaced:
        yield from (name for name in _chinese_names() if name in word)


def _spellings(objective: vocabulary.Objective) -> Sequence[str]:
    number = objective.number
    return [
        str(number),
        *(objective.short(code) for code in languages.CODES),
        *(f"{word} {number}" for word in _OBJECTIVE),
        f"目标{number}",
    ]


# "Objective" as people write it before a number.
_OBJECTIVE = ("objective", "objectif", "objetivo", "цель", "الهدف", "目标")


@lru_cache(maxsize=1)
def _named() -> dict[str, tuple[str, vocabulary.Key]]:
    """By folded name, what it is the name of."""
    named: dict[str, tuple[str, vocabulary.Key]] = {}
    for country in vocabulary.countries():
        for code in languages.CODES:
            named.setdefault(fold(country.name(code)), ("country", country.key))
    for objective in vocabulary.objectives():
        for spelling in _spellings(objective):
            named.setdefault(fold(spelling), ("objective", objective.number))
    named.pop("", None)
    return named


@lru_cache(maxsize=1)
def _chinese_names() -> tuple[str, ...]:
    terms = (*vocabulary.countries(), *vocabulary.objectives())
    return tuple(sorted((fold(term.name("zh")) for term in terms), key=len, reverse=True))
