"""The page of a practice, and the same page of what is not public yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import F
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from hub.pagecache import mark
from practices.linked_data import linked_data
from practices.models import Practice, PracticeText, SlugRedirect
from practices.page import PracticePage
from practices.permissions import can_view_draft

# What the page depends on: names of organisations and wordings stand on it too.
# And how old it is, which changes by the day.
AREAS = ("practice", "organisation", "vocabulary", "day")


def detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/<language>/practices/<slug>/`: a practice in the text asked for with `?text=fr`, else in
    the reader's language, else in the original."""
    try:
        # The content alone; a whole revision beside it costs as much again.
        practice = Practice.objects.annotate(content=F("live_revision__content")).get(slug=slug)
    except Practice.DoesNotExist:
        return _moved(slug)
    texts = list(practice.texts.filter(live=True).order_by("pk")) if practice.live else []
    if not texts:
        if can_view_draft(request.user, practice):
            return HttpResponseRedirect(reverse("practices:draft", args=[practice.pk]))
        raise Http404
    page = PracticePage(
        practice=practice,
        content=practice.content or practice.serializable_data(),
        texts=texts,
        path=reverse("practices:detail", args=[practice.slug]),
        asked=request.GET.get("text", ""),
    )
    context = {"page": page, "practice": practice, "linked_data": linked_data(page)}
    response = render(request, "practices/detail.html", context)
    _date(response, page)
    mark(response, *AREAS)
    return get_conditional_response(
        request, etag=response["ETag"], response=response
    ) or response  # fmt: skip


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/preview/`: the latest version of the facts and of each
    text, to those who write it and to the secretariat; to others it is not there."""
    practice = get_object_or_404(Practice.objects.drafts_visible_to(request.user), pk=pk)
    response = render_draft(request, practice.get_latest_revision_as_object(), _drafts(practice))
    patch_cache_control(response, private=True, no_store=True)
    return response


def render_draft(
    request: HttpRequest, practice: Practice, texts: Sequence[PracticeText], asked: str = ""
) -> HttpResponse:
    """The page of a version that need not be public; the caller has checked who looks."""
    nameless = PracticeText(practice=practice, language=practice.original_language)
    page = PracticePage(
        practice=practice,
        content=practice.serializable_data(),
        texts=texts or [nameless],
        path=reverse("practices:draft", args=[practice.pk]),
        asked=asked or request.GET.get("text", ""),
    )
    context = {"page": page, "practice": practice, "is_draft": True}
    return render(request, "practices/detail.html", context)


def preview_practice(request: HttpRequest, practice: Practice) -> HttpResponse:
    """The facts as they are being edited, with the latest version of each text."""
    return render_draft(request, practice, _drafts(practice))


def preview_text(request: HttpRequest, text: PracticeText) -> HttpResponse:
    """A text as it is being edited, beside the latest version of the facts and other texts."""
    practice = text.practice.get_latest_revision_as_object()
    others = [each for each in _drafts(practice) if each.pk != text.pk]
    return render_draft(request, practice, [text, *others], asked=text.language)


def _drafts(practice: Practice) -> list[PracticeText]:
    """The latest version of each text."""
    texts = PracticeText.objects.filter(practice_id=practice.pk).select_related("latest_revision")
    return [text.get_latest_revision_as_object() for text in texts]


def _date(response: HttpResponse, page: PracticePage) -> None:
    """The validators: the page's own bytes, and when what it shows was published."""
    digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    response["ETag"] = f'"{digest}"'
    dates = [page.practice.last_published_at, *(text.last_published_at for text in page.texts)]
    response["Last-Modified"] = http_date(max(date.timestamp() for date in dates if date))


def _moved(slug: str) -> HttpResponseBase:
    """To the address that a practice has now, when it had this one before and is still public."""
    old = SlugRedirect.objects.filter(slug=slug).select_related("practice").first()
    if old is None or not old.practice.live:
        raise Http404
    return HttpResponsePermanentRedirect(reverse("practices:detail", args=[old.practice.slug]))
