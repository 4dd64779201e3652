"""`{% action_key %}`: the hidden field that makes a button one action, however often it is
pressed (see `hub.actions.core`). Forms of more than a button are `hub.forms.keyed.KeyedForm`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub.forms.keyed import new_key

register = template.Library()


@register.simple_tag
def action_key() -> SafeString:
    return format_html('<input type="hidden" name="key" value="{}">', new_key())
