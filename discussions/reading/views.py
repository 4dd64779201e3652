"""The page of a topic, the address of each post, and the mark of how far one has read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from discussions.log import area_of
from discussions.models import Post, Topic
from discussions.permissions import can_view_topic
from discussions.reading.actions import mark_read
from discussions.reading.pages import Asked, TopicPage, page_of
from discussions.reading.shown import TopicShown
from discussions.reading.standing import Standing
from hub import generations, languages
from hub.pagecache import mark
from hub.views.signed_in import signed_in

# What the page shows beside the topic itself: its spaces, what it is about, the names on posts. And
# what passes by itself, the end of a space.
AREAS = ("space", "outcome", "organisation", "person", "practice", "day")


def visible_topic(request: HttpRequest, pk: int) -> Topic:
    """404 where there is none, and the same where the reader may not see it."""
    found = Topic.objects.select_related("space").filter(pk=pk).first()
    if found is None or not can_view_topic(request.user, found):
        raise Http404
    return found


@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/`: its posts by `order`, `language` and `page`; with
    `post=12` on to the place of the post with that number, with `since=40` what has come since
    the event of that number."""
    # Before anything of the topic is read. Pages of whoever is signed in are never kept.
    kept = not request.user.is_authenticated
    before = generations.of_objects([area_of(pk)]) if kept else {}
    found = visible_topic(request, pk)
    asked = Asked.of({name: request.GET.get(name, "") for name in ("order", "language", "page")})
    if asked is None:
        raise Http404
    if request.GET.get("post"):
        return _to_number(found, asked, request.GET["post"])
    page = TopicPage(found, asked)
    if not page.exists:
        raise Http404
    standing = Standing(request.user, found)
    shown = TopicShown(page, standing, languages.current(), request.GET.get("since", ""))
    response = render(request, "discussions/topic.html", {"page": shown, "topic": found})
    mark(response, *AREAS, numbers=before)
    return response


def _to_number(found: Topic, asked: Asked, number: str) -> HttpResponse:
    """On to the post with a number, or to the nearest one before it."""
    here = reverse("discussions:topic", args=[found.pk])
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return HttpResponseRedirect(here)
    posts = Post.objects.filter(topic=found, position__lte=max(1, int(number)))
    nearest = posts.order_by("-position").only("pk", "position").first()
    if nearest is None or nearest.position is None:
        return HttpResponseRedirect(here)
    there = address_of(found.pk, nearest.pk, nearest.position, order=asked.order)
    return HttpResponseRedirect(there)


def address_of(topic_pk: int, post_pk: int, position: int, **asked: Any) -> str:
    """Where a post stands on the topic's pages."""
    query = Asked(**asked).query(page=page_of(position))
    here = reverse("discussions:topic", args=[topic_pk])
    return f"{here}{'?' if query else ''}{query}#post-{post_pk}"


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/posts/<pk>/`: the permanent address of a post leads to where it is."""
    posts = Post.objects.placed().select_related("topic__space").defer("source", "html")
    found = posts.filter(pk=pk).first()
    if found is None or not can_view_topic(request.user, found.topic):
        raise Http404
    return HttpResponseRedirect(address_of(found.topic_id, found.pk, found.position or 1))


@require_POST
@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/read/`: POST `position`. JSON where it is asked for, else
    back to the page that has the position."""
    found = visible_topic(request, pk)
    sent = request.POST.get("position", "")
    position = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0
    answer = mark_read(
        by=request.user, key=request.POST.get("key"), topic=found, position=position
    )  # fmt: skip
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(answer)
    query = Asked().query(page=page_of(max(1, answer["position"])))
    here = reverse("discussions:topic", args=[found.pk])
    return HttpResponseRedirect(f"{here}{'?' if query else ''}{query}#since")
