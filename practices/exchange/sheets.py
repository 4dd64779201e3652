"""The sheet of a draft, and an empty one."""

from __future__ import annotations

from collections.abc import Iterable

from practices.exchange import values
from practices.exchange.sheet import Entry, Sheet, fields_of
from practices.fields import FACTS
from practices.merging import value_hash
from practices.writing.draft import Draft


def of_draft(draft: Draft, languages: Iterable[str]) -> Sheet:
    """The facts, and the texts in these languages, as they were saved last."""
    wanted = set(languages)
    chosen = [code for code in draft.rows if code in wanted]
    sheet = Sheet(practice=draft.pk, original_language=draft.original_language)
    for part in (FACTS, *chosen):
        content = draft.content(part)
        sheet.numbers[part] = draft.seen(part)
        for field in fields_of(part):
            base = value_hash(content.get(field.name))
            sheet.entries[field] = Entry(values.plain(field, content), base)
    sheet.origins = {code: draft.texts[code].origin for code in chosen}
    return sheet


def empty(language: str) -> Sheet:
    """Of a practice that is not there yet, with one text."""
    sheet = Sheet(original_language=language)
    for part in (FACTS, language):
        for field in fields_of(part):
            sheet.entries[field] = Entry(values.plain(field, {}))
    return sheet
