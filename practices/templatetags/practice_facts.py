"""How the facts of a practice are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from django import template
from django.template import Context, Template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hub import languages
from practices.confirming import age
from practices.links import Named
from practices.models import Practice

register = template.Library()


@register.simple_tag
def coverage(numbers: Collection[int]) -> SafeString:
    """The strip of 23 as a picture of the objectives served; their names stand elsewhere.

    Put together from its squares, which are drawn once for each language: few practices serve the
    same objectives, and drawing the strip for each took a seventh of a page.
    """
    start, hollow, filled, end = _squares(languages.current().code)
    drawn = (
        full if n in numbers else empty
        for n, empty, full in zip(_NUMBERS, hollow, filled, strict=True)
    )
    return mark_safe(start + "".join(drawn) + end)  # noqa: S308  (parts of the rendered strip)


_NUMBERS = range(1, 24)


@lru_cache(maxsize=len(languages.LANGUAGES))
def _squares(language: str) -> tuple[str, list[str], list[str], str]:
    """What stands before the squares, each of them hollow, each filled, and what stands after."""
    source = Template('{% load hub_look %}{% strip filled=numbers mode="static" caption=False %}')
    hollow, filled = (source.render(Context({"numbers": n})) for n in ([], list(_NUMBERS)))
    item = re.compile(r"<li.*?</li>", re.DOTALL)
    start, end = hollow.index("<li"), hollow.rindex("</li>") + len("</li>")
    return hollow[:start], item.findall(hollow), item.findall(filled), hollow[end:]


@register.filter
def names(named: Iterable[Named]) -> SafeString:
    """Names in one line, each in its own language and direction, with a link where it has one.

    In Python because a page has eight such lines; as an include they cost a third of it.
    """
    separator = _(", ")
    return format_html_join(separator, "{}", ((_one(each),) for each in named))


@register.filter
def age_in_words(practice: Practice) -> str:
    """When what it says was last known to hold."""
    return age.in_words(practice)


@register.filter
def is_overdue(practice: Practice) -> bool:
    return age.is_overdue(practice)


@register.simple_tag
def name_of(each: Named) -> SafeString:
    """One name, as `names` writes it."""
    return _one(each)


def _one(each: Named) -> SafeString:
    own = mark_safe("")
    if each.code:
        own = format_html(
            ' lang="{}" dir="{}"', languages.html_tag(each.code), languages.direction(each.code)
        )
    if each.url:
        return format_html('<a href="{}"{}>{}</a>', each.url, own, each.name)
    return format_html("<bdi{}>{}</bdi>", own, each.name)
