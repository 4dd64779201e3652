"""`/<language>/account/security/`: second factors, recovery codes, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import browsers, second_factor
from hub.actions.security import end_other_sessions, end_session
from hub.forms.keyed import KeyedForm, new_key
from hub.models import User
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

# Where one of the staff was going before they were asked for a second factor.
GOAL = "hub_goal"


@dataclass(frozen=True)
class Passkey:
    pk: int
    name: str
    added: datetime
    used: datetime | None
    signs_in_alone: bool


@dataclass(frozen=True)
class Place:
    """A browser in which somebody is signed in; pk is None for one that is not on record."""

    pk: int | None
    browser: str
    address: str
    since: datetime | None
    is_here: bool


@private
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    goal = get_next_redirect_url(request)
    if goal:
        request.session[GOAL] = goal
    factors = second_factor.factors_of(person)
    kinds = {factor.type: factor for factor in factors}
    codes = kinds.get(second_factor.RECOVERY_CODES)
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    shown = second_factor.was_shown(request)
    context = {
        "passkeys": [_passkey(factor) for factor in factors if factor.type == "webauthn"],
        "app": kinds.get("totp"),
        "has_factor": bool(kinds.keys() & set(second_factor.FACTORS)),
        "codes_left": left if codes else None,
        "few_codes": codes is not None and left <= second_factor.FEW_CODES,
        "is_needed": second_factor.needs_second_factor(person) and not shown,
        "is_expected": second_factor.is_staff(person),
        "goal": request.session.get(GOAL) if shown else None,
        "places": places_of(request, person),
        "key": new_key(),
    }
    return render(request, "hub/account/security.html", context)


def _passkey(factor: Any) -> Passkey:
    wrapped = factor.wrap()
    return Passkey(
        pk=factor.pk,
        name=wrapped.name,
        added=factor.created_at,
        used=factor.last_used_at,
        signs_in_alone=bool(wrapped.is_passwordless),
    )


def places_of(request: HttpRequest, person: User) -> list[Place]:
    """Where a person is signed in: here first, then the newest."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows = UserSession.objects.filter(user=person, session_key__in=alive).order_by("-created_at")
    here = request.session.session_key
    places = [
        Place(
            row.pk, browsers.name(row.user_agent), row.ip, row.created_at, row.session_key == here
        )
        for row in rows
    ]
    if not any(place.is_here for place in places):
        own = browsers.name(request.headers.get("User-Agent", ""))
        places.append(Place(None, own, request.META.get("REMOTE_ADDR", ""), None, True))
    return sorted(places, key=lambda place: not place.is_here)


@private
@signed_in
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A button beside a browser; the one in use is signed out as everywhere."""
    own = UserSession.objects.filter(user=request.user.pk, pk=pk).first()
    if own is not None and own.session_key == request.session.session_key:
        return redirect("account_logout")
    form = KeyedForm(request.POST)
    if request.method == "POST" and form.is_valid():
        form.carry_out(end_session, by=request.user, person=request.user, session=pk)
        messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(f"{reverse('security')}#places")


@private
@signed_in
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    form = KeyedForm(request.POST)
    if request.method == "POST" and form.is_valid():
        kept = request.session.session_key
        form.carry_out(end_other_sessions, by=request.user, person=request.user, kept=kept)
        messages.success(request, _("All other browsers are signed out."))
    return HttpResponseRedirect(f"{reverse('security')}#places")
