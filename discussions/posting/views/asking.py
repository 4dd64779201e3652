"""What the views of this room have in common: who asks for what, and answers that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.models import Post, Topic
from discussions.permissions import can_view_topic
from discussions.spaces.texts import space_text, topic_text
from hub.views.errors import typed
from hub.views.signed_in import signed_in

View = Callable[..., HttpResponseBase]


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def number(text: str | None) -> int | None:
    """A key as an address or a field says it; None for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def visible_topic(request: HttpRequest, pk: int) -> Topic:
    """404 where there is none, and the same where the viewer may not see it."""
    # By its permission, which costs a fraction of its twin where the space is public.
    topic = get_object_or_404(Topic.objects.select_related("space"), pk=pk)
    if not can_view_topic(request.user, topic):
        raise Http404
    return topic


def answered(topic: Topic, pk: int | None) -> Post | None:
    """The post that is answered, where it can be read."""
    if pk is None:
        return None
    posts = Post.objects.select_related("author", "organisation")
    return posts.filter(pk=pk, topic=topic, state="published").first()


def crumbs(topic: Topic) -> list[tuple[str, str]]:
    """The way down to a topic."""
    return [
        (_("Discussions"), reverse("discussions:spaces")),
        (
            space_text(topic.space).text.title,
            reverse("discussions:space", args=[topic.space.slug]),
        ),
        (topic_text(topic).text.question, reverse("discussions:topic", args=[topic.pk])),
    ]


def sign_in_address(onward: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': onward})}"


def for_people(view: View) -> View:
    """As `signed_in`, with an answer for scripts."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and wants_json(request):
            error = _("You are no longer signed in. Sign in and go on.")
            return said(401, error, sign_in=sign_in_address(request.path))
        return signed_in(view)(request, *args, **kwargs)

    return wrapper


def gone(request: HttpRequest) -> HttpResponse:
    """404, which shows what was typed: it is nowhere else where somebody lost the right to read
    while they wrote."""
    texts = typed(request)
    if wants_json(request):
        return said(404, _("This is not there, or no longer for you. Copy what you typed."))
    if not texts:
        return render(request, "404.html", status=404)
    reason = _("This is not there, or no longer for you. Copy what you typed.")
    return render(request, "hub/not_sent.html", {"reason": reason, "texts": texts}, status=404)


def said(status: int, error: str = "", **more: Any) -> JsonResponse:
    """What went wrong, as JSON: `error` is a sentence."""
    content: Mapping[str, Any] = {"error": error, **more} if error else more
    return JsonResponse(content, status=status)
