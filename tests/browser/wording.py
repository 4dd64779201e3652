"""The words that a page should show, out of the catalogue of its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from hub import languages


@dataclass(frozen=True)
class Wording:
    """`say("Search: %(query)s", query="boats")`: as a reader of the language sees it."""

    path: str

    @property
    def language(self) -> languages.Language:
        return languages.get(self.path)

    def __call__(self, text: str, context: str = "", **values: Any) -> str:
        with translation.override(self.path):
            found = pgettext(context, text) if context else gettext(text)
        return _as_read(found, values)

    def count(self, one: str, many: str, number: int, context: str = "", **values: Any) -> str:
        with translation.override(self.path):
            if context:
                found = npgettext(context, one, many, number)
            else:
                found = ngettext(one, many, number)
        return _as_read(found, values)

    def named(self, term: Any) -> str:
        """The name of something in the vocabulary."""
        return str(term.name(self.path))


def _as_read(text: str, values: dict[str, Any]) -> str:
    filled = text % values if values else text
    return re.sub(r"<[^>]+>", "", filled).strip()
