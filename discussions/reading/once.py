"""Parts of pages that are the same for everybody, made once in each language."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from discussions.reading.remembered import Remembered

_made: Remembered[str] = Remembered(2_000_000, lambda html: len(html) + 200)


def made_once(template: str, depends: tuple[Hashable, ...], facts: Mapping[str, Any]) -> SafeString:
    """What a template makes of facts that follow from `depends`, without a request."""
    key = (template, get_language(), depends)
    known = None if settings.DEBUG else _made.get(key)
    if known is None:
        known = get_template(template).render(dict(facts))
        _made.put(key, known)
    return mark_safe(known)  # noqa: S308  (what a template gave)
