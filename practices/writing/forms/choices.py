"""What the controls of the form offer, named in the language of the interface when shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from hub import languages, vocabulary

# Widely written languages that the interface does not have; any other can be brought by a file.
OTHERS = (
    "am", "bn", "de", "fa", "ha", "hi", "id", "it", "ja", "km", "ko", "ms", "my", "ne", "pt", "ro",
    "si", "so", "sw", "ta", "th", "tl", "tr", "uk", "ur", "uz", "vi",
)  # fmt: skip
Choices = list[tuple[Any, Any]]


def of(set_name: str) -> Callable[[], Choices]:
    """The terms of a set of the vocabulary."""
    return lambda: [(str(key), name) for key, name in vocabulary.set_named(set_name).choices()]


def of_or_none(set_name: str) -> Callable[[], Choices]:
    return lambda: [("", "—"), *of(set_name)()]


def numbered(set_name: str) -> Callable[[], Choices]:
    return lambda: [(key, f"{key}. {name}") for key, name in of(set_name)()]


def explained(set_name: str) -> Callable[[], Choices]:
    """Terms with what they mean beside them."""
    return lambda: [
        (
            term.key,
            format_html(
                '<span>{} <span class="meaning">{}</span></span>', term.name(), term.meaning()
            ),
        )
        for term in vocabulary.set_named(set_name)
    ]


def objectives_or_none() -> Choices:
    return [("", "—"), *((str(each.number), f"{each.number}. {each.short()}")
                         for each in vocabulary.objectives())]  # fmt: skip


def official() -> Choices:
    """The six languages, each by its own name."""
    return [(language.code, language.name) for language in languages.LANGUAGES]


def any_language() -> Choices:
    """The six, then others by name in the language of the interface."""
    inside = languages.current().code
    others = sorted(
        ((code, languages.language_name(code, inside)) for code in OTHERS), key=lambda each: each[1]
    )
    return [*official(), (_("Other languages"), others)]


def any_language_or_none() -> Choices:
    return [("", "—"), *any_language()]
