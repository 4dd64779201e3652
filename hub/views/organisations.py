"""Organisations: those of a person, all that are verified, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import invitation_tokens, languages, vocabulary
from hub.actions.joining_organisations import (
    add_organisation,
    ask_for_verification,
    correct_organisation,
    decline_organisation,
    register_organisation,
    verify_organisation,
)
from hub.forms.joining import (
    CorrectionForm,
    DecisionForm,
    EvidenceForm,
    FactsForm,
    RegistrationForm,
)
from hub.forms.keyed import sent
from hub.models import Invitation, JoinRequest, Membership, Organisation, Verification
from hub.pagecache import remembered
from hub.permissions import (
    can_ask_to_join,
    can_correct,
    can_correct_verified_facts,
    can_hand_over,
    can_invite,
    can_verify,
    can_view_people,
    is_secretariat,
    steers,
)
from hub.views.signed_in import signed_in

PER_PAGE = 50
LONGEST_QUERY = 200


def visible_organisation(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, or 404 where the reader may not know that it exists."""
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """A page that is one form. Context: title, button, organisation, lead, bad, back."""
    status = 422 if form.is_bound else 200
    return render(request, "hub/joining/form.html", {"form": form, **context}, status=status)


@remembered("organisation")
def organisations(request: HttpRequest) -> HttpResponse:
    """`/<language>/organisations/`"""
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    found = Organisation.objects.verified()
    if query:
        found = found.filter(name__icontains=query)
    context: dict[str, Any] = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
    }
    if request.user.is_authenticated:
        context |= _of_ones_own(request)
    return render(request, "hub/joining/organisations.html", context)


def _of_ones_own(request: HttpRequest) -> dict[str, Any]:
    person = request.user
    now = timezone.now()
    invitations = (
        Invitation.objects.addressed_to(person).standing(now).select_related("organisation")
    )
    return {
        "memberships": (
            Membership.objects.open().filter(user=person.pk).select_related("organisation")
        ),
        "invitations": [
            (invitation, reverse("join", args=[invitation_tokens.token_of(invitation.seed)]))
            for invitation in invitations
        ],
        "requests": JoinRequest.objects.of(person).for_rows().order_by("-created_at")[:PER_PAGE],
    }


