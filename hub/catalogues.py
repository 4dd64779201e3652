"""The catalogues of the interface's strings: read out of the code, compared, written.

English is the source language and needs no catalogue. The strings of libraries that are shown on
our pages are listed in `hub/library_strings.py`, so that they are asked for like our own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from hub.languages import Language

CODE = ("config", "hub", "practices", "discussions", "search")
# The functions that mark a string, and where their arguments stand.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|%%|\{(\w*)\}")


def _root() -> Path:
    return Path(settings.BASE_DIR)


def _messages() -> Iterator[tuple[str, int, object, str | None]]:
    root = _root()
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            with path.open("rb") as source:
                for line, message, _comments, context in babel_extract(
                    "python", source, keywords=KEYWORDS
                ):
                    yield str(path.relative_to(root)), line, message, context
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        # Django turns a template into calls of gettext; the JavaScript reader of Babel takes
        # them, as it does not mind what stands between.
        calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for line, message, _comments, context in babel_extract(
            "javascript", io.BytesIO(calls.encode()), keywords=KEYWORDS
        ):
            yield str(path.relative_to(root)), line, message, context


def extract() -> Catalog:
    """Every string of the interface, with where it stands."""
    catalogue = Catalog(project="GCM Hub", charset="utf-8", fuzzy=False)
    for path, line, message, context in _messages():
        if message:
            flags = ["python-format"] if "%(" in str(message) else []
            catalogue.add(message, locations=[(path, line)], context=context, flags=flags)  # type: ignore[arg-type]  # str or pair
    return catalogue


def path_of(language: Language) -> Path:
    return _root() / "locale" / language.locale / "LC_MESSAGES" / "django.po"


def read(language: Language) -> Catalog:
    """A language's catalogue; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language.locale, project="GCM Hub", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language.locale)


def write(language: Language, catalogue: Catalog) -> None:
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalogue, sort_output=True, omit_header=False, no_location=True, width=0)


def wanting(template: Catalog, catalogue: Catalog) -> list[str]:
    """What a catalogue lacks: strings without a translation, fuzzy ones, missing plural forms,
    and placeholders that differ from the source's."""
    found = []
    for message in template:
        if not message.id:
            continue
        own = catalogue.get(message.id, message.context)
        problem = _problem(message, own, catalogue.num_plurals)
        if problem:
            first = message.id if isinstance(message.id, str) else message.id[0]
            found.append(f"{problem}: {first}")
    return found


def _problem(message: Message, own: Message | None, plurals: int) -> str:
    if own is None or not own.string:
        return "missing"
    if own.fuzzy:
        return "fuzzy"
    strings = [own.string] if isinstance(own.string, str) else list(own.string)
    if not all(strings):
        return "missing"
    if message.pluralizable and len(strings) != plurals:
        return "plural forms"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = {name for text in ids for name in _names(text)}
    if any(not _names(text) <= allowed for text in strings):
        return "unknown placeholder"
    # A singular may leave the number out; the last form may not.
    if not _names(ids[-1]) <= _names(strings[-1]):
        return "placeholder left out"
    return ""


def _names(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text) if match.group(0) != "%%"}
