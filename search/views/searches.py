"""`/<language>/secretariat/searches/`: what was searched for, and what found nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import exports, languages
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from search.models import AskedQuery
from search.queries import reading
from search.queries.reading import Wanted
from search.views.words import add_url, secretariat_only

PER_PAGE = 50


@private
@signed_in
def searches(request: HttpRequest) -> HttpResponse:
    secretariat_only(request)
    wanted = reading.wanted(request.GET)
    rows = wanted.rows(request.user)
    listed = reading.grouped(rows, wanted.show)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    context = {
        "wanted": wanted,
        "sums": reading.sums(rows),
        "tabs": _tabs(wanted),
        "periods": [
            (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in reading.PERIODS
        ],
        "all_languages": languages.LANGUAGES,
        "page": page,
        "rows": _rows(lines, reading.latest(rows, lines)),
        "turn": lambda number: _query(wanted, page=number if number > 1 else ""),
        "export": reverse("search:searches-export") + _query(wanted),
        "times": settings.HUB_SEARCH_LOG_TIMES,
        "days": settings.HUB_SEARCH_LOG_DAYS,
    }
    return render(request, "search/searches.html", context)


def _tabs(wanted: Wanted) -> list[tuple[str, str, bool]]:
    labels = {
        "nothing": _("Without a result"),
        "partly": _("Nothing with all the words"),
        "all": _("Most frequent"),
    }
    return [
        (label, _query(wanted, show=show), show == wanted.show) for show, label in labels.items()
    ]


def _rows(lines: list[dict[str, Any]], results: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """What a line shows, with the ways on from it."""
    places = {}
    for each in languages.LANGUAGES:
        with translation.override(each.path):
            places[each.code] = reverse("search:everything")
    return [
        {
            **line,
            "results": results.get((line["digest"], line["language"]), 0),
            "search_url": f"{places[line['language']]}?{urlencode({'q': line['words']})}",
            "add_url": add_url(line["language"], line["words"]),
        }
        for line in lines
        if line["language"] in places
    ]


def _query(wanted: Wanted, **changed: Any) -> str:
    kept = {"show": wanted.show, "days": wanted.days, "language": wanted.language, **changed}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


@private
@signed_in
def export(request: HttpRequest) -> exports.Made:
    """The list as it is narrowed, day by day, as CSV."""
    secretariat_only(request)
    wanted = reading.wanted(request.GET)
    here = languages.current().code
    headings = [
        _("Day"), _("Language"), _("Searched for"), _("Where"), _("Engine"), _("Searches"),
        _("Without a result"), _("Nothing with all the words"), _("Corrected"), _("Results"),
    ]  # fmt: skip
    places = dict(AskedQuery.Place.choices)
    lines = (
        [
            row.day, languages.language_name(row.language, here), row.text or _("(not shown)"),
            places.get(row.place, row.place), row.engine, row.asked, row.nothing, row.partly,
            row.corrected, row.results if row.text else "",
        ]
        for row in reading.table(wanted.of_kind(wanted.rows(request.user)))
    )  # fmt: skip
    return exports.csv("searches", headings, lines)
