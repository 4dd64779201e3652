"""The tags and filters of the look: the strip of 23, its smaller relatives, paging, titles.

A view hands over numbers and addresses; names, colours and order come from the vocabulary here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from hub import languages, vocabulary

register = template.Library()

HrefFor = Callable[[int], str]
Mode = Literal["filter", "page", "static"]

# The parameters that every list knows. A link back into a list carries these and no others, so
# that nothing a stranger wrote into an address ends up in a page that is kept for all.
LIST_PARAMETERS = (
    "q",
    "objective",
    "level",
    "country",
    "region",
    "principle",
    "sdg",
    "type",
    "language",
    "theme",
    "organisation",
    "organisation_kind",
    "evidence",
    "provenance",
    "year",
    "order",
    "page",
)
# From how many letters on a title takes the next smaller size.
TITLE_STEPS = (36, 72, 120)


@dataclass(frozen=True)
class Square:
    """One objective as it is drawn.

    round_table: 1 to 4, the hue. filled: whether something is there. count: how many, None where
    nobody counted. href: where it leads, empty where it is no link.
    """

    number: int
    name: str
    round_table: int
    filled: bool = False
    count: int | None = None
    href: str = ""

    @property
    def is_zero(self) -> bool:
        return self.count == 0 and not self.filled


@dataclass(frozen=True)
class PageLink:
    """One entry of the paging line; a gap has neither number nor address."""

    number: int | None
    href: str = ""
    current: bool = False


@register.simple_tag
def home_path() -> str:
    """The address of the home page in the language of the interface."""
    return f"{get_script_prefix()}{languages.current().path}/"


def objective_path(number: int) -> str:
    """The address of an objective's page in the language of the interface."""
    return f"{home_path()}objectives/{number}/"


def known_query(request: HttpRequest | None) -> QueryDict:
    """The request's query without the parameters that no list knows, as a copy to change."""
    query = QueryDict(mutable=True)
    if request is not None:
        for name in LIST_PARAMETERS:
            if name in request.GET:
                query.setlist(name, request.GET.getlist(name))
    return query


def _address(query: QueryDict) -> str:
    return "?" + urlencode(list(query.lists()), doseq=True)


def toggle_objective(request: HttpRequest | None) -> HrefFor:
    """Addresses of the present list with one objective added or taken away, from its page 1."""

    def href(number: int) -> str:
        query = known_query(request)
        chosen = query.getlist("objective")
        value = str(number)
        query.setlist(
            "objective",
            [each for each in chosen if each != value] if value in chosen else [*chosen, value],
        )
        query.pop("page", None)
        return _address(query)

    return href


def turn_page(request: HttpRequest | None) -> HrefFor:
    """Addresses of the other pages of the present list."""

    def href(number: int) -> str:
        query = known_query(request)
        query.pop("page", None)
        if number > 1:
            query["page"] = str(number)
        return _address(query)

    return href


def squares_of(
    numbers: Collection[int],
    *,
    filled: Collection[int] = (),
    counts: Mapping[int, int] | None = None,
    href_for: HrefFor | None = None,
) -> list[Square]:
    """Squares for the objectives with these numbers, in the vocabulary's order.

    `counts` that lack a number mean none of it. Numbers that no objective has are left out.
    """
    code = languages.current().code
    return [
        Square(
            number=objective.number,
            name=objective.short(code),
            round_table=objective.round_table,
            filled=objective.number in filled,
            count=None if counts is None else counts.get(objective.number, 0),
            href=href_for(objective.number) if href_for else "",
        )
        for objective in vocabulary.objectives()
        if objective.number in numbers
    ]


def _all_numbers() -> list[int]:
    return [objective.number for objective in vocabulary.objectives()]


@register.inclusion_tag("includes/strip.html", takes_context=True)
def strip(
    context: Context,
    filled: Collection[int] | None = None,
    counts: Mapping[int, int] | None = None,
    href_for: HrefFor | None = None,
    mode: Mode = "page",
    label: str = "",
    said: str = "",
    caption: bool = True,
    dense: bool = False,
) -> dict[str, Any]:
    """The strip of 23.

    filled: numbers of the squares to fill; without it, those with a count above zero.
    counts: how many there are of each number, said beside the name; none is drawn paler.
    href_for: the address for a number; by default, toggling `objective=` in the present query
        (mode `filter`) or the objective's page (mode `page`).
    mode: `filter`, `page`, or `static` (no links).
    label: what the list is called to those who cannot see it.
    said: what a filled square says of itself, e.g. "in this practice".
    caption: whether a line below names the filled squares, and the one pointed at.
    dense: small squares in one row, for a row of a table.
    """
    if mode not in ("filter", "page", "static"):
        raise ValueError(f"a strip's mode is filter, page or static, not {mode!r}")
    request = context.get("request")
    if mode == "static":
        href_for = None
    elif href_for is None:
        href_for = toggle_objective(request) if mode == "filter" else objective_path
    if filled is None:
        filled = [number for number, count in (counts or {}).items() if count]
    squares = squares_of(_all_numbers(), filled=filled, counts=counts, href_for=href_for)
    full = [square for square in squares if square.filled]
    return {
        "squares": squares,
        "named": full if len(full) <= 6 else [],
        "mode": mode,
        "label": label or _("The 23 objectives"),
        "said": said or (_("chosen") if mode == "filter" else _("covered")),
        "caption": caption and not dense,
        "dense": dense,
    }


