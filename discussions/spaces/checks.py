"""What may be written about a space or a topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages
from hub.actions import Refused

Texts = Mapping[str, Mapping[str, str]]


def clean_texts(
    model: type[models.Model], columns: Collection[str], needed: str, texts: Texts, original: str
) -> dict[str, dict[str, str]]:
    """The texts of each language in which the column `needed` says something, in the spelling of
    the database. `Refused` by `<column>_<language>`, as the fields of the forms are called: where
    the original is missing, where a language has other columns but not that one, and what is too
    long."""
    messages: dict[str, str] = {}
    kept: dict[str, dict[str, str]] = {}
    for spelling, given in texts.items():
        said = {name: str(given.get(name, "")).strip() for name in columns}
        if not any(said.values()):
            continue
        code = language(spelling)
        for name, value in said.items():
            most = model._meta.get_field(name).max_length  # type: ignore[union-attr]  # a column
            if most and len(value) > most:
                messages[f"{name}_{code}"] = ngettext(
                    "It may have %(most)s character.", "It may have %(most)s characters.", most
                ) % {"most": most}
        if not said[needed]:
            messages[f"{needed}_{code}"] = _("This is missing in this language.")
        kept[code] = said
    if original not in kept:
        messages.setdefault(f"{needed}_{original}", _("Write it in the original language first."))
    if messages:
        raise Refused(messages)
    return kept


def language(spelling: str, field: str = "original_language") -> str:
    """The code of a text's language; `Refused` where it is none."""
    try:
        return languages.normalise(spelling)
    except ValueError as error:
        raise Refused({field: _("Choose a language.")}) from error


def write_texts(
    rows: models.Manager[Any], columns: Collection[str], texts: Mapping[str, Mapping[str, str]]
) -> bool:
    """Make the texts of an object these and no others; whether anything changed."""
    before = {row.language: row for row in rows.all()}
    changed = False
    for code in before.keys() - texts.keys():
        before[code].delete()
        changed = True
    for code, said in texts.items():
        row = before.get(code)
        if row is None:
            rows.create(language=code, **said)
            changed = True
        elif any(getattr(row, name) != said[name] for name in columns):
            for name in columns:
                setattr(row, name, said[name])
            row.save(update_fields=list(columns))
            changed = True
    return changed


def dates(opens_at: datetime, closes_at: datetime | None, field: str = "closes_at") -> None:
    """`Refused` where something would close before it opens."""
    if closes_at is not None and closes_at <= opens_at:
        raise Refused({field: _("It must close after it opens.")})


def choice(value: str, known: Iterable[str], field: str) -> str:
    if value not in set(known):
        raise Refused({field: _("Choose one.")})
    return value


def fits(row: models.Model, *columns: str) -> None:
    """`Refused` by column where a value does not fit it."""
    others = {field.name for field in row._meta.fields} - set(columns)
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        raise Refused(
            {field: " ".join(said) for field, said in error.message_dict.items()}
        ) from error
