"""The draft that a page is about, and how the page is kept from others and from caches."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from hub.views.signed_in import signed_in
from practices.models import Practice
from practices.writing.draft import Draft

View = Callable[..., HttpResponseBase]


def writers(view: View) -> View:
    """A page for who is signed in, kept by no cache: the browser's back button asks again."""
    return never_cache(signed_in(view))


def with_draft(view: View) -> View:
    """As `writers`, for the page of a draft, which it gets in place of its key; to others than
    its people and the secretariat it is not there."""

    @wraps(view)
    def wrapper(request: HttpRequest, pk: str | int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, found(request, int(pk)), *args, **kwargs)

    return writers(wrapper)


def found(request: HttpRequest, pk: int) -> Draft:
    visible = Practice.objects.drafts_visible_to(request.user)
    rows = visible.select_related("organisation", "latest_revision__user")
    return Draft(get_object_or_404(rows, pk=pk))


def text_of(draft: Draft, language: str) -> Any:
    """The row of a text, or 404."""
    if language not in draft.rows:
        raise Http404
    return draft.rows[language]