@register.inclusion_tag("includes/squares.html")
def squares(
    numbers: Collection[int], linked: bool = False, named: bool = False, label: str = ""
) -> dict[str, Any]:
    """The squares of some objectives: in one line, their names beside them where room is.

    linked: each leads to the objective's page. named: one to a line, the name always shown.
    """
    return {
        "squares": squares_of(numbers, filled=numbers, href_for=objective_path if linked else None),
        "named": named,
        "names_beside": named or len(numbers) <= 2,
        "label": label or _("Objectives"),
    }


@register.inclusion_tag("includes/objective_index.html")
def objective_index(
    counts: Mapping[int, int] | None = None, href_for: HrefFor | None = None
) -> dict[str, Any]:
    """The 23 with their names, a column to each round table: the way in from the home page."""
    code = languages.current().code
    drawn = squares_of(_all_numbers(), counts=counts, href_for=href_for or objective_path)
    return {
        "columns": [
            (table, table.name(code), [each for each in drawn if each.round_table == table.number])
            for table in vocabulary.round_tables()
        ]
    }


@register.inclusion_tag("includes/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Page[Any], href_for: HrefFor | None = None
) -> dict[str, Any]:
    """Paging under a list: the neighbours, the ends, and the pages around this one."""
    href_for = href_for or turn_page(context.get("request"))
    last = page.paginator.num_pages
    here = page.number
    shown = {1, last, *range(max(1, here - 2), min(last, here + 2) + 1)}
    links: list[PageLink] = []
    before = 0
    for number in sorted(shown):
        if number - before == 2:
            links.append(PageLink(number - 1, href_for(number - 1)))
        elif number - before > 2:
            links.append(PageLink(None))
        links.append(PageLink(number, href_for(number), number == here))
        before = number
    return {
        "links": links if last > 1 else [],
        "previous": href_for(here - 1) if page.has_previous() else "",
        "next": href_for(here + 1) if page.has_next() else "",
    }


@register.filter
def title_size(title: object) -> str:
    """The class for a title's size: `title-1` (short, large) to `title-4` (long, smaller).
    A Chinese character takes the room of two letters and counts so."""
    room = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in str(title))
    return f"title-{1 + sum(room > step for step in TITLE_STEPS)}"


@register.filter
def before_error(label: object) -> str:
    """A field's label before what is wrong with it; a question needs no colon."""
    text = str(label)
    return f"{text} " if text.endswith(("?", "؟", "？")) else f"{text}{_(': ')}"


@register.filter
def lang_tag(code: str) -> str:
    """The value of a `lang` attribute for a stored language code."""
    return languages.html_tag(code)


@register.filter
def text_dir(code: str) -> str:
    """The value of a `dir` attribute for a stored language code."""
    return languages.direction(code)


@register.filter
def language_called(code: str) -> str:
    """A language's name in the language of the interface, within a sentence: `ar` is "Arabic" on
    an English page."""
    return languages.language_in_sentence(code, languages.current().code)


@register.filter
def language_named(code: str) -> str:
    """As `language_called`, but standing by itself, as in a heading or a list."""
    return languages.language_name(code, languages.current().code)


@register.filter
def absolute(address: str) -> str:
    """An address of this site with scheme and host, without its query."""
    return f"{settings.HUB_BASE_URL}{urlsplit(str(address)).path}"


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """Whether a form field is several inputs, which want a fieldset and a legend."""
    return bool(field.use_fieldset)


@register.filter
def is_single_tick(field: BoundField) -> bool:
    """Whether a form field is one box to tick, whose label stands beside it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox"


@register.filter
def wrong_fields(form: BaseForm) -> list[BoundField]:
    """The visible fields of a form that have errors, in the form's order."""
    return [field for field in form.visible_fields() if field.errors]
