"""Asking again who it is, before rights and factors are changed, and going on from there.

    def role(request, pk):
        ...                       # whether the reader may do it at all
        confirm_first(request)    # before the form is made

Who has shown it lately notices nothing. Others are led to `/accounts/confirm/` and back. What they
sent is kept in the session meanwhile, shown to them there, and carried out when they come back: the
request then reads as the POST that it was. Only the session that sent it (through the check against
forged forms) and then confirmed it gets that far.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse

from hub import languages, second_factor
from hub.views.errors import too_much_to_keep

View = Callable[..., HttpResponseBase]

KEPT = "hub_kept_form"
# In characters; a session is a row of the database.
LONGEST_KEPT = 100_000
# How long a form waits for its sender to confirm, and then for the browser to come back for it.
KEPT_FOR = 30 * 60
COME_BACK_WITHIN = 120


def confirm_first(request: HttpRequest, *, only_sent: bool = False) -> None:
    """Go on only for who has shown lately that they are themselves; `only_sent`: reading is free.

    Raises what leads to the page that asks, unless nothing has to be asked.
    """
    response = asked(request, only_sent=only_sent)
    if response is not None:
        raise ImmediateHttpResponse(response)


def asked(request: HttpRequest, *, only_sent: bool = False) -> HttpResponse | None:
    """As `confirm_first`, with the way to the page that asks as an answer."""
    if second_factor.was_confirmed_lately(request):
        _take_up(request)
        return None
    sent = request.method == "POST"
    if only_sent and not sent:
        return None
    here = request.get_full_path()
    request.session.pop(KEPT, None)
    way = reverse("account_reauthenticate")
    if sent:
        form = request.POST.urlencode()
        if len(form) > LONGEST_KEPT:
            return too_much_to_keep(request, way)
        request.session[KEPT] = {"to": here, "form": form, "at": time.time()}
    return HttpResponseRedirect(f"{way}?{urlencode({'next': here})}")


def confirmed(view: View) -> View:
    """A view that is for who has shown lately that they are themselves."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        confirm_first(request)
        return view(request, *args, **kwargs)

    return wrapper


def kept_form(request: HttpRequest) -> QueryDict | None:
    """What waits to be sent until its sender has confirmed."""
    kept = request.session.get(KEPT)
    if not kept or kept["at"] < time.time() - KEPT_FOR:
        return None
    return QueryDict(kept["form"])


def release(request: HttpRequest, goal: str) -> None:
    """The sender has confirmed and goes to `goal`: where that is what the form was sent to, in
    whatever language, it is carried out there."""
    kept = request.session.pop(KEPT, None)
    if kept and kept["at"] > time.time() - KEPT_FOR and _plain(kept["to"]) == _plain(goal):
        request.session[KEPT] = {**kept, "to": goal, "released": time.time()}


def _take_up(request: HttpRequest) -> None:
    """Make the request the POST that was kept, when it comes back for it."""
    kept = request.session.get(KEPT)
    if not kept or request.method != "GET" or kept["to"] != request.get_full_path():
        return
    del request.session[KEPT]
    if kept.get("released", 0) > time.time() - COME_BACK_WITHIN:
        request.method = "POST"
        request.POST = QueryDict(kept["form"])


def _plain(address: str) -> str:
    """An address without its language."""
    first, _slash, rest = address.lstrip("/").partition("/")
    return f"/{rest}" if languages.find(first) else address
