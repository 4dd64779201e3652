"""Pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def new(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def places(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
