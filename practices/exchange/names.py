"""Reading a choice as people write it: by its code, or by its name in any of the six languages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hub import languages, vocabulary
from hub.vocabulary import Key
from practices.models import OrganisationPart

_CODE_BEHIND = re.compile(r"[(（]\s*([\w.-]{1,40})\s*[)）]\s*$")
_CODE_BEFORE = re.compile(r"^\s*([\w-]{1,40}?)\s*(?:[.:–—]|\)|\s-\s)\s*\S")
_SEPARATORS = (re.compile(r"[;；\n]"), re.compile(r"[,،、，]"))
_UNHEARD = re.compile(r"[\W_]+")


class NotUnderstood(LookupError):
    """No term is called so."""


def folded(name: str) -> str:
    """Without what people leave out: case, marks over letters, and anything between words."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return _UNHEARD.sub(" ", plain).strip()


def term(set_name: str, said: str) -> Key:
    """The key of what is meant. Raises `NotUnderstood`."""
    terms = vocabulary.set_named(set_name)
    said = said.strip()
    names = _names(set_name)
    for guess in (said, *_codes(said)):
        if guess in terms:
            return terms.parse(guess)
    for guess in (said, _CODE_BEHIND.sub("", said)):
        if folded(guess) in names:
            return names[folded(guess)]
    raise NotUnderstood(said)


def many(set_name: str, said: str) -> tuple[list[Key], list[str]]:
    """The keys in a line that may name several, and what in it was not understood. Names have
    commas in them: a line is cut only where it is no name as a whole."""
    return _cut(set_name, said, 0)


def _cut(set_name: str, said: str, depth: int) -> tuple[list[Key], list[str]]:
    try:
        return [term(set_name, said)], []
    except NotUnderstood:
        pass
    if depth == len(_SEPARATORS):
        return [], [said.strip()]
    found: list[Key] = []
    missed: list[str] = []
    for piece in _SEPARATORS[depth].split(said):
        if piece.strip():
            keys, not_read = _cut(set_name, piece, depth + 1)
            found += keys
            missed += not_read
    return found, missed


def language(said: str) -> str:
    """The stored code of a language by its tag or its name. Raises `NotUnderstood`."""
    for guess in (said.strip(), *_codes(said)):
        try:
            code = languages.normalise(guess)
        except ValueError:
            continue
        if languages.language_name(code, "en") != code:
            return code
    for guess in (said, _CODE_BEHIND.sub("", said)):
        if folded(guess) in _language_names():
            return _language_names()[folded(guess)]
    raise NotUnderstood(said)


def part(said: str) -> str:
    """What an organisation does in a practice: `implementing` or `partner`."""
    for guess in (said.strip().casefold(), *_codes(said.casefold())):
        if guess in OrganisationPart.values:
            return guess
    for each in OrganisationPart:
        if folded(str(each.label)) == folded(_CODE_BEHIND.sub("", said)):
            return str(each.value)
    raise NotUnderstood(said)


def _codes(said: str) -> list[str]:
    """What may be a code: in parentheses behind, or before a full stop."""
    found = [_CODE_BEHIND.search(said), _CODE_BEFORE.match(said)]
    return [match.group(1) for match in found if match]


@lru_cache(maxsize=16)
def _names(set_name: str) -> dict[str, Key]:
    """The keys by their names in all languages; a name of two terms is none."""
    found: dict[str, Key | None] = {}
    for each in vocabulary.set_named(set_name):
        for code in languages.CODES:
            names = {folded(each.name(code))}
            for longer in ("short", "title"):
                if hasattr(each, longer):
                    names.add(folded(getattr(each, longer)(code)))
            for name in names - {""}:
                found[name] = each.key if found.get(name, each.key) == each.key else None
    return {name: key for name, key in found.items() if key is not None}


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    from practices.writing.forms.choices import OTHERS

    found: dict[str, str] = {}
    for code in (*languages.CODES, *OTHERS):
        for inside in (*languages.CODES, code):
            found.setdefault(folded(languages.language_name(code, inside)), code)
    return found
