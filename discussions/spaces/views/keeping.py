"""Pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def new(request: HttpRequest) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def archive(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
