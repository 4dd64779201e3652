"""The ways in: an invitation's link, a request and its answer, the secretariat's queue."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub import invitation_tokens, languages
from hub.actions import Refused
from hub.actions.joining_invitations import accept_invitation, what_stands_in_the_way
from hub.actions.joining_requests import decide_request, request_to_join, withdraw_request
from hub.forms.joining import DecisionForm, JoinDecisionForm
from hub.forms.keyed import KeyedForm, sent
from hub.models import Invitation, JoinRequest
from hub.permissions import (
    can_ask_to_join,
    can_decide_request,
    can_withdraw_request,
    is_invited_by,
    is_secretariat,
)
from hub.views.confirming import confirm_first
from hub.views.organisations import PER_PAGE, evidence_page, visible_organisation
from hub.views.signed_in import signed_in


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/join/<token>/`: who invites into what as what. Reading it changes nothing."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by", "accepted_by")
        .filter(token_hash=invitation_tokens.hash_of(token))
        .first()
    )
    if invitation is None:
        return render(request, "hub/joining/join.html", {"invitation": None}, status=404)
    viewer = request.user
    if viewer.is_authenticated and invitation.accepted_by == viewer:
        return redirect(_opens(invitation))
    obstacle = what_stands_in_the_way(invitation)
    form = KeyedForm(sent(request))
    if request.method == "POST" and not viewer.is_authenticated:
        return redirect(_way_in("account_login", request, invitation))
    if form.is_valid() and form.carry_out(
        accept_invitation, by=viewer, invitation=invitation
    ):  # fmt: skip
        messages.success(
            request,
            _("You belong to %(organisation)s now.") % {"organisation": invitation.organisation},
        )
        return redirect(_opens(invitation))
    context = {
        "invitation": invitation,
        "obstacle": obstacle,
        "is_mine": is_invited_by(viewer, invitation),
        "form": form,
        "sign_up_url": _way_in("account_signup", request, invitation),
        "sign_in_url": _way_in("account_login", request, invitation),
    }
    status = 410 if obstacle else 422 if form.is_bound else 200
    return render(request, "hub/joining/join.html", context, status=status)


def _opens(invitation: Invitation) -> str:
    """The page that the invitation is about, in the language of the reader."""
    if not invitation.page:
        return reverse("organisation", args=[invitation.organisation_id])
    first, slash, rest = invitation.page.lstrip("/").partition("/")
    if slash and languages.find(first):
        return f"/{languages.current().path}/{rest}"
    return invitation.page


def _way_in(name: str, request: HttpRequest, invitation: Invitation) -> str:
    """Sign-up or sign-in, and back to here, with the address filled in."""
    query = urlencode({"next": request.path, "email": invitation.email})
    return f"{reverse(name)}?{query}"


@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/ask/`"""
    shown = visible_organisation(request, pk)
    if not can_ask_to_join(request.user, shown):
        raise PermissionDenied
    waiting = JoinRequest.objects.open().of(request.user).filter(organisation=shown).first()
    if waiting and request.method != "POST":
        return redirect("join-request", waiting.pk)
    return evidence_page(request, shown, request_to_join, title=_("Ask to join"))


@signed_in
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/join/requests/<id>/`: where a request stands; who decides it, decides here."""
    asked = get_object_or_404(JoinRequest.objects.visible_to(request.user).for_rows(), pk=pk)
    form = None
    decides = can_decide_request(request.user, asked)
    if decides:
        confirm_first(request, only_sent=True)
    if decides and (asked.is_open or request.method == "POST"):
        form = _decision_form(request, asked)
    elif request.method == "POST":
        raise PermissionDenied
    if form is not None and form.is_valid():
        answer = form.carry_out(
            decide_request,
            by=request.user,
            request=asked,
            accept=form.accepts,
            reason=form.cleaned_data["reason"],
            **({"role": form.cleaned_data["role"]} if "role" in form.fields else {}),
        )
        if answer:
            messages.success(request, _("Your decision was saved, and goes out by mail."))
            return redirect("join-request", pk)
        asked = get_object_or_404(JoinRequest.objects.for_rows(), pk=pk)
    context = {
        "request_to_join": asked,
        "is_mine": can_withdraw_request(request.user, asked),
        "form": form,
        "in_queue": is_secretariat(request.user),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "hub/joining/request.html", context, status=status)


def _decision_form(request: HttpRequest, asked: JoinRequest) -> DecisionForm:
    if asked.is_registration:
        return DecisionForm(sent(request), yes=_("Verify it"), no=_("Do not verify it"))
    return JoinDecisionForm(
        sent(request),
        yes=_("Let the person in"),
        no=_("Decline"),
        viewer=request.user,
        organisation=asked.organisation,
    )


@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/join/requests/<id>/withdraw/`: a button; who comes by its address, as after
    signing in again, is led to the page that it stands on."""
    asked = get_object_or_404(JoinRequest.objects.of(request.user), pk=pk)
    if request.method != "POST":
        return redirect("join-request", pk)
    try:
        withdraw_request(by=request.user, key=request.POST.get("key"), request=asked)
        messages.success(request, _("Your request was withdrawn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("join-request", pk)


@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """`/<language>/secretariat/joining/`: what is owed an answer, the oldest promise first."""
    if not is_secretariat(request.user):
        raise PermissionDenied
    waiting = JoinRequest.objects.open().visible_to(request.user).for_rows()
    context: dict[str, Any] = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "hub/joining/queue.html", context)
