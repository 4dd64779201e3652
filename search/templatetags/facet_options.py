"""The values of a filter as a list's entries.

In Python because a list has some hundred and fifty of them; as an include they cost a third of
the page.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from search.facets import Option

register = template.Library()


@register.simple_tag
def facet_options(options: Iterable[Option]) -> SafeString:
    """An `<li>` for each value: a link that adds it or takes it away; text where it finds
    nothing."""
    taken_away = format_html(' <span class="visually-hidden">{}</span>', _("(chosen: take away)"))
    return format_html_join("\n", "{}", ((_entry(option, taken_away),) for option in options))


def _entry(option: Option, taken_away: SafeString) -> SafeString:
    label = format_html(
        '<span class="label" lang="{}" dir="{}">{}</span>', option.lang, option.dir, option.label
    ) if option.lang else format_html('<span class="label">{}</span>', option.label)  # fmt: skip
    if option.chosen:
        return format_html(
            '<li><a href="{}" rel="nofollow" aria-current="true">{}{}'
            ' <span class="count">{}</span></a></li>',
            option.url, label, taken_away, option.count,
        )  # fmt: skip
    if option.count:
        return format_html(
            '<li><a href="{}" rel="nofollow">{} <span class="count">{}</span></a></li>',
            option.url, label, option.count,
        )  # fmt: skip
    return format_html('<li><span>{} <span class="count">0</span></span></li>', label)
