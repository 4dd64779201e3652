"""Pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def open_now(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def extend_topic(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def archive_topic(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def extend_space(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
