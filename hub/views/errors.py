"""The pages for what went wrong, in the reader's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def conflict(request: HttpRequest) -> HttpResponse:
    return render(request, "409.html", status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the frame: whatever failed may be what the frame needs."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old, or came without its cookie: say so, and how to go on."""
    context = {
        "reason": _(
            "The page you sent from was open too long, or your browser keeps no cookies. "
            "Go back, reload the page and send it again."
        )
    }
    return render(request, "403.html", context, status=403)
