"""A topic with its outcome to print, and as a file. Whoever reads the topic may have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from discussions.models import Post
from discussions.outcomes.exporting import json_file, word
from discussions.outcomes.exporting.told import AT_ONCE, Told
from discussions.outcomes.views.found import head, visible_topic
from discussions.reading import showing
from discussions.reading.showing import Row
from discussions.reading.standing import Standing
from discussions.reading.texts import rendered
from hub import exports, languages

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def word_file(request: HttpRequest, pk: int) -> exports.Made:
    """`spaces/topics/<pk>/outcome.docx`."""
    told = Told(visible_topic(request, pk), languages.current().code)
    return _made(told, word.write(told), "docx", WORD)


@require_GET
def data(request: HttpRequest, pk: int) -> exports.Made:
    """`spaces/topics/<pk>/outcome.json`, the same in every language."""
    told = Told(visible_topic(request, pk), languages.current().code)
    return _made(told, json_file.write(told), "json", "application/json")


def _made(told: Told, file: IO[bytes], ending: str, content_type: str) -> exports.Made:
    day = timezone.now().date().isoformat()
    return exports.Made(file, f"topic-{told.topic.pk}-{day}.{ending}", content_type)


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """`spaces/topics/<pk>/print/`: everything on one page, as a visitor sees it."""
    topic = visible_topic(request, pk)
    told = Told(topic, languages.current().code)
    context = {
        **head(topic),
        "told": told,
        "context_html": rendered(told.question.text.context),
        "shown": told.shown,
        "rows": _rows(told),
    }
    return render(request, "discussions/outcomes/print.html", context)


def _rows(told: Told) -> Iterator[Row]:
    """Read in parts while the page is drawn."""
    standing = Standing(AnonymousUser(), told.topic)
    last = 0
    while True:
        posts = Post.objects.filter(topic=told.topic, position__gt=last).order_by("position")
        part = list(showing.whole(posts)[:AT_ONCE])
        if not part:
            return
        last = part[-1].position or last
        yield from showing.rows(part, standing, languages.current())
