"""`{% once_for_all "discussions/arriving.html" %}`: a template that says the same to everybody who
reads in a language, made once and remembered."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from discussions.reading.remembered import Remembered

register = template.Library()

_made: Remembered[str] = Remembered(2_000_000, lambda html: len(html) + 200)


@register.simple_tag
def once_for_all(name: str, **facts: Any) -> SafeString:
    """The template with nothing in its context but the facts, which are words, numbers or yes and
    no: what else it needs, it may not have."""
    key = (name, get_language(), *sorted(facts.items()))
    known = None if settings.DEBUG else _made.get(key)
    if known is None:
        known = get_template(name).render(facts)
        _made.put(key, known)
    return mark_safe(known)  # noqa: S308  (what a template gave)
