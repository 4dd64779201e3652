"""`{% slot "name" … %}`: a place that an upper floor may fill (see `hub.slots`)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from hub import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, *arguments: Any) -> SafeString:
    pieces = slots.render(name, context, *arguments)
    # Each piece is escaped unless its filling rendered a template and so marked it safe.
    return mark_safe("".join(conditional_escape(piece) for piece in pieces))  # noqa: S308
