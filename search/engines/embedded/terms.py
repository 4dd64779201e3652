"""Terms as the index of words holds them: a stem with its language before it.

The languages of the interface have a stemmer each; the words of any other language are only
folded, under the prefix `xx`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from hub import languages, vocabulary
from search import analysis
from search.analysis import fold as fold
from search.models import SearchEntry

# Raise it with every change of what terms are made of: all documents are then stale.
VERSION = 11
OTHER = "xx"
# What separates one label from the next.
BETWEEN_LABELS = "·"
_NAMED = (
    "objective",
    "country",
    "region",
    "level",
    "principle",
    "sdg",
    "type",
    "organisation_kind",
)


class Token(NamedTuple):
    """A word of a text. form: folded, as it stands; term: as the index holds it; start and end:
    its place in the text, in characters."""

    form: str
    term: str
    start: int
    end: int


def clean(text: str) -> str:
    """What any database can store and any tokenizer read."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


def prefix(language: str) -> str:
    return language if language in languages.CODES else OTHER


def term(stem: str, language: str) -> str:
    """The stem as a term: nothing in it is a separator or means anything to FTS5."""
    if not stem.isalnum():
        stem = "".join(c if c.isalnum() or ord(c) > 127 else "_" for c in stem if not c.isspace())
    return prefix(language) + stem


def is_weak(term: str, language: str) -> bool:
    """Whether a term of a language says little of what a text is about."""
    return analysis.is_weak(term.removeprefix(prefix(language)), language)


def tokens(text: str, language: str) -> list[Token]:
    """The words of a text in their order, without stop words."""
    return [
        Token(each.form, term(each.term, language), each.start, each.end)
        for each in analysis.analyse(text, language)
    ]


def terms_in(text: str, language: str) -> set[str]:
    return {each.term for each in tokens(text, language)}


def read(entry: SearchEntry) -> tuple[tuple[str, str, str, str], list[str]]:
    """The columns of terms of a text, and its words in small letters, each once."""
    forms: dict[str, None] = {}
    columns = []
    for text in (entry.title, entry.summary, entry.body):
        found = tokens(text, entry.language)
        forms.update(dict.fromkeys(text[each.start : each.end].lower() for each in found))
        columns.append(" ".join(each.term for each in found))
    title, summary, body = columns
    own, spoken = _labels(entry.labels, entry.language)
    forms.update(dict.fromkeys(own))
    return (title, " ".join(spoken), summary, body), list(forms)


def _labels(text: str, language: str) -> tuple[Iterable[str], list[str]]:
    """The words of labels in a text's own language in small letters, and the terms of all labels:
    a name of the vocabulary in each language that calls it so, any other in the text's."""
    own: dict[str, None] = {}
    found: list[str] = []
    for name in dict.fromkeys(each.strip() for each in text.split(BETWEEN_LABELS)):
        for spoken in _names().get(name, (language,)):
            forms, spoken_terms = _label(name, spoken)
            found += spoken_terms
            if spoken == language:
                own.update(dict.fromkeys(forms))
    return own, found


@lru_cache(maxsize=20_000)
def _label(name: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = tokens(name, language)
    return tuple(name[each.start : each.end].lower() for each in found), tuple(
        each.term for each in found
    )


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Each name of the vocabulary with the languages in which it is one."""
    spoken: dict[str, dict[str, None]] = {}
    for facet in _NAMED:
        values = vocabulary.set_named(facet)
        for key in values.keys:
            for code in languages.CODES:
                spoken.setdefault(values.label(key, code), {})[code] = None
    return {name: tuple(codes) for name, codes in spoken.items()}
