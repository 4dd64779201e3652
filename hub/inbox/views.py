"""`/<language>/secretariat/inbox/`: what waits for the secretariat, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import exports
from hub.inbox.reading import Inbox
from hub.inbox.registry import registered
from hub.models import User
from hub.permissions import is_secretariat
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from hub.wording import plain

PER_PAGE = 50


@private
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    waiting = _inbox(request)
    # A sequence that reads what is asked of it, as Paginator wants.
    page = Paginator(cast(Any, waiting), PER_PAGE).get_page(request.GET.get("page"))
    query = {"kind": waiting.only} if waiting.only else {}
    context = {
        "inbox": waiting,
        "page": page,
        "href_for": _pages(query),
        "kinds": _kinds(waiting),
        "csv_url": _address("inbox-csv", query),
        "xlsx_url": _address("inbox-xlsx", query),
    }
    return render(request, "hub/inbox/inbox.html", context)


@private
@signed_in
def export(request: HttpRequest, form: str) -> exports.Made:
    """The whole list, or one kind of it, as CSV or XLSX."""
    waiting = _inbox(request)
    headings = [
        _("Answer by"),
        _("Kind"),
        _("What"),
        _("Waiting since"),
        _("Days waiting"),
        _("Days overdue"),
        _("Note"),
        _("Address"),
    ]
    rows = _cells(waiting, request)
    if form == "xlsx":
        return exports.xlsx("inbox", headings, rows, sheet=_("Inbox"))
    return exports.csv("inbox", headings, rows)


def _inbox(request: HttpRequest) -> Inbox:
    """For the secretariat alone; a kind that nobody knows narrows nothing."""
    if not is_secretariat(request.user):
        raise PermissionDenied
    wanted = request.GET.get("kind", "")
    known = {waiting.kind for waiting in registered()}
    return Inbox(cast(User, request.user), wanted if wanted in known else "")


def _cells(waiting: Inbox, request: HttpRequest) -> Iterator[list[exports.Cell]]:
    for row in waiting.all_rows():
        item = row.item
        yield [
            item.promised,
            str(row.waiting.label),
            plain(item.title),
            item.since,
            row.days,
            row.days_over,
            plain(item.note),
            request.build_absolute_uri(item.url),
        ]


def _kinds(waiting: Inbox) -> list[dict[str, Any]]:
    """The kinds of which something waits, with their counts, for narrowing."""
    everything = {
        "label": _("Everything"),
        "count": sum(waiting.counts.values()),
        "url": _address("inbox", {}),
        "chosen": not waiting.only,
    }
    return [everything] + [
        {
            "label": each.label,
            "count": waiting.counts[each.kind],
            "url": _address("inbox", {"kind": each.kind}),
            "chosen": waiting.only == each.kind,
        }
        for each in registered()
        if waiting.counts[each.kind] or waiting.only == each.kind
    ]


def _pages(query: dict[str, str]) -> Callable[[int], str]:
    def href(number: int) -> str:
        return _address("inbox", query | ({"page": str(number)} if number > 1 else {}))

    return href


def _address(name: str, query: dict[str, str]) -> str:
    return reverse(name) + (f"?{urlencode(query)}" if query else "")
