"""`/<language>/spaces/moderation/log/`: what moderators did, for the moderators of the space, and
the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import ModerationEntry, Space
from discussions.moderation.forms import LogFilterForm
from discussions.moderation.reasons import Reasons
from discussions.moderation.topics import questions, titles
from discussions.moderation.views.access import moderators_only, space_asked
from discussions.spaces import words
from hub import exports
from hub.models import User
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

PER_PAGE = 50
AT_ONCE = 500


@private
@signed_in
def log(request: HttpRequest) -> HttpResponse:
    moderators_only(request)
    filters, entries = _asked(request)
    wanted = filters.wanted
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": filters,
        "page": page,
        "rows": _rows(list(page.object_list)),
        "turn": lambda number: _query(wanted, number),
        "export": reverse("discussions:moderation-log-export") + _query(wanted),
    }
    return render(request, "discussions/moderation/log.html", context)


@private
@signed_in
def export(request: HttpRequest) -> exports.Made:
    """The list as it is narrowed, whole, as CSV."""
    moderators_only(request)
    _filters, entries = _asked(request)
    headings = [
        _("When (UTC)"), _("What was done"), _("By whom"), _("Space"), _("Topic"), _("Post"),
        _("Reason"), _("Note"),
    ]  # fmt: skip
    return exports.csv("moderation", headings, _lines(entries, request))


def _lines(
    entries: QuerySet[ModerationEntry], request: HttpRequest
) -> Iterator[list[exports.Cell]]:
    for start in range(0, entries.count(), AT_ONCE):
        for row in _rows(list(entries[start : start + AT_ONCE])):
            entry = row["entry"]
            post = reverse("discussions:post", args=[entry.post_id]) if entry.post_id else ""
            yield [
                entry.at, " – ".join(filter(None, row["done"])), str(entry.by or ""),
                row["space"].text,
                row["topic"].text if row["topic"] else "",
                request.build_absolute_uri(post) if post else "", row["reason"], entry.note,
            ]  # fmt: skip


def _asked(request: HttpRequest) -> tuple[LogFilterForm, QuerySet[ModerationEntry]]:
    kept = ModerationEntry.objects.visible_to(request.user)
    spaces = Space.objects.filter(pk__in=kept.order_by().values("space")).values_list(
        "pk", flat=True
    )
    people = User.objects.filter(pk__in=kept.order_by().values("by")).order_by("name", "email")
    filters = LogFilterForm(
        request.GET,
        spaces=sorted(
            ((pk, name.text) for pk, name in titles({*spaces, *space_asked(request)}).items()),
            key=lambda pair: pair[1],
        ),
        people=[(each.pk, str(each)) for each in people],
    )
    return filters, _narrowed(kept, filters.wanted).select_related("by")


def _narrowed(
    entries: QuerySet[ModerationEntry], wanted: dict[str, Any]
) -> QuerySet[ModerationEntry]:
    for name in ("space", "deed", "by"):
        if name in wanted:
            entries = entries.filter(**{name: wanted[name]})
    if "since" in wanted:
        entries = entries.filter(at__gte=_start_of(wanted["since"]))
    if "until" in wanted:
        entries = entries.filter(at__lt=_start_of(wanted["until"]) + timedelta(days=1))
    return entries


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _rows(entries: list[ModerationEntry]) -> list[dict[str, Any]]:
    """What a line says, in six queries however many there are."""
    reasons = Reasons()
    spaces = titles(each.space_id for each in entries)
    topics = questions(each.topic_id for each in entries if each.topic_id)
    done = words.done(entries)
    return [
        {
            "entry": each,
            "space": spaces[each.space_id],
            "topic": topics.get(each.topic_id or 0),
            "done": done.get(each.pk, (str(each.get_deed_display()), "")),
            "reason": reasons.label(each.reason) if each.reason else "",
        }
        for each in entries
    ]


def _query(wanted: dict[str, Any], number: int = 1) -> str:
    query = {name: str(value) for name, value in wanted.items()}
    if number > 1:
        query["page"] = str(number)
    return f"?{urlencode(query)}" if query else ""
