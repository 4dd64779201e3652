"""What a text of a post must be, and which language it is in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Post
from hub import languages
from hub.actions import Refused
from practices.writing import guessing

LONGEST = 20_000
# What nobody sees: controls, formats, blanks of every kind.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
_SCRIPTS = (
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WRITTEN_IN_LATIN = ("en", "fr", "es")


def tidy(source: str) -> str:
    """With one kind of line end, and without blanks at the end. Raises `Refused` beside `source`
    where nothing can be seen of it, or where it is too long."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip()
    if all(unicodedata.category(character) in _UNSEEN for character in text):
        raise Refused({"source": _("Write something first.")})
    if len(text) > LONGEST:
        over = len(text) - LONGEST
        raise Refused(
            {
                "source": ngettext(
                    "This is %(over)s character too long. A post has at most %(most)s.",
                    "This is %(over)s characters too long. A post has at most %(most)s.",
                    over,
                )
                % {"over": over, "most": LONGEST}
            }
        )
    return text.lstrip("\n")


def language_code(language: str) -> str:
    """A language as it is stored. Raises `Refused` beside `language`."""
    try:
        return languages.normalise(language)
    except ValueError as error:
        raise Refused({"language": _("This is no language.")}) from error


def recognised(source: str, reader: str) -> str:
    """The language of a text whose author named none: what is plain to see, else by its script
    and by `reader`, the language of the interface."""
    found = guessing.language_of(source)
    if found:
        return found
    counted = [(len(pattern.findall(source)), code) for code, pattern in _SCRIPTS]
    most, code = max(counted)
    if most and most * 2 >= len(_LATIN.findall(source)):
        return code
    return reader if reader in _WRITTEN_IN_LATIN else languages.DEFAULT


@dataclass(frozen=True)
class Quote:
    """What goes into the box where somebody quotes a post."""

    source: str
    language: str


def quote(post: Post) -> Quote:
    """A post's words as a quotation in Markdown, with room to write below."""
    lines = [f"> {line}".rstrip() for line in post.source.split("\n")]
    return Quote("\n".join(lines)[: LONGEST // 2] + "\n\n", post.language)
