"""What could be translated, for translators; how far each language is, for the secretariat too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from hub import exports, languages
from hub.models import Role
from hub.querysets import Viewer
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from practices.translating import need
from practices.translating.forms import IntoForm
from practices.translating.need import Need

PER_PAGE = 25
_INTO = "translating_into"


def oversees(viewer: Viewer) -> bool:
    """Who sees the lists. They hold public practices and accepted ones; it has no list."""
    return viewer.is_authenticated and viewer.has_role(Role.TRANSLATOR, Role.SECRETARIAT)


@private
@signed_in
def translating(request: HttpRequest) -> HttpResponse:
    """`/<language>/translating/`: what could be translated into the languages that the reader
    chose, by need. The choice is kept while they are signed in."""
    if not oversees(request.user):
        raise PermissionDenied
    into = _chosen(request)
    page = Paginator(need.wanted(request.user, into), PER_PAGE).get_page(request.GET.get("page"))
    reader = languages.current().code
    context = {
        "form": IntoForm(initial={"into": into}),
        "into": into,
        "page": page,
        "rows": need.as_wanted(page.object_list, reader),
    }
    return render(request, "practices/translating/translating.html", context)


def _chosen(request: HttpRequest) -> list[str]:
    asked = [each for each in languages.CODES if each in request.GET.getlist("into")]
    if "chosen" in request.GET:
        request.session[_INTO] = asked
        return asked
    if asked:
        return asked
    kept = request.session.get(_INTO)
    if isinstance(kept, list):
        return [each for each in languages.CODES if each in kept]
    return [languages.get(getattr(request.user, "language", None)).code]


@private
@signed_in
def dashboard(request: HttpRequest) -> HttpResponse:
    """`/<language>/secretariat/translation/`: how far each language is, and each practice."""
    if not oversees(request.user):
        raise PermissionDenied
    chosen = _filters(request)
    practices = need.filtered(**chosen)
    page = Paginator(practices, PER_PAGE).get_page(request.GET.get("page"))
    reader = languages.current().code
    parity = need.parity()
    context = {
        "parity": parity,
        "originals": [each.code for each in parity],
        "page": page,
        "rows": need.rows_of(page, reader),
        "codes": languages.CODES,
        "needs": [(each.value, each.label) for each in Need],
        "chosen": chosen,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }
    return render(request, "practices/translating/dashboard.html", context)


def _filters(request: HttpRequest) -> dict[str, str]:
    """What the table is narrowed to; what is not known narrows nothing."""
    language, wanted = request.GET.get("language", ""), request.GET.get("need", "")
    original = request.GET.get("original", "")
    return {
        "language": language if language in languages.CODES else "",
        "need": wanted if wanted in set(Need) else "",
        "original": original if languages.tag_is_valid(original) else "",
    }


@private
@signed_in
def export(request: HttpRequest) -> HttpResponseBase:
    """`/<language>/secretariat/translation/export/?as=csv` (or `xlsx`): the table, as narrowed."""
    if not oversees(request.user):
        raise PermissionDenied
    reader = languages.current().code
    practices = need.filtered(**_filters(request))
    head = [
        _("Practice"), _("Original"),
        *(languages.language_name(code, reader) for code in languages.CODES),
    ]  # fmt: skip
    make = exports.xlsx if request.GET.get("as") == "xlsx" else exports.csv
    return make("translation", head, _lines(practices, reader))


def _lines(practices: Any, reader: str) -> Iterator[list[Any]]:
    # Worded now: a download is sent when the language of the request is no longer active.
    labels = {each: str(each.label) for each in Need}
    original = _("Original")
    rows = need.for_export(practices, reader)

    def lines() -> Iterator[list[Any]]:
        for row in rows:
            yield [
                row.title.text,
                languages.language_name(row.original, reader),
                *(labels[each] if each else original for each in row.needs.values()),
            ]

    return lines()
