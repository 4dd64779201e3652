"""How long what people say in screening may be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import ngettext

from hub.actions import Refused


def refuse_invalid(row: models.Model, *columns: str) -> None:
    """`Refused` by column, where what stands in the columns named is no value for them, or too
    long; the database itself has no limit for long texts."""
    exclude = {field.name for field in row._meta.fields} - set(columns)
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        raise Refused(
            {field: " ".join(said) for field, said in error.message_dict.items()}
        ) from error
    for name in columns:
        refuse_long(name, getattr(row, name), row._meta.get_field(name).max_length)  # type: ignore[union-attr]  # a column


def refuse_long(name: str, said: object, most: int | None) -> None:
    """`Refused` where a text has more characters than it may."""
    if most is not None and isinstance(said, str) and len(said) > most:
        message = ngettext(
            "It may have %(most)s character.", "It may have %(most)s characters.", most
        )
        raise Refused({name: message % {"most": most}})
