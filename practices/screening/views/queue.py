"""`/<language>/secretariat/screening/`: every round by stage, and giving several out at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub import exports, languages
from hub.permissions import is_secretariat
from hub.views.signed_in import signed_in
from practices.models import ScreeningRound, State
from practices.screening.forms.filters import FilterForm, address, turner
from practices.screening.queues import OPEN_STAGES, Row, rows_of, with_titles

PER_PAGE = 50


def secretariat_only(request: HttpRequest) -> None:
    if not is_secretariat(request.user):
        raise PermissionDenied


def _wanted(request: HttpRequest) -> tuple[FilterForm, list[Row], list[Row]]:
    """The filter, the rounds that the reader runs, and those of them that it keeps. What is
    finished, which grows for ever, is read only where it is asked for."""
    filter_form = FilterForm(request.GET)
    wanted = filter_form.wanted
    rounds = ScreeningRound.objects.decidable_by(request.user)
    if wanted.stage == "open" or wanted.stage in OPEN_STAGES:
        rounds = rounds.filter(Q(closed_at__isnull=True) | Q(practice__state=State.ACCEPTED))
    everything = rows_of(rounds)
    return filter_form, everything, wanted.of(everything)


@never_cache
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    secretariat_only(request)
    filter_form, everything, kept = _wanted(request)
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": filter_form,
        "order": filter_form.wanted.order,
        "stages": _stages(request, everything),
        "columns": _columns(request, filter_form.wanted.order),
        "page": page,
        "rows": with_titles(list(page)),
        "turn": turner(request),
        "export": address(request, page=""),
    }
    return render(request, "practices/screening/queue.html", context)


def _stages(request: HttpRequest, rows: list[Row]) -> list[tuple[str, str, int, bool]]:
    """How many wait in each stage: label, address, number, whether it is chosen."""
    waiting = FilterForm(request.GET.__class__("")).wanted.of(rows)
    chosen = request.GET.get("stage", "")
    return [
        (
            str(stage.label),
            address(request, stage=stage.value, page=""),
            sum(row.stage == stage for row in waiting),
            chosen == stage,
        )
        for stage in OPEN_STAGES
    ]


def _columns(request: HttpRequest, order: str) -> list[dict[str, Any]]:
    """The heads of the table: each leads to the list in its order, and back to front."""
    labels = {
        "reference": _("Reference"),
        "submitter": _("Submitted by"),
        "language": _("Language"),
        "stage": _("State"),
        "spoken": _("Spoken"),
        "age": _("Waiting"),
        "due": _("Answer due"),
    }
    return [
        {
            "name": name,
            "label": label,
            "url": address(request, order=f"-{name}" if order == name else name, page=""),
            "sort": {name: "ascending", f"-{name}": "descending"}.get(order, ""),
            "is_number": name in ("spoken", "age", "due"),
        }
        for name, label in labels.items()
    ]


@never_cache
@signed_in
def export(request: HttpRequest) -> HttpResponseBase:
    """`/<language>/secretariat/screening/export/?format=csv`: the list as it is narrowed, whole."""
    secretariat_only(request)
    _filter, _everything, kept = _wanted(request)
    here = languages.current().code
    headings = [
        _("Reference"), _("Round"), _("Title"), _("Submitted by"), _("Kind"), _("Country"),
        _("Language"), _("Objectives"), _("Countries"), _("State"), _("Held"), _("Reviewers"),
        _("Spoken"), _("Submitted"), _("Days waiting"), _("Answer due"), _("Overdue"),
    ]  # fmt: skip
    yes, no = _("yes"), _("no")
    lines: Iterator[list[exports.Cell]] = (
        [
            row.reference, row.number, row.title, row.submitter.name, row.kind_name,
            row.country_name, languages.language_name(row.language, here),
            _(", ").join(map(str, row.objectives)),
            _(", ").join(each.name for each in row.country_names), str(row.stage.label),
            yes if row.held else no, row.asked, row.spoken,
            timezone.localdate(row.submitted_at), row.days, row.due,
            yes if row.is_overdue else no,
        ]
        for row in with_titles(kept)
    )  # fmt: skip
    if request.GET.get("format") == "xlsx":
        return exports.xlsx("screening", headings, lines, sheet=_("Screening"))
    return exports.csv("screening", headings, lines)
