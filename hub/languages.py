"""The one table of languages.

Every other spelling of a language in the product is looked up here: the code used in Python
and in the database, the path segment, the HTML tag, the locale folder, the direction of the
script and the analyser that search uses.

The interface has the six official languages of the United Nations. A text of a practice may be
in any BCP 47 language; `tag_is_valid` says whether a tag can be one, `direction` and
`language_name` answer for all of them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """One interface language.

    code: the short code in data and in the vocabulary (`zh`).
    path: Django's language code, which is also the first segment of every address (`zh-hans`).
    tag: the BCP 47 tag written into HTML (`zh-Hans`).
    locale: the name of the catalogue's folder (`zh_Hans`).
    name: the language's name in itself.
    """

    code: str
    path: str
    tag: str
    locale: str
    name: str
    direction: Direction = "ltr"


# In the English alphabetical order that United Nations documents use.
LANGUAGES: tuple[Language, ...] = (
    Language("ar", "ar", "ar", "ar", "العربية", "rtl"),
    Language("zh", "zh-hans", "zh-Hans", "zh_Hans", "中文"),
    Language("en", "en", "en", "en", "English"),
    Language("fr", "fr", "fr", "fr", "Français"),
    Language("ru", "ru", "ru", "ru", "Русский"),
    Language("es", "es", "es", "es", "Español"),
)
DEFAULT = "en"
CODES: tuple[str, ...] = tuple(language.code for language in LANGUAGES)

_BY_CODE = {language.code: language for language in LANGUAGES}
_RTL_SCRIPTS = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}
_RTL_LANGUAGES = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


def find(spelling: str | None) -> Language | None:
    """The interface language that a spelling means (`zh`, `zh-CN`, `zh_Hans`, `FR`), or None."""
    if not spelling or len(spelling) > 35:
        return None
    return _BY_CODE.get(spelling.replace("_", "-").split("-")[0].lower())


def get(spelling: str | None) -> Language:
    """As `find`, but the default language where the spelling means none."""
    return find(spelling) or _BY_CODE[DEFAULT]


def current() -> Language:
    """The language of the interface in the running request or task."""
    from django.utils.translation import get_language

    return get(get_language())


def normalise(tag: str) -> str:
    """The one spelling under which a text's language is stored: `zh` for every Chinese spelling
    that means simplified or none, `pt-BR` for `PT_br`. Raises ValueError for what is no tag."""
    tag = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        raise ValueError(f"not a language tag: {tag!r}")
    parts = tag.split("-")
    language, rest = parts[0].lower(), parts[1:]
    if language == "zh" and not any(part.lower() in {"hant", "tw", "hk", "mo"} for part in rest):
        return "zh"
    if language in _BY_CODE and language != "zh":
        return language
    shaped = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([language, *shaped])


def tag_is_valid(tag: str) -> bool:
    """Whether a string can name a text's language."""
    try:
        normalise(tag)
    except ValueError:
        return False
    return True


def html_tag(code: str) -> str:
    """The value of a `lang` attribute for a stored language."""
    language = _BY_CODE.get(code)
    return language.tag if language else code


def direction(code: str) -> Direction:
    """The direction in which a language is written."""
    parts = code.replace("_", "-").split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return "rtl" if parts[1].title() in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0].lower() in _RTL_LANGUAGES else "ltr"


def text_direction(text: str, fallback: Direction = "ltr") -> Direction:
    """The direction of a text whose language is not known: that of its first strong letter."""
    for character in text[:1000]:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return fallback


@lru_cache(maxsize=1024)
def language_name(code: str, inside: str) -> str:
    """A language's name standing by itself, written in the language `inside`, which may be any;
    in English where nobody knows what it is called there, the code itself where it has no name.
    """
    own, reader = _BY_CODE.get(code), find(inside)
    if own and reader is own:
        return own.name
    name = language_in_sentence(code, inside)
    # French, Russian and Spanish begin it small in a sentence only.
    return name if name == code or not reader else name[:1].upper() + name[1:]


@lru_cache(maxsize=1024)
def language_in_sentence(code: str, inside: str) -> str:
    """As `language_name`, but as it is written within a sentence."""
    try:
        parsed = Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return code
    reader = find(inside)
    try:
        locale = Locale.parse(reader.locale if reader else inside.replace("-", "_"), sep="_")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(DEFAULT)
    return parsed.get_display_name(locale) or parsed.get_display_name(DEFAULT) or code
