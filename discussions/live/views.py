"""`GET …/events?since=N`: what a page asks after a gap, and where sockets do not work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from discussions.live import catching_up
from discussions.live.events import Frame
from discussions.models import Topic
from discussions.reading.articles import article
from discussions.reading.standing import Standing
from discussions.reading.views import visible_topic
from hub import languages

# Digits of the highest number that a log can have.
DIGITS = 18


@require_safe
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened after event `since`, with the rights of now, at most 200 events; `more` says
    that the log goes on, `number` from where. 404 for who may not read the topic; 400 for a
    `since` that is no number.

    As JSON (`discussions.live.events.Frame`); with `as=html` the same posts as articles of the
    topic's page, in a `<div data-after data-number data-more>`, those that moved away as
    `<div data-gone="12">`.
    """
    found = visible_topic(request, pk)
    asked, shape = request.GET.get("since", ""), request.GET.get("as", "json")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS):
        return _refused(_("“since” must be the number of an event, 0 or more."))
    if shape not in ("json", "html"):
        return _refused(_("“as” must be “json” or “html”."))
    frame = catching_up.read(found, int(asked))
    if shape == "html":
        return _fragment(request, found, frame)
    return JsonResponse(frame, json_dumps_params={"ensure_ascii": False})


def _refused(why: str) -> HttpResponse:
    return HttpResponseBadRequest(f"{why}\n", content_type="text/plain; charset=utf-8")


def _fragment(request: HttpRequest, topic: Topic, frame: Frame) -> HttpResponse:
    standing, language = Standing(request.user, topic), languages.current()
    pks = [event["post"]["id"] for event in frame["events"] if "post" in event]
    rows = catching_up.rows(topic, pks, standing)
    here = {row.pk for row in rows}
    return render(
        request,
        "discussions/events.html",
        {
            "frame": frame,
            "articles": [
                article(row, standing, language, nested=row.root is not None) for row in rows
            ],
            "elsewhere": sorted(set(pks) - here),
        },
    )
