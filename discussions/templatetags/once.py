"""`{% once_for_all "discussions/arriving.html" %}`: a template that says the same to everybody who
reads in a language, made once and remembered."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from discussions.reading.once import made_once

register = template.Library()


@register.simple_tag
def once_for_all(name: str, **facts: Any) -> SafeString:
    """The template with nothing in its context but the facts, which are words, numbers or yes and
    no: what else it needs, it may not have."""
    return made_once(name, tuple(sorted(facts.items())), facts)