@remembered("organisation", "practice", "vocabulary")
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/`"""
    shown = visible_organisation(request, pk)
    viewer = request.user
    context: dict[str, Any] = {
        "organisation": shown,
        "kind": vocabulary.stakeholder_kind(shown.kind).name(),
        "country": vocabulary.country_name(shown.country) if shown.country else "",
        "can_ask": can_ask_to_join(viewer, shown),
    }
    if viewer.is_authenticated:
        context["own_request"] = JoinRequest.objects.of(viewer).filter(organisation=shown).last()
    if can_view_people(viewer, shown):
        context |= _inside(request, shown)
    return render(request, "hub/joining/organisation.html", context)


def _inside(request: HttpRequest, shown: Organisation) -> dict[str, Any]:
    """What its own people and the secretariat see, and which buttons they have."""
    viewer = request.user
    people = list(shown.memberships.open().select_related("user"))
    changeable = set(shown.memberships.changeable_by(viewer).values_list("pk", flat=True))
    endable = set(shown.memberships.endable_by(viewer).values_list("pk", flat=True))
    invitations = shown.invitations.open().managed_by(viewer).select_related("invited_by")
    return {
        "inside": True,
        "people": [(each, each.pk in changeable, each.pk in endable) for each in people],
        "open_invitations": invitations,
        "open_requests": shown.join_requests.open().decidable_by(viewer).for_rows(),
        "can_invite": can_invite(viewer, shown),
        "can_correct": can_correct(viewer, shown),
        "can_hand_over": can_hand_over(viewer, shown) and len(people) > 1,
        "can_verify": can_verify(viewer, shown),
        "can_ask_for_verification": (
            shown.verification == Verification.DECLINED and steers(viewer, shown)
        ),
    }


@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """`/<language>/organisations/register/`: a new one, to be verified; the secretariat adds one
    that it knows."""
    adds = is_secretariat(request.user)
    form_class = FactsForm if adds else RegistrationForm
    form = form_class(sent(request), initial={"name_language": languages.current().code})
    if form.is_valid():
        if isinstance(form, RegistrationForm):
            answer = form.carry_out(
                register_organisation,
                by=request.user,
                facts=form.facts(),
                evidence=form.cleaned_data["evidence"],
                link=form.cleaned_data["link"],
            )
        else:
            answer = form.carry_out(add_organisation, by=request.user, facts=form.facts())
        if answer and adds:
            messages.success(request, _("The organisation was added. You can invite people now."))
            return redirect("organisation", answer["organisation"])
        if answer:
            messages.success(request, _("Your organisation was registered."))
            return redirect("join-request", answer["request"])
    return form_page(
        request,
        form,
        title=_("Add an organisation") if adds else _("Register an organisation"),
        lead=(
            _("It counts as verified at once.")
            if adds
            else _(
                "You become its focal point. The secretariat verifies that it is who it says; "
                "meanwhile you can draft, and what you submit is kept until then."
            )
        ),
        button=_("Add it") if adds else _("Register it"),
    )


@signed_in
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/correct/`"""
    shown = visible_organisation(request, pk)
    if not can_correct(request.user, shown):
        raise PermissionDenied
    whole = can_correct_verified_facts(request.user, shown)
    form = CorrectionForm(sent(request), organisation=shown, whole=whole)
    if form.is_valid():
        answer = form.carry_out(
            correct_organisation, by=request.user, organisation=shown, facts=form.facts()
        )
        if answer is not None:
            messages.success(request, _("The facts were saved."))
            return redirect("organisation", pk)
    return form_page(
        request,
        form,
        title=_("Correct the facts"),
        lead=(
            ""
            if whole
            else _(
                "The name, the kind and the country are what the secretariat has verified. Write "
                "to it where they are wrong."
            )
        ),
        button=_("Save"),
        organisation=shown,
    )


@signed_in
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/evidence/`: ask again after it was not verified."""
    shown = visible_organisation(request, pk)
    if not steers(request.user, shown):
        raise PermissionDenied
    return evidence_page(request, shown, ask_for_verification, title=_("Ask for verification"))


def evidence_page(
    request: HttpRequest, organisation: Organisation, ask: Callable[..., Any], *, title: str
) -> HttpResponse:
    """A form for evidence, which `ask` sends to those who decide."""
    form = EvidenceForm(sent(request))
    if form.is_valid():
        answer = form.carry_out(
            ask,
            by=request.user,
            organisation=organisation,
            evidence=form.cleaned_data["evidence"],
            link=form.cleaned_data["link"],
        )
        if answer:
            messages.success(request, _("Your request was sent."))
            return redirect("join-request", answer["request"])
    return form_page(
        request, form, title=title, button=_("Send the request"), organisation=organisation
    )


@signed_in
def verification(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/verification/`: the secretariat verifies it or does not,
    also without a request, and also after it has decided otherwise."""
    shown = visible_organisation(request, pk)
    if not can_verify(request.user, shown):
        raise PermissionDenied
    now = _("Now: %(state)s") % {"state": shown.get_verification_display()}
    form = DecisionForm(sent(request), yes=_("Verify it"), no=_("Do not verify it"))
    if form.is_valid():
        answer = form.carry_out(
            verify_organisation if form.accepts else decline_organisation,
            by=request.user,
            organisation=shown,
            reason=form.cleaned_data["reason"],
        )
        if answer is not None:
            if answer["changed"]:
                messages.success(request, _("Your decision was saved."))
            else:
                messages.info(request, now)
            return redirect("organisation", pk)
    return form_page(
        request,
        form,
        title=_("Verification"),
        lead=now,
        button=_("Save the decision"),
        organisation=shown,
    )
