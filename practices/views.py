"""The page of a practice, and the same page of what is not public yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

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

from hub import languages
from hub.pagecache import mark
from practices.linked_data import linked_data
from practices.models import Practice, PracticeText, SlugRedirect
from practices.page import PracticePage
from practices.permissions import can_edit_practice

# What the page depends on: names of organisations and wordings stand on it too.
AREAS = ("practice", "organisation", "vocabulary")


def detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/<language>/practices/<slug>/`: a practice in the text asked for with `?text=fr`, else in
    the reader's language, else in the original."""
    try:
        practice = Practice.objects.select_related("live_revision").get(slug=slug)
    except Practice.DoesNotExist:
        return _moved(slug)
    texts = list(practice.texts.filter(live=True).order_by("pk")) if practice.live else []
    if not texts:
        if can_edit_practice(request.user, practice):
            return HttpResponseRedirect(reverse("practices:draft", args=[practice.pk]))
        raise Http404
    version = practice.live_revision
    page = PracticePage(
        practice=practice,
        content=version.content if version else practice.serializable_data(),
        texts=texts,
        path=reverse("practices:detail", args=[practice.slug]),
        chosen=_chosen(request, texts),
    )
    response = render(request, "practices/detail.html", _context(page))
    _date(response, page)
    mark(response, *AREAS)
    return get_conditional_response(
        request, etag=response["ETag"], response=response
    ) or response  # fmt: skip


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/`: the latest version of the facts and of each text, to
    those who write it and to the secretariat; to others it is not there."""
    practice = get_object_or_404(Practice.objects.editable_by(request.user), pk=pk)
    drafts = [text.get_latest_revision_as_object() for text in practice.texts.all()]
    if not drafts:
        raise Http404
    response = render_draft(request, practice.get_latest_revision_as_object(), drafts)
    patch_cache_control(response, private=True, no_store=True)
    return response


def render_draft(
    request: HttpRequest, practice: Practice, texts: Sequence[PracticeText], chosen: str = ""
) -> HttpResponse:
    """The page of a version that need not be public; the caller has checked who looks."""
    page = PracticePage(
        practice=practice,
        content=practice.serializable_data(),
        texts=texts,
        path=reverse("practices:draft", args=[practice.pk]),
        chosen=chosen or _chosen(request, texts),
    )
    return render(request, "practices/detail.html", {**_context(page), "is_draft": True})


def preview_practice(request: HttpRequest, practice: Practice) -> HttpResponse:
    """The facts as they are being edited, with the latest version of each text."""
    texts = [text.get_latest_revision_as_object() for text in practice.texts.all()]
    nameless = PracticeText(practice=practice, language=practice.original_language)
    return render_draft(request, practice, texts or [nameless])


def preview_text(request: HttpRequest, text: PracticeText) -> HttpResponse:
    """A text as it is being edited, beside the latest version of the facts and other texts."""
    practice = text.practice.get_latest_revision_as_object()
    others = practice.texts.exclude(pk=text.pk)
    texts = [text, *(each.get_latest_revision_as_object() for each in others)]
    return render_draft(request, practice, texts, chosen=text.language)


def _chosen(request: HttpRequest, texts: Sequence[PracticeText]) -> str:
    """The language of the text that is asked for, or "" where there is none in it."""
    asked = request.GET.get("text", "")
    code = languages.normalise(asked) if languages.tag_is_valid(asked) else ""
    return code if any(text.language == code for text in texts) else ""


def _context(page: PracticePage) -> dict[str, object]:
    return {"page": page, "practice": page.practice, "linked_data": linked_data(page)}


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
