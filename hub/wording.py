"""Sentences with people's words inside them, as safe HTML that reads right in both directions.

    worded(_("%(practice)s was published."), practice=Name("برنامج", "ar"))

The sentence is the interface's, each name keeps its own direction and, where it is known, says
its language. `plain` gives the same without markup, for a subject or a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from hub import languages


@dataclass(frozen=True)
class Name:
    """What somebody called something, and in which language."""

    text: str
    language: str = ""


def worded(sentence: str, **names: str | int | Name) -> SafeString:
    """The sentence with its `%(name)s` filled in; a number stands as it is."""
    filled = {
        key: str(value) if isinstance(value, int) else _isolated(value)
        for key, value in names.items()
    }
    # The sentence is ours or a translator's, and is escaped all the same.
    return mark_safe(conditional_escape(sentence) % filled)  # noqa: S308


def plain(words: str) -> str:
    """What `worded` gave as plain text, blanks folded; a text without markup stays as it is."""
    if not isinstance(words, SafeString):
        return " ".join(words.split())
    return " ".join(unescape(strip_tags(words)).split())


def _isolated(name: str | Name) -> SafeString:
    if isinstance(name, Name) and name.language:
        return format_html(
            '<bdi lang="{}" dir="{}">{}</bdi>',
            languages.html_tag(name.language),
            languages.direction(name.language),
            name.text,
        )
    return format_html("<bdi>{}</bdi>", name.text if isinstance(name, Name) else name)
