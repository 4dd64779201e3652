"""The pages for what went wrong, in the reader's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
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
    return _not_sent(
        request,
        _(
            "The page you sent from was open too long, or your browser keeps no cookies. "
            "Go back, reload the page and send it again."
        ),
        # A foreign page puts no words on ours.
        typed(request) if _comes_from_here(request) else [],
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    """A form that somebody sent who is no longer signed in: what they typed is not lost."""
    reason = _("You are no longer signed in. Copy what you typed, sign in and send it again.")
    return _not_sent(request, reason, typed(request))


def needs_second_factor(request: HttpRequest, way: str) -> HttpResponse:
    """A form that one of the staff sent whose session has shown no second factor yet."""
    reason = _(
        "Your part in the hub asks for a second step at signing in. Copy what you typed, take that "
        "step and send it again."
    )
    return _not_sent(request, reason, typed(request), way)


def too_much_to_keep(request: HttpRequest, way: str) -> HttpResponse:
    """A form that is too long to be kept while somebody confirms that they are themselves."""
    reason = _("Confirm first that it is you. Copy what you typed, and send it again after that.")
    return _not_sent(request, reason, typed(request), way)


def typed(request: HttpRequest) -> list[str]:
    """What was written for a form; words that a list or the form itself sent are none."""
    return written_in(request.POST)


def written_in(sent: QueryDict) -> list[str]:
    return [str(text) for text in sent.values() if " " in str(text).strip()]


def _comes_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _not_sent(request: HttpRequest, reason: str, texts: list[str], way: str = "") -> HttpResponse:
    context = {"reason": reason, "texts": texts, "way": way}
    return render(request, "hub/not_sent.html", context, status=403)
