"""Pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


def invite(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
