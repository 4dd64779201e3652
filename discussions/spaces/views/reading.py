"""Pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def spaces(request: HttpRequest) -> HttpResponse:
    raise Http404


def space(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
